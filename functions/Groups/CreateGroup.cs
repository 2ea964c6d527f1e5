using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Groups;

/// <summary><c>POST /api/groups</c> (S077).</summary>
public sealed class CreateGroup(ChangeLog log, Facts facts, TimeProvider time)
{
    /// <summary>201 with the group; 400; 409 when the name is in use, whatever its case.</summary>
    [Function("CreateGroup")]
    [Operation("Create a group", "Creates a group without members; no two groups have the same name, whatever its case.", Visibility = Visibility.Important)]
    [Takes(typeof(GroupBody))]
    [Answers(201, typeof(GroupView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "groups")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.GroupsWrite, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (!(await Handle(read.Caller, read.Body, cancellationToken)).Try(out var group, out error))
            return Answer.Problem(error);
        return Answer.Created(request.Link($"groups/{group.Id}"), GroupView.New(group)).Tagged(group.Version);
    }

    /// <summary>Creates the group; the name stays unique because names are decided in log order.</summary>
    public Task<Result<Group>> Handle(Caller caller, JsonElement body, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        return log.Write<Group>(caller, Decide, cancellationToken);

        async Task<Result<Draft<Group>>> Decide(CancellationToken token)
        {
            var known = await facts.ForWriting(caller.Tenant, token);
            if (Quotas.Check("groups", "groups", Quotas.Of(known).Groups, known.Groups.Count) is { } full)
                return full;
            return Group.Create(body, known.Groups, id, now).Map(group =>
                new Draft<Group>(group, new Change("group.created", [id])).With([Step.Insert(GroupTable.Write(caller.Tenant, group, null))]));
        }
    }
}
