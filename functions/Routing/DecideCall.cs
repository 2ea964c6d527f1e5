using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Departments;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Routing;

/// <summary><c>POST /api/calls/decide</c>: where a call goes that came in for an agent (S026-S036, S056-S058). It writes nothing, so it may be asked again.</summary>
public sealed class DecideCall(CallAgents agents, Facts facts, TimeProvider time)
{
    /// <summary>200 with the decision and its reasons; 400; 404 for an agent or department that is not there.</summary>
    [Function("DecideCall")]
    [Operation("Decide where an incoming call goes", "Says which numbers of an agent ring, for how long and what comes next, or where else the call goes and why.", IsRepeatable = true)]
    [Takes(typeof(InboundCallBody))]
    [Answers(200, typeof(CallView))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "calls/decide")] HttpRequest request, CancellationToken cancellationToken) =>
        request.Decided(Handle, cancellationToken);

    /// <summary>Reads what the decision depends on, and decides.</summary>
    public async Task<Result<CallView>> Handle(string tenant, JsonElement body, CancellationToken cancellationToken)
    {
        if (!Question.Read(body, time.GetUtcNow()).Try(out var asked, out var error))
            return error;
        var known = await facts.Now(tenant, cancellationToken);
        if (!Failover(asked.Department, known).Try(out var failover, out error))
            return error;
        if (!(await agents.Find(tenant, asked.Agent, cancellationToken)).Try(out var agent, out error))
            return error;
        var timeGroup = agent.Calling.TimeGroupId is { } id ? TimeGroup.Find(known, id) : null;
        var isRegistered = await agents.IsRegistered(tenant, agent, cancellationToken);
        return CallView.Of(new(agent, asked.EntryPoint, timeGroup, failover, asked.At, agent.HasSession, isRegistered, asked.Caller), known);
    }

    private static Result<Failover?> Failover(string? department, TenantFacts facts)
    {
        if (department is null)
            return (Failover?)null;
        return facts.Departments.TryFind(department, out var named) && DepartmentList.Of(facts).Find(named.Id) is { } found
            ? found.Failover : Error.NotFound("department", FieldReader.Shown(department));
    }

    private sealed record Question(string Agent, EntryPoint EntryPoint, string? Department, string? Caller, DateTimeOffset At)
    {
        private const int MaxDepartment = 100;

        public static Result<Question> Read(JsonElement body, DateTimeOffset now)
        {
            var fields = new FieldReader(body, "call");
            var agent = CallAgents.Named(fields);
            var entryPoint = fields.Choice<EntryPoint>("entryPoint").Value;
            if (entryPoint is null)
                fields.Missing("entryPoint", $"use one of {string.Join(", ", Enum.GetNames<EntryPoint>())}");
            var department = fields.Text("department", MaxDepartment).Value;
            if (entryPoint is Routing.EntryPoint.Department && department is null)
                fields.Missing("department", "give the name or id of the department that the call came through");
            if (entryPoint is Routing.EntryPoint.MyNumber or Routing.EntryPoint.Ivr && department is not null)
                fields.Add("department", "invalid", $"A call by {entryPoint} came through no department: leave department out.");
            var caller = DialledNumber.Read(fields, "callerNumber").Value;
            var at = fields.Time("at").Value ?? now;
            return fields.Finish() is { } invalid ? invalid : new Question(agent!, entryPoint!.Value, department, caller, at);
        }
    }
}
