namespace UserFunctions.Platform.Http;

/// <summary>The names of what a caller may do. A role is a set of these; every function that is not open to all demands one.</summary>
public static class Permission
{
    /// <summary>Read users, their status, capacity and invitation.</summary>
    public const string UsersRead = "users.read";

    /// <summary>Create, change and delete users; send invitations.</summary>
    public const string UsersWrite = "users.write";

    /// <summary>Read groups and their members.</summary>
    public const string GroupsRead = "groups.read";

    /// <summary>Create, change and delete groups; change members.</summary>
    public const string GroupsWrite = "groups.write";

    /// <summary>Read departments.</summary>
    public const string DepartmentsRead = "departments.read";

    /// <summary>Create, change and delete departments.</summary>
    public const string DepartmentsWrite = "departments.write";

    /// <summary>Read clients and their channels.</summary>
    public const string ClientsRead = "clients.read";

    /// <summary>Create, change and delete clients.</summary>
    public const string ClientsWrite = "clients.write";

    /// <summary>Read phone extensions.</summary>
    public const string ExtensionsRead = "extensions.read";

    /// <summary>Create, assign, release, change and delete phone extensions.</summary>
    public const string ExtensionsWrite = "extensions.write";

    /// <summary>Report which phones are registered: for the telephony system's key (S037).</summary>
    public const string ExtensionsRegister = "extensions.register";

    /// <summary>Ask where calls go and what may be done in them: for the telephony system's key (S020-S042).</summary>
    public const string CallsDecide = "calls.decide";

    /// <summary>Read imports and their reports.</summary>
    public const string ImportsRead = "imports.read";

    /// <summary>Upload files to import.</summary>
    public const string ImportsWrite = "imports.write";

    /// <summary>Read the roles and what they allow.</summary>
    public const string RolesRead = "roles.read";

    /// <summary>Create, change and delete the tenant's own roles.</summary>
    public const string RolesWrite = "roles.write";

    /// <summary>Set anybody's status and capacity, and report their devices.</summary>
    public const string PresenceWrite = "presence.write";

    /// <summary>Set one's own status and next status, and report one's own devices; not the capacity.</summary>
    public const string PresenceOwn = "presence.own";

    /// <summary>List API keys (never their secrets).</summary>
    public const string KeysRead = "keys.read";

    /// <summary>Create, rotate and delete API keys.</summary>
    public const string KeysWrite = "keys.write";

    /// <summary>Read the tenant's settings, caller IDs and time groups.</summary>
    public const string TenantRead = "tenant.read";

    /// <summary>Change the tenant's settings, caller IDs and time groups.</summary>
    public const string TenantWrite = "tenant.write";

    /// <summary>Read webhooks and what became of their deliveries.</summary>
    public const string WebhooksRead = "webhooks.read";

    /// <summary>Create, change, test, replay and delete webhooks; what they tell of takes the permission to read it.</summary>
    public const string WebhooksWrite = "webhooks.write";

    /// <summary>Create, change and delete users where they come from another system (S013, S124). No administrator has it: it is for that system's key.</summary>
    public const string UsersProvision = "users.provision";

    /// <summary>See conversations, the queue, and why each decision was made; simulate decisions.</summary>
    public const string RoutingRead = "routing.read";

    /// <summary>Route conversations, and answer, end and move them within the limits.</summary>
    public const string RoutingWrite = "routing.write";

    /// <summary>Give conversations to agents who are full or not available.</summary>
    public const string RoutingForce = "routing.force";

    /// <summary>Take part in chats: answer the offers that one gets; see and end conversations that are one's own or one's group's (S068).</summary>
    public const string ConversationsOwn = "conversations.own";

    /// <summary>Add teammates to one's own or one's group's conversations, and forward them (S068).</summary>
    public const string ConversationsForward = "conversations.forward";

    /// <summary>See all conversations, active and archived (S069).</summary>
    public const string ConversationsAll = "conversations.all";

    /// <summary>Archive conversations (S069).</summary>
    public const string ConversationsArchive = "conversations.archive";

    /// <summary>See contacts (S068).</summary>
    public const string ContactsRead = "contacts.read";

    /// <summary>Configure one's own settings (S068).</summary>
    public const string SettingsPersonal = "settings.personal";

    /// <summary>Configure everybody's settings (S069).</summary>
    public const string SettingsGlobal = "settings.global";

    /// <summary>Manage what starts a conversation's automatic actions (S069).</summary>
    public const string TriggersWrite = "triggers.write";

    /// <summary>Create and manage canned responses (S069).</summary>
    public const string CannedResponsesWrite = "canned_responses.write";

    /// <summary>Create and manage tags of conversations (S069).</summary>
    public const string TagsWrite = "tags.write";

    /// <summary>See analytics (S069).</summary>
    public const string AnalyticsRead = "analytics.read";

    /// <summary>Those of the agent's desk: what the user may do in the app Smartflows. Of these the functions here know the own, forwarded and all conversations.</summary>
    public static IReadOnlyList<string> OfDesk { get; } =
    [
        ConversationsOwn, ConversationsForward, ConversationsAll, ConversationsArchive, ContactsRead, SettingsPersonal, SettingsGlobal, TriggersWrite,
        CannedResponsesWrite, TagsWrite, AnalyticsRead,
    ];

    /// <summary>Every permission that a role can give.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        UsersRead, UsersWrite, GroupsRead, GroupsWrite, DepartmentsRead, DepartmentsWrite, ClientsRead, ClientsWrite,
        ExtensionsRead, ExtensionsWrite, ExtensionsRegister, CallsDecide,
        ImportsRead, ImportsWrite, RolesRead, RolesWrite, PresenceWrite, PresenceOwn, KeysRead, KeysWrite, TenantRead, TenantWrite, WebhooksRead, WebhooksWrite, RoutingRead, RoutingWrite, RoutingForce, UsersProvision,
        .. OfDesk,
    ];
}
