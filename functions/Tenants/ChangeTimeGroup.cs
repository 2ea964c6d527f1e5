using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary><c>PATCH /api/time-groups/{id}</c>: a JSON merge; <c>windows</c> replaces the list.</summary>
public sealed class ChangeTimeGroup(ITables tables, ChangeLog log, Facts facts, FindUser findUser, TimeProvider time)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "time-group.changed";

    /// <summary>200 with the time group as it is now; 400, 404, 409, 412.</summary>
    [Function("ChangeTimeGroup")]
    [Operation("Change a time group", "Changes the fields of a time group that the request names; all others stay as they are, and windows replace those before.", IsVersioned = true)]
    [Takes(typeof(TimeGroupChanges))]
    [Answers(200, typeof(TimeGroupView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "time-groups/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.TenantWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!(await request.ReadObject(cancellationToken)).Try(out var body, out error))
            return Answer.Problem(error);
        var changed = await log.Write<TimeGroup>(caller, token => Decide(caller.Tenant, id, request.IfMatch(), body.Root, token), cancellationToken);
        if (!changed.Try(out var timeGroup, out error))
            return Answer.Problem(error);
        return Answer.Ok(TimeGroupView.Of(timeGroup, await facts.ForReading(caller.Tenant, [], cancellationToken))).Tagged(timeGroup.Version);
    }

    private async Task<Result<Draft<TimeGroup>>> Decide(string tenant, Guid id, string? ifMatch, JsonElement body, CancellationToken cancellationToken)
    {
        if (await tables.FindTimeGroup(tenant, id, cancellationToken) is not { } row)
            return Error.NotFound("time_group", id.ToString());
        var before = TimeGroupTable.Read(row);
        if (Versions.Check(ifMatch, before.Version) is { } stale)
            return stale;
        var fields = new TimeGroupFields(body);
        var user = fields.NamedUser is { } named ? (await findUser(tenant, named, cancellationToken))?.Id : null;
        if (!fields.Change(before, await facts.ForWriting(tenant, cancellationToken), user, time.GetUtcNow()).Try(out var after, out var error))
            return error;
        return ReferenceEquals(after, before)
            ? Draft<TimeGroup>.Unchanged(before)
            : new Draft<TimeGroup>(after, new Change(Kind, [id], Json.Write(before))).With([Step.Replace(TimeGroupTable.Write(tenant, after, row.ETag))]);
    }
}
