using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Roles;

/// <summary><c>POST /api/roles</c>: a role of the tenant's own, a tailored set of permissions (S072).</summary>
public sealed class CreateRole(ChangeLog log, Facts facts, TimeProvider time)
{
    /// <summary>201 with the role; 400 names unknown permissions and what they may have meant; 403 what the caller lacks; 409 when the name is in use.</summary>
    [Function("CreateRole")]
    [Operation("Create a role", "Creates a role of your own: a name, and what users and keys with it may do.")]
    [Takes(typeof(RoleBody))]
    [Answers(201, typeof(RoleView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "roles")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.RolesWrite, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (!(await Handle(read.Caller, read.Body, cancellationToken)).Try(out var role, out error))
            return Answer.Problem(error);
        return Answer.Created(request.Link($"roles/{role.Id}"), RoleView.Of(role, new Dictionary<Guid, RoleUse>())).Tagged(role.Version);
    }

    /// <summary>Creates the role; the name stays unique because names are decided in log order.</summary>
    public Task<Result<Role>> Handle(Caller caller, JsonElement body, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        return log.Write<Role>(caller, Decide, cancellationToken);

        async Task<Result<Draft<Role>>> Decide(CancellationToken token)
        {
            var known = await facts.ForWriting(caller.Tenant, token);
            var roles = RoleList.Of(known);
            if (Quotas.Check("roles", "roles of its own", Quotas.Of(known).Roles, roles.All.Count(role => !role.IsBuiltIn)) is { } full)
                return full;
            return RoleFields.Create(body, roles, caller, id, now).Map(role =>
                new Draft<Role>(role, new Change("role.created", [id])).With([Step.Insert(RoleTable.Write(caller.Tenant, role))]));
        }
    }
}
