using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;

namespace UserFunctions.Tenants;

/// <summary><c>DELETE /api/keys/{id}</c>: the key opens nothing from then on, on other instances within <see cref="ApiKey.RememberedFor"/>.</summary>
public sealed class DeleteKey(ApiKeyTable keys, Facts facts)
{
    /// <summary>204; 403 for a key that may do more than the caller; 404; 409 when somebody else changes it at the same moment.</summary>
    [Function("DeleteKey")]
    [Operation("Delete an API key", "Deletes a key: it opens nothing from then on, everywhere within 30 seconds.")]
    [Answers(204)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "keys/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.KeysWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        return await Handle(caller, id, cancellationToken) is { } refused ? Answer.Problem(refused) : Answer.NoContent();
    }

    /// <summary>Deletes the key; null, or why it stays.</summary>
    public async Task<Error?> Handle(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        if (await keys.Find(caller.Tenant, id, cancellationToken) is not { } row)
            return Error.NotFound("key", id.ToString());
        // Provisioning does not count: the platform alone gives it, and who finds such a key lost must be able to end it.
        var role = RoleList.Of(await facts.Now(caller.Tenant, cancellationToken)).Find(ApiKeyTable.Read(row).RoleId);
        if (caller.Lacking(role?.Permissions.Where(p => p != Permission.UsersProvision) ?? []) is { Count: > 0 } lacking)
            return new Error(ErrorKind.Forbidden, "key.forbidden", $"You cannot delete a key of the role '{role!.Name}': your key lacks {string.Join(", ", lacking)}.", "role");
        if ((await keys.Submit(RowOperation.Delete(row), cancellationToken)).Written)
            return null;
        return await keys.Find(caller.Tenant, id, cancellationToken) is null ? Error.NotFound("key", id.ToString())
            : Error.Conflict("id", "key.changed", $"key {id} was changed at the same moment: try again.");
    }
}
