using System.Net;
using UserFunctions.Presence;
using UserFunctions.Routing;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Presence;

namespace UserFunctions.Tests.Routing;

/// <summary>A department with a client whose customers write to it, and agents who answer them.</summary>
internal sealed class Desk
{
    private Desk(TestTenant tenant, Guid department, Guid client) => (Tenant, Department, Client) = (tenant, department, client);

    public TestTenant Tenant { get; }

    public Guid Department { get; }

    public Guid Client { get; }

    /// <summary>In a tenant that no other test uses.</summary>
    public static async Task<Desk> Open(TestTenant? tenant = null)
    {
        var own = tenant ?? await TestApp.NewTenant();
        return new(own, (await own.Department()).Id, (await own.Client()).Id);
    }

    /// <summary>The same desk, asked of another instance.</summary>
    public Desk On(UserFunctions.Local.LocalApp other) => new(Tenant.On(other), Department, Client);

    /// <summary>Somebody who could get conversations if their status were Available.</summary>
    public async Task<Guid> Member(object? fields = null)
    {
        var client = new { client = Client, channels = new[] { "LiveChat", "SMS", "Voice" } };
        var user = await Tenant.User(fields);
        (await Tenant.Patch($"users/{user.Id}", new { department = Department, clients = new[] { client }, licences = new Dictionary<string, bool> { ["Smartflows"] = true } })).Expect(HttpStatusCode.OK);
        await Activate(user.Id);
        return user.Id;
    }

    /// <summary>Somebody who gets conversations.</summary>
    public async Task<Guid> Agent(object? fields = null)
    {
        var user = await Member(fields);
        await Available(user);
        return user;
    }

    public Task Available(Guid user) => Is(user, "Available");

    public Task Is(Guid user, string status) => Tenant.Sets(user, "status", new { status });

    /// <summary>A chat that comes in.</summary>
    public async Task<Reply> Comes(object? fields = null) => (await Asks(fields)).Expect(HttpStatusCode.Created);

    /// <summary>The same, whatever the answer is.</summary>
    public Task<Reply> Asks(object? fields = null)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(fields ?? new { }, System.Text.Json.JsonSerializerOptions.Web)!.AsObject();
        body["client"] ??= Client.ToString();
        body["channel"] ??= "LiveChat";
        if (body["group"] is null)
            body["department"] ??= Department.ToString();
        return Tenant.Post("conversations", body);
    }

    public Task<Reply> Do(Reply conversation, string action, object? body = null) => Tenant.Post($"conversations/{conversation.Id}/{action}", body ?? new { });

    /// <summary>The conversation as it is now.</summary>
    public Task<Reply> Now(Reply conversation) => Tenant.Get($"conversations/{conversation.Id}");

    /// <summary>The conversation once it is in this state, with this agent if one is named; an offer is made when the agent's place is taken.</summary>
    public Task<Reply> Becomes(Reply conversation, string state, Guid? agent = null) => Eventually.Finds(async () =>
        await Now(conversation) is var now && now.TextOf("state") == state && (agent is null || AgentOf(now) == agent) && (state != "Offering" || await IsMade(now.Id)) ? now : null);

    /// <summary>Who has it, or is offered it.</summary>
    public static Guid? AgentOf(Reply conversation) => conversation.TextOf("agentId") is { } id ? Guid.Parse(id) : null;

    /// <summary>What the agent has in hand, by the table.</summary>
    public Task<AgentLoad> Load(Guid user) => Service<AgentLoads>().Read(Tenant.Name, user, CancellationToken.None);

    public T Service<T>()
        where T : notnull => (T)Tenant.App.Services.GetService(typeof(T))!;

    public Task Sweep() => Microsoft.Extensions.DependencyInjection.ActivatorUtilities.CreateInstance<SweepConversations>(Tenant.App.Services).Sweep(Tenant.Name, CancellationToken.None);

    private async Task<bool> IsMade(Guid conversation) =>
        await Service<ConversationStore>().Find(Tenant.Name, conversation, CancellationToken.None) is { Offer: { } offer }
        && await Service<AgentLoads>().Find(Tenant.Name, offer.UserId, offer.ReservationId, CancellationToken.None) is { IsOpen: true };

    // As accepting the invitation does.
    private async Task Activate(Guid user)
    {
        var users = Service<UserFunctions.Users.UserWriter>();
        var caller = UserFunctions.Platform.Http.Caller.System(Tenant.Name, "invitation", "test");
        var changed = await users.Change(caller, user, null, "invitation.accepted", (current, context) => current with { Lifecycle = UserFunctions.Users.Lifecycle.Active, Version = current.Version + 1 }, CancellationToken.None);
        Assert.True(changed.Ok, changed.Error?.Message);
    }
}
