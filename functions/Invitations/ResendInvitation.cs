using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Invitations;

/// <summary><c>POST /api/users/{id}/invitation</c>: a new mail with a new link; the links before stop working (S122).</summary>
public sealed class ResendInvitation(UserWriter users, InvitationTable invitations, Queues queues, RequestRows requests, TimeProvider time)
{
    /// <summary>Least time between two mails to one person.</summary>
    public static readonly TimeSpan Cooldown = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan HeldBack = TimeSpan.FromSeconds(1);

    /// <summary>202 with the invitation; 404; 409 when the user is not Pending or the last mail is too young.</summary>
    /// <remarks>With an Idempotency-Key the same request again is the same answer and no second mail.</remarks>
    [Function("ResendInvitation")]
    [Operation("Resend the invitation of a user", "Sends a Pending user a new mail with a new link, at most once a minute; the links before stop working.", Visibility = Visibility.Important)]
    [Answers(202, typeof(InvitationView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "users/{id:guid}/invitation")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.UsersWrite, cancellationToken, optional: true)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (new FieldReader(read.Body, "resending").Finish() is { } invalid)
            return Answer.Problem(invalid);
        var resent = await requests.Once(read.Caller, async token => (await Handle(read.Caller, id, token)).Map(InvitationView.Of), cancellationToken);
        return resent.Try(out var invitation, out error)
            ? Answer.Accepted(request.Link($"users/{id}/invitation"), 2, invitation)
            : Answer.Problem(error);
    }

    /// <summary>Makes the next version and puts its message on the queue.</summary>
    public async Task<Result<Invitation>> Handle(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        if (await users.Find(caller.Tenant, id, cancellationToken) is not { } user)
            return Error.NotFound("user", id.ToString());
        if (user.Lifecycle != Lifecycle.Pending)
            return Error.Conflict("lifecycle", "invitation.not_pending", $"user '{user.Email}' is {user.Lifecycle}: only Pending users are invited.");
        var current = await invitations.Find(caller.Tenant, id, cancellationToken);
        if (current?.SentAt is { } sent && time.GetUtcNow() - sent < Cooldown)
            return Error.Conflict("id", "invitation.too_soon", $"The last mail went out less than {Cooldown.TotalSeconds:0} seconds ago: wait and try again.");
        // Without a row the first mail is still on its way; a message for the same version does no harm.
        var version = current is null ? 1 : current.Delivery is Delivery.Queued ? current.Version : current.Version + 1;
        var next = new Invitation { UserId = id, Email = user.Email, Version = version, Delivery = Delivery.Queued, ExpiresAt = time.GetUtcNow() + Invitation.Lifetime, RowETag = current?.RowETag };
        // The message comes first and is held back: a process that dies in between leaves a message that makes its own row, not a row without a message.
        await queues.Send(InviteMessage.Queue, new InviteMessage(caller.Tenant, id, version, caller.CorrelationId), cancellationToken, HeldBack);
        if (await invitations.Save(caller.Tenant, next, cancellationToken) is null)
            return Error.Conflict("id", "invitation.changed", "The invitation changed at the same moment: try again.");
        return next;
    }
}
