using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Departments;

/// <summary><c>POST /api/departments</c>.</summary>
public sealed class CreateDepartment(ChangeLog log, Facts facts, UserIndexes indexes, UserWriter users, TimeProvider time)
{
    /// <summary>201 with the department; 400; 409 when the name is in use, whatever its case.</summary>
    /// <remarks><c>createMissing=true</c> makes linked groups that are named and not there (S075).</remarks>
    [Function("CreateDepartment")]
    [Operation("Create a department", "Creates a department; no two departments have the same name, whatever its case.", Visibility = Visibility.Important)]
    [Takes(typeof(DepartmentBody))]
    [Query(typeof(CreateDepartmentQuery))]
    [Answers(201, typeof(DepartmentView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "departments")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.DepartmentsWrite, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (!request.ReadFlag("createMissing").Try(out var createsMissing, out error))
            return Answer.Problem(error);
        if (!(await Handle(read.Caller, read.Body, createsMissing, cancellationToken)).Try(out var department, out error))
            return Answer.Problem(error);
        var known = await facts.ForReading(read.Caller.Tenant, department.LinkedGroupIds, cancellationToken);
        var view = DepartmentView.Of(department, known, await indexes.Now(read.Caller.Tenant, cancellationToken));
        return Answer.Created(request.Link($"departments/{department.Id}"), view).Tagged(department.Version);
    }

    /// <summary>Creates the department; names stay unique because they are decided in log order.</summary>
    public async Task<Result<Department>> Handle(Caller caller, JsonElement body, bool createsMissing, CancellationToken cancellationToken)
    {
        var named = new DepartmentFields(body).NamedUser is { } text ? await users.FindNamed(caller.Tenant, text, cancellationToken) : null;
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        return await log.Write<Department>(caller, Decide, cancellationToken);

        async Task<Result<Draft<Department>>> Decide(CancellationToken token)
        {
            var fields = new DepartmentFields(body);
            var known = await facts.ForWriting(caller.Tenant, token);
            if (Quotas.Check("departments", "departments", Quotas.Of(known).Departments, known.Departments.Count) is { } full)
                return full;
            var context = new DepartmentContext(known, createsMissing && caller.Permissions.Contains(Permission.GroupsWrite), now, named?.Id);
            if (!fields.Create(context, id).Try(out var department, out var error))
                return error;
            var (steps, also) = NamedKind.Group.Rows(caller.Tenant, fields.NewGroups, now);
            return new Draft<Department>(department, new Change("department.created", [id]).With(also))
                .With([Step.Insert(DepartmentTable.Write(caller.Tenant, department, null)), .. steps]);
        }
    }
}
