using System.Globalization;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Users;

namespace UserFunctions.SignIn;

/// <summary>What signing in left behind at a user.</summary>
/// <param name="UserId">Who.</param>
/// <param name="WebStatus">S121.</param>
/// <param name="FirstWebAccessAt">Null: never.</param>
/// <param name="LastSignInAt">Null: never.</param>
/// <param name="LastSignInFrom">Null: never.</param>
/// <param name="Attempts">All of them.</param>
/// <param name="FailedAttempts">In a row, from everywhere.</param>
/// <param name="LockedUntil">Null: it is not locked.</param>
/// <param name="Sessions">Live ones.</param>
public sealed record SignInView(
    [property: Field("Id of the user.")] Guid UserId,
    [property: Field("Active: the user has signed in to the web before; Inactive: never yet. The system sets it.")] string WebStatus,
    [property: Field("When the user first signed in, in UTC; absent: never.")] DateTimeOffset? FirstWebAccessAt,
    [property: Field("When the user last signed in, in UTC; absent: never.")] DateTimeOffset? LastSignInAt,
    [property: Field("IP address that the user last signed in from; absent: never.")] string? LastSignInFrom,
    [property: Field("How many attempts to sign in there were.")] int Attempts,
    [property: Field("How many attempts in a row have failed, none more than 15 minutes behind the first.")] int FailedAttempts,
    [property: Field("Until when too many failed attempts keep the user out at addresses that the user did not sign in from before, in UTC; the year 9999: until the user signs in elsewhere or an administrator unblocks web login; absent: they do not.")] DateTimeOffset? LockedUntil,
    [property: Field("How many sessions the user has.")] int Sessions);

/// <summary><c>GET /api/users/{id}/sign-in</c> and <c>/sign-ins</c>: hot state, apart from the user's own row and its history.</summary>
public sealed class ReadSignIn(SignInTable table, UserWriter users, Sessions sessions, TimeProvider time)
{
    private const string Active = "Active";
    private const string Inactive = "Inactive";

    /// <summary>200; 404.</summary>
    [Function("ReadSignIn")]
    [Operation("Get how a user signs in", "Gets when a user first and last signed in, whether failed attempts keep the user out, and how many sessions there are.")]
    [Answers(200, typeof(SignInView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "users/{id:guid}/sign-in")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (await users.Find(caller.Tenant, id, cancellationToken) is null)
            return Answer.Problem(Error.NotFound("user", id.ToString()));
        var (record, now) = (await table.Record(SignInTable.Partition(caller.Tenant, id), cancellationToken), time.GetUtcNow());
        var all = record.Failures.All;
        var isInRow = all.Since is { } since && now - since <= FailedAttempts.Window;
        return Answer.Ok(new SignInView(
            id, record.FirstWebAccessAt is null ? Inactive : Active, record.FirstWebAccessAt, record.LastSignInAt, record.LastSignInFrom, record.Attempts,
            isInRow ? all.Count : 0, record.Failures.LockedUntil("", now), (await sessions.Live(caller.Tenant, id, cancellationToken)).Count));
    }

    /// <summary>200 with <c>value</c> and, while there is more, <c>nextLink</c>, the newest first, at most 200 in all; 404.</summary>
    [Function("ListSignIns")]
    [Operation("List the attempts of a user to sign in", "Lists the last 100 attempts to sign in as a user that came to nothing and the last 100 that got on, the newest first, each with where it came from, what became of it and why.")]
    [Answers(200, typeof(SignInAttempt), IsPage = true)]
    public async Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "users/{id:guid}/sign-ins")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadPage().Try(out var page, out error))
            return Answer.Problem(error);
        if (await users.Find(caller.Tenant, id, cancellationToken) is null)
            return Answer.Problem(Error.NotFound("user", id.ToString()));
        var rest = (await table.Attempts(SignInTable.Partition(caller.Tenant, id), cancellationToken)).Where(a => page.After is null || string.CompareOrdinal(Key(a), page.After) < 0).ToList();
        var shown = rest.Take(page.Top).ToList();
        return request.Page(shown, page, rest.Count > shown.Count ? Key(shown[^1]) : null);
    }

    private static string Key(SignInAttempt attempt) => attempt.At.UtcTicks.ToString("D20", CultureInfo.InvariantCulture);
}
