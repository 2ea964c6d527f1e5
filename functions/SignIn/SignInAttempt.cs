using UserFunctions.Platform.Connector;

namespace UserFunctions.SignIn;

/// <summary>What became of an attempt to sign in.</summary>
public enum AttemptOutcome
{
    /// <summary>A session began.</summary>
    SignedIn,

    /// <summary>The password was right, and a one-time code was sent.</summary>
    CodeSent,

    /// <summary>The person has to choose another password.</summary>
    PasswordChangeRequired,

    /// <summary>It came to nothing.</summary>
    Refused,
}

/// <summary>An attempt to sign in, as it is kept: no password, no code, no token.</summary>
/// <param name="At">UTC.</param>
/// <param name="Address">Where from.</param>
/// <param name="Application">Where to.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reasons">Codes of what stood in the way, the most important first.</param>
/// <param name="SessionId">The session; null: none began.</param>
/// <param name="CorrelationId">Of the request.</param>
public sealed record SignInAttempt(
    [property: Field("When, in UTC.")] DateTimeOffset At,
    [property: Field("IP address that it came from.")] string Address,
    [property: Field("Portal or DialerPanel.")] Application Application,
    [property: Field("SignedIn: a session began; CodeSent: the password was right and a one-time code was sent; PasswordChangeRequired: another password has to be chosen; Refused: it came to nothing.")] AttemptOutcome Outcome,
    [property: Field("Codes of what stood in the way, the most important first.")] IReadOnlyList<string> Reasons,
    [property: Field("Id of the session that began; absent: none did.")] Guid? SessionId,
    [property: Field("Id that ties the attempt to log lines.")] string CorrelationId);
