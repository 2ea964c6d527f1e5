using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using UserFunctions.Departments;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Presence;
using UserFunctions.Users;

namespace UserFunctions.Routing;

/// <summary><c>GET /api/board?department=…</c>: agents, what they have in hand and what waits, in one answer that costs nothing to ask for again while nothing changes.</summary>
public sealed class ReadBoard(Facts facts, UserIndexes indexes, AgentLoads loads, ConversationStore store)
{
    // Places that are counted: a queue of more is long, however long.
    private const int MostPlaces = 10_000;
    private const int ReadsAtOnce = 16;

    /// <summary>200 with the board and its ETag; 304 when <c>If-None-Match</c> names it; 400; 404.</summary>
    [Function("ReadBoard")]
    [Operation("Get the board of a department", "Gets how things stand in a department: what each of its agents does and has in hand, and how much waits for how long.", Visibility = Visibility.Important)]
    [Query(typeof(BoardQuery))]
    [Answers(200, typeof(BoardView), Also = [304])]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "board")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!(await Handle(caller.Tenant, request.Word("department"), cancellationToken)).Try(out var board, out error))
            return Answer.Problem(error);
        // What it shows are times and no ages, so it is the same until something happens.
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Json.Write(board))))[..32]}\"";
        return request.Headers.IfNoneMatch.ToString().Split(',').Any(sent => sent.Trim() is var one && (one == "*" || one.Replace("W/", "", StringComparison.Ordinal) == tag))
            ? Answer.NotModified(tag)
            : Answer.Ok(board).With("ETag", tag);
    }

    /// <summary>The board as of now.</summary>
    public async Task<Result<BoardView>> Handle(string tenant, string? named, CancellationToken cancellationToken)
    {
        if (named is null)
            return Error.Invalid("department", "department.missing", "department is required: give the name or id of a department.");
        var known = await facts.Now(tenant, cancellationToken);
        if (!known.Departments.TryFind(named, out var place) || DepartmentList.Of(known).Find(place.Id) is not { } department)
            return Error.NotFound("department", FieldReader.Shown(named));
        var index = await indexes.Now(tenant, cancellationToken);
        var (agents, statuses, gate) = (new List<BoardAgent>(), StatusList.Of(known), new Lock());
        await Parallel.ForEachAsync(
            Staffing.Members(department.Id, Staffing.Links(department, known.Groups), index).Select(index.Find).OfType<User>(),
            new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken },
            async (user, token) =>
            {
                var agent = BoardAgent.Of(user, await loads.Read(tenant, user.Id, token), EffectiveCapacity.Of(user, known), statuses.Of(user.StatusId, user.Presence).Name);
                lock (gate)
                    agents.Add(agent);
            });
        var queue = await store.Queue(tenant, MostPlaces, cancellationToken);
        return BoardView.Of(department.Id, department.Name, [.. queue.Where(waits => waits.DepartmentId == department.Id)], agents);
    }
}
