using System.Collections.Concurrent;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Platform.Storage;

/// <summary>
/// Every change of a tenant's directory goes through here. The change row <c>c|n+1</c> is written in the same batch as the
/// change itself, so the log has no gaps, and a batch that was decided on log position n fails if anybody wrote since: decisions
/// are serialised over all instances, and the in-process gate only spares the retries.
/// </summary>
public sealed class ChangeLog(ITables tables, ChangedTenants changed, TimeProvider time, Reactions reactions)
{
    /// <summary>The table that holds every row that must agree, partition = tenant.</summary>
    public const string Table = "directory";

    // From the third try on a writer waits before it tries again, so that the busy instance does not always win.
    private const int MaxAttempts = 40;
    private const int PatientFrom = 3;
    private const int MostPatience = 150;

    // Point reads while little is new; pages when another instance has got far ahead.
    private const int ReadOneByOne = 8;
    private const int ReadAtOnce = 500;

    private readonly ConcurrentDictionary<string, LogHead> heads = new(StringComparer.Ordinal);

    /// <summary>Raised for each change as it is met, whoever made it, and before anybody decides on it; it may be raised twice for one change.</summary>
    public event Action<SeenChange>? Seen;

    /// <summary>
    /// Decides and writes: <paramref name="decide"/> loads what it needs and returns a draft, which is written with its change row. It
    /// is asked again when somebody else wrote in between. Reactions to the change begin then, unless the draft defers them.
    /// </summary>
    /// <remarks>With a <see cref="Caller.RequestKey"/> the value is kept for 24 h in the same batch: the same request again returns it and writes nothing.</remarks>
    public async Task<Result<T>> Write<T>(Caller caller, Func<CancellationToken, Task<Result<Draft<T>>>> decide, CancellationToken cancellationToken)
    {
        var head = Head(caller.Tenant);
        T value;
        Change? change;
        await head.Gate.WaitAsync(cancellationToken);
        try
        {
            var written = await WriteGated(head, caller, decide, cancellationToken);
            if (!written.Try(out var pair, out var error))
                return error;
            (value, change) = pair;
        }
        finally
        {
            head.Gate.Release();
        }

        if (change is not null)
            reactions.Follow(new(caller.Tenant, change, caller.CorrelationId, IsRepeat: false));
        return value;
    }

    /// <summary>Looks for changes of other processes; <see cref="Seen"/> tells. Returns the number of the last change, at least of those committed before the call.</summary>
    /// <remarks>Callers that wait at the same time share one look, which began after the last of them came.</remarks>
    public async Task<long> Tail(string tenant, CancellationToken cancellationToken)
    {
        var head = Head(tenant);
        await head.Look.Join(() => Look(head, tenant)).WaitAsync(cancellationToken);
        return head.Number;
    }

    /// <summary>The number of the last change that this process has met; −1 when it has not looked yet. A decision inside <see cref="Write"/> stands on it.</summary>
    public long Position(string tenant) => Head(tenant).Number;

    /// <summary>Reads committed changes behind a number, in order, at most <paramref name="top"/>.</summary>
    public async Task<IReadOnlyList<CommittedChange>> Read(string tenant, long after, int top, CancellationToken cancellationToken)
    {
        var found = new List<CommittedChange>();
        await foreach (var row in tables.Rows(Table, tenant, (ChangeRow.Key(after + 1), KeyRange.EndOf(ChangeRow.Prefix)), top, cancellationToken))
        {
            found.Add(ChangeRow.Read(row));
            if (found.Count == top)
                break;
        }

        return found;
    }

    // Nobody's own token: others wait for this too.
    private async Task Look(LogHead head, string tenant)
    {
        if (head.Number < 0)
        {
            Move(head, new(tenant, await Find(tenant, CancellationToken.None), null, null));
            return;
        }

        // Head by head: what this very process is writing at the moment is met here too, and must not count as more than it is.
        var number = head.Number;
        for (var met = 0; met < ReadOneByOne; met++)
        {
            if (await tables.Get(Table, tenant, ChangeRow.Key(number + 1), CancellationToken.None) is not { } row)
                return;
            Move(head, new(tenant, ++number, ChangeRow.Read(row).What, null));
        }

        while (await Read(tenant, number, ReadAtOnce, CancellationToken.None) is { Count: > 0 } changes)
        {
            foreach (var change in changes)
                Move(head, new(tenant, number = change.Number, change.What, null));
        }
    }

    /// <summary>One committed change; null when the log has not come so far.</summary>
    public async Task<CommittedChange?> Find(string tenant, long number, CancellationToken cancellationToken) =>
        await tables.Get(Table, tenant, ChangeRow.Key(number), cancellationToken) is { } row ? ChangeRow.Read(row) : null;

    private async Task<Result<(T Value, Change? Change)>> WriteGated<T>(
        LogHead head, Caller caller, Func<CancellationToken, Task<Result<Draft<T>>>> decide, CancellationToken cancellationToken)
    {
        var request = caller.RequestKey is { } key ? new RepeatedRequest(tables, caller.Tenant, key, time) : null;
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (attempt >= PatientFrom)
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(1, Math.Min(MostPatience, attempt * 10))), time, cancellationToken);
            if (head.Number < 0)
                await Tail(caller.Tenant, cancellationToken);
            // Taken before the decision: a reader may move the head meanwhile, and what was decided on the old one must then fail.
            var number = head.Number + 1;
            if (request is not null && await request.Stored<T>(cancellationToken) is { } stored)
                return stored.Map(value => (value, (Change?)null));
            if (!(await decide(cancellationToken)).Try(out var draft, out var error) || draft.Change is null)
            {
                // What is not written was not checked against the log: it counts if nobody wrote since, on any instance.
                await Tail(caller.Tenant, cancellationToken);
                if (head.Number >= number)
                    continue;
                if (error is not null)
                    return error;
                // Nothing changes, and a repeat must say so whatever has changed by then. Refused: this very request came twice at once, or its old row was swept away.
                if (request is not null && !(await tables.Submit(Table, [request.Store(draft!.Value)], cancellationToken)).Written)
                    continue;
                return (draft!.Value, null);
            }

            var change = new CommittedChange(caller.Tenant, number, draft.Change, time.GetUtcNow(), caller.Actor, caller.CorrelationId);
            await changed.Note(caller.Tenant, cancellationToken);
            var outcome = await Submit(change, request, draft, cancellationToken);
            if (outcome.Written)
            {
                Move(head, new(caller.Tenant, change.Number, draft.Change, draft.Operations));
                return (draft.Value, draft.Defer ? null : draft.Change);
            }

            if (draft.Refused(outcome.Index - (request is null ? 1 : 2)) is { } refused)
                return refused;
            await Tail(caller.Tenant, cancellationToken);
        }

        return new Error(ErrorKind.Busy, "tenant.busy", "Too many writers at once changed this tenant: send the request again.");
    }

    private Task<BatchOutcome> Submit<T>(CommittedChange change, RepeatedRequest? request, Draft<T> draft, CancellationToken cancellationToken)
    {
        draft.Number(change.Number);
        var operations = new List<RowOperation>(draft.Operations.Count + 2) { RowOperation.Insert(ChangeRow.Write(change)) };
        if (request is not null)
            operations.Add(request.Store(draft.Value));
        operations.AddRange(draft.Operations);
        return tables.Submit(Table, operations, cancellationToken);
    }

    private LogHead Head(string tenant) => heads.GetOrAdd(tenant, _ => new LogHead());

    // The log has no gaps, so its end is found by doubling and halving: about 2·log2(n) point reads.
    private async Task<long> Find(string tenant, CancellationToken cancellationToken)
    {
        long low = 0, high = 1;
        while (await Exists(tenant, high, cancellationToken))
            (low, high) = (high, high * 2);
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            if (await Exists(tenant, middle, cancellationToken))
                low = middle;
            else
                high = middle;
        }

        return low;
    }

    // Told before the head moves: whoever decides on the new head must not find what was remembered of the old one.
    private void Move(LogHead head, SeenChange seen)
    {
        if (seen.Number > head.Number)
            Seen?.Invoke(seen);
        head.MoveTo(seen.Number);
    }

    private async Task<bool> Exists(string tenant, long number, CancellationToken cancellationToken) =>
        await tables.Get(Table, tenant, ChangeRow.Key(number), cancellationToken) is not null;

    /// <summary>How far this process knows a tenant's log; −1 when it has not looked yet.</summary>
    private sealed class LogHead
    {
        private long number = -1;

        public SemaphoreSlim Gate { get; } = new(1, 1);

        public SharedLook Look { get; } = new();

        public long Number => Interlocked.Read(ref number);

        public void MoveTo(long to)
        {
            long seen;
            while ((seen = Number) < to && Interlocked.CompareExchange(ref number, to, seen) != seen)
            {
            }
        }
    }
}
