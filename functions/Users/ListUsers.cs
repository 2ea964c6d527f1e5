using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Search;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary>
/// <c>GET /api/users</c>: filtered, sorted and searched in memory, a page at a time (S096-S102, S108, S109). What any instance has committed before the call is in it.
/// </summary>
/// <remarks>
/// Without <c>sort</c> users come in the order of their creation, hits of a <c>search</c> by rank: words that match as a whole before those whose beginning
/// matches before all others, names before addresses before numbers before departments, then by name. A page begins behind the last user of the one before, wherever
/// that one would stand now: nobody is left out or shown twice who did not move.
/// </remarks>
public sealed class ListUsers(UserIndexes indexes, Facts facts)
{
    /// <summary>200 with <c>value</c>, <c>totalCount</c> and, while there is more, <c>nextLink</c>; 400 names what is wrong in the query.</summary>
    [Function("ListUsers")]
    [Operation("List users", "Lists the users of the tenant, all or those that pass every filter given; a user who was deleted is in no list but that of deleted users.", Visibility = Visibility.Important)]
    [Query(typeof(UserQuery))]
    [Answers(200, typeof(UserSummary), IsPage = true)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "users")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        var index = await indexes.Now(caller.Tenant, cancellationToken);
        // The log was just looked at: these are the facts of now.
        var list = UserList.Of(await facts.ForWriting(caller.Tenant, cancellationToken));
        if (!request.ReadPage(list.Words).Try(out var page, out error) || !Query(request, page, list).Try(out var query, out error))
            return Answer.Problem(error);
        if (index.Rows.Find(query) is not { } found)
            return Answer.Problem(ListRequest.WrongCursor);
        var names = SummaryNames.Of(list.Facts);
        return request.Page([.. found.Rows.Select(row => new SummaryRow(row, names, query.Tokens))], page, found.Last, found.Total);
    }

    /// <summary>What the request asks.</summary>
    internal static Result<IndexQuery> Query(HttpRequest request, PageRequest page, UserList list)
    {
        var view = request.Word("view") is { } name ? [UserList.OfView(name)] : Array.Empty<Result<RowFilter>>();
        return request.ReadQuery(page, list.Columns, view).Map(query => query with { SharedWords = list.SharedWords });
    }
}
