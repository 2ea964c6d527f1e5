using Microsoft.AspNetCore.Http;
using UserFunctions.Clients;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

// How a user becomes what is shown of it.
public sealed partial record UserView
{
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
