using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Platform.Storage;

/// <summary>
/// What a request with an Idempotency-Key came to, in the row <c>y|{key}</c>, written in the same batch as its effect: a repeat finds both
/// or neither.
/// </summary>
internal sealed class RepeatedRequest(ITables tables, string tenant, RequestKey key, TimeProvider time)
{
    /// <summary>How long a repeat is recognised.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>How long a request counts as being carried out without a word from whoever does it.</summary>
    public static readonly TimeSpan ClaimedFor = TimeSpan.FromSeconds(30);

    public const string Prefix = "y|";

    private const string ClaimColumn = "claimedUntil";

    // An expired row is overwritten under its ETag, so that two repeats cannot both do it.
    private string? expired;

    // The row as it was read last, which an outcome is added to.
    private string? bound;

    /// <summary>Until when somebody has the request in hand, as it was read last; null: nobody has.</summary>
    public DateTimeOffset? ClaimedUntil { get; private set; }

    /// <summary>The stored outcome; null when the request is new; an error when its key was used with another body.</summary>
    public async Task<Result<T>?> Stored<T>(CancellationToken cancellationToken)
    {
        (expired, bound, ClaimedUntil) = (null, null, null);
        if (await tables.Get(ChangeLog.Table, tenant, Prefix + key.Key, cancellationToken) is not { } row)
            return null;
        if (row.Time("expiresAt") <= time.GetUtcNow())
        {
            expired = row.ETag;
            return null;
        }

        if (row.Text("fingerprint") != key.Fingerprint)
            return (Result<T>)Error.Conflict("Idempotency-Key", "idempotency-key.reused", "This Idempotency-Key was already used with another body: use a new key for a new request.");
        (bound, ClaimedUntil) = (row.ETag, row.Time(ClaimColumn));
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
        operation.Row[ClaimColumn] = time.GetUtcNow() + ClaimedFor;
        return operation;
    }

    /// <summary>The same request, read by somebody else.</summary>
    public RepeatedRequest Again() => new(tables, tenant, key, time);

    /// <summary>Lets go of the request, which came to nothing that is kept.</summary>
    public RowOperation Release() => RowOperation.Merge(new Row(tenant, Prefix + key.Key) { ETag = bound, [ClaimColumn] = time.GetUtcNow() });

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
