using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary><c>GET /api/users/deleted</c>: who can be restored, as they were (S104), in the order of their creation.</summary>
public sealed class ListDeletedUsers(ITables tables, UserWriter users, Facts facts, TimeProvider time)
{
    /// <summary>200 with <c>value</c> and, while there is more, <c>nextLink</c>.</summary>
    [Function("ListDeletedUsers")]
    [Operation("List deleted users", "Lists the users who were deleted in the last 30 days and can be restored, as they were.")]
    [Answers(200, typeof(UserView), IsPage = true)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "users/deleted")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadPage().Try(out var page, out error))
            return Answer.Problem(error);
        var since = time.GetUtcNow() - User.RestorableFor;
        var (rows, last) = await tables.List(ChangeLog.Table, caller.Tenant, UserTable.DeletedPrefix, page, row => row.Time("deletedAt") >= since, cancellationToken);
        var found = await Task.WhenAll(rows.Select(row => users.FindKept(caller.Tenant, Guid.Parse(row.Key.AsSpan(UserTable.DeletedPrefix.Length)), cancellationToken)));
        // One who was restored between the two reads is left out.
        var deleted = found.OfType<User>().Where(user => user.Lifecycle is Lifecycle.Deleted).ToList();
        var shown = await facts.ForReading(caller.Tenant, deleted.SelectMany(user => user.NamedIds), cancellationToken);
        return request.Page([.. deleted.Select(user => UserView.Of(user, shown).At(request))], page, last);
    }
}
