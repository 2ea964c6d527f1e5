using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Invitations;

/// <summary><c>POST /api/users/{id}/invitation</c>: a new mail with a new link; the links before stop working (S122).</summary>
public sealed class ResendInvitation(SendAgain again, RequestRows requests)
{
    /// <summary>202 with the invitation; 404; 409 when the user has accepted, and with Retry-After when the last mail is too young or there were too many.</summary>
    /// <remarks>With an Idempotency-Key the same request again is the same answer and no second mail.</remarks>
    [Function("ResendInvitation")]
    [Operation("Resend the invitation of a user", "Sends a user who is Pending, also when the link has expired, or Staged a new mail with a new link, at most once a minute and 5 times a day; the links before stop working.", Visibility = Visibility.Important)]
    [Answers(202, typeof(InvitationView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "users/{id:guid}/invitation")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.UsersWrite, cancellationToken, optional: true)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (new FieldReader(read.Body, "resending").Finish() is { } invalid)
            return Answer.Problem(invalid);
        var resent = await requests.Once(read.Caller, async token => (await again.Handle(read.Caller, id, invitesStaged: true, token)).Map(next => InvitationView.Asked(next)), cancellationToken);
        return resent.Try(out var invitation, out error)
            ? Answer.Accepted(request.Link($"users/{id}/invitation"), 2, invitation)
            : Answer.Problem(error);
    }
}
