using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary><c>GET /api/users/{id}</c>: the user as it is, or with <c>at</c> as it was.</summary>
public sealed class ReadUser(UserWriter users, UserLog past, Facts facts, TimeProvider time)
{
    /// <summary>200 with the user and its ETag; 404 when there is none or it was deleted.</summary>
    /// <remarks>
    /// With <c>at</c>, a time up to now, the user as it was then, without an ETag, under the names of today and by their ids where they have none any more; 404 when it was not there yet or deleted by then.
    /// </remarks>
    [Function("ReadUser")]
    [Operation("Get a user", "Gets everything that is known of one user, as it is now or as it was at an earlier time.", Visibility = Visibility.Important, IsVersioned = true)]
    [PathValue("users/{id:guid}", "User Id", "Id of the user.", Lookup = "users")]
    [Query(typeof(ReadUserQuery))]
    [Answers(200, typeof(UserView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "users/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadTime("at").Try(out var at, out error))
            return Answer.Problem(error);
        if (at > time.GetUtcNow())
            return Answer.Problem(Error.Invalid("at", "at.invalid", $"at '{FieldReader.Shown(request.Word("at")!)}' is in the future: give a time up to now, or leave it out."));
        var user = at is { } then ? await past.At(caller.Tenant, id, then, cancellationToken) : await users.Find(caller.Tenant, id, cancellationToken);
        if (user is null)
            return Answer.Problem(Error.NotFound("user", id.ToString()));
        var known = await facts.ForReading(caller.Tenant, user.NamedIds, cancellationToken);
        var answer = Answer.Ok((at is null ? UserView.Of(user, known) : UserView.Past(user, known)).At(request));
        return at is null ? answer.Tagged(user.Version) : answer;
    }
}
