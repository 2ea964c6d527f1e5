using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

// How a user of the past becomes what is shown of it.
public sealed partial record UserView
{
    /// <summary>
    /// The view of what the user was: it drops nothing that is gone since. Names are those of today; what has none any more stands by its id, the role too. Only licences that follow
    /// the tenant's default are shown as the default is today.
    /// </summary>
    public static UserView Past(User user, TenantFacts facts)
    {
        var groups = KeptNames.GroupsOf(user, facts);
        return Of(user, facts) with
        {
            Role = KeptNames.RoleOf(user, facts),
            Department = KeptNames.DepartmentOf(user, facts),
            DepartmentId = user.DepartmentId,
            Groups = groups,
            GroupIds = user.GroupIds,
            PrimaryGroup = groups.Count > 0 ? groups[0] : null,
            Channels = user.Work.Channels ?? TenantSettings.Of(facts).Channels,
            Clients = KeptNames.ClientsOf(user, facts),
            ChannelLimits = user.Work.ChannelLimits,
            ExtensionCallerId = user is { ExtensionNumber: not null, Calling.AllowedCallerIds: [var first, ..] } ? first : null,
            AllowedCallerIds = user.Calling.AllowedCallerIds,
            AreaCodeCallerIds = user.Calling.AreaCodeCallerIds,
            IpName = user.Calling.IpName,
            TimeGroup = KeptNames.TimeGroupOf(user, facts),
            TimeGroupId = user.Calling.TimeGroupId,
            CdrDids = user.Login.CdrDids,
            CdrUsers = KeptNames.CdrUsersOf(user, facts),
        };
    }
}
