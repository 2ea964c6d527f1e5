using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Groups;

/// <summary><c>POST /api/groups/{id}/members</c> with <c>{"add":[…],"remove":[…]}</c>: many at once, one outcome each (S078).</summary>
public sealed class ChangeMembers(ITables tables, Membership membership)
{
    /// <summary>Users one request may name.</summary>
    public const int MaxUsers = 200;

    /// <summary>200 with one outcome per user, in the order of the request; 400; 404 when there is no such group.</summary>
    /// <remarks>
    /// Sent again it changes nothing more, with or without an Idempotency-Key. The last one who could answer for a department is not removed without
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
        if (await tables.Find(read.Caller.Tenant, id, cancellationToken) is not { } row)
            return Answer.Problem(Error.NotFound("group", id.ToString()));
        return Answer.Ok(new PageAnswer<MemberResult>(await Apply(read.Caller, GroupTable.Read(row), add, remove, isForced, cancellationToken), null));
    }

    private async Task<List<MemberResult>> Apply(Caller caller, Group group, IReadOnlyList<string> add, IReadOnlyList<string> remove, bool isForced, CancellationToken cancellationToken)
    {
        var results = new List<MemberResult>();
        foreach (var user in add)
            results.Add(await membership.Set(caller, group, user, isMember: true, isForced, cancellationToken));
        foreach (var user in remove)
            results.Add(await membership.Set(caller, group, user, isMember: false, isForced, cancellationToken));
        return results;
    }
}
