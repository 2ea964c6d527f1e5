using System.Globalization;
using System.Security.Cryptography;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Storage;

namespace UserFunctions.SignIn;

/// <summary>What an attempt comes to: what is written, and what is answered once it is.</summary>
/// <param name="Record">The record afterwards.</param>
/// <param name="Audit">The attempt as it is kept; null: it is none.</param>
/// <param name="Rows">What is written beside them.</param>
/// <param name="Outcome">The answer.</param>
internal sealed record SignInStep(SignInRecord Record, SignInAttempt? Audit, IReadOnlyList<RowOperation> Rows, Result<SignInAnswer> Outcome)
{
    /// <summary>What is sent before the answer; null: nothing.</summary>
    public OneTimeCode? Code { get; init; }

    /// <summary>True when the address has one more failed sign-in.</summary>
    public bool IsFailure { get; init; }

    /// <summary>The step of an attempt on this record.</summary>
    public static SignInStep Of(Attempt attempt, SignInRecord record, Seals seals, DateTimeOffset now)
    {
        var reasons = attempt.Decide(record, now);
        if (attempt.Pending is { IsForCode: true } && record.NoCodesUntil(now) is { } until)
            return new(record, Kept(attempt, AttemptOutcome.Refused, reasons, now), [], TooManyWrong(until - now));
        return reasons switch
        {
            [] => Begin(attempt, record, seals, now),
            [var first, ..] when first == SignInReason.CodeRequired => SendCode(attempt, record, reasons, seals, now),
            [var first, ..] when first == SignInReason.MustChangePassword => AskPassword(attempt, record, reasons, seals, now),
            _ => Refuse(attempt, record, reasons, now),
        };
    }

    /// <summary>A code for a challenge, and the challenge with it.</summary>
    public static (PendingSignIn Pending, OneTimeCode Code) NewCode(Attempt attempt, PendingSignIn pending, Seals seals, DateTimeOffset now)
    {
        var code = RandomNumberGenerator.GetInt32((int)Math.Pow(10, PendingSignIn.Digits)).ToString($"D{PendingSignIn.Digits}", CultureInfo.InvariantCulture);
        var sent = new OneTimeCode(Guid.CreateVersion7(now), attempt.Tenant, attempt.User!.Id, attempt.User.Phone!, code, now + PendingSignIn.CodeFor);
        return (pending with { CodeSeal = seals.OfCode(new(SignInToken.Challenge, attempt.Tenant, attempt.User.Id, pending.Id, 0), code, pending.Salt), CodeUntil = sent.EndsAt, CodeSentAt = now }, sent);
    }

    private static SignInStep Begin(Attempt attempt, SignInRecord record, Seals seals, DateTimeOffset now)
    {
        var (user, address) = (attempt.User!, attempt.Address.ToString());
        var session = Session.Start(user, attempt.PasswordVersion, attempt.Application, address, TimeSpan.FromHours(attempt.Rules.SessionHours), now);
        var next = Done(attempt, record, out var done).With(session, attempt.Network, address, now, out var gone);
        return new(
            next,
            Kept(attempt, AttemptOutcome.SignedIn, [], now) with { SessionId = session.Id },
            [.. done, .. Removed(attempt, gone, SignInRows.SessionKey), RowOperation.Insert(SignInRows.Write(attempt.Partition, session))],
            SignInAnswer.Of(attempt.Tenant, session, seals));
    }

    private static SignInStep SendCode(Attempt attempt, SignInRecord record, IReadOnlyList<SignInReason> reasons, Seals seals, DateTimeOffset now)
    {
        if (NoCode(record, now) is { } error)
            return new(record, Kept(attempt, AttemptOutcome.Refused, reasons, now), [], error);
        var (pending, code) = NewCode(attempt, New(attempt, isForCode: true, PendingSignIn.ChallengeFor, now), seals, now);
        return Wait(attempt, record.WithCode(now), pending, AttemptOutcome.CodeSent, reasons, seals, now) with { Code = code };
    }

    private static SignInStep AskPassword(Attempt attempt, SignInRecord record, IReadOnlyList<SignInReason> reasons, Seals seals, DateTimeOffset now) =>
        Wait(attempt, record, New(attempt, isForCode: false, PendingSignIn.TicketFor, now), AttemptOutcome.PasswordChangeRequired, reasons, seals, now);

    private static SignInStep Wait(
        Attempt attempt, SignInRecord record, PendingSignIn pending, AttemptOutcome outcome, IReadOnlyList<SignInReason> reasons, Seals seals, DateTimeOffset now)
    {
        var next = Done(attempt, record, out var done).With(pending, now, out var gone);
        return new(
            next,
            Kept(attempt, outcome, reasons, now),
            [.. done, .. Removed(attempt, gone, SignInRows.PendingKey), RowOperation.Insert(SignInRows.Write(attempt.Partition, pending))],
            SignInAnswer.Of(attempt.Tenant, attempt.User!.Id, pending, seals));
    }

    // While it is locked nothing is counted, so that an outsider cannot make the lock longer. The address counts the right password behind a lock as it counts a wrong one: the same work.
    private static SignInStep Refuse(Attempt attempt, SignInRecord record, IReadOnlyList<SignInReason> reasons, DateTimeOffset now)
    {
        var next = attempt.IsWrong
            ? record with { Failures = record.Failures.Failed(attempt.Network, now, attempt.Rules.LockAfter, TimeSpan.FromMinutes(attempt.Rules.LockMinutes)) }
            : record;
        var rows = new List<RowOperation>();
        if (attempt is { Pending: { } pending, Code: Proof.Wrong })
        {
            var tried = pending with { Tries = pending.Tries + 1 };
            var row = SignInRows.Write(attempt.Partition, tried);
            next = next.WithWrongCode(now);
            var isOver = tried.Tries >= PendingSignIn.MostTries;
            rows.Add(isOver ? RowOperation.Delete(row) : RowOperation.Replace(row));
            next = isOver ? next.WithoutPending(pending.Id) : next;
        }

        return new(next, Kept(attempt, AttemptOutcome.Refused, reasons, now), rows, SignInReason.Shown(reasons, attempt.HasShownThemselves, attempt.Rules)) { IsFailure = attempt.IsWrong || reasons.Contains(SignInReason.Locked) };
    }

    /// <summary>429 <c>otp.too_many</c>: why no code is sent now; null: one is. Codes cost money, and wake people.</summary>
    public static Error? NoCode(SignInRecord record, DateTimeOffset now) =>
        record.NoCodesUntil(now) is { } until ? TooManyWrong(until - now) : record.HasCodesLeft(now) ? null : TooManyCodes();

    private static Error TooManyWrong(TimeSpan wait) => new(
        ErrorKind.TooMany, SignInReason.TooManyWrongCodes.Code, $"{PendingSignIn.MostWrong} wrong one-time codes were typed within a day: wait {Math.Ceiling(wait.TotalHours)} h, or ask an administrator to unblock web login.")
    { RetryAfter = wait };

    private static Error TooManyCodes() => new(ErrorKind.TooMany, "otp.too_many", $"At most {PendingSignIn.MostCodes} one-time codes an hour are sent to a user: try again later.") { RetryAfter = PendingSignIn.SendWindow };

    // What waited goes on once: its row is deleted under the ETag that it was read with.
    private static SignInRecord Done(Attempt attempt, SignInRecord record, out IReadOnlyList<RowOperation> rows)
    {
        if (attempt.Pending is not { } pending)
        {
            rows = [];
            return record;
        }

        rows = [RowOperation.Delete(SignInRows.Write(attempt.Partition, pending))];
        return record.WithoutPending(pending.Id);
    }

    // Rows and record are only ever written together, so what the record names is there.
    private static IEnumerable<RowOperation> Removed(Attempt attempt, IReadOnlyList<Guid> gone, Func<Guid, string> key) =>
        gone.Select(id => RowOperation.Delete(new Row(attempt.Partition, key(id))));

    private static PendingSignIn New(Attempt attempt, bool isForCode, TimeSpan lasts, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        IsForCode = isForCode,
        Address = attempt.Address.ToString(),
        Application = attempt.Application,
        EndsAt = now + lasts,
        PasswordVersion = attempt.PasswordVersion,
        MustChangePassword = attempt.MustChangePassword,
        Salt = Seals.NewSalt(),
    };

    private static SignInAttempt Kept(Attempt attempt, AttemptOutcome outcome, IReadOnlyList<SignInReason> reasons, DateTimeOffset now) =>
        new(now, attempt.Address.ToString(), attempt.Application, outcome, [.. reasons.Select(r => r.Code)], null, attempt.CorrelationId);
}
