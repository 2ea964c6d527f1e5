using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

/// <summary>Who is to own which tenant, as a body says it.</summary>
public sealed record TransferBody
{
    /// <summary>The next owner.</summary>
    [Field("Id or e-mail address of a user who is Active and owns the tenant from then on.", IsRequired = true)]
    public string? User { get; init; }

    /// <summary>Which; null: the caller's own.</summary>
    [Field("Name of the tenant; that of the key unless given.")]
    public string? Tenant { get; init; }
}

/// <summary><c>POST /api/tenant/owner</c> with <c>{"user","tenant"}</c>: another user owns the tenant, the one before is a Super Admin from then on (S070).</summary>
public sealed class TransferOwnership(Ownership ownership, TenantRegistry tenants, Facts facts, RequestRows requests)
{
    /// <summary>200 with tenant and owner; 400 when there is no such user; 403 for all but the platform; 404 when there is no such tenant.</summary>
    /// <remarks>Without <c>tenant</c> it is the caller's own.</remarks>
    [Function("TransferOwnership")]
    [Operation("Transfer a tenant to another owner", "Makes another user the owner of a tenant, the one before becomes a Super Admin; only the operator of the platform may.", IsHidden = true)]
    [Takes(typeof(TransferBody))]
    [Answers(200, typeof(OwnedTenant))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tenant/owner")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.TenantWrite, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (CreateTenant.PlatformOnly(read.Caller, "transfers ownership") is { } refused)
            return Answer.Problem(refused);
        var fields = new FieldReader(read.Body, "transfer");
        var user = fields.Text("user", UserFields.MaxEmail).Value;
        var tenant = fields.Text("tenant", 40).Value ?? read.Caller.Tenant;
        if (user is null)
            fields.Missing("user", "give the id or e-mail address of the next owner");
        if (fields.Finish() is { } invalid)
            return Answer.Problem(invalid);
        if (!await tenants.Exists(tenant, cancellationToken))
            return Answer.Problem(TenantRegistry.NotFound(tenant));
        var moved = await requests.Once(read.Caller, token => ownership.Transfer(read.Caller with { Tenant = tenant, RequestKey = null }, user!, token), cancellationToken);
        if (!moved.Try(out var owned, out error))
            return Answer.Problem(error);
        return Answer.Ok(new OwnedTenant(tenant, UserView.Of(owned.Owner, await facts.ForReading(tenant, owned.Owner.NamedIds, cancellationToken)).At(request)));
    }
}
