using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Groups;

/// <summary><c>GET /api/groups/{id}/members</c>: the users of a group, a page at a time, for whoever reads groups and users: a member is shown as a whole user.</summary>
public sealed class ListMembers(ITables tables, Facts facts)
{
    /// <summary>200 with users; 403 without one of the two permissions; 404 when there is no such group.</summary>
    [Function("ListMembers")]
    [Operation("List the members of a group", "Lists the users who are in a group, each with everything that is known of them. Takes the permissions groups.read and users.read.", Visibility = Visibility.Important)]
    [Answers(200, typeof(UserView), IsPage = true)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "groups/{id:guid}/members")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.GroupsRead).Try(out var caller, out var error) || !request.Demand(Permission.UsersRead).Try(out _, out error))
            return Answer.Problem(error);
        if (!request.ReadPage().Try(out var page, out error))
            return Answer.Problem(error);
        if (await tables.Find(caller.Tenant, id, cancellationToken) is null)
            return Answer.Problem(Error.NotFound("group", id.ToString()));
        var prefix = UserTable.MembersOf(id);
        var (rows, last) = await tables.List(ChangeLog.Table, caller.Tenant, prefix, page, _ => true, cancellationToken);
        var users = await Task.WhenAll(rows.Select(row => tables.Get(ChangeLog.Table, caller.Tenant, UserTable.Prefix + row.Key[prefix.Length..], cancellationToken)));
        var members = users.OfType<Row>().Select(UserColumns.Read).ToList();
        var known = await facts.ForReading(caller.Tenant, members.SelectMany(user => user.NamedIds), cancellationToken);
        return request.Page([.. members.Select(user => UserView.Of(user, known).At(request))], page, last);
    }
}
