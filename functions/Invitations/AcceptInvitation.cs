using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Invitations;

/// <summary>What accepting came to.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Email">The address that was invited.</param>
/// <param name="Lifecycle">Active.</param>
public sealed record Accepted(
    [property: Field("Id of the user.")] Guid UserId,
    [property: Field("E-mail address that was invited.")] string Email,
    [property: Field("Active.")] Lifecycle Lifecycle);

/// <summary>The token in a body.</summary>
public sealed record AcceptanceBody
{
    /// <summary>Needed unless the query has it, as in the form of the page.</summary>
    [Field("Token of the link in the mail.", IsRequired = true)]
    public string? Token { get; init; }
}

/// <summary><c>/api/invitations/accept</c>: the token is the credential. POST accepts (S119); GET, which mail scanners do, only shows a button.</summary>
public sealed class AcceptInvitation(UserWriter users, InvitationTable invitations, TimeProvider time)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "invitation.accepted";

    private const int MaxToken = 200;

    /// <summary>The page that the link in the mail opens. It changes nothing.</summary>
    [Function("ShowInvitation")]
    [Operation("Show an invitation", "Shows the page that the link of an invitation opens in a browser; it changes nothing.", IsOpen = true, IsHidden = true)]
    [Answers(200, typeof(string), ContentType = "text/html")]
    public Task<IResult> Show([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "invitations/accept")] HttpRequest request)
    {
        // The page is the same whatever the token, and takes nothing from anywhere: the form posts back to the URL it came from.
        request.HttpContext.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'";
        request.HttpContext.Response.Headers["Referrer-Policy"] = "no-referrer";
        const string page = """
            <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Invitation</title>
            <body style="font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem">
            <h1>You are invited</h1><p>Press the button to accept the invitation.</p>
            <form method="post"><button style="font:inherit;padding:.6rem 1.2rem">Accept</button></form>
            """;
        return Task.FromResult(Results.Text(page, MediaTypeNames.Text.Html, Encoding.UTF8));
    }

    /// <summary>200 when the user is Active now; 400 for a token that is none; 410 <c>invite_expired</c>, <c>invite_superseded</c>.</summary>
    /// <remarks>The token comes as JSON <c>{"token"}</c> or in the query. The same token again is 200 for 24 h.</remarks>
    [Function("AcceptInvitation")]
    [Operation("Accept an invitation", "Makes the invited user Active; the token of the link is all that it takes.", IsOpen = true)]
    [Takes(typeof(AcceptanceBody))]
    [Answers(200, typeof(Accepted))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "invitations/accept")] HttpRequest request, CancellationToken cancellationToken)
    {
        var token = request.Word("token");
        if (token is null)
        {
            if (!(await request.ReadObject(cancellationToken)).Try(out var body, out var error))
                return Answer.Problem(error);
            var fields = new FieldReader(body.Root, "acceptance");
            token = fields.Text("token", MaxToken).Value;
            if (token is null)
                fields.Missing("token", "give the token of the invitation's link");
            if (fields.Finish() is { } invalid)
                return Answer.Problem(invalid);
        }

        var accepted = await Handle(token!, Correlation.Of(request.HttpContext), cancellationToken);
        return accepted.Ok ? Answer.Ok(accepted.Value) : Answer.Problem(accepted.Error!);
    }

    /// <summary>Makes the invited user Active.</summary>
    public async Task<Result<Accepted>> Handle(string token, string correlationId, CancellationToken cancellationToken)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || !TenantRegistry.IsName(parts[0]) || !Guid.TryParseExact(parts[1], "N", out var id)
            || await invitations.Find(parts[0], id, cancellationToken) is not { } invitation)
            return Unknown();
        if (!invitation.IsOpenedBy(parts[2]))
            return Superseded();
        var now = time.GetUtcNow();
        if (invitation.AcceptedAt is { } at && now - at > Invitation.RepeatableFor)
            return new Error(ErrorKind.Gone, "invite_accepted", "This invitation was accepted before: sign in.", "token");
        if (invitation.AcceptedAt is null && now >= invitation.ExpiresAt)
            return new Error(ErrorKind.Gone, "invite_expired", $"This invitation ended on {invitation.ExpiresAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC: ask for a new one.", "token");
        var caller = Caller.System(parts[0], $"invitation:{id}", correlationId);
        var changed = await users.Change(caller, id, null, Kind, (user, _) => Activate(user, invitation, now), cancellationToken);
        if (!changed.Try(out var user, out var error))
            return error.Kind is ErrorKind.NotFound ? Unknown() : error;
        if (invitation.AcceptedAt is null)
            await invitations.Update(parts[0], invitation, current => current with { AcceptedAt = now });
        return new Accepted(user.Id, user.Email, user.Lifecycle);
    }

    private static Result<User> Activate(User user, Invitation invitation, DateTimeOffset now)
    {
        // Who was deleted and restored is invited anew on request only.
        if (!user.Email.Equals(invitation.Email, StringComparison.OrdinalIgnoreCase) || invitation.CreatedAt < user.RestoredAt)
            return Superseded();
        return user.Lifecycle switch
        {
            Lifecycle.Active => user,
            Lifecycle.Pending => user with { Lifecycle = Lifecycle.Active, Version = user.Version + 1, UpdatedAt = now },
            _ => Superseded(),
        };
    }

    private static Error Unknown() => Error.Invalid("token", "token.invalid", "This is not the token of an invitation: use the whole link of the mail.");

    private static Error Superseded() => new(ErrorKind.Gone, "invite_superseded", "A newer invitation replaced this one: use the link of the newest mail.", "token");
}
