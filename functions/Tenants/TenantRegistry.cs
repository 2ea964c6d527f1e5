using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary>Which tenants there are, and how far the sweep of each one's change log has come.</summary>
public sealed partial class TenantRegistry(ITables tables, TimeProvider time)
{
    /// <summary>Table: partition <c>tenants</c>, row = the tenant's name.</summary>
    public const string Table = "tenants";

    private const string Partition = "tenants";
    private const string SweptColumn = "sweptThrough";
    private const int TenantsAtOnce = 1000;

    private readonly ConcurrentDictionary<string, bool> known = new(StringComparer.Ordinal);

    /// <summary>What <see cref="IsName"/> allows, in words.</summary>
    public const string NameRule = "use 2 to 40 lower-case letters, digits and inner hyphens";

    /// <summary>2-40 lower-case letters, digits and inner hyphens: safe in keys, paths and file names.</summary>
    public static bool IsName(string name) => NamePattern().IsMatch(name);

    /// <summary>The 404 for a tenant that was not made.</summary>
    public static Error NotFound(string tenant) => new(
        ErrorKind.NotFound, "tenant.not_found", $"There is no tenant '{FieldReader.Shown(tenant)}': make it and its owner with POST /api/tenants.", "tenant");

    /// <summary>True when the tenant was made.</summary>
    public async Task<bool> Exists(string tenant, CancellationToken cancellationToken)
    {
        if (known.ContainsKey(tenant))
            return true;
        if (!IsName(tenant) || await tables.Get(Table, Partition, tenant, cancellationToken) is null)
            return false;
        return known[tenant] = true;
    }

    /// <summary>Makes the tenant; does nothing when it is there.</summary>
    public async Task Ensure(string tenant, CancellationToken cancellationToken)
    {
        if (await Exists(tenant, cancellationToken))
            return;
        var row = new Row(Partition, tenant) { ["createdAt"] = time.GetUtcNow(), [SweptColumn] = 0L };
        await tables.Submit(Table, [RowOperation.Insert(row)], cancellationToken);
    }

    /// <summary>All tenants.</summary>
    public async Task<IReadOnlyList<string>> All(CancellationToken cancellationToken)
    {
        var all = new List<string>();
        await foreach (var row in tables.Rows(Table, Partition, KeyRange.Ids, TenantsAtOnce, cancellationToken))
            all.Add(row.Key);
        return all;
    }

    /// <summary>How far the sweep has come, and the ETag of where it stands; 0 and null when the tenant is not there yet.</summary>
    public async Task<(long Through, string? ETag)> Swept(string tenant, CancellationToken cancellationToken) =>
        await tables.Get(Table, Partition, tenant, cancellationToken) is { } row ? (row.Number(SweptColumn) ?? 0, row.ETag) : (0, null);

    /// <summary>Remembers how far the sweep has come, unless another one has since.</summary>
    public Task Sweep(string tenant, long through, string etag, CancellationToken cancellationToken) =>
        tables.Submit(Table, [RowOperation.Merge(new Row(Partition, tenant) { ETag = etag, [SweptColumn] = through })], cancellationToken);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
