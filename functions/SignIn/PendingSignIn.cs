namespace UserFunctions.SignIn;

/// <summary>A sign-in whose password was right and that waits for more: a one-time code (S055), or another password (S046).</summary>
public sealed record PendingSignIn
{
    /// <summary>How long a code may be typed.</summary>
    public static readonly TimeSpan CodeFor = TimeSpan.FromMinutes(5);

    /// <summary>How long a challenge may be sent anew.</summary>
    public static readonly TimeSpan ChallengeFor = TimeSpan.FromMinutes(15);

    /// <summary>How long another password may be chosen.</summary>
    public static readonly TimeSpan TicketFor = TimeSpan.FromMinutes(10);

    /// <summary>How soon a code may be sent again.</summary>
    public static readonly TimeSpan ResendAfter = TimeSpan.FromSeconds(30);

    /// <summary>Wrong codes of one challenge, however often it is sent.</summary>
    public const int MostTries = 5;

    /// <summary>Codes sent to a user within <see cref="SendWindow"/>.</summary>
    public const int MostCodes = 10;

    /// <summary>See <see cref="MostCodes"/>.</summary>
    public static readonly TimeSpan SendWindow = TimeSpan.FromHours(1);

    /// <summary>Wrong codes of a user within <see cref="Day"/>; then no code is sent or taken until the first of them is so old. Whoever types them knows the password.</summary>
    public const int MostWrong = 20;

    /// <summary>See <see cref="MostWrong"/>.</summary>
    public static readonly TimeSpan Day = TimeSpan.FromHours(24);

    /// <summary>Digits of a code.</summary>
    public const int Digits = 6;

    /// <summary>Sign-ins of a user that wait at a time; one more ends the oldest.</summary>
    public const int MostOfUser = 5;

    /// <summary>GUID v7.</summary>
    public required Guid Id { get; init; }

    /// <summary>True: it waits for a code; false: for another password.</summary>
    public required bool IsForCode { get; init; }

    /// <summary>Where it began: it goes on from there only.</summary>
    public required string Address { get; init; }

    /// <summary>Where to.</summary>
    public required Application Application { get; init; }

    /// <summary>Until when it goes on, UTC.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>The password that was right: with another one since then it does not go on.</summary>
    public required Guid? PasswordVersion { get; init; }

    /// <summary>Another password has to be chosen before the session begins.</summary>
    public required bool MustChangePassword { get; init; }

    /// <summary>Goes into the seals.</summary>
    public required byte[] Salt { get; init; }

    /// <summary>The keyed hash of the newest code; null on one that waits for a password.</summary>
    public byte[]? CodeSeal { get; init; }

    /// <summary>Until when the newest code is right, UTC.</summary>
    public DateTimeOffset? CodeUntil { get; init; }

    /// <summary>When it was sent, UTC.</summary>
    public DateTimeOffset? CodeSentAt { get; init; }

    /// <summary>Wrong ones so far.</summary>
    public int Tries { get; init; }

    /// <summary>The table's own ETag.</summary>
    public string? RowETag { get; init; }
}
