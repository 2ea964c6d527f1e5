using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;
using UserFunctions.Presence;
using UserFunctions.Users;

namespace UserFunctions.Routing;

#pragma warning disable CS1591 // Each property is described by its sentence.

/// <summary>A user as they might be: one who is there with other settings, or one who is not there at all.</summary>
public sealed record SupposedUser
{
    [Field("Id or e-mail address of the user who is taken to be otherwise; absent: somebody who is not there, who may work for the client on the channel and answers for the department or group.", Lookup = "users")]
    public string? User { get; init; }

    [Field("Name of somebody who is not there, at most 100 characters.")]
    public string? Name { get; init; }

    [Field("Available: ready for work; Unavailable: at work, but not for new conversations; Inactive: absent. As it is unless given, and Available for somebody who is not there.")]
    public PresenceClass? Status { get; init; }

    [Field("Most conversations at once over all channels but calls, -1 for unlimited; as it is unless given.")]
    public int? ChatLimit { get; init; }

    [Field("Most conversations at once by channel, -1 for unlimited; as it is unless given.")]
    public IReadOnlyDictionary<string, int>? ChannelLimits { get; init; }

    [Field("How many conversations the user has in hand, by channel; as it is unless given.")]
    public IReadOnlyDictionary<string, int>? Used { get; init; }
}

/// <summary>A conversation as it might come in, at a time and among users as they might be; what <see cref="SimulateRouting"/> reads.</summary>
public sealed record SimulationBody : RoutedBody
{
    [Field("The moment that is asked about, such as tomorrow at nine; now unless given.")]
    public DateTimeOffset? At { get; init; }

    [Field("Number that ties are broken with, from 0 on, such as that of a decision that is to be made again; by chance unless given.", Visibility = Visibility.Advanced)]
    public int? Seed { get; init; }

    [Field("Users as they might be, at most 100; all as they are unless given.", Visibility = Visibility.Advanced)]
    public IReadOnlyList<SupposedUser>? Users { get; init; }
}

#pragma warning restore CS1591

/// <summary><c>POST /api/routing/simulate</c>: who would get a conversation. It is the choice itself, and nothing is written.</summary>
public sealed class SimulateRouting(Rosters rosters, AgentLoads loads, UserWriter directory, ConversationDoor door, TimeProvider time)
{
    private const int MaxUsers = 100;
    private const int MaxName = 100;

    /// <summary>200 with the decision; 400.</summary>
    [Function("SimulateRouting")]
    [Operation("Simulate the routing of a conversation", "Says who would get a conversation, with users, limits and a time as they might be; nothing is written or offered.", IsRepeatable = true)]
    [Takes(typeof(SimulationBody))]
    [Answers(200, typeof(Decision))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "routing/simulate")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.RoutingRead, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        var known = await rosters.Now(read.Caller.Tenant, cancellationToken);
        var reader = new FieldReader(read.Body, "simulation");
        var fields = new ConversationFields(reader, known);
        var supposed = reader.Parts("users", MaxUsers, "user").Value ?? [];
        var users = await door.Named(read.Caller.Tenant, fields.Named.Concat(supposed.Select(one => one.Peek("user")).OfType<string>()), cancellationToken);
        var at = reader.Time("at").Value ?? time.GetUtcNow();
        var seed = reader.Integer("seed", 0, int.MaxValue, "any number").Value ?? Random.Shared.Next();
        var question = known.Ask(fields.Asked(users, Guid.Empty, at), at);
        var agents = known.Roster.All.ToDictionary(agent => agent.Id);
        foreach (var one in supposed)
        {
            var agent = await Suppose(one, users, question, known, cancellationToken);
            agents[agent.Id] = agent;
        }

        if (reader.Finish() is { } invalid)
            return Answer.Problem(invalid);
        // What is not known is taken for none when something is offered, and found out then; here it would only be wrong.
        await loads.Refresh(read.Caller.Tenant, known.Roster.All.Where(question.IsFor).Select(agent => agent.Id), int.MaxValue, cancellationToken);
        var choice = Choice.Among([.. agents.Values], question, OfferWork.LoadOf, at, seed, Decision.MostRanked);
        return Answer.Ok(Decision.Of(choice, 0, at, DecisionCause.Simulated, known.AsOf));
    }

    private async Task<Agent> Suppose(FieldReader one, IReadOnlyDictionary<string, Guid> users, Question question, Knowledge known, CancellationToken cancellationToken)
    {
        var name = one.Text("name", MaxName).Value;
        var user = one.Text("user", UserFields.MaxEmail).Value is { } text ? ConversationFields.User(one, "user", text, users) : null;
        var agent = user is { } id && await Known(known, id, cancellationToken) is { } there ? there : Nobody(name ?? "Somebody", question);
        var load = user is { } real ? await loads.Read(known.Tenant, real, cancellationToken) : new(agent.Id);
        var cell = new LoadCell();
        cell.Set(one.Json("used").Value is { } used ? load.Recounted(Used(one, used, known, agent.Id)) : load);
        var limits = one.Json("channelLimits").Value is { } given ? ChannelLimits.Read(one, given, known.Settings.Channels, known.Settings.Channels) : agent.Limits.ChannelLimits;
        return agent with
        {
            Presence = one.Choice<PresenceClass>("status").Value ?? agent.Presence,
            Limits = agent.Limits with
            {
                ChatLimit = one.Integer("chatLimit", WorkSettings.Unlimited, WorkSettings.MaxLimit, "conversations at once, −1 is unlimited, 0 is none").Value ?? agent.Limits.ChatLimit,
                ChannelLimits = limits,
            },
            Cell = cell,
        };
    }

    // Who is in no department and no group is somebody all the same, who answers for neither.
    private async Task<Agent?> Known(Knowledge known, Guid user, CancellationToken cancellationToken) =>
        known.Roster.Find(user) ?? (await directory.Find(known.Tenant, user, cancellationToken) is { } found ? new AgentMaker(known.Tenant, known.Facts, loads).Of(found) : null);

    private static Agent Nobody(string name, Question question)
    {
        var id = Guid.NewGuid();
        return new()
        {
            Id = id,
            Name = name,
            Standing = Reason.None,
            HasDesk = true,
            Presence = PresenceClass.Available,
            IsCalling = true,
            Clients = [new(question.ClientId, new(uint.MaxValue))],
            DepartmentId = question.DepartmentId,
            GroupIds = question.GroupIds,
            Skills = question.Skills,
            Limits = new(WorkSettings.Unlimited, new Dictionary<string, int>()),
            Mark = BitConverter.ToUInt32(id.ToByteArray(), 12),
            Cell = new(),
        };
    }

    private static IEnumerable<Reservation> Used(FieldReader one, JsonElement used, Knowledge known, Guid user)
    {
        if (used.ValueKind is not JsonValueKind.Object || used.EnumerateObject().Any(pair => !known.Settings.Channels.Contains(pair.Name, StringComparer.OrdinalIgnoreCase)
            || pair.Value.ValueKind is not JsonValueKind.Number || !pair.Value.TryGetInt32(out var n) || n is < 0 or > WorkSettings.MaxLimit))
        {
            one.Add("used", "invalid", $"used must be an object of the tenant's channels with whole numbers from 0 to {WorkSettings.MaxLimit}, such as {{\"SMS\":2}}.");
            return [];
        }

        return used.EnumerateObject().SelectMany(pair => Enumerable.Repeat(new Reservation(Guid.Empty, Guid.Empty, user, pair.Name, ReservationState.Accepted, default, default), pair.Value.GetInt32()));
    }
}
