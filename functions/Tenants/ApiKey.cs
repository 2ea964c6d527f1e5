using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace UserFunctions.Tenants;

/// <summary>An API key of a tenant. The secret itself is nowhere: only its SHA-256 is kept (256 random bits need no slow hash).</summary>
/// <param name="Id">Part of the key's text, so that one point read finds it.</param>
/// <param name="Name">What people call it, 1-100 characters.</param>
/// <param name="RoleId">The role, which says what it may do; a role that is gone allows nothing.</param>
/// <param name="UserId">The user that the key acts for, who is protected from it as from himself; null: nobody.</param>
/// <param name="Version">Grows with each rotation.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="RotatedAt">When it last got a new secret; null: never.</param>
/// <param name="PreviousUntil">Until when the secret before still works; null: it does not.</param>
public sealed record ApiKey(Guid Id, string Name, Guid RoleId, Guid? UserId, int Version, DateTimeOffset CreatedAt, DateTimeOffset? RotatedAt, DateTimeOffset? PreviousUntil)
{
    /// <summary>Requests a minute; null: the app's default.</summary>
    public int? RatePerMinute { get; init; }

    /// <summary>For how long both secrets work after a rotation, unless the caller says otherwise.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    /// <summary>For how long another instance may still take a deleted or rotated-out key.</summary>
    public static readonly TimeSpan RememberedFor = TimeSpan.FromSeconds(30);

    private const string Marker = "uf";

    /// <summary>A new secret of 256 random bits.</summary>
    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>The key as a caller sends it: <c>uf.{tenant}.{id}.{secret}</c>. The marker lets scanners find leaked keys.</summary>
    public static string Text(string tenant, Guid id, string secret) => $"{Marker}.{tenant}.{id:N}.{secret}";

    /// <summary>Takes a sent key apart; null when it has another form.</summary>
    public static (string Tenant, Guid Id, string Secret)? Parse(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 4 && parts[0] == Marker && TenantRegistry.IsName(parts[1]) && Guid.TryParseExact(parts[2], "N", out var id)
            ? (parts[1], id, parts[3])
            : null;
    }

    /// <summary>What is stored of a secret.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
