using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary>A user's password as it is kept: a hash in a row of its own, <c>p|id</c>, so that nothing that shows users can show it.</summary>
/// <param name="Hash">Of ASP.NET Core Identity's hasher.</param>
/// <param name="MustChange">The person has to choose another one at the first sign-in (S046).</param>
/// <param name="SetAt">UTC.</param>
internal sealed record Credential(string Hash, bool MustChange, DateTimeOffset SetAt)
{
    /// <summary>Fewest characters of a password (NIST SP 800-63B §3.1.1.2, together with a second factor or an invitation).</summary>
    public const int MinPassword = 8;

    /// <summary>Most characters of a password.</summary>
    public const int MaxPassword = 128;

    /// <summary>Kind of the change that sets a password, beside the user's own; what the password was and is stands nowhere.</summary>
    public const string Kind = "user.password_set";

    /// <summary>Fewest different characters of a password.</summary>
    public const int MinDistinct = 4;

    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private const int GeneratedLength = 20;

    private static readonly PasswordHasher<object> Hasher = new();

    /// <summary>Hashes the password: about 50 ms, so outside of any gate.</summary>
    public static Credential Of(string password, bool mustChange, DateTimeOffset now) => new(Hasher.HashPassword(new(), password), mustChange, now);

    /// <summary>A random password of about 116 bits, without characters that look alike.</summary>
    public static string NewPassword() => RandomNumberGenerator.GetString(Alphabet, GeneratedLength);

    public static string Key(Guid user) => "p|" + user.ToString("D");

    /// <summary>Ends whatever password there was, also where there was none: nobody signs in with it (S059).</summary>
    public static Step End(string tenant, Guid user) => Step.Replace(new Row(tenant, Key(user)));

    /// <summary>Writes over whatever password there was.</summary>
    public Step Save(string tenant, Guid user) => Step.Replace(new Row(tenant, Key(user)) { ["hash"] = Hash, ["mustChange"] = MustChange, ["setAt"] = SetAt });
}
