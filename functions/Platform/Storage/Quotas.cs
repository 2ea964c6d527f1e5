using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Platform.Storage;

/// <summary>How many things of each kind a tenant may have. Here and not with the settings, because every room asks.</summary>
public sealed record Quotas
{
    /// <summary>Users of a tenant that was not given another number; the same for those below.</summary>
    public const int DefaultUsers = 100_000;

    /// <summary>Groups.</summary>
    public const int DefaultGroups = 2_000;

    /// <summary>Departments.</summary>
    public const int DefaultDepartments = 2_000;

    /// <summary>Clients.</summary>
    public const int DefaultClients = 2_000;

    /// <summary>Caller IDs.</summary>
    public const int DefaultCallerIds = 5_000;

    /// <summary>Time groups.</summary>
    public const int DefaultTimeGroups = 1_000;

    /// <summary>Roles beside the built-in ones.</summary>
    public const int DefaultRoles = 500;

    /// <summary>Capacity profiles.</summary>
    public const int DefaultCapacityProfiles = 100;

    /// <summary>Statuses beside those that every tenant has.</summary>
    public const int DefaultStatuses = 100;

    /// <summary>Extensions.</summary>
    public const int DefaultExtensions = 100_000;

    /// <summary>API keys.</summary>
    public const int DefaultKeys = 1_000;

    /// <summary>Webhooks, those of flows among them.</summary>
    public const int DefaultWebhooks = 100;

    /// <summary>Imports that wait for their turn.</summary>
    public const int DefaultImports = 100;

    /// <summary>The largest number that a quota can be.</summary>
    public const int Most = 1_000_000;

    /// <summary>Column of the row <see cref="Key"/>: the quotas beside the settings that they are part of, for rooms that may not know those.</summary>
    public const string Column = "quotas";

    /// <summary>The row of the tenant's settings.</summary>
    public const string Key = Facts.SettingsPrefix + "tenant";

    /// <summary>Users who are not deleted.</summary>
    [Field("How many users the tenant may have, 0 to 1000000; deleted ones do not count.")]
    public int Users { get; init; } = DefaultUsers;

    /// <summary>Groups.</summary>
    [Field("How many groups the tenant may have, 0 to 1000000.")]
    public int Groups { get; init; } = DefaultGroups;

    /// <summary>Departments.</summary>
    [Field("How many departments the tenant may have, 0 to 1000000.")]
    public int Departments { get; init; } = DefaultDepartments;

    /// <summary>Clients.</summary>
    [Field("How many clients the tenant may have, 0 to 1000000.")]
    public int Clients { get; init; } = DefaultClients;

    /// <summary>Caller IDs.</summary>
    [Field("How many caller IDs the tenant may have, 0 to 1000000.")]
    public int CallerIds { get; init; } = DefaultCallerIds;

    /// <summary>Time groups.</summary>
    [Field("How many time groups the tenant may have, 0 to 1000000.")]
    public int TimeGroups { get; init; } = DefaultTimeGroups;

    /// <summary>Roles beside the built-in ones.</summary>
    [Field("How many roles the tenant may have beside the built-in ones, 0 to 1000000.")]
    public int Roles { get; init; } = DefaultRoles;

    /// <summary>Capacity profiles.</summary>
    [Field("How many capacity profiles the tenant may have, 0 to 1000000.")]
    public int CapacityProfiles { get; init; } = DefaultCapacityProfiles;

    /// <summary>Statuses beside those that every tenant has.</summary>
    [Field("How many statuses the tenant may have beside those that every tenant has, 0 to 1000000.")]
    public int Statuses { get; init; } = DefaultStatuses;

    /// <summary>Extensions, whether somebody holds them or not.</summary>
    [Field("How many phone extensions may be created, 0 to 1000000; numbers that users were given with their own fields count too, and are not refused.")]
    public int Extensions { get; init; } = DefaultExtensions;

    /// <summary>API keys.</summary>
    [Field("How many API keys the tenant may have, 0 to 1000000.")]
    public int Keys { get; init; } = DefaultKeys;

    /// <summary>Webhooks.</summary>
    [Field("How many webhooks the tenant may have, those of flows among them, 0 to 1000000.")]
    public int Webhooks { get; init; } = DefaultWebhooks;

    /// <summary>Imports that wait.</summary>
    [Field("How many imports of the tenant may wait for their turn, 0 to 1000000; one runs at a time.")]
    public int Imports { get; init; } = DefaultImports;

    /// <summary>The tenant's quotas as of these facts.</summary>
    public static Quotas Of(TenantFacts facts) => facts.Of(known =>
        known.Settings.FirstOrDefault(row => row.Key == Key)?.Text(Column) is { } text ? Json.Read<Quotas>(text) ?? new() : new Quotas());

    /// <summary>The 409 <c>{quota}.quota_exceeded</c> for one more than there may be; null when it fits.</summary>
    /// <param name="quota">As the settings name it.</param>
    /// <param name="things">As a sentence calls them.</param>
    /// <param name="most">The quota.</param>
    /// <param name="used">How many there are, as of the log position that is decided on.</param>
    public static Error? Check(string quota, string things, int most, int used) =>
        used < most ? null : Error.Conflict(quota, $"{quota}.quota_exceeded", Message(quota, things, most, used));

    /// <summary>What is said of a quota that is used up.</summary>
    internal static string Message(string quota, string things, int most, int used) =>
        $"The quota {quota} is {most:N0} and the tenant has {used:N0} {things}: delete some that are not needed, or ask the platform's operator for a larger quota.";
}

/// <summary>Counts things of one kind that count against a quota, for those who show what is used and may not know the room that keeps them.</summary>
/// <param name="Quota">As the settings name it.</param>
/// <param name="Count">How many a tenant has.</param>
public sealed record QuotaCount(string Quota, Func<string, CancellationToken, Task<int>> Count);
