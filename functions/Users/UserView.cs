using Microsoft.AspNetCore.Http;
using UserFunctions.Clients;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

/// <summary>A client of a user on the wire.</summary>
/// <param name="Client">Its name.</param>
/// <param name="ClientId">Its id.</param>
/// <param name="Channels">Channels that the user answers on for it.</param>
public sealed record ClientAccessView(string Client, Guid ClientId, IReadOnlyList<string> Channels);

/// <summary>What an agent may use beside the call, on the wire.</summary>
/// <param name="Enabled">All of it.</param>
/// <param name="Video">As it was set.</param>
/// <param name="Whatsapp">As it was set.</param>
/// <param name="Sms">As it was set.</param>
/// <param name="Effective">What may be used now: nothing while <paramref name="Enabled"/> is false (S038).</param>
public sealed record InteractionsView(bool Enabled, bool Video, bool Whatsapp, bool Sms, IReadOnlyList<string> Effective)
{
    internal static InteractionsView Of(Interactions set) => new(set.Enabled, set.Video, set.Whatsapp, set.Sms, set.Effective);
}

/// <summary>A user on the wire: names beside the ids of what it refers to; what no longer exists is left out.</summary>
public sealed record UserView
{
    internal const string Active = "Active";
    internal const string Offline = "Offline";

#pragma warning disable CS1591 // Each property is described where the user keeps it; here they stand in the order of the wire.
    public required Guid Id { get; init; }
    public required int Version { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required string DisplayName { get; init; }
    public string? GivenName { get; init; }
    public string? FamilyName { get; init; }
    public required string Email { get; init; }
    public string? Phone { get; init; }
    public string? Designation { get; init; }
    public required IReadOnlyList<string> Tags { get; init; }
    public string? ProfileImageUrl { get; init; }
    public string? ExternalId { get; init; }
    public required string Role { get; init; }
    public required Guid RoleId { get; init; }
    public required AccessRole AccessRole { get; init; }
    public required IReadOnlyDictionary<string, bool> Licences { get; init; }
    public required bool AnalysisDisabled { get; init; }
    public required AuthenticationMethod AuthenticationMethod { get; init; }
    public string? Department { get; init; }
    public Guid? DepartmentId { get; init; }
    public required IReadOnlyList<string> Groups { get; init; }
    public required IReadOnlyList<Guid> GroupIds { get; init; }
    public string? PrimaryGroup { get; init; }
    public required IReadOnlyList<string> Channels { get; init; }
    public required IReadOnlyList<ClientAccessView> Clients { get; init; }
    public required IReadOnlyDictionary<string, int> ChannelLimits { get; init; }
    public required int ChatLimit { get; init; }
    public string? ExtensionNumber { get; init; }
    public required bool CreateAgentExtension { get; init; }
    public string? ExtensionSecret { get; init; }
    public string? ExtensionCallerId { get; init; }
    public required IReadOnlyList<string> AllowedCallerIds { get; init; }
    public required IReadOnlyList<AreaCodeCallerId> AreaCodeCallerIds { get; init; }
    public required bool CallingAgent { get; init; }
    public required RouteAgentThrough RouteAgentThrough { get; init; }
    public string? IpName { get; init; }
    public required BlockOutboundCall BlockOutboundCall { get; init; }
    public string? CallForwardNumber { get; init; }
    public required bool CallForwardSameAsUserNumber { get; init; }
    public required IReadOnlyList<string> AlternateNumbers { get; init; }
    public required Sticky Sticky { get; init; }
    public string? TimeGroup { get; init; }
    public Guid? TimeGroupId { get; init; }
    public required InteractionsView Interactions { get; init; }
    public required bool AgentDispositions { get; init; }
    public required string LoginId { get; init; }
    public required bool LoginIdSameAsEmail { get; init; }
    public required bool AutoGeneratePassword { get; init; }
    public string? GeneratedPassword { get; init; }
    public required Lifecycle Lifecycle { get; init; }
    public required bool AccountEnabled { get; init; }
    public required bool WebLoginBlocked { get; init; }
    public required AgentState AgentState { get; init; }
    public required PresenceClass Presence { get; init; }
    public required string AgentStatus { get; init; }
    public required AllowedIps AllowedIps { get; init; }
    public required bool TwoFactorAuthentication { get; init; }
    public required bool LoginBasedCalling { get; init; }
    public required bool DialerPanel { get; init; }
    public required IReadOnlyList<string> CdrDids { get; init; }
    public required IReadOnlyList<string> CdrUsers { get; init; }
    public DateTimeOffset? DeletedAt { get; init; }
    public IReadOnlyList<Cascade>? Changes { get; init; }
#pragma warning restore CS1591

    /// <summary>The view as of these facts.</summary>
    public static UserView Of(User user, TenantFacts facts)
    {
        var groups = user.GroupIds.Where(id => facts.Groups.NameOf(id) is not null).ToList();
        var department = facts.Departments.NameOf(user.DepartmentId);
        var timeGroup = user.Calling.TimeGroupId is { } timeGroupId ? Tenants.TimeGroup.Names(facts).NameOf(timeGroupId) : null;
        var callerIds = CallerIdList.Of(facts);
        var allowed = user.Calling.AllowedCallerIds.Where(callerIds.Has).ToList();
        var settings = TenantSettings.Of(facts);
        var work = user.Work.Effective(settings, ClientList.Of(facts));
        return new()
        {
            Id = user.Id,
            Version = user.Version,
            CreatedAt = user.CreatedAt,
            UpdatedAt = user.UpdatedAt,
            DisplayName = user.DisplayName,
            GivenName = user.GivenName,
            FamilyName = user.FamilyName,
            Email = user.Email,
            Phone = user.Phone,
            Designation = user.Designation,
            Tags = user.Tags,
            ProfileImageUrl = ImageUrl(user),
            ExternalId = user.ExternalId,
            Role = RoleList.Of(facts).Find(user.RoleId)?.Name ?? Roles.Role.Agent.Name,
            RoleId = user.RoleId,
            AccessRole = user.AccessRole,
            Licences = settings.Licences.Where(app => app.Value.Enabled).ToDictionary(app => app.Key, app => LicenceSeats.IsGiven(user.Licences, app.Key, app.Value.ByDefault)),
            AnalysisDisabled = user.AnalysisDisabled,
            AuthenticationMethod = user.Login.AuthenticationMethod,
            Department = department,
            DepartmentId = department is null ? null : user.DepartmentId,
            Groups = [.. groups.Select(id => facts.Groups.NameOf(id)!)],
            GroupIds = groups,
            PrimaryGroup = groups is [var first, ..] ? facts.Groups.NameOf(first) : null,
            Channels = work.Channels,
            Clients = [.. work.Clients.Select(access => new ClientAccessView(access.Client.Name, access.Client.Id, access.Channels))],
            ChannelLimits = work.ChannelLimits,
            ChatLimit = user.Work.ChatLimit,
            ExtensionNumber = user.ExtensionNumber,
            ExtensionSecret = user.ExtensionSecret,
            CreateAgentExtension = user.Calling.CreateAgentExtension,
            ExtensionCallerId = user.ExtensionNumber is not null && allowed is [var callerId, ..] ? callerId : null,
            AllowedCallerIds = allowed,
            AreaCodeCallerIds = [.. user.Calling.AreaCodeCallerIds.Where(rule => callerIds.Has(rule.CallerId))],
            CallingAgent = user.Calling.CallingAgent,
            RouteAgentThrough = user.Calling.RouteAgentThrough,
            IpName = settings.Ips.Any(ip => ip.Name.Equals(user.Calling.IpName, StringComparison.OrdinalIgnoreCase)) ? user.Calling.IpName : null,
            BlockOutboundCall = user.Calling.BlockOutboundCall,
            CallForwardNumber = user.CallForwardNumber,
            CallForwardSameAsUserNumber = user.Calling.CallForwardSameAsUserNumber,
            AlternateNumbers = user.Calling.AlternateNumbers,
            Sticky = user.Calling.Sticky,
            TimeGroup = timeGroup,
            TimeGroupId = timeGroup is null ? null : user.Calling.TimeGroupId,
            Interactions = InteractionsView.Of(user.Calling.Interactions),
            AgentDispositions = user.Calling.AgentDispositions,
            LoginId = user.LoginId,
            LoginIdSameAsEmail = user.Login.LoginIdSameAsEmail,
            AutoGeneratePassword = user.Login.AutoGeneratePassword,
            Lifecycle = user.Lifecycle,
            AccountEnabled = user.Login.AccountEnabled,
            WebLoginBlocked = user.Login.WebLoginBlocked,
            AgentState = user.AgentState,
            Presence = user.Presence,
            AgentStatus = user.IsAgentActive ? Active : Offline,
            AllowedIps = user.Login.AllowedIps,
            TwoFactorAuthentication = user.Login.TwoFactorAuthentication,
            LoginBasedCalling = user.Login.LoginBasedCalling,
            DialerPanel = user.Login.DialerPanel,
            CdrDids = [.. user.Login.CdrDids.Where(callerIds.Has)],
            CdrUsers = [.. user.Login.CdrUsers.Select(subject => NameOf(subject, facts)).OfType<string>()],
            DeletedAt = user.DeletedAt,
        };
    }

    /// <summary>Where the profile image is (S007); null: there is none.</summary>
    internal static string? ImageUrl(User user) => user.ProfileImage is { } image ? $"/api/users/{user.Id}/profile-image?v={image}" : null;

    /// <summary>The view with absolute addresses on the host that was called.</summary>
    public UserView At(HttpRequest request) => ProfileImageUrl is null ? this : this with { ProfileImageUrl = request.Link(ProfileImageUrl["/api/".Length..]) };

    // Groups by name; users by id, because their names are not at hand and not unique.
    private static string? NameOf(CdrSubject subject, TenantFacts facts) =>
        subject.Kind == CdrSubject.Group ? facts.Groups.NameOf(subject.Id) : subject.Id.ToString("D");
}
