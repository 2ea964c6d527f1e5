using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Platform.Storage;

/// <summary>
/// What a request with an Idempotency-Key came to, in the row <c>y|{key}</c>, written in the same batch as its effect: a repeat finds both
/// or neither.
/// </summary>
internal sealed class RepeatedRequest(ITables tables, string tenant, RequestKey key, TimeProvider time, Guid claimant)
{
    /// <summary>A request as somebody meets it who has not claimed it yet.</summary>
    public RepeatedRequest(ITables tables, string tenant, RequestKey key, TimeProvider time)
        : this(tables, tenant, key, time, Guid.NewGuid())
    {
    }

    /// <summary>How long a repeat is recognised.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>How long a request counts as being carried out without a word from whoever does it.</summary>
    public static readonly TimeSpan ClaimedFor = TimeSpan.FromSeconds(30);

    public const string Prefix = "y|";

    /// <summary>The 409 for a key that names another request already.</summary>
    /// <param name="header">The header that it was sent in.</param>
    public static Error Reused(string header) => Error.Conflict(
        header, "idempotency-key.reused", $"This {header} was already used with another body or query: use a new one for a new request.");

    private const string ClaimColumn = "claimedUntil";
    private const string ClaimantColumn = "claimedBy";

    // An expired row is overwritten under its ETag, so that two repeats cannot both do it.
    private string? expired;

    // The row as it was read last, which an outcome is added to.
    private string? bound;

    /// <summary>Until when somebody has the request in hand, as it was read last; null: nobody has.</summary>
    public DateTimeOffset? ClaimedUntil { get; private set; }

    /// <summary>True when it was this one who took it in hand last, as it was read.</summary>
    public bool IsMine { get; private set; }

    /// <summary>The stored outcome; null when the request is new; an error when its key was used with another query or body.</summary>
    public async Task<Result<T>?> Stored<T>(CancellationToken cancellationToken)
    {
        (expired, bound, ClaimedUntil, IsMine) = (null, null, null, false);
        if (await tables.Get(ChangeLog.Table, tenant, Prefix + key.Key, cancellationToken) is not { } row)
            return null;
        if (row.Time("expiresAt") <= time.GetUtcNow())
        {
            expired = row.ETag;
            return null;
        }

        if (row.Text("fingerprint") != key.Fingerprint)
            return (Result<T>)Reused(key.Name);
        (bound, ClaimedUntil, IsMine) = (row.ETag, row.Time(ClaimColumn), row.Id(ClaimantColumn) == claimant);
        return (Result<T>)Json.Read<T>(row.LongTextOf("value"))!;
    }

    /// <summary>Adds the outcome to the row that <see cref="Stored"/> read without one, unless it was written since.</summary>
    public RowOperation End<T>(T value)
    {
        var row = new Row(tenant, Prefix + key.Key) { ETag = bound };
        row.Set("value", Json.Write(value));
        return RowOperation.Merge(row);
    }

    /// <summary>Takes the request in hand, or keeps it there; refused when somebody else did since it was read.</summary>
    public RowOperation Claim()
    {
        var operation = bound is null ? Store<object?>(null) : RowOperation.Merge(new Row(tenant, Prefix + key.Key) { ETag = bound });
        (operation.Row[ClaimColumn], operation.Row[ClaimantColumn]) = (time.GetUtcNow() + ClaimedFor, claimant);
        return operation;
    }

    /// <summary>The same request in the same hands, read beside this one.</summary>
    public RepeatedRequest Again() => new(tables, tenant, key, time, claimant);

    /// <summary>Lets go of the request, which came to nothing: its name can be used again, also for another body.</summary>
    public RowOperation Release() => RowOperation.Delete(new Row(tenant, Prefix + key.Key) { ETag = bound });

    public RowOperation Store<T>(T value)
    {
        var row = new Row(tenant, Prefix + key.Key)
        {
            ETag = expired,
            ["fingerprint"] = key.Fingerprint,
            ["expiresAt"] = time.GetUtcNow() + Kept,
        };
        row.Set("value", Json.Write(value));
        return expired is null ? RowOperation.Insert(row) : RowOperation.Replace(row);
    }
}
