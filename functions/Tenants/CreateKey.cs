using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;

namespace UserFunctions.Tenants;

/// <summary>A key with its secret, shown this once.</summary>
/// <param name="Id">The key's id.</param>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Key">What to send as <c>x-functions-key</c>.</param>
/// <param name="PreviousUntil">Until when the secret before still works; null: there is none.</param>
public sealed record ShownKey(Guid Id, string Tenant, string Name, string Role, string Key, DateTimeOffset? PreviousUntil);

/// <summary><c>POST /api/keys</c> with <c>{"name","role"}</c>; the bootstrap key may add <c>tenant</c>.</summary>
public sealed class CreateKey(ApiKeyTable keys, TenantRegistry tenants, Facts facts, TimeProvider time)
{
    /// <summary>201 with the key, shown this once; 400; 403 for a role that may do more than the caller; 404 for a tenant that was not made; 409 for the role Owner, which is a person's.</summary>
    /// <remarks>Repeated with the same Idempotency-Key it is 409: the secret is not kept, so it cannot be shown again.</remarks>
    [Function("CreateKey")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "keys")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.KeysWrite, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        var fields = new FieldReader(read.Body, "key");
        var name = fields.Text("name", 100).Value;
        var roleName = fields.Text("role", 100).Value;
        var tenant = fields.Text("tenant", 40).Value ?? read.Caller.Tenant;
        if (name is null)
            fields.Missing("name", "say what the key is for");
        var roles = RoleList.Of(await facts.Now(read.Caller.Tenant, cancellationToken));
        Role? role = null;
        if (roleName is null)
            fields.Missing("role", $"use one of {roles.Names}");
        else if (!roles.TryFind(roleName, out role))
            fields.Add("role", "unknown", $"role '{FieldReader.Shown(roleName)}' does not exist: use one of {roles.Names}.");
        if (!TenantRegistry.IsName(tenant))
            fields.Add("tenant", "invalid", $"tenant '{FieldReader.Shown(tenant)}' is not valid: {TenantRegistry.NameRule}.");
        if (fields.Finish() is { } invalid)
            return Answer.Problem(invalid);
        var made = await Handle(read.Caller, tenant, name!, role!, cancellationToken);
        return made.Try(out var shown, out error) ? Answer.Created(request.Link($"keys/{shown.Id}"), shown) : Answer.Problem(error);
    }

    /// <summary>Makes the key.</summary>
    public async Task<Result<ShownKey>> Handle(Caller caller, string tenant, string name, Role role, CancellationToken cancellationToken)
    {
        if (tenant != caller.Tenant && !caller.IsPlatform)
            return new Error(ErrorKind.Forbidden, "key.forbidden", $"Only the bootstrap key makes keys for another tenant; yours belongs to '{caller.Tenant}'.", "tenant");
        if (role.Permissions.Except(caller.Permissions).ToList() is { Count: > 0 } lacking)
            return new Error(ErrorKind.Forbidden, "key.forbidden", $"You cannot give the role '{role.Name}': your key lacks {string.Join(", ", lacking)}.", "role");
        if (role.Id == Role.Owner.Id)
            return Error.Conflict("role", "owner.unique", "The role Owner is the one person's who owns the tenant, not a key's: use Super Admin or Administrator.");
        if (!await tenants.Exists(tenant, cancellationToken))
            return TenantRegistry.NotFound(tenant);
        var now = time.GetUtcNow();
        var id = caller.RequestKey is { } request ? new Guid(Convert.FromHexString(request.Key).AsSpan(0, 16)) : Guid.CreateVersion7(now);
        var secret = ApiKey.NewSecret();
        var key = new ApiKey(id, name, role.Name, 1, now, null, null);
        var outcome = await keys.Submit(RowOperation.Insert(ApiKeyTable.Write(tenant, key, ApiKey.Hash(secret), null, null)), cancellationToken);
        return outcome.Written
            ? new ShownKey(id, tenant, name, role.Name, ApiKey.Text(tenant, id, secret), null)
            : Error.Conflict("Idempotency-Key", "key.taken", $"This request made key {id} before; its secret was shown then and is not kept. POST /api/keys/{id}/rotate gives a new one.");
    }
}
