using System.Globalization;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Users;

namespace UserFunctions.Invitations;

/// <summary>The page that the link of the mail opens (S119): made on the server, for every browser, with or without scripts.</summary>
internal static class AcceptPage
{
    /// <summary>The field of the form.</summary>
    public const string Password = "password";

    private const int MaxTyped = 256;

    /// <summary>The invitation with what is to be done.</summary>
    /// <param name="opened">What the link opens.</param>
    /// <param name="error">What was wrong with the password that was sent; null: nothing was sent.</param>
    public static HtmlPage Form(OpenedInvitation opened, Error? error = null)
    {
        var texts = InvitationTexts.Of(opened.Terms.Language);
        var tenant = opened.Terms.ShownName(opened.Tenant);
        var faults = error is null ? [] : Faults(error, opened.User, texts);
        var title = $"{(faults.Count == 0 ? "" : texts.ErrorPrefix + ": ")}{texts.Title} – {tenant}";
        var body = $"""
            {Alert(faults, texts)}<h1>{Text(texts.Title)}</h1>
            <p>{Text(Filled(texts.Invites, tenant))} {Text(Filled(texts.Until, texts.Time(opened.Invitation.ExpiresAt)))}</p>
            {(opened.User.Login.AuthenticationMethod is AuthenticationMethod.Password ? PasswordForm(opened.User, faults, texts) : Sso(opened, texts))}
            """;
        return new(error is null ? 200 : Answer.StatusOf(error.Kind), texts.Language, title, body);
    }

    /// <summary>It is done.</summary>
    public static HtmlPage Done(OpenedInvitation opened)
    {
        var texts = InvitationTexts.Of(opened.Terms.Language);
        return Message(200, texts, texts.Done, Filled(texts.DoneText, opened.Terms.ShownName(opened.Tenant), opened.User.LoginId));
    }

    /// <summary>What the link no longer does.</summary>
    public static HtmlPage Refused(Error error, string language)
    {
        var texts = InvitationTexts.Of(language);
        var (title, text) = error.Code switch
        {
            OpenInvitation.Unknown => (texts.Invalid, texts.InvalidText),
            OpenInvitation.Expired => (texts.Expired, texts.ExpiredText),
            OpenInvitation.Superseded => (texts.Superseded, texts.SupersededText),
            OpenInvitation.Revoked => (texts.Revoked, texts.RevokedText),
            OpenInvitation.Accepted or OpenInvitation.AcceptedByAnother => (texts.AcceptedBefore, texts.AcceptedBeforeText),
            "invite_blocked" => (texts.Blocked, texts.BlockedText),
            _ => (texts.Trouble, texts.TroubleText),
        };
        return Message(Answer.StatusOf(error.Kind), texts, title, text);
    }

    /// <summary>True for what the person can mend on the form.</summary>
    public static bool IsMendable(Error error) => error.Target == Password;

    private static HtmlPage Message(int status, InvitationTexts texts, string title, string text) =>
        new(status, texts.Language, title, $"<h1>{Text(title)}</h1>\n<p>{Text(text)}</p>");

    private static string PasswordForm(User user, IReadOnlyList<string> faults, InvitationTexts texts) => $"""
        <form method="post" novalidate>
        <label for="email">{Text(texts.Email)}</label>
        <input id="email" type="email" value="{Text(user.LoginId)}" autocomplete="username" readonly>
        <label for="{Password}">{Text(texts.Password)}</label>
        <p class="hint" id="rule">{Text(Filled(texts.PasswordRule, PasswordPolicy.MinFor(user.Login.TwoFactorAuthentication)))}</p>
        {(faults.Count == 0 ? "" : $"<p class=\"fault\" id=\"fault\">{Text(string.Join(' ', faults))}</p>\n")}<input id="{Password}" name="{Password}" type="password" autocomplete="new-password" required maxlength="{MaxTyped}" aria-describedby="{(faults.Count == 0 ? "rule" : "rule fault")}"{(faults.Count == 0 ? "" : " aria-invalid=\"true\"")}>
        <button>{Text(texts.Accept)}</button>
        </form>
        """;

    // Where the tenant says where its people sign in, that is the way; otherwise the invitation is accepted here and they sign in by themselves.
    private static string Sso(OpenedInvitation opened, InvitationTexts texts) => $"<p>{Text(texts.SsoHint)}</p>\n" + (opened.SsoUrl is { } url
        ? $"<a class=\"button\" href=\"{Text(url)}\" rel=\"noreferrer\">{Text(texts.SsoContinue)}</a>"
        : $"<form method=\"post\"><button>{Text(texts.Accept)}</button></form>");

    // The focus goes to what was wrong, without a script; from there a link leads to the field.
    private static string Alert(IReadOnlyList<string> faults, InvitationTexts texts) => faults.Count == 0 ? "" : $"""
        <div class="alert" role="alert" tabindex="-1" autofocus>
        <h2>{Text(texts.ErrorTitle)}</h2>
        <ul>
        {string.Join('\n', faults.Select(fault => $"<li><a href=\"#{Password}\">{Text(fault)}</a></li>"))}
        </ul>
        </div>

        """;

    private static IReadOnlyList<string> Faults(Error error, User user, InvitationTexts texts) =>
    [
        .. (error.Details is { Count: > 0 } details ? details.Select(detail => detail.Code) : [error.Code]).Distinct().Select(code => code switch
        {
            $"{Password}.missing" => texts.PasswordMissing,
            $"{Password}.weak" => texts.PasswordWeak,
            $"{Password}.invalid" => Filled(texts.PasswordLength, PasswordPolicy.MinFor(user.Login.TwoFactorAuthentication), PasswordPolicy.Max),
            _ => texts.PasswordInvalid,
        }),
    ];

    private static string Filled(string sentence, params object[] values) => string.Format(CultureInfo.InvariantCulture, sentence, values);

    private static string Text(string plain) => HtmlPage.Text(plain);
}
