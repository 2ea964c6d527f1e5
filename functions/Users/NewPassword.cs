using UserFunctions.Platform.Errors;

namespace UserFunctions.Users;

/// <summary>
/// A password that is about to be set, hashed already: that is slow, and nobody waits for it inside <see cref="UserWriter"/>. It is written in one batch with whatever
/// else changes the user: <see cref="On"/> is part of the decision, <see cref="Extras"/> are the rows.
/// </summary>
public sealed class NewPassword
{
    private readonly string text;
    private readonly string tenant;
    private readonly Credential credential;

    internal NewPassword(string tenant, string text, bool isGenerated, bool mustChange, DateTimeOffset now)
    {
        (this.tenant, this.text) = (tenant, text);
        Generated = isGenerated ? text : null;
        credential = Credential.Of(text, mustChange, now);
    }

    /// <summary>The password that the app made, to be shown once; null when a person chose it.</summary>
    public string? Generated { get; }

    /// <summary>True: the user has to choose another one at the first sign-in.</summary>
    public bool MustChange => credential.MustChange;

    /// <summary>The user with this password; 409 <c>password.not_with_sso</c> (S059), 400 when it is too short or can be guessed. The version is the caller's to raise.</summary>
    public Result<User> On(User user, UserContext context)
    {
        if (user.Login.AuthenticationMethod is not AuthenticationMethod.Password)
            return Passwords.NotWithSso;
        if (Generated is null && PasswordPolicy.Check(text, PasswordSubject.Of(user, context.Caller.Tenant)) is { } refused)
            return refused;
        return user with { Login = user.Login with { AutoGeneratePassword = Generated is not null } };
    }

    /// <summary>What is written beside the user's row, when the change is of another kind than <see cref="Passwords.Kind"/>.</summary>
    public UserExtras Extras(User user) => new([credential.Save(tenant, user.Id)], [new(Credential.Kind, [user.Id])]);
}
