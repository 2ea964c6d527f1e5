using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Users;

namespace UserFunctions.Invitations;

/// <summary>An invitation on the wire.</summary>
/// <param name="UserId">Who is invited.</param>
/// <param name="Email">Where the mail goes.</param>
/// <param name="DisplayName">Their name.</param>
/// <param name="State">What it is.</param>
/// <param name="Version">Counts resends.</param>
/// <param name="Delivery">queued, sending, sent or failed.</param>
/// <param name="ExpiresAt">Until when the link works; null while no mail was made.</param>
/// <param name="SentAt">When the mail went out.</param>
/// <param name="AcceptedAt">When it was accepted.</param>
/// <param name="Reason">Why the last try failed.</param>
public sealed record InvitationView(
    [property: Field("Id of the user who is invited.")] Guid UserId,
    [property: Field("E-mail address that the mail goes to.")] string Email,
    [property: Field("Full name of the user; absent in the answer of what sends it again.")] string? DisplayName,
    [property: Field("Pending: the link works, or will when the mail is made; Expired: its time is over; Failed: the mail was given up, see reason; Accepted: the user is Active; Revoked: it was taken back.")] InvitationState State,
    [property: Field("Counts the mails: 1 for the first one, one more for each that was sent again.")] int Version,
    [property: Field("How far the mail is: queued, when it is not made yet; sending, on its way; sent, when the mail server has it; failed, when it was given up, see reason.")] Delivery Delivery,
    [property: Field("Until when the link works, in UTC; absent: no mail was made yet.")] DateTimeOffset? ExpiresAt,
    [property: Field("When the mail went out, in UTC; absent: it has not.")] DateTimeOffset? SentAt,
    [property: Field("When it was accepted, in UTC; absent: it was not.")] DateTimeOffset? AcceptedAt,
    [property: Field("Why the last try failed; absent: it did not.")] string? Reason)
{
    /// <summary>The view of the invitation of a user.</summary>
    public static InvitationView Of(Invitation invitation, User user, DateTimeOffset now) => Asked(invitation) with { DisplayName = user.DisplayName, State = invitation.StateOf(user, now) };

    /// <summary>The view of one that was asked for a moment ago.</summary>
    public static InvitationView Asked(Invitation invitation) => new(
        invitation.UserId, invitation.Email, null, InvitationState.Pending, invitation.Version, invitation.Delivery, invitation.ExpiresAt, invitation.SentAt, invitation.AcceptedAt, invitation.Reason);
}

/// <summary><c>GET /api/users/{id}/invitation</c>.</summary>
public sealed class ReadInvitation(UserWriter users, InvitationTable invitations, TimeProvider time)
{
    /// <summary>200 with the invitation, <c>queued</c> until the mail is made; 404 when there is no such user, or one who was never invited.</summary>
    [Function("ReadInvitation")]
    [Operation("Get the invitation of a user", "Gets how far the invitation of a user is: whether its mail went out, and whether it was accepted.")]
    [Answers(200, typeof(InvitationView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "users/{id:guid}/invitation")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (await users.Find(caller.Tenant, id, cancellationToken) is not { } user)
            return Answer.Problem(Error.NotFound("user", id.ToString()));
        if (await invitations.Find(caller.Tenant, id, cancellationToken) is { } invitation)
            return Answer.Ok(InvitationView.Of(invitation, user, time.GetUtcNow()));
        return user.Lifecycle is Lifecycle.Pending
            ? Answer.Ok(new InvitationView(id, user.Email, user.DisplayName, InvitationState.Pending, 1, Delivery.Queued, null, null, null, null))
            : Answer.Problem(Error.NotFound("invitation", user.Email));
    }
}
