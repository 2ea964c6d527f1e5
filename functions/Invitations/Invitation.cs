using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace UserFunctions.Invitations;

/// <summary>How far the mail is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Delivery>))]
public enum Delivery
{
    /// <summary>On its way to the queue or in it.</summary>
    [JsonStringEnumMemberName("queued")]
    Queued,

    /// <summary>Being sent, or to be tried again.</summary>
    [JsonStringEnumMemberName("sending")]
    Sending,

    /// <summary>The mail server (or the pickup folder) has it.</summary>
    [JsonStringEnumMemberName("sent")]
    Sent,

    /// <summary>Given up after <see cref="Invitation.MaxTries"/> tries; see the reason.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}

/// <summary>An invitation to one user (S118). A resend makes the next version, and only the newest version's link works.</summary>
public sealed record Invitation
{
    /// <summary>How long a link works.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(120);

    /// <summary>How long the same link answers the same after it was accepted.</summary>
    public static readonly TimeSpan RepeatableFor = TimeSpan.FromHours(24);

    /// <summary>Tries before the mail is given up: <c>maxDequeueCount</c> of host.json says the same to the queue.</summary>
    public const int MaxTries = 5;

    /// <summary>For how long whoever sends the mail has it to himself; longer than a mail server may take. The setting <c>Invitations__ClaimedFor</c> overrides it.</summary>
    public static readonly TimeSpan ClaimedFor = TimeSpan.FromSeconds(40);

    /// <summary>Subject of the mail.</summary>
    public const string Subject = "You are invited";

    private const int NonceLength = 32;

    /// <summary>Who is invited.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The address that it goes to; the link is bound to it.</summary>
    public required string Email { get; init; }

    /// <summary>1 for the first invitation, one more for each resend.</summary>
    public required int Version { get; init; }

    /// <summary>How far the mail is.</summary>
    public required Delivery Delivery { get; init; }

    /// <summary>Until when the link works.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was made.</summary>
    [JsonIgnore]
    public DateTimeOffset CreatedAt => ExpiresAt - Lifetime;

    /// <summary>When the mail went out; null: it has not.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When it was accepted; null: it was not.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }

    /// <summary>Why the last try failed; null: it did not.</summary>
    public string? Reason { get; init; }

    /// <summary>Until when somebody is sending the mail; null: nobody is.</summary>
    [JsonIgnore]
    public DateTimeOffset? ClaimedUntil { get; init; }

    /// <summary>256 random bits that the link's secret is made from. Worthless without the app's token key.</summary>
    [JsonIgnore]
    public byte[] Nonce { get; init; } = [];

    /// <summary>SHA-256 of the link's secret.</summary>
    [JsonIgnore]
    public byte[] TokenHash { get; init; } = [];

    /// <summary>The table's own ETag.</summary>
    [JsonIgnore]
    public string? RowETag { get; init; }

    /// <summary>A fresh invitation: random nonce, hash of its secret, not sent yet.</summary>
    public static Invitation New(string tenant, Guid user, string email, int version, byte[] tokenKey, DateTimeOffset now)
    {
        var invitation = new Invitation
        {
            UserId = user,
            Email = email,
            Version = version,
            Delivery = Delivery.Sending,
            ExpiresAt = now + Lifetime,
            Nonce = RandomNumberGenerator.GetBytes(NonceLength),
        };
        return invitation with { TokenHash = SHA256.HashData(Encoding.ASCII.GetBytes(invitation.Secret(tenant, tokenKey))) };
    }

    /// <summary>
    /// The link's secret. It is not stored: it is the keyed hash of the random nonce and of all that the link is bound to, so a mail that is
    /// sent again after a crash holds the same one, and neither the table nor the key alone gives it away.
    /// </summary>
    public string Secret(string tenant, byte[] tokenKey)
    {
        var bound = Encoding.UTF8.GetBytes($"{tenant}|{UserId:D}|{Email.ToLowerInvariant()}|{Version}|");
        byte[] source = [.. bound, .. Nonce];
        return Base64Url.EncodeToString(HMACSHA256.HashData(tokenKey, source));
    }

    /// <summary>The token in the link: <c>{tenant}.{user}.{secret}</c>.</summary>
    public string Token(string tenant, byte[] tokenKey) => $"{tenant}.{UserId:N}.{Secret(tenant, tokenKey)}";

    /// <summary>True when the secret is this invitation's, compared in constant time.</summary>
    public bool IsOpenedBy(string secret) => CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(secret)), TokenHash);
}
