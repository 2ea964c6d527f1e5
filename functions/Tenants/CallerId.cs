using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary>A number that the tenant owns and may show to whom it calls (a DID, S015): the row <c>s|caller-id|number</c>.</summary>
/// <param name="Number">3-15 digits with an optional <c>+</c>; unique.</param>
/// <param name="Name">What people call it; null: nothing.</param>
/// <param name="Version">The ETag.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
public sealed record CallerId(string Number, string? Name, int Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>Begins the keys.</summary>
    public const string Prefix = Facts.SettingsPrefix + "caller-id|";

    internal static string Key(string number) => Prefix + KeyRange.Escape(number);

    internal static CallerId Read(Row row) => new(
        row.Text("number") ?? "", row.Text("name"), (int)(row.Number("version") ?? 0), row.Time("createdAt") ?? default, row.Time("updatedAt") ?? default);

    internal static Row Write(string tenant, CallerId callerId, string? etag) => new(tenant, Key(callerId.Number))
    {
        ETag = etag,
        ["number"] = callerId.Number,
        ["name"] = callerId.Name,
        ["version"] = callerId.Version,
        ["createdAt"] = callerId.CreatedAt,
        ["updatedAt"] = callerId.UpdatedAt,
    };
}

/// <summary>The tenant's caller IDs.</summary>
public sealed class CallerIdList
{
    private readonly Dictionary<string, CallerId> all;

    private CallerIdList(IEnumerable<CallerId> callerIds) => all = callerIds.ToDictionary(c => c.Number, StringComparer.Ordinal);

    /// <summary>All of them, by number.</summary>
    public IReadOnlyCollection<CallerId> All => all.Values;

    /// <summary>The list as of these facts.</summary>
    public static CallerIdList Of(TenantFacts facts) => facts.Of(known => new CallerIdList(known.SettingsUnder(CallerId.Prefix).Select(CallerId.Read)));

    /// <summary>The caller ID's number when the tenant owns it, by its number or its name; null otherwise.</summary>
    public string? Find(string numberOrName) => all.ContainsKey(numberOrName) ? numberOrName
        : all.Values.FirstOrDefault(c => numberOrName.Equals(c.Name, StringComparison.OrdinalIgnoreCase))?.Number;

    /// <summary>True when the tenant owns the number.</summary>
    public bool Has(string number) => all.ContainsKey(number);
}
