using System.Globalization;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.SignIn;

/// <summary>What the rows of the table <c>sessions</c> hold.</summary>
internal static class SignInRows
{
    public const string SessionPrefix = "s|";

    public const string AttemptPrefix = "t|";

    private const string RecordKey = "r";

    public static string SessionKey(Guid session) => SessionPrefix + session.ToString("D");

    public static string PendingKey(Guid pending) => "w|" + pending.ToString("D");

    public static Row Write(string partition, SignInRecord record) => new(partition, RecordKey)
    {
        ETag = record.RowETag,
        ["attempts"] = record.Attempts,
        ["gotOn"] = record.GotOn,
        ["failures"] = Json.Write(record.Failures),
        ["sessions"] = Json.Write(record.Sessions),
        ["pending"] = Json.Write(record.Pending),
        ["codesSent"] = Json.Write(record.CodesSent),
        ["wrongCodes"] = Json.Write(record.WrongCodes),
        ["firstWebAccessAt"] = record.FirstWebAccessAt,
        ["lastSignInAt"] = record.LastSignInAt,
        ["lastSignInFrom"] = record.LastSignInFrom,
    };

    public static SignInRecord ReadRecord(Row row) => new()
    {
        RowETag = row.ETag,
        Attempts = (int)(row.Number("attempts") ?? 0),
        GotOn = (int)(row.Number("gotOn") ?? 0),
        Failures = Json.Read<UserFailures>(row.Text("failures")) ?? UserFailures.None,
        Sessions = Json.Read<Ending[]>(row.Text("sessions")) ?? [],
        Pending = Json.Read<Ending[]>(row.Text("pending")) ?? [],
        CodesSent = Json.Read<DateTimeOffset[]>(row.Text("codesSent")) ?? [],
        WrongCodes = Json.Read<DateTimeOffset[]>(row.Text("wrongCodes")) ?? [],
        FirstWebAccessAt = row.Time("firstWebAccessAt"),
        LastSignInAt = row.Time("lastSignInAt"),
        LastSignInFrom = row.Text("lastSignInFrom"),
    };

    /// <summary>The attempt, in the place of the oldest one of its kind.</summary>
    public static Row Write(string partition, SignInRecord before, SignInAttempt attempt)
    {
        var key = attempt.Outcome is AttemptOutcome.Refused ? (before.Attempts - before.GotOn) % SignInRecord.MostAttempts : before.GotOn % SignInRecord.MostAttempts;
        return new(partition, string.Create(CultureInfo.InvariantCulture, $"{AttemptPrefix}{(attempt.Outcome is AttemptOutcome.Refused ? "" : "s")}{key:D2}")) { ["attempt"] = Json.Write(attempt) };
    }

    public static Row Write(string partition, Session session) => new(partition, SessionKey(session.Id))
    {
        ETag = session.RowETag,
        ["startedAt"] = session.StartedAt,
        ["endsAt"] = session.EndsAt,
        ["application"] = session.Application.ToString(),
        ["startedFrom"] = session.StartedFrom,
        ["refreshedAt"] = session.RefreshedAt,
        ["refreshedFrom"] = session.RefreshedFrom,
        ["generation"] = session.Generation,
        ["accessUntil"] = session.AccessUntil,
        ["previousAccessUntil"] = session.PreviousAccessUntil,
        ["salt"] = session.Salt,
        ["userVersion"] = session.UserVersion,
        ["passwordVersion"] = session.PasswordVersion,
        ["endedAt"] = session.EndedAt,
        ["endReason"] = session.EndReason,
    };

    public static Session ReadSession(Guid user, Row row) => new()
    {
        RowETag = row.ETag,
        Id = Guid.Parse(row.Key.AsSpan(SessionPrefix.Length)),
        UserId = user,
        StartedAt = row.Time("startedAt") ?? default,
        EndsAt = row.Time("endsAt") ?? default,
        Application = Enum.Parse<Application>(row.Text("application")!),
        StartedFrom = row.Text("startedFrom") ?? "",
        RefreshedAt = row.Time("refreshedAt") ?? default,
        RefreshedFrom = row.Text("refreshedFrom") ?? "",
        Generation = (int)(row.Number("generation") ?? 0),
        AccessUntil = row.Time("accessUntil") ?? default,
        PreviousAccessUntil = row.Time("previousAccessUntil"),
        Salt = row["salt"] as byte[] ?? [],
        UserVersion = (int)(row.Number("userVersion") ?? 0),
        PasswordVersion = row.Id("passwordVersion"),
        EndedAt = row.Time("endedAt"),
        EndReason = row.Text("endReason"),
    };

    public static Row Write(string partition, PendingSignIn pending) => new(partition, PendingKey(pending.Id))
    {
        ETag = pending.RowETag,
        ["isForCode"] = pending.IsForCode,
        ["address"] = pending.Address,
        ["application"] = pending.Application.ToString(),
        ["endsAt"] = pending.EndsAt,
        ["passwordVersion"] = pending.PasswordVersion,
        ["mustChangePassword"] = pending.MustChangePassword,
        ["salt"] = pending.Salt,
        ["codeSeal"] = pending.CodeSeal,
        ["codeUntil"] = pending.CodeUntil,
        ["codeSentAt"] = pending.CodeSentAt,
        ["tries"] = pending.Tries,
    };

    public static PendingSignIn ReadPending(Row row) => new()
    {
        RowETag = row.ETag,
        Id = Guid.Parse(row.Key.AsSpan(SessionPrefix.Length)),
        IsForCode = row.Flag("isForCode"),
        Address = row.Text("address") ?? "",
        Application = Enum.Parse<Application>(row.Text("application")!),
        EndsAt = row.Time("endsAt") ?? default,
        PasswordVersion = row.Id("passwordVersion"),
        MustChangePassword = row.Flag("mustChangePassword"),
        Salt = row["salt"] as byte[] ?? [],
        CodeSeal = row["codeSeal"] as byte[],
        CodeUntil = row.Time("codeUntil"),
        CodeSentAt = row.Time("codeSentAt"),
        Tries = (int)(row.Number("tries") ?? 0),
    };
}
