using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Groups;

/// <summary><c>DELETE /api/groups/{id}</c> (S081): ends the memberships, keeps the users.</summary>
/// <remarks>
/// The group disappears with the first batch; its members follow in batches that are each whole. A run that is cut off leaves a hidden
/// group, and sending the DELETE again ends the work.
/// </remarks>
public sealed class DeleteGroup(ITables tables, ChangeLog log, TimeProvider time)
{
    // Two rows a user, and the change row: 99 of a batch's 100.
    private const int UsersABatch = 49;

    /// <summary>204; 404; 412.</summary>
    [Function("DeleteGroup")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "groups/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.GroupsWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        var hidden = await log.Write<Group>(caller, token => Hide(caller.Tenant, id, request.IfMatch(), token), cancellationToken);
        if (!hidden.Ok)
            return Answer.Problem(hidden.Error!);
        bool isMore;
        do
        {
            if (!(await log.Write<bool>(caller, token => LetGo(caller.Tenant, id, token), cancellationToken)).Try(out isMore, out error))
                return Answer.Problem(error);
        }
        while (isMore);
        return Answer.NoContent();
    }

    private async Task<Result<Draft<Group>>> Hide(string tenant, Guid id, string? ifMatch, CancellationToken cancellationToken)
    {
        if (await tables.Get(ChangeLog.Table, tenant, GroupTable.Key(id), cancellationToken) is not { } row)
            return Error.NotFound("group", id.ToString());
        var group = GroupTable.Read(row);
        if (row.Flag("deleting"))
            return Draft<Group>.Unchanged(group);
        if (Versions.Check(ifMatch, group.Version) is { } stale)
            return stale;
        var hidden = GroupTable.Write(tenant, group, row.ETag);
        hidden["deleting"] = true;
        return new Draft<Group>(group, new Change("group.deleted", [id], Json.Write(group))).With([Step.Replace(hidden)]);
    }

    // True while there may be more members; the last batch takes the row itself.
    private async Task<Result<Draft<bool>>> LetGo(string tenant, Guid id, CancellationToken cancellationToken)
    {
        if (await tables.Get(ChangeLog.Table, tenant, GroupTable.Key(id), cancellationToken) is null)
            return Draft<bool>.Unchanged(false);
        var prefix = UserTable.MembersOf(id);
        var members = await tables.Page(ChangeLog.Table, tenant, prefix, KeyRange.EndOf(prefix), UsersABatch, null, cancellationToken);
        if (members.Rows.Count == 0 && members.Next is null)
            return new Draft<bool>(false, new Change("group.removed", [id])).With([Step.Delete(new Row(tenant, GroupTable.Key(id)))]);
        var users = await Task.WhenAll(members.Rows.Select(row => tables.Get(ChangeLog.Table, tenant, UserTable.Prefix + row.Key[prefix.Length..], cancellationToken)));
        var before = users.OfType<Row>().Select(UserColumns.Read).ToList();
        var now = time.GetUtcNow();
        var steps = before.SelectMany(user => UserTable.Update(tenant, user, Without(user, id, now), null, null));
        return new Draft<bool>(true, new Change("user.changed", [.. before.Select(u => u.Id)], Json.Write(before))).With(steps);
    }

    private static User Without(User user, Guid group, DateTimeOffset now) => user with
    {
        GroupIds = [.. user.GroupIds.Where(g => g != group)],
        Version = user.Version + 1,
        UpdatedAt = now,
    };
}
