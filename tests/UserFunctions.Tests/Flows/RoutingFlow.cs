using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Flows;

/// <summary>A chat platform lets the app decide who gets its conversations, and says what became of them.</summary>
internal static class RoutingFlow
{
    private static readonly string[] Sms = ["SMS"];

    public static async Task Run(FlowEngine engine, OwnApp own)
    {
        await engine.Do("CreateDepartment", body: new { name = "Desk" });
        await engine.Do("CreateClient", body: new { name = "Globex", channels = Sms });
        var (first, second) = (await Agent(engine, own, "route1@flows.test"), await Agent(engine, own, "route2@flows.test"));
        var id = await Comes(engine);
        await engine.Do("ReadConversation", new { id });
        Assert.NotEmpty((await engine.Do("ListConversations", new { state = "Offering", top = 1 })).Value);
        var agent = (await engine.Do("AcceptConversation", new { id })).TextOf("agentId");
        await engine.Do("ExplainConversation", new { id });
        await engine.Do("TransferConversation", new { id }, new { agent = agent == first.ToString() ? second : first });
        await engine.Do("DeclineConversation", new { id }, new { agent = agent == first.ToString() ? second : first });
        await engine.Do("ForwardConversation", new { id }, new { agent = agent == first.ToString() ? second : first });
        Assert.Equal("Assigned", (await engine.Do("ReportActivity", new { id })).TextOf("state"));
        await engine.Do("ReleaseConversation", new { id }, new { wrapUpSeconds = 60 });
        Assert.Equal("Completed", (await engine.Do("EndWrapUp", new { id })).TextOf("state"));
        var other = await Comes(engine);
        await engine.Do("AssignConversation", new { id = other }, new { agent = first, force = true });
        await engine.Do("ReleaseConversation", new { id = other });
        Assert.Equal("Canceled", (await engine.Do("CancelConversation", new { id = await Comes(engine) })).TextOf("state"));
        await engine.Do("ListConversations");
        await engine.Do("ExplainAgent", new { user = "route1@flows.test" });
        await engine.Do("SimulateRouting", body: new { client = "Globex", channel = "SMS", department = "Desk", users = new[] { new { user = first, chatLimit = 0 } } });
    }

    private static async Task<Guid> Comes(FlowEngine engine) =>
        (await engine.Do("CreateConversation", body: new { client = "Globex", channel = "SMS", department = "Desk", parkAfterSeconds = 600 })).Id;

    private static async Task<Guid> Agent(FlowEngine engine, OwnApp own, string email)
    {
        var user = new { displayName = "Ro Ute", email, department = "Desk", channels = Sms, clients = new[] { new { client = "Globex" } }, licences = new Dictionary<string, bool> { ["Smartflows"] = true } };
        var id = (await engine.Do("CreateUser", body: user)).Id;
        var mail = await Eventually.Finds(() => Task.FromResult(own.Mails.FirstOrDefault(m => m.To == email)));
        await engine.Do("AcceptInvitation", body: new { token = mail.Token });
        await engine.Poll("ReadOperation", await engine.Do("SetStatus", new { id }, new { status = "Available" }));
        return id;
    }
}
