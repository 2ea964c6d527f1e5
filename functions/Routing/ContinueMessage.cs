namespace UserFunctions.Routing;

/// <summary>The message on the queue <c>conversations</c>: the time of something has come. It is sent with a delay, says nothing that the rows do not, and may come late, twice or never.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="ConversationId">Which conversation.</param>
/// <param name="UserId">The agent whose offer expires; null: the conversation's own time has come.</param>
/// <param name="ReservationId">The offer.</param>
public sealed record ContinueMessage(string Tenant, Guid ConversationId, Guid? UserId = null, Guid? ReservationId = null)
{
    /// <summary>The queue's name.</summary>
    public const string Queue = "conversations";
}
