using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace UserFunctions.Local.Pumps;

/// <summary>When a timer ran last and runs next, UTC.</summary>
/// <param name="Last">Null before the first run.</param>
/// <param name="Next">Null when the schedule has no further time.</param>
/// <param name="LastUpdated">When this was written.</param>
internal sealed record TimerStatus(DateTimeOffset? Last, DateTimeOffset? Next, DateTimeOffset LastUpdated);

/// <summary>The blob that remembers a timer's runs. Its lease says which instance runs the timer.</summary>
/// <remarks>The lease is short, so that after a crash another instance takes over soon.</remarks>
internal sealed class TimerRecord(BlobClient blob, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(5);

    private readonly BlobLeaseClient lease = blob.GetBlobLeaseClient();
    private readonly CancellationTokenSource lost = new();
    private Task renewing = Task.CompletedTask;

    /// <summary>Cancelled when the lease is lost: another instance may run the timer now.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>Takes the lease; false when another instance has it.</summary>
    public async Task<bool> TryHold(CancellationToken cancellationToken)
    {
        try
        {
            await CreateIfMissing(cancellationToken);
            await lease.AcquireAsync(Lease, cancellationToken: cancellationToken);
            renewing = Renew();
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            return false;
        }
    }

    /// <summary>What was written last; null before the first start.</summary>
    public async Task<TimerStatus?> Read(CancellationToken cancellationToken)
    {
        var content = (await blob.DownloadContentAsync(cancellationToken)).Value.Content;
        return content.ToMemory().IsEmpty ? null : JsonSerializer.Deserialize<TimerStatus>(content);
    }

    /// <summary>Writes the status.</summary>
    public Task Write(TimerStatus status) => blob.UploadAsync(
        BinaryData.FromObjectAsJson(status), new BlobUploadOptions { Conditions = new BlobRequestConditions { LeaseId = lease.LeaseId } });

    public async ValueTask DisposeAsync()
    {
        await lost.CancelAsync();
        await renewing;
        try
        {
            await lease.ReleaseAsync();
        }
        catch (RequestFailedException)
        {
            // Lost already, or it runs out by itself.
        }

        lost.Dispose();
    }

    private async Task CreateIfMissing(CancellationToken cancellationToken)
    {
        try
        {
            var options = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
            await blob.UploadAsync(BinaryData.FromBytes(Array.Empty<byte>()), options, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            // It is there.
        }
    }

    private async Task Renew()
    {
        try
        {
            while (true)
            {
                await Task.Delay(RenewEvery, time, lost.Token);
                await lease.RenewAsync(cancellationToken: lost.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Released.
        }
        catch (Exception exception) when (exception is RequestFailedException or AggregateException)
        {
            await lost.CancelAsync();
        }
    }
}
