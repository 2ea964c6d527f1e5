using UserFunctions.Platform.Errors;
using UserFunctions.Tenants;

namespace UserFunctions.SignIn;

/// <summary>Something that stands in the way of signing in.</summary>
/// <param name="Code">Stable; where a permission is denied for the same thing it has the same code.</param>
/// <param name="Kind">What it is on the wire, once the person has shown who they are.</param>
/// <param name="Message">To the person.</param>
/// <param name="Help">To an administrator: what to change.</param>
public sealed record SignInReason(string Code, ErrorKind Kind, string Message, string Help)
{
    /// <summary>Nobody has this login id, or the user was deleted.</summary>
    public static SignInReason UserUnknown { get; } = new("user.unknown", ErrorKind.Unauthenticated, "There is no such user.", "Check the login id and the tenant; a deleted user can be restored for 30 days.");

    /// <summary>S119, S120.</summary>
    public static SignInReason NotActive { get; } = new("lifecycle.not_active", ErrorKind.Forbidden, "The invitation was not accepted yet: open the link of the mail.", "Send the invitation again, and have the user accept it.");

    /// <summary>S047.</summary>
    public static SignInReason AccountDisabled { get; } = new("account.disabled", ErrorKind.Forbidden, "The account is disabled: ask an administrator.", "Set accountEnabled to true.");

    /// <summary>S105.</summary>
    public static SignInReason AgentBlocked { get; } = new("agent.blocked", ErrorKind.Forbidden, "The agent is blocked: ask an administrator.", "Enable the user with POST /api/users/{id}/enable.");

    /// <summary>S062.</summary>
    public static SignInReason NoAccess { get; } = new("access_role.no_access", ErrorKind.Forbidden, "The access role NoAccess cannot sign in: ask an administrator.", "Set accessRole to Standard or Admin.");

    /// <summary>S048.</summary>
    public static SignInReason WebLoginBlocked { get; } = new("web_login.blocked", ErrorKind.Forbidden, "Web login is blocked: ask an administrator.", "Unblock it with POST /api/users/{id}/unblock-web-login.");

    /// <summary>Too many failed attempts; only administrators are told, because it is the same whatever was typed.</summary>
    public static SignInReason Locked { get; } = new("sign_in.locked", ErrorKind.Unauthenticated, "Too many attempts failed: wait, or ask an administrator.", "Wait until lockedUntil (the year 9999: time does not end it), or end the lock with POST /api/users/{id}/unblock-web-login.");

    /// <summary>S051.</summary>
    public static SignInReason IpNotAllowed { get; } = new("ip_not_allowed", ErrorKind.Forbidden, "Signing in is not allowed from this address: use an allowed network, or ask an administrator.", "Add the address to allowedIps, or set its mode to AllowAll.");

    /// <summary>S059.</summary>
    public static SignInReason SsoRequired { get; } = new("sso_required", ErrorKind.Conflict, "This user signs in with single sign-on and has no password here: sign in at the identity provider.", "Have the user sign in at the identity provider, or set authenticationMethod to Password.");

    /// <summary>S059, the other way round.</summary>
    public static SignInReason PasswordRequired { get; } = new("password_required", ErrorKind.Conflict, "This user signs in with a password: single sign-on is not switched on for them.", "Have the user sign in with the password, or set authenticationMethod to SSO.");

    /// <summary>Wrong, or there is none; only administrators are told.</summary>
    public static SignInReason PasswordWrong { get; } = new("password.wrong", ErrorKind.Unauthenticated, "The password is not right.", "Set another password, or have the user ask for a reset.");

    /// <summary>S057.</summary>
    public static SignInReason LoginBasedCallingOff { get; } = new("login_based_calling.off", ErrorKind.Conflict, "The dialer's panel needs login-based calling, which is off for this user: ask an administrator.", "Set loginBasedCalling to true.");

    /// <summary>S057.</summary>
    public static SignInReason DialerPanelOff { get; } = new("dialer_panel.off", ErrorKind.Forbidden, "The dialer's panel is off for this user: ask an administrator.", "Set dialerPanel to true.");

    /// <summary>S055.</summary>
    public static SignInReason NoPhone { get; } = new("otp.no_phone", ErrorKind.Conflict, "The one-time code has no phone to go to: ask an administrator.", "Set phone, or switch twoFactorAuthentication off.");

    /// <summary>S055.</summary>
    public static SignInReason CodeWrong { get; } = new("otp.wrong", ErrorKind.Unauthenticated, "The one-time code is not right: type the newest one.", "Have the user sign in again for a new code, and check that phone is right.");

    /// <summary>S055: see <see cref="PendingSignIn.MostWrong"/>; beside the decision, which knows no codes of the days before.</summary>
    public static SignInReason TooManyWrongCodes { get; } = new("otp.too_many", ErrorKind.TooMany, "Too many wrong one-time codes were typed within a day.", "Wait for a day, or end it with POST /api/users/{id}/unblock-web-login; whoever typed them knows the password, so set another one.");

    /// <summary>S055: a step, no refusal.</summary>
    public static SignInReason CodeRequired { get; } = new("otp.required", ErrorKind.Unauthenticated, "A one-time code was sent to the phone.", "The user types the code that is sent to the phone.");

    /// <summary>S046: a step, no refusal.</summary>
    public static SignInReason MustChangePassword { get; } = new("password.must_change", ErrorKind.Forbidden, "Another password has to be chosen first.", "The user chooses another password while signing in.");

    /// <summary>True when the person goes on by doing something, and is not refused.</summary>
    public bool IsStep => this == CodeRequired || this == MustChangePassword;

    /// <summary>What an outsider is told whatever the reason is: nobody learns from it whether there is such a user, or a lock. The time to wait is that of the tenant's first lock.</summary>
    public static Error Uniform(SignInRules rules) => new(
        ErrorKind.Unauthenticated,
        "sign_in.refused",
        $"The login id or the password is not right, or signing in is not possible for this user now. After several failed attempts wait {rules.LockMinutes} min. An administrator sees why with POST /api/sign-in/explain.")
    { RetryAfter = TimeSpan.FromMinutes(rules.LockMinutes) };

    /// <summary>The reasons as an error to whoever has shown who they are; at least one.</summary>
    public static Error Refused(IReadOnlyList<SignInReason> reasons) => new(
        reasons[0].Kind, reasons[0].Code, reasons[0].Message, null, [.. reasons.Where(r => !r.IsStep).Select(r => new FieldError(r.Code, "", r.Message))]);

    /// <summary>
    /// What the person at the door may know: all of it once the password was right, and nothing while too many attempts failed, or guessing could go on behind the lock. That single sign-on
    /// is needed is said to everybody when the tenant wants it (S059): there is no password to be guessed.
    /// </summary>
    public static Error Shown(IReadOnlyList<SignInReason> reasons, bool hasShownThemselves, SignInRules rules) =>
        hasShownThemselves && !reasons.Contains(Locked) ? Refused(reasons)
        : rules.TellsSso && reasons.Contains(SsoRequired) ? Refused([SsoRequired])
        : Uniform(rules);
}
