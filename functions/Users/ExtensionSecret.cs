using System.Security.Cryptography;
using System.Text;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary>What a phone registers with (S019): shown once, kept as SHA-256 alone (160 random bits need no slow hash).</summary>
/// <param name="Id">Tells one secret from the next: registrations count only under the secret that stands.</param>
/// <param name="Text">The secret itself.</param>
internal sealed record ExtensionSecret(Guid Id, string Text)
{
    // Typed into phones by people: 32 lower-case letters and digits without those that look alike, so five bits each.
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int Length = 32;

    private const string IdColumn = "credentialId";
    private const string HashColumn = "secretHash";

    public static ExtensionSecret New(DateTimeOffset now) => new(Guid.CreateVersion7(now), RandomNumberGenerator.GetString(Alphabet, Length));

    /// <summary>The secret that an extension's row stands under; null: it has none.</summary>
    public static Guid? IdOf(Row row) => row.Id(IdColumn);

    /// <summary>Puts the secret's hash into an extension's row over whatever was there; null takes it away.</summary>
    public static void Put(Row row, ExtensionSecret? secret)
    {
        row[IdColumn] = secret?.Id;
        row[HashColumn] = secret is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(secret.Text));
    }
}
