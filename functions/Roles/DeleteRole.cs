using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Roles;

/// <summary><c>DELETE /api/roles/{id}</c>: only while nobody has it (S072).</summary>
public sealed class DeleteRole(ChangeLog log, Facts facts, CountRoleUses count)
{
    /// <summary>204; 403 for a role that allows what the caller lacks; 404; 409 <c>role.in_use</c> with how many users, keys and secrets of hooks have it, or <c>role.built_in</c>; 412.</summary>
    [Function("DeleteRole")]
    [Operation("Delete a role", "Deletes a role of your own that no user, no key and no hook has any more.", IsVersioned = true)]
    [Answers(204)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "roles/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.RolesWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        var deleted = await log.Write<Guid>(caller, token => Decide(caller, id, request.IfMatch(), token), cancellationToken);
        return deleted.Ok ? Answer.NoContent() : Answer.Problem(deleted.Error!);
    }

    // A user who gets the role meanwhile moves the log on, so this is decided anew. A key is in another table: one that is made at this very moment allows nothing.
    private async Task<Result<Draft<Guid>>> Decide(Caller caller, Guid id, string? ifMatch, CancellationToken cancellationToken)
    {
        if (RoleList.Of(await facts.ForWriting(caller.Tenant, cancellationToken)).Find(id) is not { } role)
            return Error.NotFound("role", id.ToString());
        if (Versions.Check(ifMatch, role.Version) is { } stale)
            return stale;
        if (role.IsBuiltIn)
            return RoleFields.BuiltIn(role);
        if (RoleFields.Above(role, caller) is { } above)
            return above;
        var use = (await count(caller.Tenant, isDecision: true, cancellationToken)).GetValueOrDefault(id, RoleUse.None);
        if (use != RoleUse.None)
            return Error.Conflict("id", "role.in_use", $"{use.Users} users, {use.Keys} keys and {use.Secrets} secrets of hooks have the role '{role.Name}': give the users and hooks another one and delete the keys first.");
        return new Draft<Guid>(id, new Change("role.deleted", [id], Json.Write(role))).With([Step.Delete(RoleTable.Write(caller.Tenant, role))]);
    }
}
