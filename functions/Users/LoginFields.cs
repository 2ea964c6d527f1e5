using System.Text.RegularExpressions;
using UserFunctions.Platform.Http;
using UserFunctions.Roles;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

/// <summary>The section "Web login" of a user: role, licences and access (S043-S067).</summary>
internal sealed partial class LoginFields(FieldReader reader)
{
    private readonly Field<string> role = reader.Text("role", 100);
    private readonly Field<AccessRole?> accessRole = reader.Choice<AccessRole>("accessRole");
    private readonly Field<FieldReader> licences = reader.Part("licences", "licence", TenantSettings.Apps);
    private readonly Field<bool?> analysisDisabled = reader.Flag("analysisDisabled");
    private readonly Field<string> loginId = reader.Text("loginId", UserFields.MaxEmail);
    private readonly Field<bool?> sameAsEmail = reader.Flag("loginIdSameAsEmail");
    private readonly Field<bool?> autoGenerate = reader.Flag("autoGeneratePassword");
    private readonly Field<string> password = reader.Secret(PasswordPolicy.Field, 1, PasswordPolicy.MostSent);
    private readonly Field<bool?> accountEnabled = reader.Flag("accountEnabled");
    private readonly Field<bool?> webLoginBlocked = reader.Flag("webLoginBlocked");
    private readonly ScopeFields scopes = new(reader);
    private readonly Field<bool?> twoFactor = reader.Flag("twoFactorAuthentication");
    private readonly Field<bool?> loginBasedCalling = reader.Flag("loginBasedCalling");
    private readonly Field<bool?> dialerPanel = reader.Flag("dialerPanel");
    private readonly Field<AuthenticationMethod?> method = reader.Choice<AuthenticationMethod>("authenticationMethod");

    public static IReadOnlyList<string> Names { get; } =
    [
        "role", "accessRole", "licences", "analysisDisabled", "loginId", "loginIdSameAsEmail", "autoGeneratePassword", "password", "accountEnabled", "webLoginBlocked",
        "allowedIps", "cdrDids", "cdrUsers", "twoFactorAuthentication", "loginBasedCalling", "dialerPanel", "authenticationMethod",
    ];

    /// <summary>Texts that may name users.</summary>
    public IEnumerable<string> NamedUsers => scopes.NamedUsers;

    /// <summary>The password that an admin set; null: none.</summary>
    public string? Password => password.Value;

    /// <summary>True when the app is asked to make the password.</summary>
    public bool WantsPassword => autoGenerate.Value is true && password.Value is null;

    public Role? RoleOf(User current, UserContext context)
    {
        var roles = RoleList.Of(context.Facts);
        if (role.Value is not { } wanted)
            return role.IsSet ? Role.Agent : roles.Find(current.RoleId);
        if (roles.TryFind(wanted, out var found))
            return found;
        reader.Add("role", "unknown", $"role '{FieldReader.Shown(wanted)}' does not exist: use one of {roles.Names}.");
        return null;
    }

    public User Apply(User current, User original, UserContext context, Role? role)
    {
        var before = current.Login;
        var login = LoginIdAfter(current, original);
        var user = current with
        {
            RoleId = role?.Id ?? current.RoleId,
            AccessRole = accessRole.Or(current.AccessRole) ?? AccessRole.Standard,
            Licences = licences.IsSet ? LicencesAfter(current, context) : current.Licences,
            AnalysisDisabled = analysisDisabled.Or(current.AnalysisDisabled) ?? false,
            Login = before with
            {
                LoginId = login.Own,
                LoginIdSameAsEmail = login.IsSame,
                AutoGeneratePassword = AutoGenerates(before),
                AccountEnabled = accountEnabled.Or(before.AccountEnabled) ?? true,
                WebLoginBlocked = webLoginBlocked.Or(before.WebLoginBlocked) ?? false,
                AllowedIps = scopes.IpsAfter(before.AllowedIps, context),
                CdrDids = scopes.DidsAfter(before.CdrDids, context),
                CdrUsers = scopes.UsersAfter(before.CdrUsers, current.Id, context),
                TwoFactorAuthentication = twoFactor.Or(before.TwoFactorAuthentication) ?? false,
                LoginBasedCalling = loginBasedCalling.Or(before.LoginBasedCalling) ?? false,
                DialerPanel = dialerPanel.Or(before.DialerPanel) ?? false,
                AuthenticationMethod = method.Or(before.AuthenticationMethod) ?? AuthenticationMethod.Password,
            },
        };
        CheckTogether(user);
        CheckPassword(user, context);
        return user;
    }

    // A password ends what the app made before it; so does single sign-on, which knows none.
    private bool AutoGenerates(LoginSettings before) =>
        autoGenerate.Value ?? (!autoGenerate.IsSet && before.AutoGeneratePassword && password.Value is null && (method.Value ?? before.AuthenticationMethod) is AuthenticationMethod.Password);

    private void CheckPassword(User user, UserContext context)
    {
        if (password.Value is not { } given)
            return;
        foreach (var fault in PasswordPolicy.Faults(given, PasswordSubject.Of(user, context.Caller.Tenant)))
            reader.AddCode(PasswordPolicy.Field, fault.Code, fault.Message);
        if (autoGenerate.Value is true)
            reader.Add("autoGeneratePassword", "invalid", "autoGeneratePassword lets the app make the password: leave password out, or set autoGeneratePassword to false.");
    }

    // Rules over several fields, each named by the field to change.
    private void CheckTogether(User user)
    {
        var login = user.Login;
        if (login.TwoFactorAuthentication && user.Phone is null)
            reader.Add("twoFactorAuthentication", "needs_phone", "twoFactorAuthentication sends a code to the user's phone: give phone, or switch it off.");
        if (login.DialerPanel && !login.LoginBasedCalling)
            reader.AddConflict("dialerPanel", "needs_login_based_calling", "dialerPanel needs loginBasedCalling: switch it on, or dialerPanel off.");
        if (login.AuthenticationMethod is AuthenticationMethod.Password)
            return;
        if (password.Value is not null)
            reader.AddConflict("password", "not_with_sso", "A user who signs in with SSO has no password here: leave password out, or set authenticationMethod to Password.");
        if (login.AutoGeneratePassword)
            reader.AddConflict("autoGeneratePassword", "not_with_sso", "A user who signs in with SSO has no password here: switch autoGeneratePassword off, or set authenticationMethod to Password.");
        if (login.TwoFactorAuthentication)
            reader.AddConflict("twoFactorAuthentication", "not_with_sso", "The second factor of a user who signs in with SSO is the identity provider's: switch twoFactorAuthentication off.");
    }

    // An explicit id clears the flag, the flag clears the id (S045). Only one's own address may look like an address, so the two never collide.
    private (string? Own, bool IsSame) LoginIdAfter(User user, User original)
    {
        var before = user.Login;
        if (loginId.Value is not { } wanted)
        {
            var isSame = sameAsEmail.Or(before.LoginIdSameAsEmail) ?? true;
            if (!isSame && (loginId.IsSet || before.LoginId is null) && reader.Errors.All(e => e.Target != "loginId"))
                reader.Missing("loginId", "give a login id, or set loginIdSameAsEmail to true");
            return (isSame ? null : before.LoginId, isSame);
        }

        // What an answer showed is sent back although the address beside it changed.
        var isShown = (sameAsEmail.Value ?? before.LoginIdSameAsEmail) && wanted == original.LoginId;
        if (isShown || (wanted.Equals(user.Email, StringComparison.OrdinalIgnoreCase) && sameAsEmail.Value is not false))
            return (null, true);
        if (sameAsEmail.Value is true || !LoginIdPattern().IsMatch(wanted))
            return WrongLoginId(wanted, before);
        return (wanted, false);
    }

    private (string? Own, bool IsSame) WrongLoginId(string wanted, LoginSettings before)
    {
        if (sameAsEmail.Value is true)
            reader.Add("loginIdSameAsEmail", "invalid", $"loginId '{FieldReader.Shown(wanted)}' is not the user's e-mail address: leave it out, or set loginIdSameAsEmail to false.");
        else
            reader.Add("loginId", "invalid", $"loginId '{FieldReader.Shown(wanted)}' is not valid: use 3 to 100 letters, digits and . _ - (the e-mail address itself with loginIdSameAsEmail).");
        return (before.LoginId, before.LoginIdSameAsEmail);
    }

    // Whoever says no means it, also while that is the default (S067); but a form that was read repeats what it was shown, and says nothing by that.
    private Dictionary<string, bool> LicencesAfter(User user, UserContext context)
    {
        if (licences.Value is not { } part)
            return [];
        var after = new Dictionary<string, bool>(user.Licences);
        foreach (var (app, terms) in context.Settings.Licences)
        {
            var field = part.Flag(app);
            if (field.Value is true && !terms.Enabled)
                part.Add(app, "not_licensed", $"The tenant has no licence for {app}: an administrator can add it with PATCH /api/tenant.");
            else if (field.Value is { } given && (given != after.GetValueOrDefault(app, terms.ByDefault) || (!given && !reader.IsSentBack)))
                after[app] = given;
            else if (field is { IsSet: true, Value: null } && part.Errors.All(e => e.Target != $"licences.{app}"))
                after.Remove(app);
        }

        return after;
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{1,98}[A-Za-z0-9]$", RegexOptions.CultureInvariant)]
    private static partial Regex LoginIdPattern();
}
