using UserFunctions.Users;

namespace UserFunctions.SignIn;

/// <summary>What a refresh token is good for.</summary>
public enum RefreshStep
{
    /// <summary>It is the newest: the next pair is made.</summary>
    Rotate,

    /// <summary>It was used a moment ago, and the answer got lost: the same pair again.</summary>
    Repeat,

    /// <summary>It was used before by somebody: one of the two who have it is not the user.</summary>
    Reused,

    /// <summary>The session is over.</summary>
    Over,
}

/// <summary>A person who is signed in. Its tokens are made anew with each refresh; the row holds none of them.</summary>
public sealed record Session
{
    /// <summary>How long an access token opens the API.</summary>
    public static readonly TimeSpan AccessFor = TimeSpan.FromMinutes(15);

    /// <summary>For how long a used refresh token gets the same answer again.</summary>
    public static readonly TimeSpan RepeatFor = TimeSpan.FromSeconds(10);

    /// <summary>Sessions of a user at a time; one more ends the oldest.</summary>
    public const int MostOfUser = 20;

    /// <summary>GUID v7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose.</summary>
    public required Guid UserId { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it is over however often it is refreshed, UTC.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>Where the person signed in to.</summary>
    public required Application Application { get; init; }

    /// <summary>Where from.</summary>
    public required string StartedFrom { get; init; }

    /// <summary>When it was refreshed last, UTC; the start before that.</summary>
    public required DateTimeOffset RefreshedAt { get; init; }

    /// <summary>Where from.</summary>
    public required string RefreshedFrom { get; init; }

    /// <summary>Which pair of tokens is the newest, from 1.</summary>
    public int Generation { get; init; } = 1;

    /// <summary>Until when the newest access token opens the API.</summary>
    public required DateTimeOffset AccessUntil { get; init; }

    /// <summary>Until when the access token before does; null: there was none.</summary>
    public DateTimeOffset? PreviousAccessUntil { get; init; }

    /// <summary>Goes into the seals of its tokens.</summary>
    public required byte[] Salt { get; init; }

    /// <summary>The user's version when the session began: a later change that ends sessions ends this one.</summary>
    public required int UserVersion { get; init; }

    /// <summary>Tells the password that was used from the next.</summary>
    public required Guid? PasswordVersion { get; init; }

    /// <summary>When it was ended before its time, UTC; null: it was not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why; null: it was not.</summary>
    public string? EndReason { get; init; }

    /// <summary>The table's own ETag.</summary>
    public string? RowETag { get; init; }

    /// <summary>True until it ends.</summary>
    public bool IsLive(DateTimeOffset now) => EndedAt is null && now < EndsAt;

    /// <summary>True while the access token of this generation opens the API.</summary>
    public bool IsOpenedBy(int generation, DateTimeOffset now) =>
        IsLive(now) && ((generation == Generation && now < AccessUntil) || (generation == Generation - 1 && now < PreviousAccessUntil));

    /// <summary>What a refresh token of this generation is good for.</summary>
    public RefreshStep Meets(int generation, DateTimeOffset now) =>
        !IsLive(now) || generation > Generation ? RefreshStep.Over
        : generation == Generation ? RefreshStep.Rotate
        : generation == Generation - 1 && now - RefreshedAt <= RepeatFor ? RefreshStep.Repeat
        : RefreshStep.Reused;

    /// <summary>The session with its next pair of tokens.</summary>
    public Session Rotated(string address, DateTimeOffset now) => this with
    {
        Generation = Generation + 1,
        RefreshedAt = now,
        RefreshedFrom = address,
        PreviousAccessUntil = AccessUntil,
        AccessUntil = Earlier(now + AccessFor, EndsAt),
    };

    /// <summary>The session ended.</summary>
    public Session Ended(string why, DateTimeOffset now) => EndedAt is null ? this with { EndedAt = now, EndReason = why } : this;

    /// <summary>True when the user or the password is not what it was: a session that began before is nobody's.</summary>
    public bool IsVoid(User user, Guid? passwordVersion) => user.SessionsSince > UserVersion || passwordVersion != PasswordVersion;

    /// <summary>A new session.</summary>
    public static Session Start(User user, Guid? passwordVersion, Application application, string address, TimeSpan longest, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        UserId = user.Id,
        StartedAt = now,
        EndsAt = now + longest,
        Application = application,
        StartedFrom = address,
        RefreshedAt = now,
        RefreshedFrom = address,
        AccessUntil = Earlier(now + AccessFor, now + longest),
        Salt = Seals.NewSalt(),
        UserVersion = user.Version,
        PasswordVersion = passwordVersion,
    };

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
