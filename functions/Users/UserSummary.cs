using UserFunctions.Platform.Connector;
using UserFunctions.Roles;

namespace UserFunctions.Users;

/// <summary>A place in a field where a searched word occurs (S102).</summary>
/// <param name="Field">As in the answer.</param>
/// <param name="Start">In UTF-16 characters.</param>
/// <param name="Length">In UTF-16 characters.</param>
public sealed record Highlight(
    [property: Field("Name of the field in the user, such as displayName.")] string Field,
    [property: Field("Place of its first character in the text, from 0, in UTF-16 characters.")] int Start,
    [property: Field("How many UTF-16 characters it has.")] int Length);

/// <summary>A user in a list: the columns of S096 and S097, without a read per user; the whole user is <see cref="UserView"/>. <see cref="SummaryRow"/> writes it.</summary>
[DescribedBy(typeof(UserView))]
public sealed record UserSummary
{
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
    public string? ExternalId { get; init; }
    public required string LoginId { get; init; }
    public string? Department { get; init; }
    public Guid? DepartmentId { get; init; }
    public required IReadOnlyList<string> Groups { get; init; }
    public required IReadOnlyList<Guid> GroupIds { get; init; }
    public required string Role { get; init; }
    public required Guid RoleId { get; init; }
    public required AccessRole AccessRole { get; init; }
    public required IReadOnlyDictionary<string, bool> Licences { get; init; }
    public required AuthenticationMethod AuthenticationMethod { get; init; }
    public string? ExtensionNumber { get; init; }
    [Field("True: holds an extension number, with credentials or without.")]
    public required bool AgentExtension { get; init; }
    public string? CallForwardNumber { get; init; }
    public required bool CallingAgent { get; init; }
    public required Lifecycle Lifecycle { get; init; }
    [Field("Active: has accepted the invitation and so can come in; Inactive: has not.")]
    public required string Status { get; init; }
    public required bool AccountEnabled { get; init; }
    [Field("Active: may sign in to the portal; Blocked: may not.")]
    public required string WebLoginStatus { get; init; }
    public required AgentState AgentState { get; init; }
    public required PresenceClass Presence { get; init; }
    public required string AgentStatus { get; init; }
    [Field("Where the searched words occur; absent: nothing was searched.")]
    public IReadOnlyList<Highlight>? Highlights { get; init; }
#pragma warning restore CS1591

    /// <summary>The column Status of M: Active from the first access on, Inactive before it (S121).</summary>
    internal static string StatusOf(UserTraits traits) => traits.Lifecycle is Lifecycle.Active ? "Active" : "Inactive";

    internal static string WebLoginStatusOf(UserTraits traits) => traits.WebLoginBlocked ? "Blocked" : "Active";

    internal static string AgentStatusOf(UserTraits traits) => traits.IsAgentActive ? "Active" : "Offline";
}
