using System.Text.Json.Serialization;

namespace UserFunctions.SignIn;

/// <summary>Failed attempts in a row, and the lock that follows.</summary>
/// <param name="Count">Within the window that began at <paramref name="Since"/>.</param>
/// <param name="Since">UTC; null: none.</param>
/// <param name="LockedUntil">UTC; null: never locked.</param>
/// <param name="Locks">Locks one after the other: each is twice as long as the one before.</param>
public sealed record FailedAttempts(int Count = 0, DateTimeOffset? Since = null, DateTimeOffset? LockedUntil = null, int Locks = 0)
{
    /// <summary>Attempts that lie further apart than this are not in a row.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    /// <summary>After so long without a lock the next one is as short as the first.</summary>
    public static readonly TimeSpan ForgottenAfter = TimeSpan.FromHours(24);

    /// <summary>A lock is at most 2 to the power of this as long as the first: of 15 minutes it becomes 4 hours, so nobody is shut out for good.</summary>
    public const int MostDoublings = 4;

    /// <summary>None.</summary>
    public static FailedAttempts None { get; } = new();

    /// <summary>True while attempts are refused whatever is typed.</summary>
    public bool IsLocked(DateTimeOffset now) => LockedUntil > now;

    /// <summary>One more. While it is locked nothing counts: an outsider cannot make a lock longer.</summary>
    public FailedAttempts Add(DateTimeOffset now, int lockAfter, TimeSpan lockFor)
    {
        if (IsLocked(now))
            return this;
        var isNew = Since is not { } since || now - since > Window;
        var count = isNew ? 1 : Count + 1;
        if (count < lockAfter)
            return this with { Count = count, Since = isNew ? now : Since };
        var locks = LockedUntil is { } last && now - last <= ForgottenAfter ? Locks : 0;
        return new(0, null, now + (lockFor * (1 << Math.Min(locks, MostDoublings))), locks + 1);
    }
}

/// <summary>What one place that a user signs in from has to do with the user.</summary>
/// <param name="Network">The IPv4 address, or the IPv6 network of 64 bits.</param>
/// <param name="SignedInAt">When the user last signed in from there; null: never, so it is a stranger's.</param>
/// <param name="Failed">From there.</param>
/// <param name="TouchedAt">The last attempt.</param>
public sealed record Place(string Network, DateTimeOffset? SignedInAt, FailedAttempts Failed, DateTimeOffset TouchedAt);

/// <summary>
/// Failed attempts at a user: from each place, and from all places together. The latter lock strangers' places only: where the user signed in before only what fails there counts, so
/// an outsider elsewhere does not lock the right person out.
/// </summary>
/// <param name="All">From everywhere.</param>
/// <param name="Places">At most <see cref="MostPlaces"/>.</param>
/// <param name="Strangers">From strangers' places since the user last signed in, however far apart.</param>
public sealed record UserFailures(FailedAttempts All, IReadOnlyList<Place> Places, int Strangers = 0)
{
    /// <summary>Most attempts of strangers between two sign-ins of the user (NIST SP 800-63B §3.2.2): whoever stays below every lock gets no more guesses than that.</summary>
    public const int MostOfStrangers = 100;

    /// <summary>The end of a lock that does not end by itself: the user signs in at a place of their own, an administrator ends it, or the password is reset.</summary>
    public static readonly DateTimeOffset NotByItself = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Places that are remembered of a user; those where the user signed in go last.</summary>
    public const int MostPlaces = 20;

    /// <summary>For how long a place is the user's own after a sign-in there.</summary>
    public static readonly TimeSpan OwnFor = TimeSpan.FromDays(90);

    /// <summary>None.</summary>
    public static UserFailures None { get; } = new(FailedAttempts.None, []);

    /// <summary>True where the user signed in before.</summary>
    public bool IsOwn(string network, DateTimeOffset now) => Find(network)?.SignedInAt > now - OwnFor;

    /// <summary>Until when the user cannot sign in from there, <see cref="NotByItself"/> where time does not end it; null: nothing is locked.</summary>
    public DateTimeOffset? LockedUntil(string network, DateTimeOffset now)
    {
        if (Strangers >= MostOfStrangers && !IsOwn(network, now))
            return NotByItself;
        var here = Find(network)?.Failed.LockedUntil;
        var until = IsOwn(network, now) || here > All.LockedUntil ? here : All.LockedUntil ?? here;
        return until > now ? until : null;
    }

    /// <summary>After a failed attempt.</summary>
    public UserFailures Failed(string network, DateTimeOffset now, int lockAfter, TimeSpan lockFor)
    {
        var place = Find(network) ?? new(network, null, FailedAttempts.None, now);
        var strangers = IsOwn(network, now) || LockedUntil(network, now) is not null ? Strangers : Strangers + 1;
        return new(All.Add(now, lockAfter, lockFor), With(place with { Failed = place.Failed.Add(now, lockAfter, lockFor), TouchedAt = now }), strangers);
    }

    /// <summary>After a sign-in: the place is the user's own. What strangers did elsewhere stays counted, unless it was the user at a new place.</summary>
    public UserFailures SignedIn(string network, DateTimeOffset now) =>
        new(IsOwn(network, now) ? All : FailedAttempts.None, With(new(network, now, FailedAttempts.None, now)));

    /// <summary>Nothing is locked or counted any more (S049).</summary>
    public UserFailures Cleared() => new(FailedAttempts.None, [.. Places.Where(p => p.SignedInAt is not null).Select(p => p with { Failed = FailedAttempts.None })]);

    /// <summary>True when something is counted or locked.</summary>
    [JsonIgnore]
    public bool IsAny => Strangers > 0 || All != FailedAttempts.None || Places.Any(p => p.Failed != FailedAttempts.None);

    private Place? Find(string network) => Places.FirstOrDefault(p => p.Network == network);

    private List<Place> With(Place place) =>
        [.. Places.Where(p => p.Network != place.Network).Prepend(place).OrderByDescending(p => p.SignedInAt is not null).ThenByDescending(p => p.TouchedAt).Take(MostPlaces)];
}
