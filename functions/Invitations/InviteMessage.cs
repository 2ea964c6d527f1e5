using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Invitations;

/// <summary>The message on the queue <c>invites</c>: whom to invite. It holds no token.</summary>
/// <param name="Tenant">Whose user.</param>
/// <param name="UserId">The user.</param>
/// <param name="Version">1 for the first invitation; an older one than the newest is dropped.</param>
/// <param name="CorrelationId">Of the request or run that asked for it.</param>
public sealed record InviteMessage(string Tenant, Guid UserId, int Version, string? CorrelationId)
{
    /// <summary>The queue's name.</summary>
    public const string Queue = "invites";

    private const int AtOnce = 16;

    /// <summary>Kind of the change that creates users in bulk; its ids are the created ones.</summary>
    public const string UsersImported = "users.imported";

    /// <summary>What follows from users being created: a message for each of them; repeated, for those who have no invitation yet.</summary>
    public static ChangeReaction Reaction(Queues queues, InvitationTable invitations) => new(
        new HashSet<string> { CreateUser.Kind, UsersImported },
        (change, cancellationToken) => Parallel.ForEachAsync(
            change.What.Ids,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (user, token) =>
            {
                if (!change.IsRepeat || await invitations.Find(change.Tenant, user, token) is null)
                    await queues.Send(Queue, new InviteMessage(change.Tenant, user, 1, change.CorrelationId), token);
            }));
}
