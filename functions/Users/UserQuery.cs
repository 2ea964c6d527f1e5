using UserFunctions.Platform.Connector;
using UserFunctions.Roles;

namespace UserFunctions.Users;

/// <summary>A user's life as a list filters it; who was deleted is in none.</summary>
public enum ListedLifecycle
{
    /// <summary>Not invited.</summary>
    Staged,

    /// <summary>Invited.</summary>
    Pending,

    /// <summary>Has accepted.</summary>
    Active,
}

/// <summary>Whether a user has come in yet (S121).</summary>
public enum ListedStatus
{
    /// <summary>Has accepted the invitation.</summary>
    Active,

    /// <summary>Has not.</summary>
    Inactive,
}

/// <summary>Whether the portal lets a user in.</summary>
public enum ListedWebLogin
{
    /// <summary>Yes.</summary>
    Active,

    /// <summary>No.</summary>
    Blocked,
}

/// <summary>Whether calls reach a user.</summary>
public enum ListedAgent
{
    /// <summary>Yes.</summary>
    Active,

    /// <summary>No.</summary>
    Offline,
}

/// <summary>The query of the list of users and of its export: it describes what <see cref="UserList"/> filters and sorts by.</summary>
public sealed record UserQuery
{
#pragma warning disable CS1591 // Said by the sentences.
    [Field("Words to look for in names, e-mail address, phone and department, at most 8 words and 200 characters. All of them must occur, parts of words count, and the best hits come first.")]
    public string? Search { get; init; }

    [Field("Only some: agents are users who take and make calls, team-members are users who are in a group.", Choices = ["agents", "team-members"], Visibility = Visibility.Advanced)]
    public string? View { get; init; }

    [Field("Name of a column to sort by, such as displayName, or with - in front for the reverse, such as -updatedAt; in the order of creation unless given.")]
    public string? Sort { get; init; }

    [Field("Only users with this role, by its name or id.", Lookup = "roles")]
    public string? Role { get; init; }

    [Field("Only users of this department, by its name or id.", Lookup = "departments")]
    public string? Department { get; init; }

    [Field("Only users in this group, by its name or id.", Lookup = "groups")]
    public string? Groups { get; init; }

    [Field("Only users in this part of their life: Staged is not invited, Pending is invited, Active has accepted.")]
    public ListedLifecycle? Lifecycle { get; init; }

    [Field("Only users with this e-mail address, whatever its case.", Visibility = Visibility.Advanced)]
    public string? Email { get; init; }

    [Field("Only the user with this id in the other system.", Visibility = Visibility.Advanced)]
    public string? ExternalId { get; init; }

    [Field("Only users with this agent state.", Visibility = Visibility.Advanced)]
    public AgentState? AgentState { get; init; }

    [Field("Only users with this status.", Visibility = Visibility.Advanced)]
    public PresenceClass? Presence { get; init; }

    [Field("Active: only users whom calls reach; Offline: only the others.", Visibility = Visibility.Advanced)]
    public ListedAgent? AgentStatus { get; init; }

    [Field("Active: only users who have accepted the invitation; Inactive: only the others.", Visibility = Visibility.Advanced)]
    public ListedStatus? Status { get; init; }

    [Field("Active: only users who may sign in to the portal; Blocked: only those who may not.", Visibility = Visibility.Advanced)]
    public ListedWebLogin? WebLoginStatus { get; init; }

    [Field("True: only users whose account is enabled; false: only the others.", Visibility = Visibility.Advanced)]
    public bool? AccountEnabled { get; init; }

    [Field("True: only users who take and make calls; false: only the others.", Visibility = Visibility.Advanced)]
    public bool? CallingAgent { get; init; }

    [Field("True: only users who hold an extension number; false: only the others.", Visibility = Visibility.Advanced)]
    public bool? AgentExtension { get; init; }

    [Field("Only users with this access role.", Visibility = Visibility.Advanced)]
    public AccessRole? AccessRole { get; init; }

    [Field("Only users who sign in in this way.", Visibility = Visibility.Advanced)]
    public AuthenticationMethod? AuthenticationMethod { get; init; }

    [Field("Only users with a licence for this app.", Visibility = Visibility.Advanced, Lookup = "licences")]
    public string? Licences { get; init; }

    [Field("Only users with this job title.", Visibility = Visibility.Advanced)]
    public string? Designation { get; init; }

    [Field("Only users with this tag.", Visibility = Visibility.Advanced)]
    public string? Tags { get; init; }

    [Field("Only users with this full name.", Visibility = Visibility.Advanced)]
    public string? DisplayName { get; init; }

    [Field("Only users with this first name.", Visibility = Visibility.Advanced)]
    public string? GivenName { get; init; }

    [Field("Only users with this family name.", Visibility = Visibility.Advanced)]
    public string? FamilyName { get; init; }

    [Field("Only users with this phone number.", Visibility = Visibility.Advanced)]
    public string? Phone { get; init; }

    [Field("Only the user with this login id, whatever its case.", Visibility = Visibility.Advanced)]
    public string? LoginId { get; init; }

    [Field("Only the user with this extension number.", Visibility = Visibility.Advanced)]
    public string? ExtensionNumber { get; init; }

    [Field("Only users whose calls are forwarded to this number.", Visibility = Visibility.Advanced)]
    public string? CallForwardNumber { get; init; }

    [Field("Only users created at this time, or in a range from..to of which one end may be left out, such as 2026-03-01T00:00:00Z.. for all since then.", Visibility = Visibility.Advanced)]
    public string? CreatedAt { get; init; }

    [Field("Only users changed last at this time, or in a range from..to of which one end may be left out, such as ..2026-03-01T00:00:00Z.", Visibility = Visibility.Advanced)]
    public string? UpdatedAt { get; init; }

    [Field("Only users with this version.", Visibility = Visibility.Advanced)]
    public long? Version { get; init; }
#pragma warning restore CS1591
}
