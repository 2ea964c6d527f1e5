using System.Collections.Concurrent;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Presence;

/// <summary>What this process knows of one agent's load. Read without a lock: a stale one costs a refused batch, and never a place too many.</summary>
public sealed class LoadCell
{
    private volatile AgentLoad? load;
    private long heardAt;
    private int inFlight;

    /// <summary>The load as it was read or written last; null: not read yet.</summary>
    public AgentLoad? Load => load;

    /// <summary>Offers to the agent that this process is writing at the moment: others choose somebody else if they can.</summary>
    public int InFlight => Volatile.Read(ref inFlight);

    /// <summary>Counts an offer that is about to be written.</summary>
    internal void Begin() => Interlocked.Increment(ref inFlight);

    /// <summary>It is written, or was refused.</summary>
    internal void End() => Interlocked.Decrement(ref inFlight);

    /// <summary>When something was heard of the load last, by the clock that does not jump.</summary>
    internal long HeardAt => Volatile.Read(ref heardAt);

    internal void Set(AgentLoad? known, long at = 0)
    {
        load = known;
        Volatile.Write(ref heardAt, at);
    }
}

/// <summary>An agent's numbers that were not what the open reservations make of them.</summary>
/// <param name="Before">As they stood.</param>
/// <param name="After">As they are now.</param>
public sealed record LoadDrift(AgentLoad Before, AgentLoad After);

/// <summary>Agents' loads and reservations: from memory to choose, from the table to decide.</summary>
public sealed class AgentLoads(ITables tables, TimeProvider time)
{
    /// <summary>How long an agent is taken for busy on what this process has heard; others may have freed them since.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(2);

    // An agent's row is written by as many as talk to that agent at the moment.
    private const int MaxAttempts = 30;
    private const int ReadAtOnce = 16;

    private readonly ConcurrentDictionary<(string Tenant, Guid User), LoadCell> cells = new();

    /// <summary>The agents of whom anything is known.</summary>
    public IReadOnlyList<(string Tenant, Guid User)> Known => [.. cells.Keys];

    /// <summary>What is known of the agent.</summary>
    public LoadCell Of(string tenant, Guid user) => cells.GetOrAdd((tenant, user), static _ => new());

    /// <summary>Reads the agent's load from the table; one without a row has nothing in hand.</summary>
    public async Task<AgentLoad> Read(string tenant, Guid user, CancellationToken cancellationToken)
    {
        var row = await tables.Get(PresenceTable.Table, ReservationTable.Partition(tenant, user), ReservationTable.LoadKey, cancellationToken);
        var load = ReservationTable.ReadLoad(user, row);
        Of(tenant, user).Set(load, time.GetTimestamp());
        return load;
    }

    /// <summary>Reads the loads of agents of whom nothing was heard for <see cref="FreshFor"/>, the longest first.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="users">Who is taken for busy.</param>
    /// <param name="most">How many are read at the most.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>False when there was none to read.</returns>
    public async Task<bool> Refresh(string tenant, IEnumerable<Guid> users, int most, CancellationToken cancellationToken)
    {
        var due = users.Select(user => (User: user, Of(tenant, user).HeardAt)).Where(known => time.GetElapsedTime(known.HeardAt) >= FreshFor).OrderBy(known => known.HeardAt).Take(most).ToList();
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = ReadAtOnce, CancellationToken = cancellationToken }, async (known, token) => await Read(tenant, known.User, token));
        return due.Count > 0;
    }

    /// <summary>Takes a place: reservation and load in one batch, under the ETag of the load that it was decided on.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="seen">The load that was decided on.</param>
    /// <param name="reservation">The place.</param>
    /// <param name="asOf">The place in the tenant's log that was decided on.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>False when somebody else wrote meanwhile, or limits were changed that the decision did not know: read what there is and decide anew.</returns>
    public async Task<bool> Reserve(string tenant, AgentLoad seen, Reservation reservation, long asOf, CancellationToken cancellationToken)
    {
        if (seen.AsOf > asOf)
            return false;
        var after = seen.With(reservation, reservation.CreatedAt) with { AsOf = asOf };
        return await Submit(tenant, seen, after, [RowOperation.Insert(ReservationTable.Write(tenant, reservation with { AsOf = asOf }))], cancellationToken);
    }

    /// <summary>The reservation, open or ended; null when there is none.</summary>
    public async Task<Reservation?> Find(string tenant, Guid user, Guid id, CancellationToken cancellationToken) =>
        (await FindRow(tenant, user, id, cancellationToken))?.Reservation;

    /// <summary>The agent's open reservations.</summary>
    public Task<IReadOnlyList<Reservation>> Open(string tenant, Guid user, CancellationToken cancellationToken) => Under(ReservationTable.OpenPrefix, tenant, user, cancellationToken);

    /// <summary>The agent's reservations that are parked.</summary>
    public Task<IReadOnlyList<Reservation>> Parked(string tenant, Guid user, CancellationToken cancellationToken) => Under(ReservationTable.ParkedPrefix, tenant, user, cancellationToken);

    private async Task<IReadOnlyList<Reservation>> Under(string prefix, string tenant, Guid user, CancellationToken cancellationToken)
    {
        var found = new List<Reservation>();
        await foreach (var row in tables.Rows(PresenceTable.Table, ReservationTable.Partition(tenant, user), KeyRange.Under(prefix), 1000, cancellationToken))
            found.Add(ReservationTable.Read(row));
        return found;
    }

    /// <summary>Moves a reservation on and frees the place if it ends: once, however often it is asked.</summary>
    /// <returns>The reservation as it is now; 404 when the place was not taken, and never will be: who was about to take it is refused; 409 when no way leads there.</returns>
    public async Task<Result<Reservation>> Settle(string tenant, Guid user, Guid id, ReservationState state, DateTimeOffset at, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await FindRow(tenant, user, id, cancellationToken) is not { } found)
            {
                if (await Bar(tenant, user, id, cancellationToken))
                    return Error.NotFound("reservation", id.ToString());
                continue;
            }

            if (!Towards(found.Reservation, state, at).Try(out var after, out var error) || after == found.Reservation)
                return error is null ? found.Reservation : error;
            var seen = attempt == 0 && Of(tenant, user).Load is { } known ? known : await Read(tenant, user, cancellationToken);
            var row = ReservationTable.Write(tenant, after, found.ETag);
            RowOperation[] steps = ReservationTable.Key(found.Reservation) == row.Key ? [RowOperation.Replace(row)]
                : [RowOperation.Delete(new(row.Partition, ReservationTable.Key(found.Reservation)) { ETag = found.ETag }), RowOperation.Insert(row with { ETag = null })];
            if (await Submit(tenant, seen, seen.After(found.Reservation, after), steps, cancellationToken))
                return after;
        }

        throw new InvalidOperationException($"The load of {user} in {tenant} changed under {MaxAttempts} attempts to settle reservation {id}.");
    }

    /// <summary>Counts the agent's open reservations anew; null when the numbers are right.</summary>
    public async Task<LoadDrift?> Recount(string tenant, Guid user, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var before = await Read(tenant, user, cancellationToken);
            // Places are taken with the row, or not at all.
            if (before.RowETag is null)
                return null;
            var after = before.Recounted(await Open(tenant, user, cancellationToken));
            if (after.CountsAs(before))
                return null;
            if (await Submit(tenant, before, after, [], cancellationToken))
                return new(before, after);
        }

        return null;
    }

    /// <summary>Nobody decides about the agent from now on who does not know the tenant's log as far as this.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="user">Which agent.</param>
    /// <param name="asOf">Place in the log.</param>
    /// <param name="isNew">True: also an agent without a row gets one.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The load then: of what is decided later nothing is in it.</returns>
    public async Task<AgentLoad> Demand(string tenant, Guid user, long asOf, bool isNew, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var seen = await Read(tenant, user, cancellationToken);
            if (seen.AsOf >= asOf || (seen.RowETag is null && !isNew) || await Submit(tenant, seen, seen with { AsOf = asOf }, [], cancellationToken))
                return seen;
        }

        throw new InvalidOperationException($"The load of {user} in {tenant} changed under {MaxAttempts} attempts to demand position {asOf} of it.");
    }

    // Whoever claimed the conversation and has not taken the place yet decided on the load as it was: once it is written anew the place cannot be taken any more.
    private async Task<bool> Bar(string tenant, Guid user, Guid id, CancellationToken cancellationToken)
    {
        var seen = await Read(tenant, user, cancellationToken);
        return await FindRow(tenant, user, id, cancellationToken) is null && await Submit(tenant, seen, seen, [], cancellationToken);
    }

    // Who accepted and was done before that was written down has accepted it all the same.
    internal static Result<Reservation> Towards(Reservation reservation, ReservationState state, DateTimeOffset at) =>
        reservation.State is ReservationState.Pending && state is (ReservationState.Wrapping or ReservationState.Completed)
            ? (reservation with { State = ReservationState.Accepted }).To(state, at)
            : reservation.To(state, at);

    private async Task<bool> Submit(string tenant, AgentLoad seen, AgentLoad after, IReadOnlyList<RowOperation> steps, CancellationToken cancellationToken)
    {
        var outcome = await tables.Submit(PresenceTable.Table, [ReservationTable.Write(tenant, seen, after), .. steps], cancellationToken);
        var cell = Of(tenant, seen.UserId);
        // A lost answer hides the new ETag: then the row is read when it is needed.
        if (outcome.Written)
            cell.Set(outcome.ETags[0] is { } etag ? after with { RowETag = etag } : null, time.GetTimestamp());
        else if (cell.Load?.RowETag == seen.RowETag)
            cell.Set(null, cell.HeardAt);
        return outcome.Written;
    }

    private async Task<(Reservation Reservation, string? ETag)?> FindRow(string tenant, Guid user, Guid id, CancellationToken cancellationToken)
    {
        var partition = ReservationTable.Partition(tenant, user);
        var row = await tables.Get(PresenceTable.Table, partition, $"{ReservationTable.OpenPrefix}{id:D}", cancellationToken)
            ?? await tables.Get(PresenceTable.Table, partition, $"{ReservationTable.EndedPrefix}{id:D}", cancellationToken)
            ?? await tables.Get(PresenceTable.Table, partition, $"{ReservationTable.ParkedPrefix}{id:D}", cancellationToken);
        return row is null ? null : (ReservationTable.Read(row), row.ETag);
    }
}
