namespace UserFunctions.SignIn;

/// <summary>A thing of the user's that ends by itself.</summary>
/// <param name="Id">A session or a sign-in that waits.</param>
/// <param name="EndsAt">UTC.</param>
public sealed record Ending(Guid Id, DateTimeOffset EndsAt);

/// <summary>What signing in leaves behind at a user: hot state in one row, under whose ETag all that belongs to an attempt is written, so that two instances count as one.</summary>
public sealed record SignInRecord
{
    /// <summary>Attempts that are remembered with their outcome: so many that came to nothing, and so many that got on. Who guesses does not push out the sign-in that a guess came to.</summary>
    public const int MostAttempts = 100;

    /// <summary>Attempts so far; the last ones have rows.</summary>
    public int Attempts { get; init; }

    /// <summary>Those of them whose password was right and that nothing kept out.</summary>
    public int GotOn { get; init; }

    /// <summary>Failed ones in a row.</summary>
    public UserFailures Failures { get; init; } = UserFailures.None;

    /// <summary>Sessions that may be live, the oldest first.</summary>
    public IReadOnlyList<Ending> Sessions { get; init; } = [];

    /// <summary>Sign-ins that wait, the oldest first.</summary>
    public IReadOnlyList<Ending> Pending { get; init; } = [];

    /// <summary>When codes were sent within the last <see cref="PendingSignIn.SendWindow"/>, UTC.</summary>
    public IReadOnlyList<DateTimeOffset> CodesSent { get; init; } = [];

    /// <summary>When wrong codes were typed within the last <see cref="PendingSignIn.Day"/>, UTC, the oldest first.</summary>
    public IReadOnlyList<DateTimeOffset> WrongCodes { get; init; } = [];

    /// <summary>S121, UTC; null: never.</summary>
    public DateTimeOffset? FirstWebAccessAt { get; init; }

    /// <summary>UTC; null: never.</summary>
    public DateTimeOffset? LastSignInAt { get; init; }

    /// <summary>Where from.</summary>
    public string? LastSignInFrom { get; init; }

    /// <summary>The table's own ETag; null when there is no row yet.</summary>
    public string? RowETag { get; init; }

    /// <summary>With one more session; <paramref name="gone"/> are those that are over or too many.</summary>
    public SignInRecord With(Session session, string network, string address, DateTimeOffset now, out IReadOnlyList<Guid> gone)
    {
        var kept = Kept(Sessions, Session.MostOfUser, now, out gone);
        return this with
        {
            Sessions = [.. kept, new(session.Id, session.EndsAt)],
            Failures = Failures.SignedIn(network, now),
            FirstWebAccessAt = FirstWebAccessAt ?? now,
            LastSignInAt = now,
            LastSignInFrom = address,
        };
    }

    /// <summary>With one more sign-in that waits; <paramref name="gone"/> as above.</summary>
    public SignInRecord With(PendingSignIn pending, DateTimeOffset now, out IReadOnlyList<Guid> gone) =>
        this with { Pending = [.. Kept(Pending, PendingSignIn.MostOfUser, now, out gone), new(pending.Id, pending.EndsAt)] };

    /// <summary>Without a sign-in that waited.</summary>
    public SignInRecord WithoutPending(Guid id) => this with { Pending = [.. Pending.Where(p => p.Id != id)] };

    /// <summary>True while another code can be sent within this <see cref="PendingSignIn.SendWindow"/>.</summary>
    public bool HasCodesLeft(DateTimeOffset now) => RecentCodes(now).Count() < PendingSignIn.MostCodes;

    /// <summary>With one more code sent.</summary>
    public SignInRecord WithCode(DateTimeOffset now) => this with { CodesSent = [.. RecentCodes(now), now] };

    private IEnumerable<DateTimeOffset> RecentCodes(DateTimeOffset now) => CodesSent.Where(at => now - at < PendingSignIn.SendWindow);

    /// <summary>With one more wrong code.</summary>
    public SignInRecord WithWrongCode(DateTimeOffset now) => this with { WrongCodes = [.. WrongCodes.Where(at => now - at < PendingSignIn.Day), now] };

    /// <summary>When codes are sent and taken again; null: they are now.</summary>
    public DateTimeOffset? NoCodesUntil(DateTimeOffset now)
    {
        var recent = WrongCodes.Where(at => now - at < PendingSignIn.Day).ToList();
        return recent.Count >= PendingSignIn.MostWrong ? recent[^PendingSignIn.MostWrong] + PendingSignIn.Day : null;
    }

    /// <summary>True when something is counted or locked that an administrator can end.</summary>
    public bool IsCounted => Failures.IsAny || WrongCodes.Count > 0;

    /// <summary>Nothing is locked or counted any more (S049).</summary>
    public SignInRecord Unlocked() => this with { Failures = Failures.Cleared(), WrongCodes = [] };

    private static List<Ending> Kept(IReadOnlyList<Ending> all, int most, DateTimeOffset now, out IReadOnlyList<Guid> gone)
    {
        var kept = all.Where(e => e.EndsAt > now).TakeLast(most - 1).ToList();
        gone = [.. all.Except(kept).Select(e => e.Id)];
        return kept;
    }
}
