using UserFunctions.Platform.Connector;
using UserFunctions.Roles;

namespace UserFunctions.Users;

/// <summary>A client of a user on the wire.</summary>
/// <param name="Client">Its name.</param>
/// <param name="ClientId">Its id.</param>
/// <param name="Channels">Channels that the user answers on for it.</param>
public sealed record ClientAccessView(
    [property: Field("Name of the client; it may be written as an id.", Lookup = "clients")] string Client,
    [property: Field("Id of the client.")] Guid ClientId,
    [property: Field("Channels that the user answers on for this client; all that both have unless given.", Lookup = "channels")] IReadOnlyList<string> Channels);

/// <summary>What an agent may use beside the call, on the wire.</summary>
/// <param name="Enabled">All of it.</param>
/// <param name="Video">As it was set.</param>
/// <param name="Whatsapp">As it was set.</param>
/// <param name="Sms">As it was set.</param>
/// <param name="Effective">What may be used now: nothing while <paramref name="Enabled"/> is false (S038).</param>
public sealed record InteractionsView(
    [property: Field("False: none of it may be used; the rest is kept for the day it is switched on again.")] bool Enabled,
    [property: Field("True: may share a link to a video call.")] bool Video,
    [property: Field("True: may send WhatsApp templates during a live call.", Title = "WhatsApp")] bool Whatsapp,
    [property: Field("True: may send SMS templates.", Title = "SMS")] bool Sms,
    [property: Field("What may be used now, out of video, whatsapp and sms; nothing while enabled is false.")] IReadOnlyList<string> Effective)
{
    internal static InteractionsView Of(Interactions set) => new(set.Enabled, set.Video, set.Whatsapp, set.Sms, set.Effective);
}

/// <summary>A user on the wire: names beside the ids of what it refers to; what no longer exists is left out.</summary>
public sealed partial record UserView
{
    internal const string Active = "Active";
    internal const string Offline = "Offline";

#pragma warning disable CS1591 // Each property is described where the user keeps it; here they stand in the order of the wire.
    [Field("Id of the user.", Title = "User Id")]
    public required Guid Id { get; init; }
    [Field("Counts the changes of the user; the same number stands in the ETag.")]
    public required int Version { get; init; }
    [Field("When the user was created, in UTC.")]
    public required DateTimeOffset CreatedAt { get; init; }
    [Field("When the user was changed last, in UTC.")]
    public required DateTimeOffset UpdatedAt { get; init; }
    [Field("Full name, at most 200 characters; split at the last blank into given and family name when those are not given.")]
    public required string DisplayName { get; init; }
    [Field("First name, at most 100 characters.")]
    public string? GivenName { get; init; }
    [Field("Last name, at most 100 characters.")]
    public string? FamilyName { get; init; }
    [Field("E-mail address, at most 254 ASCII characters; no two users of a tenant have the same one, whatever its case.", Format = "email")]
    public required string Email { get; init; }
    [Field("Mobile number: exactly 10 digits, or with a country prefix of 1 to 4 digits before them where the tenant has international calling, or + and 8 to 15 digits where the tenant's rule is E164.")]
    public string? Phone { get; init; }
    [Field("Job title, at most 100 characters.")]
    public string? Designation { get; init; }
    [Field("Labels of your own, at most 20 of 50 characters each; the first one is the primary one.", Visibility = Visibility.Advanced)]
    public required IReadOnlyList<string> Tags { get; init; }
    [Field("Where the picture can be read with the same key; absent: there is none.", Format = "uri")]
    public string? ProfileImageUrl { get; init; }
    [Field("Id of the user in another system, at most 200 characters, unique in the tenant; it finds the user again in upserts and imports.")]
    public string? ExternalId { get; init; }
    [Field("Name of the role, which says what the user may do; it may be written as an id. Agent unless given.", Lookup = "roles")]
    public required string Role { get; init; }
    [Field("Id of the role.")]
    public required Guid RoleId { get; init; }
    [Field("Access to the apps: NoAccess cannot sign in, Standard sees what is their own, Admin sees everything. Standard unless given.")]
    public required AccessRole AccessRole { get; init; }
    [Field("Which apps the user has a licence for, true or false by the name of the app, such as Smartflows, CallRecording, VoiceAnalytics and VirtualReceptionist; only those that the tenant has can be given. What is not named stays with the default of the tenant.", Visibility = Visibility.Advanced)]
    public required IReadOnlyDictionary<string, bool> Licences { get; init; }
    [Field("True: the recordings of the user are not analysed.", Visibility = Visibility.Advanced)]
    public required bool AnalysisDisabled { get; init; }
    [Field("How the user signs in: with a Password kept here, or with SSO (single sign-on).", Visibility = Visibility.Advanced)]
    public required AuthenticationMethod AuthenticationMethod { get; init; }
    [Field("Name of the department; it may be written as an id.", Lookup = "departments")]
    public string? Department { get; init; }
    [Field("Id of the department.")]
    public Guid? DepartmentId { get; init; }
    [Field("Names of the groups, at most 40; they may be written as ids. The first one is the primary group.", Lookup = "groups")]
    public required IReadOnlyList<string> Groups { get; init; }
    [Field("Ids of the groups, in the same order.")]
    public required IReadOnlyList<Guid> GroupIds { get; init; }
    [Field("Name of the first group.")]
    public string? PrimaryGroup { get; init; }
    [Field("Channels that the user may answer on; all of the tenant unless given.", Visibility = Visibility.Advanced, Lookup = "channels")]
    public required IReadOnlyList<string> Channels { get; init; }
    [Field("Clients that the user answers for, at most 100, each with its channels.", Visibility = Visibility.Advanced)]
    public required IReadOnlyList<ClientAccessView> Clients { get; init; }
    [Field("Most conversations at once by channel, from 0 (none) to 1000, or -1 for unlimited; a channel that is not named has no limit of its own.", Visibility = Visibility.Advanced)]
    public required IReadOnlyDictionary<string, int> ChannelLimits { get; init; }
    [Field("Most conversations at once over all channels, from 0 (none) to 1000, or -1 for unlimited. Unlimited unless given.", Visibility = Visibility.Advanced)]
    public required int ChatLimit { get; init; }
    [Field("Number of the internal extension, 2 to 10 digits, unique in the tenant.", Visibility = Visibility.Advanced)]
    public string? ExtensionNumber { get; init; }
    [Field("True: the extension has a login and a secret with which a phone can register.", Visibility = Visibility.Advanced)]
    public required bool CreateAgentExtension { get; init; }
    [Field("The secret that this request gave the extension; it is in this one answer only.", Format = "password")]
    public string? ExtensionSecret { get; init; }
    [Field("Caller ID that calls of the extension show: the first allowed one.")]
    public string? ExtensionCallerId { get; init; }
    [Field("Caller IDs of the tenant that the user may show, in order, at most 50; the first one is shown by the extension.", Visibility = Visibility.Advanced, Lookup = "caller-ids")]
    public required IReadOnlyList<string> AllowedCallerIds { get; init; }
    [Field("Caller IDs by the digits that the dialled number begins with, at most 100 rules; of two that fit the longer one wins.", Visibility = Visibility.Advanced)]
    public required IReadOnlyList<AreaCodeCallerId> AreaCodeCallerIds { get; init; }
    [Field("True: takes and makes calls. Unless given it follows from the role.", Visibility = Visibility.Advanced)]
    public required bool CallingAgent { get; init; }
    [Field("Where a click-to-call rings the user: Both lets the user choose at each call, Extension and MobileNumber allow that one only.", Visibility = Visibility.Advanced)]
    public required RouteAgentThrough RouteAgentThrough { get; init; }
    [Field("Name of an IP entry of the tenant that calls of the extension must come from; absent: from anywhere.", Title = "IP Name", Visibility = Visibility.Advanced, Lookup = "ip-names")]
    public string? IpName { get; init; }
    [Field("Which outbound calls are refused: None, All, or ExtensionOnly for those that are dialled on the softphone.", Visibility = Visibility.Advanced)]
    public required BlockOutboundCall BlockOutboundCall { get; init; }
    [Field("Number that calls are forwarded to, in the form of phone.", Visibility = Visibility.Advanced)]
    public string? CallForwardNumber { get; init; }
    [Field("True: calls are forwarded to the own phone of the user, whatever it becomes.", Visibility = Visibility.Advanced)]
    public required bool CallForwardSameAsUserNumber { get; init; }
    [Field("Other numbers of the user in the order in which they ring, at most 10, in the form of phone.", Visibility = Visibility.Advanced)]
    public required IReadOnlyList<string> AlternateNumbers { get; init; }
    [Field("Sticky agent: how the own numbers ring when a caller comes back.", Visibility = Visibility.Advanced)]
    public required Sticky Sticky { get; init; }
    [Field("Name of the time group that says when the user can be reached; it may be written as an id. Absent: always.", Visibility = Visibility.Advanced, Lookup = "time-groups")]
    public string? TimeGroup { get; init; }
    [Field("Id of the time group.")]
    public Guid? TimeGroupId { get; init; }
    [Field("What the user may use beside a call: video, WhatsApp, SMS.", Visibility = Visibility.Advanced)]
    public required InteractionsView Interactions { get; init; }
    [Field("True: may put a disposition on a live call.", Visibility = Visibility.Advanced)]
    public required bool AgentDispositions { get; init; }
    [Field("What the user signs in with: the e-mail address, or 3 to 100 letters, digits and . _ - that nobody else has.", Visibility = Visibility.Advanced)]
    public required string LoginId { get; init; }
    [Field("True: the login id is the e-mail address, whatever it becomes. True unless given.", Visibility = Visibility.Advanced)]
    public required bool LoginIdSameAsEmail { get; init; }
    [Field("True: the app makes a password, which the answer shows once and the user has to change.", Visibility = Visibility.Advanced)]
    public required bool AutoGeneratePassword { get; init; }
    [Field("The password that the app made; it is in this one answer only.", Format = "password")]
    public string? GeneratedPassword { get; init; }
    [Field("Staged: not invited; Pending: invited; Active: has accepted; Deleted: can be restored for 30 days.")]
    public required Lifecycle Lifecycle { get; init; }
    [Field("False: the user cannot sign in. True unless given.", Visibility = Visibility.Advanced)]
    public required bool AccountEnabled { get; init; }
    [Field("True: the user cannot sign in to the portal, but is still called.", Visibility = Visibility.Advanced)]
    public required bool WebLoginBlocked { get; init; }
    [Field("Enabled: is given work; Disabled: is given no new work; Blocked: no work at all.")]
    public required AgentState AgentState { get; init; }
    [Field("Available: ready for work; Unavailable: at work, but not for new conversations; Inactive: absent.")]
    public required PresenceClass Presence { get; init; }
    [Field("Active: calls reach the user; Offline: they do not.")]
    public required string AgentStatus { get; init; }
    [Field("Where the user may sign in from; from anywhere unless given.", Title = "Allowed IPs", Visibility = Visibility.Advanced)]
    public required AllowedIps AllowedIps { get; init; }
    [Field("True: a code is sent to the phone at every sign-in; needs a phone.", Visibility = Visibility.Advanced)]
    public required bool TwoFactorAuthentication { get; init; }
    [Field("True: calls come in only while the user is signed in.", Visibility = Visibility.Advanced)]
    public required bool LoginBasedCalling { get; init; }
    [Field("True: may use the panel of the dialer; needs login-based calling.", Visibility = Visibility.Advanced)]
    public required bool DialerPanel { get; init; }
    [Field("Numbers of the tenant whose call records and live calls the user sees, at most 100.", Title = "CDR Numbers", Visibility = Visibility.Advanced, Lookup = "caller-ids")]
    public required IReadOnlyList<string> CdrDids { get; init; }
    [Field("Whose calls the user sees in reports, at most 100: ids or e-mail addresses of users, names of groups, or self. Answers give ids and names.", Title = "CDR Users", Visibility = Visibility.Advanced, Lookup = "users")]
    public required IReadOnlyList<string> CdrUsers { get; init; }
    [Field("When the user was deleted, in UTC; absent: is not deleted.")]
    public DateTimeOffset? DeletedAt { get; init; }
    [Field("What the request took away beside what it named; absent: nothing.")]
    public IReadOnlyList<Cascade>? Changes { get; init; }
#pragma warning restore CS1591
}
