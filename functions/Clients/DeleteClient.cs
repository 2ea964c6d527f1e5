using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Clients;

/// <summary><c>DELETE /api/clients/{id}</c>: with <c>force=true</c> also one that users answer for; they show it no longer.</summary>
public sealed class DeleteClient(ITables tables, ChangeLog log, Facts facts, ReadTaken readTaken, TakeAway takeAway)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "client.deleted";

    /// <summary>200 with <c>changes</c>, empty unless it was taken from users; 404; 409 while users answer for it, unless <c>force=true</c>; 412.</summary>
    [Function("DeleteClient")]
    [Operation("Delete a client", "Deletes a client that no user answers for; the answer says from whom it was taken, if from any.", IsVersioned = true)]
    [Query(typeof(DeleteClientQuery))]
    [Answers(200, typeof(ClientReport))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "clients/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.ClientsWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadFlag("force").Try(out var isForced, out error))
            return Answer.Problem(error);
        var deleted = await log.Write<ClientReport>(caller, token => Decide(caller.Tenant, id, request.IfMatch(), isForced, token), cancellationToken);
        if (!deleted.Try(out var report, out error))
            return Answer.Problem(error);
        if (report.ChangedUsers > 0)
            await takeAway(caller, new Change(Kind, [id]), cancellationToken);
        return Answer.Ok(report);
    }

    private async Task<Result<Draft<ClientReport>>> Decide(string tenant, Guid id, string? ifMatch, bool isForced, CancellationToken cancellationToken)
    {
        if (await tables.Get(ChangeLog.Table, tenant, ClientTable.Key(id), cancellationToken) is not { } row)
            return Error.NotFound("client", id.ToString());
        var before = ClientTable.Read(row);
        if (Versions.Check(ifMatch, before.Version) is { } stale)
            return stale;
        var report = ClientReport.Of(await readTaken(tenant, before, null, await facts.ForWriting(tenant, cancellationToken), cancellationToken));
        if (report.ChangedUsers > 0 && !isForced)
            return InUse(before, report);
        return new Draft<ClientReport>(report, new Change(Kind, [id], Json.Write(before))).With([Step.Delete(row)]);
    }

    private static Error InUse(Client client, ClientReport report)
    {
        const int named = 5;
        var names = string.Join(", ", report.Changes.Take(named).Select(user => user.DisplayName));
        return Error.Conflict(
            "id", "client.in_use",
            $"{report.ChangedUsers} {(report.ChangedUsers == 1 ? "user answers" : "users answer")} for client '{client.Name}': {names}{(report.ChangedUsers > named ? " …" : "")}. Take it from them first, or send force=true.");
    }
}
