using UserFunctions.Platform.Storage;

namespace UserFunctions.Webhooks;

/// <summary>Takes a webhook for one process, so that its events are told in order and by one at a time.</summary>
public sealed class DeliveryLeases(ITables tables, WebhookSettings settings, TimeProvider time)
{
    private const string Key = "lease";

    /// <summary>The lease; null when another process has it.</summary>
    internal async Task<DeliveryLease?> Take(string tenant, Guid webhook, CancellationToken cancellationToken)
    {
        var partition = DeliveryTable.Partition(tenant, webhook);
        var current = await tables.Get(DeliveryTable.Table, partition, Key, cancellationToken);
        if (current?.Time("until") > time.GetUtcNow())
            return null;
        var row = new Row(partition, Key) { ETag = current?.ETag, ["owner"] = Guid.NewGuid(), ["until"] = time.GetUtcNow() + settings.LeaseFor };
        return await Write(row, cancellationToken) is { } etag ? new DeliveryLease(this, row with { ETag = etag }, settings.LeaseFor / 3) : null;
    }

    /// <summary>Extends it; null when it is lost.</summary>
    internal Task<string?> Extend(Row row) => Write(new Row(row.Partition, row.Key) { ETag = row.ETag, ["owner"] = row["owner"], ["until"] = time.GetUtcNow() + settings.LeaseFor }, CancellationToken.None);

    internal Task Release(Row row) => tables.Submit(DeliveryTable.Table, [RowOperation.Delete(row)], CancellationToken.None);

    private async Task<string?> Write(Row row, CancellationToken cancellationToken)
    {
        var written = await tables.Submit(DeliveryTable.Table, [row.ETag is null ? RowOperation.Insert(row) : RowOperation.Replace(row)], cancellationToken);
        if (!written.Written)
            return null;
        // A lost answer hides the new ETag; the row itself still has it.
        return written.ETags[0] ?? (await tables.Get(DeliveryTable.Table, row.Partition, Key, cancellationToken) is { } read && read.Id("owner") == row.Id("owner") ? read.ETag : null);
    }
}

/// <summary>A webhook that this process has to itself; it is extended until it is let go.</summary>
internal sealed class DeliveryLease : IAsyncDisposable
{
    private readonly CancellationTokenSource ended = new();
    private readonly CancellationTokenSource lost = new();
    private readonly DeliveryLeases leases;
    private readonly Task keeping;
    private Row row;

    public DeliveryLease(DeliveryLeases leases, Row row, TimeSpan every)
    {
        (this.leases, this.row) = (leases, row);
        keeping = Keep(every);
    }

    /// <summary>Cancelled when another process may have it.</summary>
    public CancellationToken Lost => lost.Token;

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await keeping;
        if (!lost.IsCancellationRequested)
            await leases.Release(row);
        ended.Dispose();
        lost.Dispose();
    }

    private async Task Keep(TimeSpan every)
    {
        using var timer = new PeriodicTimer(every);
        try
        {
            while (await timer.WaitForNextTickAsync(ended.Token))
            {
                if (await leases.Extend(row) is not { } etag)
                {
                    await lost.CancelAsync();
                    return;
                }

                row = row with { ETag = etag };
            }
        }
        catch (OperationCanceledException)
        {
            // It is let go.
        }
        catch (Exception exception) when (exception is Azure.RequestFailedException or AggregateException)
        {
            await lost.CancelAsync();
        }
    }
}
