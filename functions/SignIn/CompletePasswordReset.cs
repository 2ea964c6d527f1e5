using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.SignIn;

/// <summary>The token of the link and the password that was chosen.</summary>
public sealed record ResetCompletionBody
{
    /// <summary>Needed unless the query has it, as in the form of the page.</summary>
    [Field("Token of the link in the mail.", IsRequired = true)]
    public string? Token { get; init; }

    /// <summary>The new one.</summary>
    [Field("The new password: 15 to 128 characters, at least 8 with twoFactorAuthentication, and none that is easily guessed.", IsRequired = true, Format = "password")]
    public string? Password { get; init; }
}

/// <summary>What it came to.</summary>
/// <param name="UserId">Whose password it is.</param>
/// <param name="Email">The user's address.</param>
public sealed record ResetCompleted([property: Field("Id of the user.")] Guid UserId, [property: Field("E-mail address of the user.")] string Email);

/// <summary><c>/api/password-resets/complete</c>: the token is the credential. POST sets the password; GET only shows the page.</summary>
public sealed class CompletePasswordReset(Passwords passwords, PasswordResetTable resets, SignInTable signIns, ResetSettings settings, TimeProvider time)
{
    private const int MaxToken = 200;
    private const int MaxForm = 16 * 1024;
    private const string FormType = "application/x-www-form-urlencoded";

    /// <summary>The page that the link in the mail opens. It changes nothing, and is the same whatever the token.</summary>
    [Function("ShowPasswordReset")]
    [Operation("Show the page for another password", "Shows the page that the link to another password opens in a browser; it changes nothing.", IsOpen = true, IsHidden = true)]
    [Answers(200, typeof(string), ContentType = "text/html")]
    public Task<IResult> Show([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "password-resets/complete")] HttpRequest request) => Task.FromResult(ResetPage.Form());

    /// <summary>200: the password is set, has not to be changed, and the user's sessions end; 400 for a token that is none and by <see cref="PasswordPolicy"/>; 409 for SSO; 410 <c>reset_expired</c>, <c>reset_used</c>, <c>reset_superseded</c>.</summary>
    /// <remarks>As a form (the page) it answers with a page; the token then stands in the query.</remarks>
    [Function("CompletePasswordReset")]
    [Operation("Choose another password", "Sets the password of the user whom the link was sent to; the token of the link is all that it takes, and it works once.", IsOpen = true, IsHidden = true, IsRepeatable = true)]
    [Takes(typeof(ResetCompletionBody))]
    [Answers(200, typeof(ResetCompleted))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "password-resets/complete")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentType?.StartsWith(FormType, StringComparison.OrdinalIgnoreCase) is true)
            return await OfPage(request, cancellationToken);
        if (!(await request.ReadObject(cancellationToken)).Try(out var body, out var error))
            return Answer.Problem(error);
        var fields = new FieldReader(body.Root, "password reset");
        var (token, password) = (fields.Text("token", MaxToken).Value, fields.Secret(PasswordPolicy.Field, 1, PasswordPolicy.MostSent).Value);
        if (token is null)
            fields.Missing("token", "give the token of the link");
        if (password is null)
            fields.Missing(PasswordPolicy.Field, "give the new password");
        if (fields.Finish() is { } invalid)
            return Answer.Problem(invalid);
        return (await Handle(token!, password!, Correlation.Of(request.HttpContext), cancellationToken)).Try(out var done, out error) ? Answer.Ok(done) : Answer.Problem(error);
    }

    private async Task<IResult> OfPage(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadBytes(MaxForm, cancellationToken)).Try(out var bytes, out var error))
            return ResetPage.Refused(error);
        var password = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(bytes)).GetValueOrDefault(PasswordPolicy.Field).ToString();
        var done = await Handle(request.Word("token") ?? "", password, Correlation.Of(request.HttpContext), cancellationToken);
        return done.Ok ? ResetPage.Done() : done.Error!.Target == PasswordPolicy.Field && done.Error.Kind is ErrorKind.Invalid ? ResetPage.Form(done.Error) : ResetPage.Refused(done.Error);
    }

    /// <summary>Sets the password.</summary>
    public async Task<Result<ResetCompleted>> Handle(string token, string password, string correlationId, CancellationToken cancellationToken)
    {
        var parts = token.Split('.');
        if (token.Length > MaxToken || parts.Length != 3 || !TenantRegistry.IsName(parts[0]) || !Guid.TryParseExact(parts[1], "N", out var id)
            || await resets.Find(parts[0], id, cancellationToken) is not { } reset)
            return Unknown();
        if (!reset.IsOpenedBy(parts[2], settings.LinkKey))
            return Superseded();
        if (time.GetUtcNow() >= reset.ExpiresAt)
            return new Error(ErrorKind.Gone, "reset_expired", "This link is too old: ask for a new one.", "token");
        var (tenant, caller) = (parts[0], Caller.System(parts[0], $"password-reset:{id}", correlationId));
        var set = await passwords.Set(caller, id, null, passwords.Chosen(tenant, password), Refusal, IsUsed, cancellationToken);
        if (!set.Try(out var user, out var error))
            return error.Kind is ErrorKind.NotFound ? Unknown() : error;
        // What was guessed at is another password now.
        await signIns.EndLock(tenant, id, cancellationToken);
        return new ResetCompleted(user.Id, user.Email);

        Error? Refusal(User current, UserContext context) => current.Email.Equals(reset.Email, StringComparison.OrdinalIgnoreCase) ? null : Superseded();

        // Asked on the log position that is written on: of two who use one link at once one is too late.
        async Task<Error?> IsUsed(User before, User after, CancellationToken stop) => (await passwords.VersionOf(tenant, id, stop) ?? default) == reset.PasswordVersion ? null
            : new Error(ErrorKind.Gone, "reset_used", "This link was used, or the password was changed since: sign in, or ask for a new link.", "token");
    }

    private static Error Unknown() => Error.Invalid("token", "token.invalid", "This is not the token of a link to another password: use the whole link of the mail.");

    private static Error Superseded() => new(ErrorKind.Gone, "reset_superseded", "This link is not complete, or a newer one replaced it: use the whole link of the newest mail.", "token");
}
