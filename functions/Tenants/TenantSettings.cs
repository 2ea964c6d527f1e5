using System.Text.Json.Serialization;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary>How a phone number must look.</summary>
public enum PhoneRule
{
    /// <summary>Ten digits (S004); with international calling a prefix of 1-4 digits before them (S005).</summary>
    TenDigits,

    /// <summary>E.164: <c>+</c> and 8-15 digits, whatever the length of the national part.</summary>
    E164,
}

/// <summary>Where users come from (S013, S124).</summary>
public enum Provisioning
{
    /// <summary>They are made here.</summary>
    Local,

    /// <summary>They are made upstream and appear here; people here change only status, chat limit and tags.</summary>
    Upstream,
}

/// <summary>An app's licence in a tenant (S064-S067).</summary>
/// <param name="Enabled">The tenant has the app.</param>
/// <param name="Seats">Users who may have it; null: as many as there are.</param>
/// <param name="ByDefault">Users have it unless it was taken from them (S066).</param>
public sealed record LicenceTerms(
    [property: Field("True: the tenant has the app.")] bool Enabled,
    [property: Field("How many users may have it, 0 to 1000000; null or absent: as many as there are.")] int? Seats,
    [property: Field("True: users have it unless it was taken from them.")] bool ByDefault)
{
    /// <summary>The tenant has not got the app.</summary>
    public static LicenceTerms None { get; } = new(false, null, false);
}

/// <summary>A named place that calls may come from (S022).</summary>
/// <param name="Name">1-50 characters, unique without regard to case.</param>
/// <param name="Ranges">IPv4 or IPv6 addresses or CIDR ranges, at least one.</param>
public sealed record IpEntry(
    [property: Field("Name of the place, at most 50 characters; no two places have the same one, whatever its case.", IsRequired = true)] string Name,
    [property: Field("IP addresses and CIDR ranges of the place, 1 to 50, such as 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32.", IsRequired = true)] IReadOnlyList<string> Ranges);

/// <summary>A message that agents may send during a call (S040, S041).</summary>
/// <param name="Id">Given by the app.</param>
/// <param name="Name">Unique within its channel.</param>
/// <param name="Channel"><c>SMS</c> or <c>WhatsApp</c>.</param>
/// <param name="Text">What is sent.</param>
public sealed record MessageTemplate(
    [property: Field("Id of the template; in a change it says which template is meant, and is left out for a new one.")] Guid Id,
    [property: Field("Name of the template, at most 100 characters; no two templates of a channel have the same one.", IsRequired = true)] string Name,
    [property: Field("SMS or WhatsApp.", IsRequired = true, Lookup = "channels")] string Channel,
    [property: Field("Text that is sent, at most 1024 characters.", IsRequired = true)] string Text);

/// <summary>A result that agents may put on a live call (S042).</summary>
/// <param name="Id">Given by the app.</param>
/// <param name="Name">Unique.</param>
public sealed record Disposition(
    [property: Field("Id of the disposition; in a change it says which one is meant, and is left out for a new one.")] Guid Id,
    [property: Field("Name of the disposition, at most 100 characters; no two have the same one, whatever its case.", IsRequired = true)] string Name);

/// <summary>What holds for the whole tenant: the row <c>s|tenant</c>; a tenant without one has the defaults.</summary>
public sealed record TenantSettings
{
    /// <summary>The row's key.</summary>
    public const string Key = Quotas.Key;

    /// <summary>The apps that users can be licensed for (S064).</summary>
    public static IReadOnlyList<string> Apps { get; } = ["Smartflows", "CallRecording", "VoiceAnalytics", "VirtualReceptionist"];

    /// <summary>The channels of a tenant that names none itself (S085).</summary>
    public static IReadOnlyList<string> DefaultChannels { get; } = ["Voice", "SMS", "LiveChat", "WhatsApp", "Facebook", "Email"];

    /// <summary>0 until it is written for the first time; the ETag.</summary>
    public int Version { get; init; }

    /// <summary>UTC; null: never written.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Phone numbers carry a country prefix (S005).</summary>
    public bool InternationalCalling { get; init; }

    /// <summary>How phone numbers must look.</summary>
    public PhoneRule PhoneRule { get; init; }

    /// <summary>Where users come from.</summary>
    public Provisioning Provisioning { get; init; }

    /// <summary>Licence terms by app; an app that is not named is not there.</summary>
    public IReadOnlyDictionary<string, LicenceTerms> Licences { get; init; } = Apps.ToDictionary(app => app, _ => new LicenceTerms(true, null, false));

    /// <summary>Channels that conversations arrive on, as they are shown.</summary>
    public IReadOnlyList<string> Channels { get; init; } = DefaultChannels;

    /// <summary>Named IP ranges.</summary>
    public IReadOnlyList<IpEntry> Ips { get; init; } = [];

    /// <summary>Message templates.</summary>
    public IReadOnlyList<MessageTemplate> Templates { get; init; } = [];

    /// <summary>Dispositions.</summary>
    public IReadOnlyList<Disposition> Dispositions { get; init; } = [];

    /// <summary>How people are invited.</summary>
    public InvitationTerms Invitations { get; init; } = new();

    /// <summary>The owner (S070): exactly one, made with the tenant; null only while a tenant has not been given one.</summary>
    public Guid? OwnerId { get; init; }

    /// <summary>How many things of each kind there may be; only the platform changes it.</summary>
    public Quotas Quotas { get; init; } = new();

    /// <summary>Single sign-on (S059).</summary>
    public SsoSettings Sso { get; init; } = SsoSettings.None;

    /// <summary>How users sign in.</summary>
    public SignInRules SignIn { get; init; } = new();

    /// <summary>The table's own ETag; null when there is no row yet.</summary>
    [JsonIgnore]
    public string? RowETag { get; init; }

    /// <summary>The tenant's settings as of these facts.</summary>
    public static TenantSettings Of(TenantFacts facts) => facts.Of(known =>
        known.Settings.FirstOrDefault(row => row.Key == Key) is { } row ? Read(row) : new TenantSettings());

    internal static TenantSettings Read(Row row) => (Json.Read<TenantSettings>(row.LongTextOf("settings")) ?? new()) with { RowETag = row.ETag };

    /// <summary>The next version, as of now.</summary>
    internal TenantSettings Next(DateTimeOffset now) => this with { Version = Version + 1, UpdatedAt = now };

    /// <summary>Writes these settings over the row that they were read from, or as the first.</summary>
    internal Step Save(string tenant)
    {
        var row = new Row(tenant, Key) { ETag = RowETag, ["version"] = Version, [Quotas.Column] = Json.Write(Quotas) };
        row.Set("settings", Json.Write(this));
        return RowETag is null ? Step.Insert(row) : Step.Replace(row);
    }
}
