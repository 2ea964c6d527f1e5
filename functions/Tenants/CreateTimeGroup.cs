using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary><c>POST /api/time-groups</c> with name, time zone, weekly windows and failover (S031, S033).</summary>
public sealed class CreateTimeGroup(ChangeLog log, Facts facts, FindUser findUser, TimeProvider time)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "time-group.created";

    /// <summary>201 with the time group; 400; 409 when the name is in use.</summary>
    [Function("CreateTimeGroup")]
    [Operation("Create a time group", "Creates a time group: the weekly windows in which its users can be reached, and where calls go outside of them.")]
    [Takes(typeof(TimeGroupBody))]
    [Answers(201, typeof(TimeGroupView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "time-groups")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.TenantWrite, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (!(await Handle(read.Caller, read.Body, cancellationToken)).Try(out var timeGroup, out error))
            return Answer.Problem(error);
        var view = TimeGroupView.Of(timeGroup, await facts.ForReading(read.Caller.Tenant, [], cancellationToken));
        return Answer.Created(request.Link($"time-groups/{timeGroup.Id}"), view).Tagged(timeGroup.Version);
    }

    /// <summary>Creates the time group; the name stays unique because names are decided in log order.</summary>
    public Task<Result<TimeGroup>> Handle(Caller caller, JsonElement body, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow());
        return log.Write<TimeGroup>(caller, Decide, cancellationToken);

        async Task<Result<Draft<TimeGroup>>> Decide(CancellationToken token)
        {
            var fields = new TimeGroupFields(body);
            var user = fields.NamedUser is { } named ? (await findUser(caller.Tenant, named, token))?.Id : null;
            var known = await facts.ForWriting(caller.Tenant, token);
            if (Quotas.Check("timeGroups", "time groups", Quotas.Of(known).TimeGroups, known.SettingsUnder(TimeGroup.Prefix).Count()) is { } full)
                return full;
            return fields.Create(id, known, user, time.GetUtcNow()).Map(timeGroup =>
                new Draft<TimeGroup>(timeGroup, new Change(Kind, [id])).With([Step.Insert(TimeGroupTable.Write(caller.Tenant, timeGroup, null))]));
        }
    }
}
