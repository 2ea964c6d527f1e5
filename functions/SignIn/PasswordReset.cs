using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace UserFunctions.SignIn;

/// <summary>A user's way to a new password by mail (S046): the newest link, and how often one was asked for. One a user; only the newest link works, once.</summary>
public sealed record PasswordReset
{
    /// <summary>How long a link works.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>For how long an unused link is sent again in place of a new one: whoever asks in somebody else's name does not end the link that they are about to use.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);

    /// <summary>Tries before the mail is left alone for a while, or given up: <c>maxDequeueCount</c> of host.json says the same to the queue.</summary>
    public const int MaxTries = 5;

    /// <summary>Waits after which a mail that could not be sent gets as many tries again: all within the life of the link.</summary>
    public static readonly IReadOnlyList<TimeSpan> RetryDelays = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15)];

    /// <summary>How soon another mail may be asked for.</summary>
    public static readonly TimeSpan Cooldown = TimeSpan.FromSeconds(60);

    /// <summary>Mails to one user within <see cref="Day"/>.</summary>
    public const int MostPerDay = 5;

    /// <summary>See <see cref="MostPerDay"/>.</summary>
    public static readonly TimeSpan Day = TimeSpan.FromHours(24);

    /// <summary>Subject of the mail.</summary>
    public const string Subject = "Choose another password";

    private const int NonceLength = 32;

    /// <summary>Whose password.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The request that was mailed for last.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>The request that the link was made for, when that was an earlier one; null: <see cref="RequestId"/>.</summary>
    public Guid? LinkOf { get; init; }

    /// <summary>The address that it goes to; the link is bound to it.</summary>
    public required string Email { get; init; }

    /// <summary>Tells the password that it replaces from any other: the link is worthless once there is another one. Empty: there was none.</summary>
    public Guid PasswordVersion { get; init; }

    /// <summary>Until when the link works, UTC.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When the mail went out, UTC; null: it has not.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When mails were asked for within the last <see cref="Day"/>, UTC, the newest last.</summary>
    public IReadOnlyList<DateTimeOffset> AskedAt { get; init; } = [];

    /// <summary>256 random bits that the link's secret is made from; worthless without the app's key. Empty: the mail has no link.</summary>
    public byte[] Nonce { get; init; } = [];

    /// <summary>The keyed hash of the link's secret.</summary>
    public byte[] TokenHash { get; init; } = [];

    /// <summary>The table's own ETag.</summary>
    public string? RowETag { get; init; }

    /// <summary>True when another mail would be one too many.</summary>
    public bool IsTooSoon(DateTimeOffset now) => AskedAt.Any(at => now - at < Cooldown) || Recent(now).Count() >= MostPerDay;

    /// <summary>The next one of a user: with a link, or without one for those who have no password here.</summary>
    public static PasswordReset Next(PasswordReset? before, Guid user, string email, Guid requestId, Guid passwordVersion, bool hasLink, DateTimeOffset now) => new()
    {
        UserId = user,
        RequestId = requestId,
        Email = email,
        PasswordVersion = passwordVersion,
        ExpiresAt = now + Lifetime,
        AskedAt = [.. before?.Recent(now) ?? [], now],
        Nonce = hasLink ? RandomNumberGenerator.GetBytes(NonceLength) : [],
        RowETag = before?.RowETag,
    };

    /// <summary>True for a link that is sent again when another mail is asked for: it is young, and leads to what it led to.</summary>
    public bool IsKept(string email, Guid passwordVersion, DateTimeOffset now) =>
        Nonce.Length > 0 && now < ExpiresAt - Lifetime + KeptFor && PasswordVersion == passwordVersion && Email.Equals(email, StringComparison.OrdinalIgnoreCase);

    /// <summary>The same link for another mail.</summary>
    public PasswordReset Again(Guid requestId, DateTimeOffset now) => this with { RequestId = requestId, LinkOf = LinkOf ?? RequestId, SentAt = null, AskedAt = [.. Recent(now), now] };

    /// <summary>The same with the hash that the link is known by.</summary>
    public PasswordReset Sealed(string tenant, byte[] key) => this with { TokenHash = HashOf(Secret(tenant, key), key) };

    /// <summary>The token in the link: <c>{tenant}.{user}.{secret}</c>. It is made anew from the row and the key each time, so a mail that is sent again after a crash holds the same one.</summary>
    public string Token(string tenant, byte[] key) => $"{tenant}.{UserId:N}.{Secret(tenant, key)}";

    /// <summary>True when the secret is this link's, compared in constant time.</summary>
    public bool IsOpenedBy(string secret, byte[] key) => TokenHash.Length > 0 && CryptographicOperations.FixedTimeEquals(HashOf(secret, key), TokenHash);

    private IEnumerable<DateTimeOffset> Recent(DateTimeOffset now) => AskedAt.Where(at => now - at < Day);

    private string Secret(string tenant, byte[] key)
    {
        byte[] source = [.. Encoding.UTF8.GetBytes($"{tenant}|{UserId:D}|{Email.ToLowerInvariant()}|{LinkOf ?? RequestId:D}|{PasswordVersion:D}|"), .. Nonce];
        return Base64Url.EncodeToString(HMACSHA256.HashData(key, source));
    }

    private static byte[] HashOf(string secret, byte[] key) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes("hash|" + secret));
}
