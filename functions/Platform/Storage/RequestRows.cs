using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Platform.Storage;

/// <summary>Requests with an Idempotency-Key that are more than one batch, and the end of what <see cref="RepeatedRequest"/> wrote.</summary>
public sealed class RequestRows(ITables tables, TimeProvider time)
{
    private const int RowsABatch = 100;

    /// <summary>
    /// Runs what takes many batches, each of which may be repeated, and keeps its outcome under the caller's <see cref="Caller.RequestKey"/>: the same request
    /// again is the same outcome, and runs again only when it was cut off or refused. Of two that run at once both get the outcome of the first. Without a key it just runs.
    /// </summary>
    /// <returns>The outcome; what <paramref name="run"/> refuses, which is not kept; 409 when the key was used with another body.</returns>
    public async Task<Result<T>> Once<T>(Caller caller, Func<CancellationToken, Task<Result<T>>> run, CancellationToken cancellationToken)
        where T : class
    {
        if (caller.RequestKey is not { } key)
            return await run(cancellationToken);
        var request = new RepeatedRequest(tables, caller.Tenant, key, time);
        var stored = await request.Stored<T>(cancellationToken);
        if (stored is { } known && (!known.Ok || known.Value is not null))
            return known;
        // The body is bound before anything is done; who is refused here meets the other one's row.
        if (stored is null && !(await tables.Submit(ChangeLog.Table, [request.Store<T?>(null)], cancellationToken)).Written)
            return await Once(caller, run, cancellationToken);
        return await Keep(request, await run(cancellationToken), cancellationToken);
    }

    // Written only over the row that was read without an outcome: what others were told stays.
    private async Task<Result<T>> Keep<T>(RepeatedRequest request, Result<T> outcome, CancellationToken cancellationToken)
        where T : class
    {
        while (await request.Stored<T>(cancellationToken) is { } stored)
        {
            if (!stored.Ok || stored.Value is not null)
                return stored;
            if (!outcome.Try(out var value, out _) || (await tables.Submit(ChangeLog.Table, [request.End(value)], cancellationToken)).Written)
                return outcome;
        }

        return outcome;
    }

    /// <summary>Deletes a tenant's expired rows, a hundred a batch; returns how many.</summary>
    public async Task<int> Purge(string tenant, CancellationToken cancellationToken)
    {
        var purged = 0;
        string? next = null;
        do
        {
            var page = await tables.Page(ChangeLog.Table, tenant, RepeatedRequest.Prefix, KeyRange.EndOf(RepeatedRequest.Prefix), RowsABatch, next, cancellationToken);
            var expired = page.Rows.Where(row => row.Time("expiresAt") <= time.GetUtcNow()).Select(RowOperation.Delete).ToList();
            // A row that changed since is in use again; the next night looks at its neighbours.
            if (expired.Count > 0 && (await tables.Submit(ChangeLog.Table, expired, cancellationToken)).Written)
                purged += expired.Count;
            next = page.Next;
        }
        while (next is not null);
        return purged;
    }
}
