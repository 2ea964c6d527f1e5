using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Roles;

/// <summary><c>PATCH /api/roles/{id}</c>: a JSON merge; <c>permissions</c> replaces the list. Whoever has the role has what it allows from then on.</summary>
public sealed class ChangeRole(ChangeLog log, Facts facts, CountRoleUses count, TimeProvider time)
{
    /// <summary>200 with the role as it is now; 400; 403 names what the role allows, or would, and the caller lacks; 404; 409 a built-in role or a name in use; 412.</summary>
    [Function("ChangeRole")]
    [Operation("Change a role", "Changes the fields of a role that the request names; whoever has the role may do what it allows from then on.", IsVersioned = true)]
    [Takes(typeof(RoleChanges))]
    [Answers(200, typeof(RoleView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "roles/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.RolesWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!(await request.ReadObject(cancellationToken)).Try(out var body, out error))
            return Answer.Problem(error);
        var changed = await log.Write<Role>(caller, token => Decide(caller, id, request.IfMatch(), body.Root, token), cancellationToken);
        if (!changed.Try(out var role, out error))
            return Answer.Problem(error);
        return Answer.Ok(RoleView.Of(role, await count(caller.Tenant, isDecision: false, cancellationToken))).Tagged(role.Version);
    }

    private async Task<Result<Draft<Role>>> Decide(Caller caller, Guid id, string? ifMatch, JsonElement body, CancellationToken cancellationToken)
    {
        var roles = RoleList.Of(await facts.ForWriting(caller.Tenant, cancellationToken));
        if (roles.Find(id) is not { } before)
            return Error.NotFound("role", id.ToString());
        if (Versions.Check(ifMatch, before.Version) is { } stale)
            return stale;
        if (!RoleFields.Change(before, body, roles, caller, time.GetUtcNow()).Try(out var after, out var error))
            return error;
        return ReferenceEquals(after, before)
            ? Draft<Role>.Unchanged(before)
            : new Draft<Role>(after, new Change("role.changed", [id], Json.Write(before))).With([Step.Replace(RoleTable.Write(caller.Tenant, after))]);
    }
}
