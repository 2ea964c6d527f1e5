using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Routing;

/// <summary>What of the conversations is an agent's own: those that they have or are offered, and those of their groups (S068). Who only has the rights of an agent sees and does nothing with others.</summary>
/// <param name="Caller">The agent, who asks.</param>
/// <param name="UserId">The same as a user.</param>
/// <param name="GroupIds">The groups that the agent is in.</param>
internal sealed record OwnConversations(Caller Caller, Guid UserId, IReadOnlyList<Guid> GroupIds)
{
    /// <summary>Those of the caller, as of what is known; null when the caller is no user.</summary>
    public static OwnConversations? Of(Caller caller, Knowledge known) =>
        caller.UserId is { } user ? new(caller, user, known.Roster.Find(user)?.GroupIds ?? []) : null;

    /// <summary>True for what the agent sees: also what somebody else has and offers to them.</summary>
    public bool Has(Conversation conversation) => IsTheirs(conversation) || conversation.Transfer?.UserId == UserId;

    /// <summary>The 403 for a conversation that the agent may not end or move; null when they may.</summary>
    public Error? Against(Conversation conversation) => IsTheirs(conversation) ? null : Foreign(Permission.RoutingWrite);

    /// <summary>The 403 that says what it takes for others.</summary>
    public Error Foreign(string permission) => new(
        ErrorKind.Forbidden, "key.forbidden", $"The conversation is not one of yours or of your groups; for others the role '{Caller.Role}' lacks the permission '{permission}'.", permission);

    private bool IsTheirs(Conversation conversation) => conversation.Offer?.UserId == UserId || (conversation.GroupId is { } group && GroupIds.Contains(group));
}
