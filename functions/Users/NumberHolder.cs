namespace UserFunctions.Users;

/// <summary>What an extension shows of the user who holds it (S037).</summary>
/// <param name="DisplayName">Full name.</param>
/// <param name="Email">As it was sent.</param>
/// <param name="AllowedCallerIds">In order; the first one that the tenant owns is the extension's (S016).</param>
public sealed record NumberHolder(string DisplayName, string Email, IReadOnlyList<string> AllowedCallerIds)
{
    /// <summary>The user as a holder.</summary>
    public static NumberHolder Of(User user) => new(user.DisplayName, user.Email, user.Calling.AllowedCallerIds);
}
