using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Departments;

/// <summary><c>POST /api/departments</c>.</summary>
public sealed class CreateDepartment(ChangeLog log, Facts facts, TimeProvider time)
{
    /// <summary>201 with the department; 400; 409 when the name is in use, whatever its case.</summary>
    [Function("CreateDepartment")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "departments")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.DepartmentsWrite, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (!(await Handle(read.Caller, read.Body, cancellationToken)).Try(out var department, out error))
            return Answer.Problem(error);
        var view = DepartmentView.Of(department, await facts.ForReading(read.Caller.Tenant, department.LinkedGroupIds, cancellationToken));
        return Answer.Created(request.Link($"departments/{department.Id}"), view).Tagged(department.Version);
    }

    /// <summary>Creates the department; the name stays unique because names are decided in log order.</summary>
    public Task<Result<Department>> Handle(Caller caller, JsonElement body, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        return log.Write<Department>(caller, Decide, cancellationToken);

        async Task<Result<Draft<Department>>> Decide(CancellationToken token) =>
            Department.Create(body, await facts.ForWriting(caller.Tenant, token), id, now).Map(department =>
                new Draft<Department>(department, new Change("department.created", [id])).With([Step.Insert(DepartmentTable.Write(caller.Tenant, department, null))]));
    }
}
