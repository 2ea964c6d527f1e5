using System.Collections.Concurrent;
using System.Security.Cryptography;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary>Rows of API keys: table <c>keys</c>, partition = tenant, row = id. Reads are remembered for a short while.</summary>
public sealed class ApiKeyTable(ITables tables, TimeProvider time)
{
    /// <summary>The table's name.</summary>
    public const string Table = "keys";

    // Behind all ids.
    private const string TurnKey = "~turn";

    private const int MostRemembered = 10_000;

    private readonly ConcurrentDictionary<(string, Guid), (Row Row, long At)> remembered = new();

    /// <summary>The key that this secret opens; null when there is none.</summary>
    internal async Task<ApiKey?> Open(string tenant, Guid id, string secret, CancellationToken cancellationToken)
    {
        if (await Recall(tenant, id, cancellationToken) is not { } row)
            return null;
        var hash = ApiKey.Hash(secret);
        var isPrevious = row["previousHash"] is byte[] previous && row.Time("previousUntil") > time.GetUtcNow() && CryptographicOperations.FixedTimeEquals(hash, previous);
        return isPrevious || (row["hash"] is byte[] current && CryptographicOperations.FixedTimeEquals(hash, current)) ? Read(row) : null;
    }

    internal Task<Row?> Find(string tenant, Guid id, CancellationToken cancellationToken) => tables.Get(Table, tenant, id.ToString("D"), cancellationToken);

    /// <summary>How many keys have each role; a role that none has is absent.</summary>
    public async Task<IReadOnlyDictionary<Guid, int>> CountByRole(string tenant, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<Guid, int>();
        await foreach (var row in tables.Rows(Table, tenant, KeyRange.Ids, 1000, cancellationToken))
            counts[Read(row).RoleId] = counts.GetValueOrDefault(Read(row).RoleId) + 1;
        return counts;
    }

    /// <summary>How many keys the tenant has.</summary>
    public async Task<int> Count(string tenant, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var _ in tables.Rows(Table, tenant, KeyRange.Ids, 1000, cancellationToken))
            count++;
        return count;
    }

    /// <summary>What a new key is added under: whoever counts the keys after it was read, and adds one, is the only one who did.</summary>
    internal async Task<RowOperation> Turn(string tenant, CancellationToken cancellationToken)
    {
        var row = await tables.Get(Table, tenant, TurnKey, cancellationToken);
        var next = new Row(tenant, TurnKey) { ETag = row?.ETag, ["madeAt"] = time.GetUtcNow() };
        return row is null ? RowOperation.Insert(next) : RowOperation.Replace(next);
    }

    /// <summary>Adds a key in its turn; refused at 0 when there is one of this id, at 1 when somebody else added one since.</summary>
    internal Task<BatchOutcome> Add(Row key, RowOperation turn, CancellationToken cancellationToken) => tables.Submit(Table, [RowOperation.Insert(key), turn], cancellationToken);

    internal async Task<BatchOutcome> Submit(RowOperation operation, CancellationToken cancellationToken)
    {
        var outcome = await tables.Submit(Table, [operation], cancellationToken);
        remembered.TryRemove((operation.Row.Partition, Guid.Parse(operation.Row.Key)), out _);
        return outcome;
    }

    internal static Row Write(string tenant, ApiKey key, byte[] hash, byte[]? previousHash, string? etag) => new(tenant, key.Id.ToString("D"))
    {
        ETag = etag,
        ["name"] = key.Name,
        ["roleId"] = key.RoleId,
        ["userId"] = key.UserId,
        ["version"] = key.Version,
        ["createdAt"] = key.CreatedAt,
        ["rotatedAt"] = key.RotatedAt,
        ["hash"] = hash,
        ["previousHash"] = previousHash,
        ["previousUntil"] = key.PreviousUntil,
        ["ratePerMinute"] = key.RatePerMinute,
    };

    internal static ApiKey Read(Row row) => new(
        Guid.Parse(row.Key),
        row.Text("name") ?? "",
        row.Id("roleId") ?? default,
        row.Id("userId"),
        (int)(row.Number("version") ?? 0),
        row.Time("createdAt") ?? default,
        row.Time("rotatedAt"),
        row.Time("previousUntil"))
    {
        RatePerMinute = (int?)row.Number("ratePerMinute"),
    };

    private async Task<Row?> Recall(string tenant, Guid id, CancellationToken cancellationToken)
    {
        if (remembered.TryGetValue((tenant, id), out var kept) && time.GetElapsedTime(kept.At) < ApiKey.RememberedFor)
            return kept.Row;
        if (await Find(tenant, id, cancellationToken) is not { } row)
        {
            remembered.TryRemove((tenant, id), out _);
            return null;
        }

        if (remembered.Count >= MostRemembered)
            remembered.Clear();
        remembered[(tenant, id)] = (row, time.GetTimestamp());
        return row;
    }
}
