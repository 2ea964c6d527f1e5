using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Users;

namespace UserFunctions.SignIn;

/// <summary>The page on which another password is chosen. It needs no script, and the form posts back to the URL it came from.</summary>
internal static class ResetPage
{
    private const string Language = "en";

    public static IResult Form(Error? error = null)
    {
        var wrong = error is null ? "" : $"""
            <p id="wrong" role="alert" class="fault"><strong>Not done yet.</strong> {HtmlPage.Text(error.Message)}</p>
            """;
        var content = $"""
            <h1>Choose another password</h1>
            {wrong}
            <form method="post">
            <label for="password">New password</label>
            <p class="hint" id="hint">At least {PasswordPolicy.MinAlone} characters ({PasswordPolicy.MinWithSecondFactor} if you are asked for a code when you sign in). Several words with blanks between them are fine.</p>
            <input id="password" name="password" type="password" required maxlength="{PasswordPolicy.Max * 2}" autocomplete="new-password" aria-describedby="hint{(error is null ? "" : " wrong")}"{(error is null ? "" : " aria-invalid=\"true\"")} autofocus>
            <button>Set the password</button>
            </form>
            """;
        return new HtmlPage(error is null ? StatusCodes.Status200OK : Answer.StatusOf(error.Kind), Language, error is null ? "Choose another password" : "Error: Choose another password", content);
    }

    /// <summary>For what cannot be mended on the page.</summary>
    public static IResult Refused(Error error) =>
        new HtmlPage(Answer.StatusOf(error.Kind), Language, "This link cannot be used", $"<h1>This link cannot be used</h1>\n<p role=\"alert\">{HtmlPage.Text(error.Message)}</p>");

    public static IResult Done() =>
        new HtmlPage(StatusCodes.Status200OK, Language, "Your password is set", "<h1>Your password is set</h1>\n<p role=\"status\">Sign in with the new password. Wherever you were signed in, you are signed out now.</p>");
}
