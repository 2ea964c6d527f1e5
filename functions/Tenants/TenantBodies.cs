using System.Text.Json.Serialization;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

#pragma warning disable CS1591 // Each property is described by its sentence, or where the settings show it.

/// <summary>What a body changes of the tenant's settings, as <see cref="TenantFields"/> reads it: what it does not name stays.</summary>
[DescribedBy(typeof(TenantView))]
public sealed record TenantChanges
{
    public bool? InternationalCalling { get; init; }

    public PhoneRule? PhoneRule { get; init; }

    public Provisioning? Provisioning { get; init; }

    [Field("What holds for each app; an app that is not named stays as it is.")]
    public LicencesBody? Licences { get; init; }

    [Field("Names of all channels that conversations arrive on from then on, 1 to 30, each of at most 32 characters; null: the usual ones.", Lookup = "channels")]
    public IReadOnlyList<string>? Channels { get; init; }

    [Field("All named places that calls may come from, at most 50.", Title = "IP Addresses", Visibility = Visibility.Advanced)]
    public IReadOnlyList<IpEntry>? Ips { get; init; }

    [Field("All messages that agents may send during a call, at most 100.", Visibility = Visibility.Advanced)]
    public IReadOnlyList<MessageTemplate>? Templates { get; init; }

    [Field("How people are invited; what it does not name stays.", Visibility = Visibility.Advanced)]
    public InvitationTermsBody? Invitations { get; init; }

    [Field("How many things of each kind the tenant may have, changed by the operator of the platform alone; what it does not name stays.", Visibility = Visibility.Advanced)]
    public QuotasBody? Quotas { get; init; }

    [Field("Single sign-on; what it does not name stays, and null ends it.", Title = "SSO", Visibility = Visibility.Advanced)]
    public SsoBody? Sso { get; init; }

    [Field("How users sign in; what it does not name stays, and null is the usual.", Visibility = Visibility.Advanced)]
    public SignInBody? SignIn { get; init; }

    [Field("All results that agents may put on a call, at most 200.", Visibility = Visibility.Advanced)]
    public IReadOnlyList<Disposition>? Dispositions { get; init; }
}

/// <summary>How people are invited, in a body: what it does not name stays, null is the usual.</summary>
[DescribedBy(typeof(InvitationTerms))]
public sealed record InvitationTermsBody
{
    public int? ExpiresAfterHours { get; init; }

    public string? Language { get; init; }

    public string? Name { get; init; }

    public string? Subject { get; init; }

    public string? Text { get; init; }

    public IReadOnlyList<string>? Notify { get; init; }
}

/// <summary>Rules of signing in in a body: what it does not name stays, null is the usual.</summary>
[DescribedBy(typeof(SignInRules))]
public sealed record SignInBody
{
    public int? LockAfter { get; init; }

    public int? LockMinutes { get; init; }

    public int? SessionHours { get; init; }

    public bool? TellsSso { get; init; }
}

/// <summary>Quotas in a body: what it does not name stays, null is the usual number.</summary>
[DescribedBy(typeof(Quotas))]
public sealed record QuotasBody
{
    public int? Users { get; init; }

    public int? Groups { get; init; }

    public int? Departments { get; init; }

    public int? Clients { get; init; }

    public int? CallerIds { get; init; }

    public int? TimeGroups { get; init; }

    public int? Roles { get; init; }

    public int? CapacityProfiles { get; init; }

    public int? Statuses { get; init; }

    public int? Extensions { get; init; }

    public int? Keys { get; init; }

    public int? Webhooks { get; init; }

    public int? Imports { get; init; }
}

/// <summary>Licences in a body, under the apps' own names.</summary>
public sealed record LicencesBody
{
    [JsonPropertyName("Smartflows"), Field("The desk on which agents work.")]
    public LicenceBody? Smartflows { get; init; }

    [JsonPropertyName("CallRecording"), Field("Recordings of calls.")]
    public LicenceBody? CallRecording { get; init; }

    [JsonPropertyName("VoiceAnalytics"), Field("Analytics of what is said in calls.")]
    public LicenceBody? VoiceAnalytics { get; init; }

    [JsonPropertyName("VirtualReceptionist"), Field("The receptionist that answers calls by itself.")]
    public LicenceBody? VirtualReceptionist { get; init; }
}

/// <summary>The licence of one app in a body: what it does not name stays.</summary>
[DescribedBy(typeof(LicenceTerms))]
public sealed record LicenceBody
{
    public bool? Enabled { get; init; }

    public int? Seats { get; init; }

    public bool? ByDefault { get; init; }
}

/// <summary>The query of what may take something from those who use it.</summary>
public sealed record TakeAwayQuery
{
    [Field("True: what is in use is taken from those who use it, and the answer says from whom. False unless given, and it is refused then.", Visibility = Visibility.Advanced)]
    public bool? Force { get; init; }
}

/// <summary>A caller ID to be registered, as a body says it; what <see cref="CallerId.Create"/> reads.</summary>
[DescribedBy(typeof(CallerId))]
public sealed record CallerIdBody
{
    [Field("Phone number that the tenant owns, 3 to 15 digits, with + in front if you like.", IsRequired = true)]
    public string? Number { get; init; }

    public string? Name { get; init; }
}

/// <summary>What a body changes of a caller ID.</summary>
public sealed record CallerIdChanges
{
    [Field("What people call the number from then on, at most 100 characters; no two numbers have the same name, whatever its case. Null: nothing.")]
    public string? Name { get; init; }
}
