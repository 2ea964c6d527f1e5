using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using UserFunctions.Platform.Errors;
using UserFunctions.Users;

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

    /// <summary>Given up after all its tries; see the reason.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}

/// <summary>What an invitation is to whoever looks after it.</summary>
public enum InvitationState
{
    /// <summary>The link works, or will when its mail is made.</summary>
    Pending,

    /// <summary>The link's time is over and nobody used it.</summary>
    Expired,

    /// <summary>The mail was given up; the link works.</summary>
    Failed,

    /// <summary>The user is Active.</summary>
    Accepted,

    /// <summary>Taken back, or from before the user was deleted and restored.</summary>
    Revoked,
}

/// <summary>An invitation to one user (S118). A resend makes the next version, and only the newest version's link works.</summary>
public sealed record Invitation
{
    /// <summary>How long the same link answers the same after it was accepted.</summary>
    public static readonly TimeSpan RepeatableFor = TimeSpan.FromHours(24);

    /// <summary>Least time between two mails to one person.</summary>
    public static readonly TimeSpan Cooldown = TimeSpan.FromSeconds(60);

    /// <summary>Most times that an invitation is sent again within <see cref="Day"/>.</summary>
    public const int MaxResends = 5;

    /// <summary>What <see cref="MaxResends"/> is counted in.</summary>
    public static readonly TimeSpan Day = TimeSpan.FromHours(24);

    /// <summary>Tries before the mail is left alone for a while, or given up: <c>maxDequeueCount</c> of host.json says the same to the queue.</summary>
    public const int MaxTries = 5;

    /// <summary>Waits after which a mail that could not be sent gets as many tries again. The setting <c>Invitations__RetryDelays</c> overrides it.</summary>
    public static readonly IReadOnlyList<TimeSpan> RetryDelays = [TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2)];

    /// <summary>Wrong passwords with which an accepted link can be repeated; then it is closed.</summary>
    public const int MaxWrongRepeats = 5;

    /// <summary>For how long whoever sends the mail has it to himself; longer than a mail server may take. The setting <c>Invitations__ClaimedFor</c> overrides it.</summary>
    public static readonly TimeSpan ClaimedFor = TimeSpan.FromSeconds(40);

    private const int NonceLength = 32;

    /// <summary>Who is invited.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The address that it goes to; the link is bound to it.</summary>
    public required string Email { get; init; }

    /// <summary>1 for the first invitation, one more for each resend.</summary>
    public required int Version { get; init; }

    /// <summary>How far the mail is.</summary>
    public required Delivery Delivery { get; init; }

    /// <summary>When this version was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Until when the link works.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When the mail went out; null: it has not.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When it was accepted; null: it was not.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }

    /// <summary>Accepted together with a password, which whoever repeats it has to know.</summary>
    public bool HasPassword { get; init; }

    /// <summary>How often it was repeated with a wrong password.</summary>
    public int WrongRepeats { get; init; }

    /// <summary>When those who want to know of it were told that it was accepted; null: they were not.</summary>
    public DateTimeOffset? NotifiedAt { get; init; }

    /// <summary>When it was sent again within the last <see cref="Day"/>.</summary>
    public IReadOnlyList<DateTimeOffset> Resends { get; init; } = [];

    /// <summary>Why the last try failed; null: it did not.</summary>
    public string? Reason { get; init; }

    /// <summary>Until when somebody is sending the mail; null: nobody is.</summary>
    public DateTimeOffset? ClaimedUntil { get; init; }

    /// <summary>256 random bits that the link's secret is made from; empty while there is no link. Worthless without the app's token key.</summary>
    public byte[] Nonce { get; init; } = [];

    /// <summary>SHA-256 of the link's secret.</summary>
    public byte[] TokenHash { get; init; } = [];

    /// <summary>The table's own ETag.</summary>
    public string? RowETag { get; init; }

    /// <summary>True when there is a link.</summary>
    public bool HasLink => Nonce.Length > 0;

    /// <summary>The same with a link: a random nonce, and the hash of its secret.</summary>
    public Invitation WithLink(string tenant, byte[] tokenKey)
    {
        var invitation = this with { Nonce = RandomNumberGenerator.GetBytes(NonceLength) };
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

    /// <summary>True when the link is this user's as they are now: not of another address, nor from before they were deleted and restored.</summary>
    public bool IsFor(User user) => user.Email.Equals(Email, StringComparison.OrdinalIgnoreCase) && !(CreatedAt < user.RestoredAt);

    /// <summary>What the invitation is; the user's lifecycle decides, because it is written with the log.</summary>
    public InvitationState StateOf(User user, DateTimeOffset now) => user.Lifecycle switch
    {
        Lifecycle.Active => InvitationState.Accepted,
        Lifecycle.Pending when !(CreatedAt < user.RestoredAt) => now >= ExpiresAt ? InvitationState.Expired : Delivery is Delivery.Failed ? InvitationState.Failed : InvitationState.Pending,
        _ => InvitationState.Revoked,
    };

    /// <summary>The 409 for sending it again so soon; null when it may be.</summary>
    public Error? TooSoon(DateTimeOffset now)
    {
        var last = SentAt ?? (Delivery is Delivery.Failed ? DateTimeOffset.MinValue : CreatedAt);
        if (now - last < Cooldown)
        {
            return Error.Conflict("id", "invitation.too_soon", $"The last mail to this user is less than {Cooldown.TotalSeconds:0} seconds old: wait and try again.") with
            {
                RetryAfter = Cooldown - (now - last),
            };
        }

        var recent = Recent(now);
        return recent.Count < MaxResends ? null : Error.Conflict(
            "id", "invitation.too_many", $"The invitation was sent again {MaxResends} times within {Day.TotalHours:0} hours, which is all that it may be: wait until {recent[0] + Day:yyyy-MM-dd HH:mm} UTC, or copy the link.") with
        {
            RetryAfter = recent[0] + Day - now,
        };
    }

    /// <summary>When it was sent again within the last day, the oldest first.</summary>
    public IReadOnlyList<DateTimeOffset> Recent(DateTimeOffset now) => [.. Resends.Where(at => now - at < Day).Order()];
}
