using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary>A tenant's settings on the wire.</summary>
public sealed record TenantView
{
#pragma warning disable CS1591 // Each property is described where TenantSettings keeps it; here they stand in the order of the wire.
    [Field("Name of the tenant.")]
    public required string Tenant { get; init; }

    [Field("Counts the changes of the settings, 0 for a tenant that never changed them; the same number stands in the ETag.")]
    public required int Version { get; init; }

    [Field("When the settings were changed last, in UTC; absent: never.")]
    public DateTimeOffset? UpdatedAt { get; init; }

    [Field("Id of the user who owns the tenant; absent: nobody does yet.")]
    public Guid? Owner { get; init; }

    [Field("True: phone numbers of ten digits carry a country prefix of 1 to 4 digits.")]
    public required bool InternationalCalling { get; init; }

    [Field("TenDigits: phone numbers have ten digits; E164: they have + and 8 to 15 digits.")]
    public required PhoneRule PhoneRule { get; init; }

    [Field("Local: users are made here; Upstream: another system makes them, and people here change little of them.")]
    public required Provisioning Provisioning { get; init; }

    [Field("What holds for each app, by its name.")]
    public required IReadOnlyDictionary<string, LicenceTerms> Licences { get; init; }

    [Field("Names of the channels that conversations arrive on, 1 to 30, each of at most 32 characters.")]
    public required IReadOnlyList<string> Channels { get; init; }

    [Field("Named places that calls may come from, at most 50.", Title = "IP Addresses")]
    public required IReadOnlyList<IpEntry> Ips { get; init; }

    [Field("Messages that agents may send during a call, at most 100.")]
    public required IReadOnlyList<MessageTemplate> Templates { get; init; }

    [Field("Single sign-on.", Title = "SSO")]
    public required SsoSettings Sso { get; init; }

    [Field("Results that agents may put on a call, at most 200.")]
    public required IReadOnlyList<Disposition> Dispositions { get; init; }

    [Field("How people are invited: how long a link works, and what the mail and the page behind it say.")]
    public required InvitationTerms Invitations { get; init; }

    [Field("How users sign in.")]
    public required SignInRules SignIn { get; init; }

    [Field("How many things of each kind the tenant may have; only the operator of the platform changes it.")]
    public required Quotas Quotas { get; init; }
#pragma warning restore CS1591

    /// <summary>Things of each kind that there are; null while it is not asked.</summary>
    [Field("How many things of each kind the tenant has.")]
    public QuotaUse? Used { get; init; }

    /// <summary>What a forced change took from whom; null: nothing.</summary>
    [Field("What a forced change took away, and from whom; absent: nothing.")]
    public IReadOnlyList<Taken>? Changes { get; init; }

    /// <summary>The view of these settings.</summary>
    public static TenantView Of(string tenant, TenantSettings settings) => new()
    {
        Tenant = tenant,
        Version = settings.Version,
        UpdatedAt = settings.UpdatedAt,
        Owner = settings.OwnerId,
        InternationalCalling = settings.InternationalCalling,
        PhoneRule = settings.PhoneRule,
        Provisioning = settings.Provisioning,
        Licences = settings.Licences,
        Channels = settings.Channels,
        Ips = settings.Ips,
        Templates = settings.Templates,
        Dispositions = settings.Dispositions,
        Sso = settings.Sso,
        Invitations = settings.Invitations,
        SignIn = settings.SignIn,
        Quotas = settings.Quotas,
    };
}
