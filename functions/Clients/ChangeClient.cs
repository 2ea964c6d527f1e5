using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Clients;

/// <summary><c>PATCH /api/clients/{id}</c>: a JSON merge; <c>channels</c> replaces the list, null gives the client all of the tenant's.</summary>
public sealed class ChangeClient(ITables tables, ChangeLog log, Facts facts, ReadTaken readTaken, TakeAway takeAway, TimeProvider time)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "client.changed";

    /// <summary>200 with the client as it is now, and in <c>changes</c> which users lost a channel with it; 400, 404, 409, 412.</summary>
    [Function("ChangeClient")]
    [Operation("Change a client", "Changes the fields of a client that the request names; users lose the channels that the client loses, and the answer says who lost what.", IsVersioned = true)]
    [Takes(typeof(ClientChanges))]
    [Answers(200, typeof(ClientView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "clients/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.ClientsWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!(await request.ReadObject(cancellationToken)).Try(out var body, out error))
            return Answer.Problem(error);
        var changed = await log.Write<ClientView>(caller, token => Decide(caller.Tenant, id, request.IfMatch(), body.Root, token), cancellationToken);
        if (!changed.Try(out var view, out error))
            return Answer.Problem(error);
        if (view.ChangedUsers is not null)
            await takeAway(caller, new Change(Kind, [id]), cancellationToken);
        return Answer.Ok(view).Tagged(view.Version);
    }

    private async Task<Result<Draft<ClientView>>> Decide(string tenant, Guid id, string? ifMatch, JsonElement body, CancellationToken cancellationToken)
    {
        if (await tables.Get(ChangeLog.Table, tenant, ClientTable.Key(id), cancellationToken) is not { } row)
            return Error.NotFound("client", id.ToString());
        var before = ClientTable.Read(row);
        if (Versions.Check(ifMatch, before.Version) is { } stale)
            return stale;
        var known = await facts.ForWriting(tenant, cancellationToken);
        var channels = TenantSettings.Of(known).Channels;
        if (!before.Change(body, ClientList.Of(known), channels, time.GetUtcNow()).Try(out var after, out var error))
            return error;
        if (ReferenceEquals(after, before))
            return Draft<ClientView>.Unchanged(ClientView.Of(before, channels));
        var view = ClientView.Of(after, channels);
        if (ClientReport.Of(await readTaken(tenant, before, after, known, cancellationToken)) is { ChangedUsers: > 0 } report)
            view = view with { ChangedUsers = report.ChangedUsers, Changes = report.Changes };
        return new Draft<ClientView>(view, new Change(Kind, [id], Json.Write(before))).With([Step.Replace(ClientTable.Write(tenant, after, row.ETag))]);
    }
}
