using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
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

    /// <summary>Null: the user has the password that an administrator set, or sets one later.</summary>
    [Field("Password that the person chose, for users who sign in with one. Leave it out when one is set already, or is to be set later.")]
    public string? Password { get; init; }
}

/// <summary><c>/api/invitations/accept</c>: the token is the credential. POST accepts (S119); GET, which mail scanners do, only shows the page.</summary>
public sealed class AcceptInvitation(OpenInvitation door, Acceptance acceptance)
{
    private const int MaxToken = 200;
    private const int MaxForm = 16 * 1024;

    /// <summary>The page that the link in the mail opens: 200 with the form, 400 for no token, 410 for one that is over. It changes nothing.</summary>
    [Function("ShowInvitation")]
    [Operation("Show an invitation", "Shows the page that the link of an invitation opens in a browser; it changes nothing.", IsOpen = true, IsHidden = true)]
    [Answers(200, typeof(string), ContentType = "text/html")]
    public async Task<IResult> Show([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "invitations/accept")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (opened, refusal) = await door.Look(request.Word("token") ?? "", cancellationToken);
        if (refusal is null && opened!.User.Lifecycle is Lifecycle.Active)
            refusal = OpenInvitation.Over();
        return refusal is null ? AcceptPage.Form(opened!) : Refused(refusal, opened);
    }

    /// <summary>200 when the user is Active now; 400 for a token that is none or a password that will not do; 403, 409; 410 <c>invite_expired</c>, <c>invite_superseded</c>, <c>invite_revoked</c>.</summary>
    /// <remarks>JSON is answered with JSON, the page's form with a page. The same token again, with the same password, is 200 for 24 h.</remarks>
    [Function("AcceptInvitation")]
    [Operation("Accept an invitation", "Makes the invited user Active and sets the password that they chose; the token of the link is all that it takes.", IsOpen = true, IsRepeatable = true)]
    [Takes(typeof(AcceptanceBody))]
    [Answers(200, typeof(Accepted))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "invitations/accept")] HttpRequest request, CancellationToken cancellationToken) =>
        IsForm(request) ? Form(request, cancellationToken) : Post(request, cancellationToken);

    private async Task<IResult> Post(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadObject(cancellationToken)).Try(out var body, out var error))
            return Answer.Problem(error);
        var fields = new FieldReader(body.Root, "acceptance");
        var token = fields.Text("token", MaxToken).Value;
        var password = fields.Secret("password", 1, PasswordPolicy.MostSent).Value;
        if (token is null)
            fields.Missing("token", "give the token of the invitation's link");
        if (fields.Finish() is { } invalid)
            return Answer.Problem(invalid);
        var (opened, refusal) = await door.Look(token!, cancellationToken);
        if (refusal is not null)
            return Answer.Problem(refusal);
        return (await acceptance.Handle(opened!, password, Correlation.Of(request.HttpContext), cancellationToken)).Try(out var user, out error)
            ? Answer.Ok(new Accepted(user.Id, user.Email, user.Lifecycle))
            : Answer.Problem(error);
    }

    private async Task<IResult> Form(HttpRequest request, CancellationToken cancellationToken)
    {
        // The token is what no other site knows; a form that one sends all the same is not the page's.
        if (request.Headers["Sec-Fetch-Site"] == "cross-site")
            return Refused(new(ErrorKind.Forbidden, "form.cross_site", "The form was sent by another site.", "Sec-Fetch-Site"), null);
        if (!(await request.ReadBytes(MaxForm, cancellationToken)).Try(out var bytes, out var error))
            return Refused(error, null);
        var (opened, refusal) = await door.Look(request.Word("token") ?? "", cancellationToken);
        if (refusal is not null)
            return Refused(refusal, opened);
        var password = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(bytes))[AcceptPage.Password].ToString();
        if (opened!.User.Login.AuthenticationMethod is not AuthenticationMethod.Password)
            password = null;
        else if (password.Length is 0 or > PasswordPolicy.MostSent)
            return AcceptPage.Form(opened, Error.Invalid(AcceptPage.Password, password.Length == 0 ? "password.missing" : "password.invalid", "Type a password."));
        if ((await acceptance.Handle(opened, password, Correlation.Of(request.HttpContext), cancellationToken)).Try(out var user, out error))
            return AcceptPage.Done(opened with { User = user });
        return AcceptPage.IsMendable(error) ? AcceptPage.Form(opened, error) : Refused(error, opened);
    }

    private static HtmlPage Refused(Error error, OpenedInvitation? opened) => AcceptPage.Refused(error, opened?.Terms.Language ?? Tenants.InvitationTerms.DefaultLanguage);

    private static bool IsForm(HttpRequest request) => Bodies.TypeOf(request.ContentType) is "application/x-www-form-urlencoded";
}
