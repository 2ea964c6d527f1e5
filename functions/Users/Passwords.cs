using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary>What came of comparing a password.</summary>
/// <param name="IsRight">It is the user's.</param>
/// <param name="MustChange">It is right, and the user has to choose another one before anything else: it was given to them (S046), or is too short since the second factor was switched off.</param>
/// <param name="Version">Tells this password from the next; null when it is wrong.</param>
public sealed record PasswordOutcome(bool IsRight, bool MustChange, Guid? Version)
{
    /// <summary>Not the user's password, or no such user.</summary>
    public static PasswordOutcome Wrong { get; } = new(false, false, null);
}

/// <summary>The passwords of users (S046): compared and set, never shown.</summary>
public sealed class Passwords(UserWriter users, ITables tables, TimeProvider time)
{
    /// <summary>Kind of the change that sets a password, alone or beside another change of the user; whoever keeps sessions ends them.</summary>
    public const string Kind = Credential.Kind;

    /// <summary>The refusal for users of single sign-on (S059).</summary>
    public static Error NotWithSso { get; } = Error.Conflict(
        PasswordPolicy.Field, "password.not_with_sso", "This user signs in with SSO and has no password here: sign in at the identity provider, or set authenticationMethod to Password.");

    /// <summary>A password that a person chose; whether it will do is said by <see cref="NewPassword.On"/>. About 50 ms.</summary>
    /// <param name="tenant">Whose user it is for.</param>
    /// <param name="password">As it was typed.</param>
    /// <param name="mustChange">True: somebody else chose it, so the user has to choose another one.</param>
    public NewPassword Chosen(string tenant, string password, bool mustChange = false) => new(tenant, password, isGenerated: false, mustChange, time.GetUtcNow());

    /// <summary>A password that the app makes: shown once, to be changed at the first sign-in (S046). About 50 ms.</summary>
    public NewPassword Made(string tenant) => new(tenant, Credential.NewPassword(), isGenerated: true, mustChange: true, time.GetUtcNow());

    /// <summary>Sets the password as a change of its own.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="id">Whose.</param>
    /// <param name="ifMatch">The user's ETag; null: whatever it is.</param>
    /// <param name="password">What it becomes.</param>
    /// <param name="refuse">What else may refuse it, by the user as it is; null: nothing.</param>
    /// <param name="check">The same for what has to be read; null: nothing.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The user; 404, 412, 409 for SSO, 400 by <see cref="PasswordPolicy"/>, or what is refused beside it.</returns>
    public Task<Result<User>> Set(
        Caller caller, Guid id, string? ifMatch, NewPassword password, Func<User, UserContext, Error?>? refuse, UserCheck? check, CancellationToken cancellationToken)
    {
        return users.Change(caller, id, ifMatch, Kind, Decide, check, user => password.Extras(user) with { Also = [] }, cancellationToken);

        Result<User> Decide(User current, UserContext context) => refuse?.Invoke(current, context) is { } refused ? refused
            : password.On(current, context).Map(user => user with { Version = current.Version + 1, UpdatedAt = context.Now });
    }

    /// <summary>Compares a password with the user's. It takes as long for nobody (null) and for a user without a password.</summary>
    public async Task<PasswordOutcome> Verify(string tenant, User? user, string password, CancellationToken cancellationToken)
    {
        var known = Credential.Read(await tables.Get(ChangeLog.Table, tenant, Credential.Key(user?.Id ?? Guid.Empty), cancellationToken));
        // Longer ones are nobody's: what is compared is bounded.
        if (password.Length > PasswordPolicy.MostSent)
            return PasswordOutcome.Wrong;
        var (isRight, isOutdated) = Credential.Compare(known, password);
        if (!isRight || known is null || user is null)
            return PasswordOutcome.Wrong;
        // Whoever sets another one at this moment wins: the row is not this one any more.
        if (isOutdated)
            await tables.Submit(ChangeLog.Table, [known.Renewed(password).Save(tenant, user.Id).Operation], cancellationToken);
        var isTooShort = PasswordPolicy.LengthOf(password) < PasswordPolicy.MinFor(user.Login.TwoFactorAuthentication);
        return new(true, known.MustChange || isTooShort, known.Version);
    }

    /// <summary>True when the user has to choose another password at the next sign-in (S046); false when there is none.</summary>
    public async Task<bool> MustChange(string tenant, Guid user, CancellationToken cancellationToken) =>
        Credential.Read(await tables.Get(ChangeLog.Table, tenant, Credential.Key(user), cancellationToken)) is { MustChange: true };

    /// <summary>Tells the user's password from the next; null when there is none.</summary>
    public async Task<Guid?> VersionOf(string tenant, Guid user, CancellationToken cancellationToken) =>
        Credential.Read(await tables.Get(ChangeLog.Table, tenant, Credential.Key(user), cancellationToken))?.Version;
}
