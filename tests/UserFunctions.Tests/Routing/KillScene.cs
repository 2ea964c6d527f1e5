using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Routing;

/// <summary>A desk with one conversation, and agents of whom each can have one at a time.</summary>
/// <param name="Desk">Asked of the process that lives.</param>
/// <param name="First">Who is asked first.</param>
/// <param name="Second">Who is asked next.</param>
internal sealed record KillDesk(Desk Desk, Guid First, Guid Second)
{
    /// <summary>The conversation.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>Another conversation, which waits until somebody is free; null: none does.</summary>
    public Guid? Waiting { get; private set; }

    /// <summary>Both.</summary>
    public IEnumerable<Guid> All => Waiting is { } waiting ? [Id, waiting] : [Id];

    /// <summary>Another department, with an agent of its own; empty as long as nobody needs it.</summary>
    public Guid Elsewhere { get; private set; }

    public static async Task<KillDesk> Open(TestTenant tenant)
    {
        var desk = await Desk.Open(tenant);
        return new(desk, await desk.Agent(new { chatLimit = 1 }), await desk.Agent(new { chatLimit = 1 }));
    }

    /// <summary>The conversation comes in; an offer of it outlasts the sweep.</summary>
    public Task<Reply> Comes(Desk? at = null, string[]? skills = null) => (at ?? Desk).Asks(new { id = Id, preferredAgent = First, offerSeconds = 300, skills = skills ?? [] });

    /// <summary>It is the first agent's.</summary>
    public async Task IsAccepted()
    {
        (await Comes()).Expect(HttpStatusCode.Created);
        (await Do("accept", new { agent = First })).Expect(HttpStatusCode.OK);
    }

    /// <summary>It is over and written up.</summary>
    public async Task Wraps(int seconds)
    {
        await IsAccepted();
        (await Do("release", new { wrapUpSeconds = seconds })).Expect(HttpStatusCode.OK);
    }

    /// <summary>The second is asked as well.</summary>
    public async Task IsTransferred()
    {
        await IsAccepted();
        (await Do("transfer", new { agent = Second })).Expect(HttpStatusCode.OK);
    }

    /// <summary>One more waits, because the first agent has one and the second is absent.</summary>
    public async Task IsAcceptedAndAnotherWaits()
    {
        await IsAccepted();
        await Desk.Is(Second, "Unavailable");
        var waiting = await Desk.Comes(new { offerSeconds = 300 });
        Assert.Equal("Queued", waiting.TextOf("state"));
        Waiting = waiting.Id;
    }

    /// <summary>It is released, and the other one is offered.</summary>
    public async Task<Reply?> IsReleasedAndTheOtherOffered(Desk at)
    {
        var released = await Do("release", at: at);
        await Eventually.Holds(async () => (await at.Load(First)).Chats == 1 && (await at.Tenant.Get($"conversations/{Waiting}")).TextOf("state") == "Offering");
        return released;
    }

    /// <summary>There is somebody in another department.</summary>
    public async Task HasElsewhere()
    {
        var agent = await Desk.Agent(new { chatLimit = 1 });
        Elsewhere = (await Desk.Tenant.Department()).Id;
        (await Desk.Tenant.Patch($"users/{agent}", new { department = Elsewhere })).Expect(HttpStatusCode.OK);
    }

    public Task<Reply> Do(string action, object? body = null, Desk? at = null) => (at ?? Desk).Tenant.Post($"conversations/{Id}/{action}", body ?? new { });
}

/// <summary>What a process does when it dies.</summary>
/// <param name="Writes">How many writes that takes.</param>
/// <param name="Before">What was done before.</param>
/// <param name="Act">What it does; its answer, or null when it answers nobody.</param>
/// <param name="After">Where the conversation may be after the sweep, wherever it died.</param>
internal sealed record KillScene(int Writes, Func<KillDesk, Task> Before, Func<KillDesk, Desk, Task<Reply?>> Act, params string[] After)
{
    /// <summary>How long it takes from what was done before until it acts.</summary>
    public TimeSpan Later { get; init; }

    /// <summary>After so many writes a process died before to which the conversation came; null: none did.</summary>
    public int? ComesAndDiesAfter { get; init; }
}
