using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary>A user's password as it is kept: a hash in a row of its own, <c>p|id</c>, so that nothing that shows users can show it.</summary>
/// <param name="Hash">Of ASP.NET Core Identity's hasher.</param>
/// <param name="MustChange">The person has to choose another one at the first sign-in (S046).</param>
/// <param name="SetAt">UTC.</param>
/// <param name="Version">Tells one password from the next; it stays when the hash is made anew.</param>
internal sealed record Credential(string Hash, bool MustChange, DateTimeOffset SetAt, Guid Version)
{
    /// <summary>Kind of the change that sets a password, alone or beside the user's own; what the password was and is stands nowhere.</summary>
    public const string Kind = "user.password_set";

    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private const int GeneratedLength = 20;

    private static readonly PasswordHasher<object> Hasher = new();

    // Of no password at all: what is checked where there is none, so that this takes as long.
    private static readonly string Nobodys = Hasher.HashPassword(new(), NewPassword());

    /// <summary>The table's own ETag; null on one that was not read.</summary>
    public string? RowETag { get; init; }

    /// <summary>Hashes the password: about 50 ms, so outside of any gate.</summary>
    public static Credential Of(string password, bool mustChange, DateTimeOffset now) => new(HashOf(password), mustChange, now, Guid.CreateVersion7(now));

    /// <summary>A random password of about 116 bits, without characters that look alike.</summary>
    public static string NewPassword() => RandomNumberGenerator.GetString(Alphabet, GeneratedLength);

    public static string Key(Guid user) => "p|" + user.ToString("D");

    /// <summary>The row taken apart; null when it holds no password.</summary>
    public static Credential? Read(Row? row) => row?.Text("hash") is not { } hash ? null
        : new(hash, row.Flag("mustChange"), row.Time("setAt") ?? default, row.Id("version") ?? default) { RowETag = row.ETag };

    /// <summary>Ends whatever password there was, also where there was none: nobody signs in with it (S059).</summary>
    public static Step End(string tenant, Guid user) => Step.Replace(new Row(tenant, Key(user)));

    /// <summary>Compares, which takes as long where there is no password. <c>Outdated</c>: right, and to be hashed anew.</summary>
    public static (bool IsRight, bool IsOutdated) Compare(Credential? known, string password)
    {
        var result = Hasher.VerifyHashedPassword(new(), known?.Hash ?? Nobodys, PasswordPolicy.Normal(password));
        return known is null ? (false, false) : (result is not PasswordVerificationResult.Failed, result is PasswordVerificationResult.SuccessRehashNeeded);
    }

    /// <summary>The same password, hashed as new ones are.</summary>
    public Credential Renewed(string password) => this with { Hash = HashOf(password) };

    /// <summary>Writes over whatever password there was; one that was read only as long as it is that one.</summary>
    public Step Save(string tenant, Guid user) => Step.Replace(new Row(tenant, Key(user)) { ETag = RowETag, ["hash"] = Hash, ["mustChange"] = MustChange, ["setAt"] = SetAt, ["version"] = Version });

    private static string HashOf(string password) => Hasher.HashPassword(new(), PasswordPolicy.Normal(password));
}
