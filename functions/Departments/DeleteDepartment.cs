using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Departments;

/// <summary><c>DELETE /api/departments/{id}</c>: with <c>force=true</c> also one in use; its users stay and show no department from then on.</summary>
public sealed class DeleteDepartment(ITables tables, ChangeLog log, Facts facts, UserIndexes indexes, TakeFromUsers users)
{
    /// <summary>200 with <c>changes</c>, empty unless it was taken from users, groups or failovers; 404; 409 while somebody answers for it or a failover goes to it, unless <c>force=true</c>; 412.</summary>
    [Function("DeleteDepartment")]
    [Operation("Delete a department", "Deletes a department that nobody answers for and no failover goes to; the answer says which users, groups and failovers it was taken from, if any.", IsVersioned = true)]
    [Query(typeof(DeleteDepartmentQuery))]
    [Answers(200, typeof(TakenReport))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "departments/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.DepartmentsWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadFlag("force").Try(out var isForced, out error))
            return Answer.Problem(error);
        var deleted = await log.Write<TakenReport>(caller, token => Decide(caller.Tenant, id, request.IfMatch(), isForced, token), cancellationToken);
        if (!deleted.Try(out var report, out error))
            return Answer.Problem(error);
        await users.Handle(caller, new Change(TakeFromUsers.DepartmentDeleted, [id]), cancellationToken);
        return Answer.Ok(report);
    }

    private async Task<Result<Draft<TakenReport>>> Decide(string tenant, Guid id, string? ifMatch, bool isForced, CancellationToken cancellationToken)
    {
        if (await tables.Get(ChangeLog.Table, tenant, DepartmentTable.Key(id), cancellationToken) is not { } row)
            return Error.NotFound("department", id.ToString());
        var before = DepartmentTable.Read(row);
        if (Versions.Check(ifMatch, before.Version) is { } stale)
            return stale;
        var uses = DepartmentUses.Of(before, await facts.ForWriting(tenant, cancellationToken), await indexes.ForWriting(tenant, cancellationToken));
        if (!isForced && uses.InUse() is { } inUse)
            return inUse;
        return new Draft<TakenReport>(uses.Report(), new Change(TakeFromUsers.DepartmentDeleted, [id], Json.Write(before))).With([Step.Delete(row)]);
    }
}
