using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Groups;

/// <summary><c>PUT</c> and <c>DELETE /api/groups/{id}/members/{userId}</c>: one member in or out.</summary>
public sealed class SetMember(ITables tables, Membership membership)
{
    /// <summary>200 with the outcome, <c>added</c>/<c>removed</c> or <c>unchanged</c>; 404 for an unknown group or user; 409 when nobody would be left to answer for a department (S081), unless <c>force=true</c>.</summary>
    [Function("SetMember")]
    [Operation("Add a user to a group", "Puts one user into a group; a user who is in it already stays, and the outcome says so.", Id = "AddMember", Method = "PUT", Visibility = Visibility.Important)]
    [Operation("Remove a user from a group", "Takes one user out of a group; for one who was not in it nothing happens, and the outcome says so.", Id = "RemoveMember", Method = "DELETE", Visibility = Visibility.Important)]
    [PathValue("groups/{id:guid}/members/{userId:guid}", "User Id", "Id of the user.", Lookup = "users")]
    [Query(typeof(StaffingQuery), Operation = "RemoveMember")]
    [Answers(200, typeof(MemberResult))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", "delete", Route = "groups/{id:guid}/members/{userId:guid}")] HttpRequest request, Guid id, Guid userId, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.GroupsWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadFlag("force").Try(out var isForced, out error))
            return Answer.Problem(error);
        if (!(await request.ReadObject(cancellationToken, optional: true)).Try(out var body, out error))
            return Answer.Problem(error);
        if (new FieldReader(body.Root, "membership").Finish() is { } invalid)
            return Answer.Problem(invalid);
        if (await tables.Find(caller.Tenant, id, cancellationToken) is not { } row)
            return Answer.Problem(Error.NotFound("group", id.ToString()));
        var result = await membership.Set(caller, GroupTable.Read(row), userId.ToString(), HttpMethods.IsPut(request.Method), isForced, cancellationToken);
        if (result.UserId is null)
            return Answer.Problem(Error.NotFound("user", userId.ToString()));
        return result.Outcome is MemberOutcome.Failed ? Answer.Problem(Error.Conflict("user", result.Code!, result.Message!)) : Answer.Ok(result);
    }
}
