using UserFunctions.Platform.Connector;

namespace UserFunctions.Users;

/// <summary>How a user proves who they are (S059).</summary>
public enum AuthenticationMethod
{
    /// <summary>A password kept here.</summary>
    Password,

    /// <summary>Single sign-on: no password and no second factor here.</summary>
    SSO,
}

/// <summary>Where a user may sign in from.</summary>
public enum AllowedIpsMode
{
    /// <summary>From anywhere (S050).</summary>
    AllowAll,

    /// <summary>From the ranges only (S051).</summary>
    Selected,
}

/// <summary>Addresses that a user may sign in from.</summary>
/// <param name="Mode">All, or the selected ones.</param>
/// <param name="Ranges">IPv4 or IPv6 addresses and CIDR ranges in canonical form; at least one when selected.</param>
public sealed record AllowedIps(
    [property: Field("AllowAll: from anywhere; Selected: from the ranges only.")] AllowedIpsMode Mode,
    [property: Field("IPv4 or IPv6 addresses and CIDR ranges such as 203.0.113.0/24, or names of IP entries of the tenant; at most 100.")] IReadOnlyList<string> Ranges)
{
    /// <summary>From anywhere.</summary>
    public static AllowedIps Anywhere { get; } = new(AllowedIpsMode.AllowAll, []);
}

/// <summary>Whose calls a user may see in reports (S053): a user or a group.</summary>
/// <param name="Kind"><c>User</c> or <c>Group</c>.</param>
/// <param name="Id">Which.</param>
public sealed record CdrSubject(string Kind, Guid Id)
{
    /// <summary>Kind of a user.</summary>
    public const string User = "User";

    /// <summary>Kind of a group.</summary>
    public const string Group = "Group";
}

/// <summary>A user's access: the section "Web login" of the form (S044-S059).</summary>
public sealed record LoginSettings
{
    /// <summary>Entries of a scope or an address list.</summary>
    public const int MaxScope = 100;

    /// <summary>A login id of its own (S044), unique without regard to case; null while it is the e-mail address.</summary>
    public string? LoginId { get; init; }

    /// <summary>The login id is the e-mail address, whatever it becomes (S045).</summary>
    public bool LoginIdSameAsEmail { get; init; } = true;

    /// <summary>The password was made by the app (S046) and has to be changed at the first sign-in.</summary>
    public bool AutoGeneratePassword { get; init; }

    /// <summary>False: may not sign in (S047).</summary>
    public bool AccountEnabled { get; init; } = true;

    /// <summary>True: no portal login, calls go on (S048).</summary>
    public bool WebLoginBlocked { get; init; }

    /// <summary>Where from.</summary>
    public AllowedIps AllowedIps { get; init; } = AllowedIps.Anywhere;

    /// <summary>Numbers of the tenant whose call records and live calls the user sees (S052).</summary>
    public IReadOnlyList<string> CdrDids { get; init; } = [];

    /// <summary>Users and groups whose calls the user sees in reports (S053, S054); empty: nobody's.</summary>
    public IReadOnlyList<CdrSubject> CdrUsers { get; init; } = [];

    /// <summary>A one-time code to the phone at every sign-in (S055).</summary>
    public bool TwoFactorAuthentication { get; init; }

    /// <summary>Calls come in only while signed in (S056); off: counts as always there (S058).</summary>
    public bool LoginBasedCalling { get; init; }

    /// <summary>May use the dialer's panel, which login-based calling is needed for (S057).</summary>
    public bool DialerPanel { get; init; }

    /// <summary>Password or SSO.</summary>
    public AuthenticationMethod AuthenticationMethod { get; init; }
}
