using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Groups;

/// <summary><c>POST /api/groups/{id}/members</c> with <c>{"add":[…],"remove":[…]}</c>: many at once, one outcome each (S078).</summary>
public sealed class ChangeMembers(ITables tables, Membership membership, RequestRows requests)
{
    /// <summary>Users one request may name.</summary>
    public const int MaxUsers = 200;

    /// <summary>200 with one outcome per user, in the order of the request; 400; 404 when there is no such group.</summary>
    /// <remarks>
    /// Sent again it changes nothing more; with an Idempotency-Key it is the same answer. The last one who could answer for a department is not removed without
    /// <c>force=true</c> (S081).
    /// </remarks>
    [Function("ChangeMembers")]
    [Operation("Add and remove members of a group", "Puts users into a group and takes others out, up to 200 in all, with one outcome for each; sent again it changes nothing more.")]
    [Takes(typeof(MembersBody))]
    [Query(typeof(StaffingQuery))]
    [Answers(200, typeof(MemberResult), IsList = true)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "groups/{id:guid}/members")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.GroupsWrite, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (!request.ReadFlag("force").Try(out var isForced, out error))
            return Answer.Problem(error);
        var fields = new FieldReader(read.Body, "change of members");
        var add = fields.Texts("add", MaxUsers, 254).Value ?? [];
        var remove = fields.Texts("remove", MaxUsers, 254).Value ?? [];
        if (add.Count + remove.Count == 0)
            fields.Missing("add", "name users to add or to remove by id or e-mail address");
        if (add.Count + remove.Count > MaxUsers)
            fields.Add("add", "too_long", $"add and remove together name {add.Count + remove.Count} users; at most {MaxUsers} are allowed.");
        foreach (var both in add.Intersect(remove, StringComparer.OrdinalIgnoreCase))
            fields.Add("remove", "invalid", $"'{FieldReader.Shown(both)}' stands in add and in remove: leave it in one.");
        if (fields.Finish() is { } invalid)
            return Answer.Problem(invalid);
        var changed = await requests.Once(read.Caller, token => Apply(read.Caller, id, add, remove, isForced, token), cancellationToken);
        return changed.Try(out var results, out error) ? Answer.Ok(new PageAnswer<MemberResult>(results, null)) : Answer.Problem(error);
    }

    private async Task<Result<List<MemberResult>>> Apply(Caller caller, Guid id, IReadOnlyList<string> add, IReadOnlyList<string> remove, bool isForced, CancellationToken cancellationToken)
    {
        if (await tables.Find(caller.Tenant, id, cancellationToken) is not { } row)
            return Error.NotFound("group", id.ToString());
        var group = GroupTable.Read(row);
        var results = new List<MemberResult>();
        foreach (var user in add)
            results.Add(await membership.Set(caller, group, user, isMember: true, isForced, cancellationToken));
        foreach (var user in remove)
            results.Add(await membership.Set(caller, group, user, isMember: false, isForced, cancellationToken));
        return results;
    }
}
