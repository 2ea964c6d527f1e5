using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;

namespace UserFunctions.Presence;

/// <summary>How a device says that its user is there.</summary>
public enum SessionKind
{
    /// <summary>By saying so again and again.</summary>
    Heartbeat,

    /// <summary>By being woken when there is something: a phone's app in the background.</summary>
    Push,
}

/// <summary>A device that a user is signed in on, as it last said: a lease that ends unless it is said again.</summary>
/// <param name="Device">What tells it from others of the user, at most 100 characters.</param>
/// <param name="Kind">How it says so.</param>
/// <param name="StartedAt">When it first said so, UTC.</param>
/// <param name="SeenAt">When it last said so, UTC.</param>
/// <param name="ExpiresAt">Until when it counts, UTC.</param>
/// <param name="ActiveAt">When the user last did something there, UTC; null: nothing was said of it.</param>
public sealed record PresenceSession(
    [property: Field("What tells the device from others of the user, at most 100 characters.")] string Device,
    [property: Field("Heartbeat: the device says again and again that it is there; Push: it is woken when there is something.")] SessionKind Kind,
    [property: Field("When the device first said that it is there, in UTC.")] DateTimeOffset StartedAt,
    [property: Field("When it said so last, in UTC.")] DateTimeOffset SeenAt,
    [property: Field("Until when it counts unless it says so again, in UTC.")] DateTimeOffset ExpiresAt,
    [property: Field("When the user last did something on it, in UTC; absent: nothing was said of it.")] DateTimeOffset? ActiveAt);

/// <summary>All devices of a user: any of them that counts makes the user online.</summary>
/// <param name="All">Those that count, and those that ended not long ago.</param>
public sealed record PresenceSessions(IReadOnlyList<PresenceSession> All)
{
    /// <summary>Devices of a user at once.</summary>
    public const int Max = 10;

    /// <summary>Seconds that a heartbeat counts when it does not say.</summary>
    public const int HeartbeatSeconds = 60;

    /// <summary>Most seconds that a heartbeat counts.</summary>
    public const int MaxHeartbeatSeconds = 300;

    /// <summary>Seconds that a registration for push counts when it does not say.</summary>
    public const int PushSeconds = 12 * 60 * 60;

    /// <summary>Most seconds that a registration for push counts.</summary>
    public const int MaxPushSeconds = 24 * 60 * 60;

    /// <summary>None.</summary>
    public static PresenceSessions None { get; } = new([]);

    /// <summary>Those that count now.</summary>
    public IReadOnlyList<PresenceSession> Live(DateTimeOffset now) => [.. All.Where(session => session.ExpiresAt > now)];

    /// <summary>When the last one ended; null while one counts, and when there was none.</summary>
    public DateTimeOffset? EndedAt(DateTimeOffset now) => All.Count == 0 || Live(now).Count > 0 ? null : All.Max(session => session.ExpiresAt);

    /// <summary>When the user last did something on any of them; null: nothing was said of it.</summary>
    public DateTimeOffset? ActiveAt => All.Max(session => session.ActiveAt);

    /// <summary>After all of them have ended; itself when they had.</summary>
    public PresenceSessions EndedAll(DateTimeOffset now) =>
        Live(now).Count == 0 ? this : new([.. All.Select(session => session.ExpiresAt > now ? session with { ExpiresAt = now } : session)]);

    /// <summary>After a device said something; one that was overtaken by a later word of the same device changes nothing. 409 when there would be too many.</summary>
    public Result<PresenceSessions> With(PresenceSession said)
    {
        var known = All.FirstOrDefault(session => session.Device == said.Device);
        if (known?.SeenAt > said.SeenAt)
            return this;
        var next = known is null ? said : said with { StartedAt = known.ExpiresAt > said.SeenAt ? known.StartedAt : said.StartedAt, ActiveAt = said.ActiveAt ?? known.ActiveAt };
        // Those that ended make room, the latest of them last: it says when the user was last there.
        var others = All.Where(session => session != known).OrderByDescending(session => session.ExpiresAt).ToList();
        if (others.Count(session => session.ExpiresAt > said.SeenAt) >= Max)
            return Error.Conflict("device", "sessions.too_many", $"{Max} devices of the user are signed in, the most there can be: end one with expiresInSeconds 0, or wait for one to expire.");
        return new PresenceSessions([.. others.Take(Max - 1), next]);
    }
}
