using UserFunctions.Platform.Connector;

namespace UserFunctions.Tenants;

/// <summary>How the users of a tenant sign in.</summary>
public sealed record SignInRules
{
    /// <summary>Fewest and most failed attempts before a lock; NIST SP 800-63B §3.2.2 allows 100.</summary>
    public static (int Least, int Most) LockAfterRange => (3, 100);

    /// <summary>Minutes of a first lock.</summary>
    public static (int Least, int Most) LockMinutesRange => (1, 1440);

    /// <summary>Hours of a session.</summary>
    public static (int Least, int Most) SessionHoursRange => (1, 720);

    /// <summary>Failed attempts in a row, none more than 15 minutes behind the first, that lock a user.</summary>
    [Field("How many failed attempts within 15 minutes lock a user, 3 to 100.")]
    public int LockAfter { get; init; } = 10;

    /// <summary>Minutes of the first lock; each that follows within a day is twice as long, up to 16 times.</summary>
    [Field("How many minutes the first lock lasts, 1 to 1440; each that follows within a day lasts twice as long, up to 16 times.")]
    public int LockMinutes { get; init; } = 15;

    /// <summary>Hours after which a session is over however often it is refreshed.</summary>
    [Field("How many hours a session lasts at most, 1 to 720; then the user signs in again.")]
    public int SessionHours { get; init; } = 12;

    /// <summary>Whoever tries a password for a user of single sign-on is told so (S059), which also tells that there is such a user; so it is off unless the tenant wants it.</summary>
    [Field("True: who tries to sign in with a password as a user of single sign-on is told so, which also tells that there is such a user. False unless it is set.")]
    public bool TellsSso { get; init; }
}
