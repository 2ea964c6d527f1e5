using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Presence;

/// <summary><c>POST /api/statuses</c>: a status of the tenant's own, of one of the three classes (S095).</summary>
public sealed class CreateStatus(ChangeLog log, Facts facts, WatchLists lists, TimeProvider time)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "status.created";

    /// <summary>201 with the status; 400; 409 when the name is in use, or the quota is used up.</summary>
    [Function("CreateStatus")]
    [Operation("Create a status", "Creates a status that users can have, such as Lunch; its class says what it means to routing, and stays.", Visibility = Visibility.Advanced)]
    [Takes(typeof(TenantStatusBody))]
    [Answers(201, typeof(StatusView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "statuses")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.TenantWrite, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (!(await Handle(read.Caller, read.Body, cancellationToken)).Try(out var status, out error))
            return Answer.Problem(error);
        var view = StatusView.Of(status, StatusList.Of(await facts.ForReading(read.Caller.Tenant, [], cancellationToken)));
        return Answer.Created(request.Link($"statuses/{status.Id}"), view).Tagged(status.Version);
    }

    /// <summary>Creates the status; the name stays unique because names are decided in log order.</summary>
    public async Task<Result<TenantStatus>> Handle(Caller caller, JsonElement body, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var made = await log.Write<TenantStatus>(caller, Decide, cancellationToken);
        if (made is { Ok: true, Value.IdleMinutes: not null })
            await lists.Put(PresenceLists.Idle, caller.Tenant, cancellationToken);
        return made;

        async Task<Result<Draft<TenantStatus>>> Decide(CancellationToken token)
        {
            var known = await facts.ForWriting(caller.Tenant, token);
            var others = StatusList.Of(known);
            if (Quotas.Check(TenantStatus.Quota, "statuses of its own", Quotas.Of(known).Statuses, others.Own) is { } full)
                return full;
            return TenantStatus.Create(body, others, id, now).Map(status =>
                new Draft<TenantStatus>(status, new Change(Kind, [id])).With([Step.Insert(StatusTable.Write(caller.Tenant, status, null))]));
        }
    }
}
