using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Platform.Storage;

/// <summary>Requests with an Idempotency-Key that are more than one batch, and the end of what <see cref="RepeatedRequest"/> wrote.</summary>
public sealed class RequestRows(ITables tables, TimeProvider time, ILogger<RequestRows> logger)
{
    private const int RowsABatch = 100;

    // What others ask of a request that is being carried out: how it ends, for about as long as they would wait for it themselves.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Runs what takes many batches and keeps its outcome under the caller's <see cref="Caller.RequestKey"/>: the same request again is the same outcome, and runs again only when
    /// it was cut off or refused. Of several at once one runs; the others get its outcome, or 503 <c>request.running</c> when it takes too long. Without a key it just runs.
    /// </summary>
    /// <returns>The outcome; what <paramref name="run"/> refuses, which is not kept; 409 when the key was used with another query or body.</returns>
    public async Task<Result<T>> Once<T>(Caller caller, Func<CancellationToken, Task<Result<T>>> run, CancellationToken cancellationToken)
        where T : class
    {
        if (caller.RequestKey is not { } key)
            return await run(cancellationToken);
        var request = new RepeatedRequest(tables, caller.Tenant, key, time);
        for (var began = time.GetTimestamp(); time.GetElapsedTime(began) < LongestWait;)
        {
            var stored = await request.Stored<T>(cancellationToken);
            if (stored is { } known && (!known.Ok || known.Value is not null))
                return known;
            if (request.ClaimedUntil > time.GetUtcNow())
                await Task.Delay(LookEvery, time, cancellationToken);
            else if ((await tables.Submit(ChangeLog.Table, [request.Claim()], cancellationToken)).Written)
                return await Claimed(request, run, cancellationToken);
        }

        return new Error(ErrorKind.Busy, "request.running", $"A request with this {key.Name} is still being carried out: repeat it in a few seconds, and you get its outcome.", key.Name) { RetryAfter = AskAgain };
    }

    private async Task<Result<T>> Claimed<T>(RepeatedRequest request, Func<CancellationToken, Task<Result<T>>> run, CancellationToken cancellationToken)
        where T : class
    {
        using var ended = new CancellationTokenSource();
        var holding = Hold<T>(request, ended.Token);
        Result<T>? outcome = null;
        try
        {
            outcome = await run(cancellationToken);
        }
        finally
        {
            await ended.CancelAsync();
            await holding;
            if (outcome is not { Ok: true })
                await Try(() => Release<T>(request), "that it came to nothing", CancellationToken.None);
        }

        var told = outcome.Value;
        if (told.Ok)
            await Try(async () => told = await Keep(request, told), "its outcome", CancellationToken.None);
        return told;
    }

    // What was done is done, whatever storage says of the row that tells of it. A caller who is not told of it would do it again; one who repeats it all the same does so when the claim has run out.
    private async Task Try(Func<Task> write, string what, CancellationToken cancellationToken)
    {
        try
        {
            await write();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogError(exception, "Of a request with an Idempotency-Key it could not be kept {What}.", what);
        }
    }

    // Whoever stood still for too long holds it no more: another has it in hand, or has ended it.
    private async Task Hold<T>(RepeatedRequest held, CancellationToken ended)
    {
        var request = held.Again();
        using var timer = new PeriodicTimer(RepeatedRequest.ClaimedFor / 3, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
                await Try(Claim, "that it is being carried out", ended);
        }
        catch (OperationCanceledException)
        {
            // It is carried out.
        }

        async Task Claim()
        {
            if (await request.Stored<T>(ended) is { Ok: true, Value: null } && request.IsMine)
                await tables.Submit(ChangeLog.Table, [request.Claim()], ended);
        }
    }

    private async Task Release<T>(RepeatedRequest request)
    {
        if (await request.Stored<T>(CancellationToken.None) is { Ok: true, Value: null } && request.IsMine)
            await tables.Submit(ChangeLog.Table, [request.Release()], CancellationToken.None);
    }

    // Written only over the row that was read without an outcome, and only by whoever has it in hand: what others were told stays, and so does the claim of who took it up. Nobody's own
    // token: a caller who hung up repeats the request, and must find what it came to.
    private async Task<Result<T>> Keep<T>(RepeatedRequest request, Result<T> outcome)
        where T : class
    {
        while (await request.Stored<T>(CancellationToken.None) is { } stored)
        {
            if (!stored.Ok || stored.Value is not null)
                return stored;
            if (!request.IsMine || (await tables.Submit(ChangeLog.Table, [request.End(outcome.Value)], CancellationToken.None)).Written)
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
