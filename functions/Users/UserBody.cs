using UserFunctions.Platform.Connector;
using UserFunctions.Roles;

namespace UserFunctions.Users;

/// <summary>A user to be created, as a body says it: what it does not name begins as it does on the form.</summary>
[DescribedBy(typeof(UserView))]
public sealed record UserBody : UserForm
{
#pragma warning disable CS1591 // Each property is described where the user shows it; here they stand in the order of the form.
    [Field("Full name, at most 200 characters; givenName and familyName may be given instead.", IsRequired = true)]
    public string? DisplayName { get; init; }

    [Field("E-mail address that the invitation goes to, at most 254 ASCII characters; no two users of a tenant have the same one, whatever its case.", IsRequired = true, Format = "email")]
    public string? Email { get; init; }
#pragma warning restore CS1591
}

/// <summary>What a body changes of a user: what it does not name stays, and null clears.</summary>
[DescribedBy(typeof(UserView))]
public sealed record UserChanges : UserForm
{
#pragma warning disable CS1591 // As above.
    public string? DisplayName { get; init; }
    public string? Email { get; init; }
#pragma warning restore CS1591
}

/// <summary>The fields of a user that a person may set and that need not be there; it describes what <see cref="UserFields"/> reads.</summary>
[DescribedBy(typeof(UserView))]
public abstract record UserForm
{
#pragma warning disable CS1591 // As above.
    public string? GivenName { get; init; }
    public string? FamilyName { get; init; }
    public string? Phone { get; init; }
    public string? Designation { get; init; }
    public IReadOnlyList<string>? Tags { get; init; }
    public string? ExternalId { get; init; }
    public string? Role { get; init; }
    public AccessRole? AccessRole { get; init; }
    public IReadOnlyDictionary<string, bool>? Licences { get; init; }
    public bool? AnalysisDisabled { get; init; }
    public string? Department { get; init; }
    public IReadOnlyList<string>? Groups { get; init; }
    public IReadOnlyList<string>? Channels { get; init; }
    public IReadOnlyList<ClientAccessBody>? Clients { get; init; }
    public IReadOnlyDictionary<string, int>? ChannelLimits { get; init; }
    public int? ChatLimit { get; init; }
    public string? ExtensionNumber { get; init; }
    public bool? CreateAgentExtension { get; init; }
    public IReadOnlyList<string>? AllowedCallerIds { get; init; }
    public IReadOnlyList<AreaCodeBody>? AreaCodeCallerIds { get; init; }
    public bool? CallingAgent { get; init; }
    public RouteAgentThrough? RouteAgentThrough { get; init; }
    public string? IpName { get; init; }
    public BlockOutboundCall? BlockOutboundCall { get; init; }
    public string? CallForwardNumber { get; init; }
    public bool? CallForwardSameAsUserNumber { get; init; }
    public IReadOnlyList<string>? AlternateNumbers { get; init; }
    public StickyBody? Sticky { get; init; }
    public string? TimeGroup { get; init; }
    public InteractionsBody? Interactions { get; init; }
    public bool? AgentDispositions { get; init; }
    public string? LoginId { get; init; }
    public bool? LoginIdSameAsEmail { get; init; }
    public bool? AutoGeneratePassword { get; init; }

    [Field("A password that you set: 15 to 128 characters, at least 8 with twoFactorAuthentication, and none that is easily guessed. No answer ever shows it. Leave it out where the user chooses one or signs in with SSO.", Format = "password", Visibility = Visibility.Advanced)]
    public string? Password { get; init; }

    public AuthenticationMethod? AuthenticationMethod { get; init; }
    public bool? AccountEnabled { get; init; }
    public bool? WebLoginBlocked { get; init; }
    public AllowedIpsBody? AllowedIps { get; init; }
    public bool? TwoFactorAuthentication { get; init; }
    public bool? LoginBasedCalling { get; init; }
    public bool? DialerPanel { get; init; }
    public IReadOnlyList<string>? CdrDids { get; init; }
    public IReadOnlyList<string>? CdrUsers { get; init; }
#pragma warning restore CS1591
}
