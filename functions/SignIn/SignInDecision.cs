using System.Net;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.SignIn;

/// <summary>Where a person wants to get in.</summary>
public enum Application
{
    /// <summary>The portal.</summary>
    Portal,

    /// <summary>The dialer's panel, which takes calls (S057).</summary>
    DialerPanel,
}

/// <summary>How a person shows who they are.</summary>
public enum Means
{
    /// <summary>With the password that is kept here.</summary>
    Password,

    /// <summary>With a token of an identity provider, which asks for whatever it asks for.</summary>
    SingleSignOn,

    /// <summary>With a session that began before: it was shown then.</summary>
    Session,
}

/// <summary>What a proof came to.</summary>
public enum Proof
{
    /// <summary>The question is what else stands in the way.</summary>
    NotAsked,

    /// <summary>It was not given.</summary>
    Missing,

    /// <summary>It was given and is not right.</summary>
    Wrong,

    /// <summary>It was given and is right.</summary>
    Right,
}

/// <summary>All that the decision knows of a person: five axes of the user and what signing in left behind.</summary>
public sealed record SignInState
{
    /// <summary>Nobody.</summary>
    public static SignInState Nobody { get; } = new() { Lifecycle = Lifecycle.Deleted };

    /// <summary>In life; Deleted for nobody too.</summary>
    public required Lifecycle Lifecycle { get; init; }

    /// <summary>S047.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>S105.</summary>
    public AgentState AgentState { get; init; }

    /// <summary>False: the access role is NoAccess, and the user is not the owner (S062).</summary>
    public bool HasAccess { get; init; } = true;

    /// <summary>S048.</summary>
    public bool IsWebLoginBlocked { get; init; }

    /// <summary>Until when too many failed attempts keep the user from signing in from the address of the request; null: they do not.</summary>
    public DateTimeOffset? LockedUntil { get; init; }

    /// <summary>S050, S051.</summary>
    public AllowedIps AllowedIps { get; init; } = AllowedIps.Anywhere;

    /// <summary>S059.</summary>
    public AuthenticationMethod Method { get; init; }

    /// <summary>Another password has to be chosen first (S046).</summary>
    public bool MustChangePassword { get; init; }

    /// <summary>S055.</summary>
    public bool HasSecondFactor { get; init; }

    /// <summary>Whether there is a phone that a code can go to.</summary>
    public bool HasPhone { get; init; }

    /// <summary>S056.</summary>
    public bool HasLoginBasedCalling { get; init; }

    /// <summary>S057.</summary>
    public bool HasDialerPanel { get; init; }

    /// <summary>The state of a user.</summary>
    /// <param name="user">Who; null: nobody.</param>
    /// <param name="lockedUntil">What failed attempts left behind.</param>
    /// <param name="mustChangePassword">What comparing the password showed.</param>
    public static SignInState Of(User? user, DateTimeOffset? lockedUntil, bool mustChangePassword) => user is null ? Nobody with { LockedUntil = lockedUntil } : new()
    {
        Lifecycle = user.Lifecycle,
        IsEnabled = user.Login.AccountEnabled,
        AgentState = user.AgentState,
        HasAccess = user.HasAccess,
        IsWebLoginBlocked = user.Login.WebLoginBlocked,
        LockedUntil = lockedUntil,
        AllowedIps = user.Login.AllowedIps,
        Method = user.Login.AuthenticationMethod,
        MustChangePassword = mustChangePassword,
        HasSecondFactor = user.Login.TwoFactorAuthentication,
        HasPhone = user.Phone is not null,
        HasLoginBasedCalling = user.Login.LoginBasedCalling,
        HasDialerPanel = user.Login.DialerPanel,
    };
}

/// <summary>What is asked of the decision.</summary>
/// <param name="Application">Where to.</param>
/// <param name="Address">Where from; null: not asked, as for a session between two refreshes (S051 names sign-in and refresh).</param>
/// <param name="Means">With what.</param>
/// <param name="Password">What the password came to; only asked with <see cref="Means.Password"/>.</param>
/// <param name="Code">What the one-time code came to; likewise.</param>
public sealed record SignInRequest(Application Application, IPAddress? Address, Means Means, Proof Password = Proof.NotAsked, Proof Code = Proof.NotAsked);

/// <summary>
/// May this person sign in: the one place that decides it, for passwords, single sign-on and sessions. It is a function of its arguments alone. Whoever adds another way in asks it too.
/// </summary>
public static class SignInDecision
{
    /// <summary>Everything that stands in the way, the most important first; empty: nothing does.</summary>
    public static IReadOnlyList<SignInReason> Decide(SignInState state, SignInRequest request, DateTimeOffset now) =>
        [.. InTheWay(state, request, now).Select(found => found.Reason)];

    // What an administrator decided about the person goes before what the person did or lacks, and what can be done at once comes last.
    private static IEnumerable<(bool Is, SignInReason Reason)> InTheWay(SignInState state, SignInRequest request, DateTimeOffset now)
    {
        var withPassword = request.Means is Means.Password;
        var usesPassword = withPassword && state.Method is AuthenticationMethod.Password;
        var isDialer = request.Application is Application.DialerPanel;
        (bool Is, SignInReason Reason)[] all =
        [
            (state.Lifecycle is Lifecycle.Deleted, SignInReason.UserUnknown),
            (state.Lifecycle is Lifecycle.Staged or Lifecycle.Pending, SignInReason.NotActive),
            (!state.IsEnabled, SignInReason.AccountDisabled),
            (state.AgentState is AgentState.Blocked, SignInReason.AgentBlocked),
            (!state.HasAccess, SignInReason.NoAccess),
            (state.IsWebLoginBlocked, SignInReason.WebLoginBlocked),
            (withPassword && state.LockedUntil > now, SignInReason.Locked),
            (request.Address is { } address && !Allows(state.AllowedIps, address), SignInReason.IpNotAllowed),
            (withPassword && state.Method is AuthenticationMethod.SSO, SignInReason.SsoRequired),
            (request.Means is Means.SingleSignOn && state.Method is AuthenticationMethod.Password, SignInReason.PasswordRequired),
            (usesPassword && request.Password is Proof.Wrong or Proof.Missing, SignInReason.PasswordWrong),
            (isDialer && !state.HasLoginBasedCalling, SignInReason.LoginBasedCallingOff),
            (isDialer && !state.HasDialerPanel, SignInReason.DialerPanelOff),
            (usesPassword && state is { HasSecondFactor: true, HasPhone: false }, SignInReason.NoPhone),
            (usesPassword && state.HasSecondFactor && request.Code is Proof.Wrong, SignInReason.CodeWrong),
            (usesPassword && state.HasSecondFactor && request.Code is Proof.Missing, SignInReason.CodeRequired),
            (usesPassword && state.MustChangePassword, SignInReason.MustChangePassword),
        ];
        return all.Where(found => found.Is);
    }

    private static bool Allows(AllowedIps allowed, IPAddress address) => allowed.Mode is AllowedIpsMode.AllowAll || IpRange.Cover(allowed.Ranges, address);
}
