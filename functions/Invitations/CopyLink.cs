using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Invitations;

/// <summary>A link that somebody hands on by hand.</summary>
/// <param name="UserId">Whom it is for.</param>
/// <param name="Link">The link; whoever has it can come in as the user.</param>
/// <param name="Version">As the invitation's.</param>
/// <param name="ExpiresAt">Until when it works.</param>
public sealed record InvitationLink(
    [property: Field("Id of the user whom the link is for.")] Guid UserId,
    [property: Field("The link. Whoever opens it can accept in the user's place, once: hand it to nobody else.")] string Link,
    [property: Field("Version of the invitation that the link belongs to.")] int Version,
    [property: Field("Until when the link works, in UTC.")] DateTimeOffset ExpiresAt);

/// <summary>
/// <c>POST /api/users/{id}/invitation/link</c>: the very link of the newest mail, for when mails do not arrive. It makes no second one and rotates nothing, so there is
/// one working link at any time. Who asked stands in the change log; the link does not.
/// </summary>
public sealed class CopyLink(UserWriter users, InvitationTable invitations, InvitationSettings settings, ChangeLog log, TimeProvider time)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "invitation.link_copied";

    private const int MaxAttempts = 5;

    /// <summary>200 with the link; 403 for a user who may do more than the caller; 404; 409 when nothing is pending, or it has expired.</summary>
    [Function("CopyInvitationLink")]
    [Operation("Copy the link of an invitation", "Gets the link of the newest mail to a Pending user, to be handed on in another way; the one in the mail goes on working, and it stands in the change log who asked.")]
    [Answers(200, typeof(InvitationLink))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "users/{id:guid}/invitation/link")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.UsersWrite, cancellationToken, optional: true)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (new FieldReader(read.Body, "link").Finish() is { } invalid)
            return Answer.Problem(invalid);
        var copied = await Handle(read.Caller, id, cancellationToken);
        return copied.Try(out var link, out error) ? Answer.Ok(link) : Answer.Problem(error);
    }

    /// <summary>Writes down who asked, then gives the link. Repeated with the same Idempotency-Key nobody has asked again; what is kept of the request is the user's id, and never the link.</summary>
    public async Task<Result<InvitationLink>> Handle(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        if (!(await log.Write<Guid>(caller, Decide, cancellationToken)).Try(out _, out var error))
            return error;
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (!Pending(await users.Find(caller.Tenant, id, cancellationToken), id).Try(out var user, out error))
                return error;
            var now = time.GetUtcNow();
            var current = await invitations.Find(caller.Tenant, id, cancellationToken);
            if (current is not null && (now >= current.ExpiresAt || !current.IsFor(user)))
                return Error.Conflict("id", "invitation.expired", $"The invitation of user '{user.Email}' has expired or is void: send it again, then copy the link.");
            // The mail may be made at this very moment, and then has the link by now.
            if (current is { HasLink: true } || (current = await First(caller, user, current, now, cancellationToken)) is not null)
                return new InvitationLink(id, InvitationMail.LinkOf(caller.Tenant, current, settings), current.Version, current.ExpiresAt);
        }

        return Error.Conflict("id", "invitation.changed", "The invitation changed at the same moment: try again.");

        async Task<Result<Draft<Guid>>> Decide(CancellationToken token)
        {
            if (!Pending(await users.Find(caller.Tenant, id, token), id).Try(out var found, out var refusal))
                return refusal;
            // Whoever has the link can set the password, so it takes what setting it takes.
            if (UserGuard.Password(found, await users.Context(caller, token)) is { } above)
                return above;
            return new Draft<Guid>(id, new Change(Kind, [id]));
        }
    }

    private static Result<User> Pending(User? user, Guid id) =>
        user is null ? Error.NotFound("user", id.ToString())
        : user.Lifecycle is Lifecycle.Pending ? user
        : Error.Conflict("lifecycle", "invitation.not_pending", $"user '{user.Email}' is {user.Lifecycle}: only Pending users have a link; invite a Staged one first.");

    // The mail is not made yet: it will hold this link.
    private async Task<Invitation?> First(Caller caller, User user, Invitation? current, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var terms = TenantSettings.Of((await users.Context(caller, cancellationToken)).Facts).Invitations;
        var invitation = current ?? new Invitation { UserId = user.Id, Email = user.Email, Version = 1, Delivery = Delivery.Queued, CreatedAt = now, ExpiresAt = now + terms.Lifetime };
        return await invitations.Save(caller.Tenant, invitation.WithLink(caller.Tenant, settings.TokenKey), cancellationToken);
    }
}
