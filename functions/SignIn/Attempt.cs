using System.Net;
using UserFunctions.Platform.Http;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.SignIn;

/// <summary>An attempt to sign in, as far as it has come.</summary>
/// <param name="Tenant">As it was named.</param>
/// <param name="Partition">Where it is counted.</param>
/// <param name="Turn">Whose turn it waits for: the same text for each attempt on one login id, whether it is somebody's or not.</param>
/// <param name="User">Who; null: nobody.</param>
/// <param name="Rules">Those of the tenant.</param>
/// <param name="Application">Where to.</param>
/// <param name="Address">Where from.</param>
/// <param name="CorrelationId">Of the request.</param>
internal sealed record Attempt(string Tenant, string Partition, string Turn, User? User, SignInRules Rules, Application Application, IPAddress Address, string CorrelationId)
{
    /// <summary>With what; a token of an identity provider was verified before.</summary>
    public Means Means { get; init; } = Means.Password;

    /// <summary>What the password came to.</summary>
    public Proof Password { get; init; } = Proof.Missing;

    /// <summary>What the one-time code came to.</summary>
    public Proof Code { get; init; } = Proof.Missing;

    /// <summary>The password that was right.</summary>
    public Guid? PasswordVersion { get; init; }

    /// <summary>Another one has to be chosen first.</summary>
    public bool MustChangePassword { get; init; }

    /// <summary>The sign-in that goes on; null: it begins.</summary>
    public PendingSignIn? Pending { get; init; }

    /// <summary>What limits are counted by.</summary>
    public string Network { get; } = SourceAddress.Network(Address).ToString();

    /// <summary>True when something was typed that is not right: that is what locks count.</summary>
    public bool IsWrong => User is null || (Means is Means.Password && (Password is Proof.Wrong or Proof.Missing || Code is Proof.Wrong));

    /// <summary>True when whoever asks has shown that they know the password.</summary>
    public bool HasShownThemselves => User is not null && (Means is Means.SingleSignOn || Password is Proof.Right);

    /// <summary>Everything in the way.</summary>
    public IReadOnlyList<SignInReason> Decide(SignInRecord record, DateTimeOffset now) => SignInDecision.Decide(
        SignInState.Of(User, record.Failures.LockedUntil(Network, now), MustChangePassword),
        new(Application, Address, Means, Password, Code),
        now);
}
