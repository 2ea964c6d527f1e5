using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;

namespace UserFunctions.Roles;

/// <summary>Something that a role can allow.</summary>
/// <param name="Name">One of <see cref="Permission.All"/>.</param>
/// <param name="Description">In a few words.</param>
public sealed record PermissionView(
    [property: Field("Name of the permission, as roles list it.")] string Name,
    [property: Field("What it allows.")] string Description);

/// <summary><c>GET /api/permissions</c>: all that a role can allow (S072).</summary>
public sealed class ListPermissions
{
    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        [Permission.UsersRead] = "Read users, their status, capacity and invitation",
        [Permission.UsersWrite] = "Create, change and delete users, and send invitations",
        [Permission.GroupsRead] = "Read groups, and with users.read their members, too",
        [Permission.GroupsWrite] = "Create, change and delete groups, and change their members",
        [Permission.DepartmentsRead] = "Read departments, and with users.read their members, too",
        [Permission.DepartmentsWrite] = "Create, change and delete departments",
        [Permission.ClientsRead] = "Read clients and their channels",
        [Permission.ClientsWrite] = "Create, change and delete clients",
        [Permission.ExtensionsRead] = "Read phone extensions",
        [Permission.ExtensionsWrite] = "Create, assign, release, change and delete phone extensions",
        [Permission.ExtensionsRegister] = "Report which phones are registered",
        [Permission.CallsDecide] = "Ask where calls go and what may be done in them",
        [Permission.ImportsRead] = "Read imports and their reports",
        [Permission.ImportsWrite] = "Upload files to import",
        [Permission.RolesRead] = "Read roles and what they allow",
        [Permission.RolesWrite] = "Create, change and delete roles",
        [Permission.PresenceWrite] = "Set the status and capacity of everybody",
        [Permission.PresenceOwn] = "Set their own status",
        [Permission.KeysRead] = "List API keys",
        [Permission.KeysWrite] = "Create, rotate and delete API keys",
        [Permission.TenantRead] = "Read settings, caller IDs and time groups",
        [Permission.TenantWrite] = "Change settings, caller IDs and time groups",
        [Permission.WebhooksRead] = "Read webhooks and what came of their deliveries",
        [Permission.WebhooksWrite] = "Create, change and delete webhooks",
        [Permission.RoutingRead] = "See conversations, the queue and why each decision was made, and simulate decisions",
        [Permission.RoutingWrite] = "Route conversations, and answer, end and move them within the limits",
        [Permission.RoutingForce] = "Give conversations to agents who are full or not available",
        [Permission.UsersProvision] = "Create, change and delete users that come from another system",
        [Permission.ConversationsOwn] = "Take part in conversations of their own or of their group",
        [Permission.ConversationsForward] = "Add teammates to conversations, and forward them",
        [Permission.ConversationsAll] = "See all conversations",
        [Permission.ConversationsArchive] = "Archive conversations",
        [Permission.ContactsRead] = "See contacts",
        [Permission.SettingsPersonal] = "Configure their own settings",
        [Permission.SettingsGlobal] = "Configure the settings of everybody",
        [Permission.TriggersWrite] = "Manage what starts automatic actions of a conversation",
        [Permission.CannedResponsesWrite] = "Manage canned responses",
        [Permission.TagsWrite] = "Manage tags of conversations",
        [Permission.AnalyticsRead] = "See analytics",
    };

    /// <summary>200 with all of them, for whoever reads or makes roles.</summary>
    [Function("ListPermissions")]
    [Operation("List permissions", "Lists everything that a role can allow, for a dropdown.", Visibility = Visibility.Internal)]
    [Answers(200, typeof(PermissionView), IsList = true)]
    [Lookup("permissions", "name", "description")]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "permissions")] HttpRequest request) => Task.FromResult<IResult>(
        request.DemandAny(Permission.RolesRead, Permission.RolesWrite).Try(out _, out var error)
            ? Answer.Ok(new PageAnswer<PermissionView>([.. Permission.All.Select(name => new PermissionView(name, Texts[name]))], null))
            : Answer.Problem(error));
}
