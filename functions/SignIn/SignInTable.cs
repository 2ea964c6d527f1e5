using System.Globalization;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.SignIn;

/// <summary>
/// Table <c>sessions</c>, partition = <c>tenant|user</c>: the record <c>r</c>, sessions <c>s|id</c>, sign-ins that wait <c>w|id</c>, and the last attempts <c>t|nn</c>, and <c>t|snn</c> those that got on, of
/// which each new one takes the place of the oldest of its kind. Who is nobody has a partition too, one of a fixed number, so that an attempt on an unknown login id is the same work and leaves nothing behind.
/// </summary>
public sealed class SignInTable(ITables tables)
{
    /// <summary>The table's name.</summary>
    public const string Table = "sessions";

    private const string RecordKey = "r";
    private const int NobodysPartitions = 1024;

    /// <summary>The partition of a user.</summary>
    public static string Partition(string tenant, Guid user) => $"{tenant}|{user:D}";

    /// <summary>The partition that attempts on a login id are counted in that is nobody's.</summary>
    /// <param name="login">See <see cref="Seals.OfLogin"/>.</param>
    public static string Nobodys(ReadOnlySpan<byte> login) => string.Create(CultureInfo.InvariantCulture, $"!|{BitConverter.ToUInt32(login) % NobodysPartitions}");

    /// <summary>The record; an empty one when there is none yet.</summary>
    public async Task<SignInRecord> Record(string partition, CancellationToken cancellationToken) =>
        await tables.Get(Table, partition, RecordKey, cancellationToken) is { } row ? SignInRows.ReadRecord(row) : new();

    /// <summary>The session; null when there is none.</summary>
    public async Task<Session?> Find(string tenant, Guid user, Guid session, CancellationToken cancellationToken) =>
        await tables.Get(Table, Partition(tenant, user), SignInRows.SessionKey(session), cancellationToken) is { } row ? SignInRows.ReadSession(user, row) : null;

    /// <summary>The sign-in that waits; null when there is none.</summary>
    public async Task<PendingSignIn?> FindPending(string tenant, Guid user, Guid pending, CancellationToken cancellationToken) =>
        await tables.Get(Table, Partition(tenant, user), SignInRows.PendingKey(pending), cancellationToken) is { } row ? SignInRows.ReadPending(row) : null;

    /// <summary>Writes the record with what belongs to it, unless the record was written since it was read; false then.</summary>
    public async Task<bool> Commit(string partition, SignInRecord record, SignInAttempt? attempt, IEnumerable<RowOperation> more, CancellationToken cancellationToken)
    {
        var row = SignInRows.Write(partition, record with { Attempts = record.Attempts + (attempt is null ? 0 : 1), GotOn = record.GotOn + (attempt is null or { Outcome: AttemptOutcome.Refused } ? 0 : 1) });
        List<RowOperation> operations = [record.RowETag is null ? RowOperation.Insert(row) : RowOperation.Replace(row), .. more];
        if (attempt is not null)
            operations.Add(RowOperation.Replace(SignInRows.Write(partition, record, attempt)));
        return (await tables.Submit(Table, operations, cancellationToken)).Written;
    }

    /// <summary>Writes the session over the one that was read; false when that one is not there any more.</summary>
    public async Task<bool> Save(string tenant, Session session, CancellationToken cancellationToken) =>
        (await tables.Submit(Table, [RowOperation.Replace(SignInRows.Write(Partition(tenant, session.UserId), session))], cancellationToken)).Written;

    /// <summary>All sessions whose rows are there, the newest first.</summary>
    public async Task<IReadOnlyList<Session>> Sessions(string tenant, Guid user, CancellationToken cancellationToken)
    {
        var all = new List<Session>();
        await foreach (var row in tables.Rows(Table, Partition(tenant, user), KeyRange.Under(SignInRows.SessionPrefix), SignInRecord.MostAttempts, cancellationToken))
            all.Add(SignInRows.ReadSession(user, row));
        return [.. all.OrderByDescending(s => s.Id)];
    }

    /// <summary>The last attempts, the newest first.</summary>
    public async Task<IReadOnlyList<SignInAttempt>> Attempts(string partition, CancellationToken cancellationToken)
    {
        var all = new List<SignInAttempt>();
        await foreach (var row in tables.Rows(Table, partition, KeyRange.Under(SignInRows.AttemptPrefix), SignInRecord.MostAttempts, cancellationToken))
            all.Add(Json.Read<SignInAttempt>(row.Text("attempt"))!);
        return [.. all.OrderByDescending(a => a.At)];
    }

    /// <summary>Ends the lock that failed attempts left (S049); true when there was one or some were counted.</summary>
    public async Task<bool> EndLock(string tenant, Guid user, CancellationToken cancellationToken)
    {
        var partition = Partition(tenant, user);
        while (await Record(partition, cancellationToken) is { IsCounted: true } record)
        {
            if (await Commit(partition, record.Unlocked(), null, [], cancellationToken))
                return true;
        }

        return false;
    }

    /// <summary>Removes all that there is of a user.</summary>
    public async Task Forget(string tenant, Guid user, CancellationToken cancellationToken)
    {
        var rows = new List<Row>();
        await foreach (var row in tables.Rows(Table, Partition(tenant, user), KeyRange.Ids, SignInRecord.MostAttempts, cancellationToken))
            rows.Add(row);
        foreach (var some in rows.Chunk(SignInRecord.MostAttempts))
            await tables.Submit(Table, [.. some.Select(row => RowOperation.Delete(row with { ETag = null }))], cancellationToken);
    }
}
