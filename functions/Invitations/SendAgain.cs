using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Invitations;

/// <summary>A new mail with a new link to one user (S122), whichever door asks for it.</summary>
public sealed class SendAgain(UserWriter users, InvitationTable invitations, Facts facts, Queues queues, TimeProvider time)
{
    /// <summary>Kind of the change that invites a Staged user.</summary>
    public const string Kind = "user.invited";

    // A process that dies in between leaves a message that makes its own row, not a row without a message.
    private static readonly TimeSpan HeldBack = TimeSpan.FromSeconds(1);

    // A Staged user has to be Pending when the message comes; that takes a write more.
    private static readonly TimeSpan HeldBackLonger = TimeSpan.FromSeconds(15);

    /// <summary>Makes the next version and puts its message on the queue; a Staged user is Pending from then on, which takes a seat.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="id">Whose.</param>
    /// <param name="invitesStaged">False: whose invitation was taken back stays uninvited. They are invited again one by one, by somebody who means just them.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The invitation; 404; 409 for one who has accepted or is not to be invited, for the limits of <see cref="Invitation.TooSoon"/>, and when there is no seat.</returns>
    public async Task<Result<Invitation>> Handle(Caller caller, Guid id, bool invitesStaged, CancellationToken cancellationToken)
    {
        if (await users.Find(caller.Tenant, id, cancellationToken) is not { } user)
            return Error.NotFound("user", id.ToString());
        if (user.Lifecycle is Lifecycle.Staged && !invitesStaged)
            return Error.Conflict("lifecycle", "invitation.not_pending", $"user '{user.Email}' is Staged: only Pending users are sent their invitations again together; invite this one with POST /api/users/{id}/invitation.");
        var now = time.GetUtcNow();
        if (!Activation.Invite(user, now).Try(out _, out var refused))
            return refused;
        var current = await invitations.Find(caller.Tenant, id, cancellationToken);
        if (current?.TooSoon(now) is { } soon)
            return soon;
        var next = Next(user, current, TenantSettings.Of(await facts.ForReading(caller.Tenant, [], cancellationToken)).Invitations, now);
        var message = new InviteMessage(caller.Tenant, id, next.Version, caller.CorrelationId);
        await queues.Send(InviteMessage.Queue, message, cancellationToken, user.Lifecycle is Lifecycle.Staged ? HeldBackLonger : HeldBack);
        if (user.Lifecycle is Lifecycle.Staged && await Invite(caller, id, cancellationToken) is { } error)
            return error;
        if (await Keep(caller.Tenant, next, now, cancellationToken) is not { } kept)
            return Error.Conflict("id", "invitation.changed", "Somebody else sent the invitation again at the same moment: theirs counts.");
        if (user.Lifecycle is Lifecycle.Staged)
            await queues.Send(InviteMessage.Queue, message, cancellationToken);
        return kept;
    }

    // Its message is on its way, so whatever else is written at the same moment, such as that the mail before went out, it is kept. Null: a newer version is there, and nothing is sent for this one.
    private async Task<Invitation?> Keep(string tenant, Invitation next, DateTimeOffset now, CancellationToken cancellationToken)
    {
        while (await invitations.Save(tenant, next, cancellationToken) is null)
        {
            var current = await invitations.Find(tenant, next.UserId, cancellationToken);
            if (current?.Version > next.Version)
                return null;
            // The message came first, or somebody else asked for the same: it is their mail, and counts once.
            if (current?.Version == next.Version && current.Resends.Any(at => now - at < Invitation.Cooldown))
                return current;
            next = (current?.Version == next.Version ? current : next) with { Resends = [.. current?.Recent(now) ?? [], now], RowETag = current?.RowETag };
        }

        return next;
    }

    private async Task<Error?> Invite(Caller caller, Guid id, CancellationToken cancellationToken) =>
        (await users.Change(caller with { RequestKey = null }, id, null, Kind, (user, context) => Activation.Invite(user, context.Now), cancellationToken)).Error;

    // Without a row the first mail is still on its way, and one that was asked for and not made yet is that one: a second message for the same version does no harm.
    private static Invitation Next(User user, Invitation? current, InvitationTerms terms, DateTimeOffset now) => new()
    {
        UserId = user.Id,
        Email = user.Email,
        Version = current is null ? 1 : current is { Delivery: Delivery.Queued, HasLink: false } ? current.Version : current.Version + 1,
        Delivery = Delivery.Queued,
        CreatedAt = now,
        ExpiresAt = now + terms.Lifetime,
        Resends = [.. current?.Recent(now) ?? [], now],
        RowETag = current?.RowETag,
    };
}
