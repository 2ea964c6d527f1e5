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

    /// <summary>Where messages end whose processes died again and again.</summary>
    public const string PoisonQueue = Queue + "-poison";

    private const int UsersAMessage = 25;
    private const int AtOnce = 4;

    /// <summary>More users to invite, with the same version; null: only <see cref="UserId"/>.</summary>
    public IReadOnlyList<Guid>? AlsoFor { get; init; }

    /// <summary>How many times it was left alone for a while after its tries; null: never.</summary>
    public int? Round { get; init; }

    /// <summary>True: nobody is invited, and those who want to know are told that the user accepted; null: no.</summary>
    public bool? IsNotice { get; init; }

    /// <summary>What follows from users being created: messages for them; repeated, for those who have no invitation yet.</summary>
    public static ChangeReaction Reaction(Queues queues, InvitationTable invitations)
    {
        return new(new HashSet<string> { CreateUser.Kind, CreateUser.BulkKind, CreateUser.CommittedKind }, React);

        async Task React(ChangeToReact change, CancellationToken cancellationToken)
        {
            var users = change.IsRepeat ? await WithoutInvitation(invitations, change, cancellationToken) : change.What.Ids;
            await Parallel.ForEachAsync(
                users.Chunk(UsersAMessage),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (some, token) => await queues.Send(Queue, Of(change, some), token));
        }
    }

    /// <summary>The message for one of the users alone.</summary>
    public InviteMessage Alone(Guid user) => this with { UserId = user, AlsoFor = null };

    /// <summary>The message for the next round of tries.</summary>
    public InviteMessage Later() => this with { Round = (Round ?? 0) + 1 };

    private static InviteMessage Of(ChangeToReact change, Guid[] users) =>
        new(change.Tenant, users[0], 1, change.CorrelationId) { AlsoFor = users.Length > 1 ? users[1..] : null };

    private static async Task<IReadOnlyList<Guid>> WithoutInvitation(InvitationTable invitations, ChangeToReact change, CancellationToken cancellationToken)
    {
        var without = new List<Guid>();
        foreach (var user in change.What.Ids)
        {
            if (await invitations.Find(change.Tenant, user, cancellationToken) is null)
                without.Add(user);
        }

        return without;
    }
}
