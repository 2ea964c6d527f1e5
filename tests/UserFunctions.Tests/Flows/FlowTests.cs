using System.Text.Json;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Presence;
using UserFunctions.Tests.Webhooks;

namespace UserFunctions.Tests.Flows;

/// <summary>Flows as an author with nothing but the designer builds them: together they use every operation that the connector has.</summary>
public sealed class FlowTests
{
    private static readonly string[] SomePermissions = ["users.read", "groups.read"];
    private static readonly string[] Sms = ["SMS"];
    private static readonly string[] Created = ["user.created"];

    [Fact]
    public async Task Flows_use_every_operation_and_every_answer_is_as_it_is_declared()
    {
        await using var own = await OwnApp.Start(settings: new Dictionary<string, string?> { ["Webhooks:AllowLoopback"] = "true" });
        await using var receiver = await Receiver.Start();
        var engine = await FlowEngine.Start(own.Tenant);
        await Part(engine, () => Places(engine));
        await Part(engine, () => Settings(engine));
        await Part(engine, () => Telephony(engine));
        await Part(engine, () => People(engine));
        await Part(engine, () => ManyPeople(engine));
        await Part(engine, () => AtWork(engine, own));
        await Part(engine, () => InvitationFlow.Run(engine, own));
        await Part(engine, () => SignInFlow.Run(engine, own));
        await Part(engine, () => RoutingFlow.Run(engine, own));
        await Part(engine, () => ImportFlow.Run(engine));
        await Part(engine, () => Triggers(engine, own, receiver));
        await Part(engine, () => Hooks(engine, receiver));
        await Part(engine, () => InboundFlow.Run(engine));
        Assert.True(engine.Problems.Count == 0, string.Join('\n', engine.Problems));
        Assert.Empty(engine.All.Except(engine.Used).Order(StringComparer.Ordinal));
        Assert.Empty(engine.All.Where(engine.IsPaged).Except(engine.Paged).Order(StringComparer.Ordinal));
    }

    // A flow that breaks off does not keep the others from being tried.
    private static async Task Part(FlowEngine engine, Func<Task> flow)
    {
        try
        {
            await flow();
        }
        catch (Exception exception)
        {
            engine.Problems.Add(exception.ToString());
        }
    }

    private static async Task Places(FlowEngine engine)
    {
        await engine.Do("ListDepartments");
        await engine.Do("ListClients");
        var department = await Made(engine, "Department", new { name = "Sales" }, new { name = "Selling" });
        var group = await Made(engine, "Group", new { name = "Night", description = "Nights" }, new { description = "Late" });
        var client = await Made(engine, "Client", new { name = "Acme", channels = Sms }, new { name = "Acme Ltd" });
        var user = (await engine.Do("CreateUser", body: new { displayName = "Ann Lee", email = "ann@flows.test", department = "Selling" })).Id;
        var other = (await engine.Do("CreateUser", body: new { displayName = "Al Lee", email = "al@flows.test", department = "Selling" })).Id;
        await engine.Do("ReadChannelOptions", new { id = user });
        foreach (var userId in new[] { user, other })
            await engine.Do("AddMember", new { id = group, userId });
        await engine.Do("ListMembers", new { id = group, top = 1 });
        await engine.Do("RemoveMember", new { id = group, userId = user });
        await engine.Do("ChangeMembers", new { id = group }, new { add = new[] { user } });
        await engine.Do("ListDepartmentMembers", new { id = department });
        await engine.Do("DeleteGroup", new { id = group, force = true });
        await engine.Do("DeleteClient", new { id = client, force = true });
        await engine.Do("DeleteDepartment", new { id = (await engine.Do("CreateDepartment", body: new { name = "Empty" })).Id });
    }

    // Creates two, lists them by small pages, reads and changes the first one; its id.
    private static async Task<Guid> Made(FlowEngine engine, string thing, object body, object changes)
    {
        var id = (await engine.Do($"Create{thing}", body: body)).Id;
        var another = JsonSerializer.SerializeToNode(body)!;
        another["name"] = $"Another {another["name"]}";
        await engine.Do($"Create{thing}", body: another);
        await engine.Do($"List{thing}s", new { top = 1 });
        await engine.Do($"Read{thing}", new { id });
        var read = await engine.Do($"Change{thing}", new { id }, changes);
        Assert.Equal(id, read.Id);
        return id;
    }

    private static async Task Settings(FlowEngine engine)
    {
        await engine.Do("ReadTenant");
        await engine.Do("ChangeTenant", body: new { internationalCalling = false });
        foreach (var list in (string[])["ListChannels", "ListLicences", "ListIpNames", "ListPermissions", "ListStatuses", "ListEventTypes", "ListRoles", "SummarizeInvitations"])
            await engine.Do(list);
        var role = await Made(engine, "Role", new { name = "Campaign Manager", permissions = SomePermissions }, new { description = "Campaigns" });
        await engine.Do("DeleteRole", new { id = role });
        var status = (await engine.Do("CreateStatus", body: new { name = "Lunch", @class = "Unavailable" })).Id;
        await engine.Do("ReadStatusDefinition", new { id = "Lunch" });
        await engine.Do("ChangeStatus", new { id = status }, new { idleMinutes = 60 });
        await engine.Do("DeleteStatus", new { id = status });
        await engine.Do("ReadPresenceSettings");
        await engine.Do("ChangePresenceSettings", body: new { graceSeconds = 90 });
        var profile = await Made(engine, "CapacityProfile", new { name = "Team", chatLimit = 4 }, new { totalUnits = 10 });
        await engine.Do("DeleteCapacityProfile", new { id = profile });
        var window = new { days = new[] { "Monday" }, from = "09:00", to = "17:00" };
        var times = await Made(engine, "TimeGroup", new { name = "Day", timeZone = "Asia/Kolkata", windows = new[] { window } }, new { timeZone = "UTC" });
        await engine.Do("DeleteTimeGroup", new { id = times });
        var key = (await engine.Do("CreateKey", body: new { name = "other flow", role = "Agent" })).Id;
        await engine.Do("CreateKey", body: new { name = "third flow", role = "Agent" });
        await engine.Do("ListKeys");
        await engine.Do("ReadKey", new { id = key });
        await engine.Do("RotateKey", new { id = key });
        await engine.Do("DeleteKey", new { id = key });
    }

    private static async Task Telephony(FlowEngine engine)
    {
        var number = (await engine.Do("CreateCallerId", body: new { number = "9876543210", name = "Main" })).TextOf("number");
        await engine.Do("CreateCallerId", body: new { number = "9876543211", name = "Side" });
        await engine.Do("ListCallerIds");
        await engine.Do("ReadCallerId", new { number });
        await engine.Do("ChangeCallerId", new { number }, new { name = "Front desk" });
        var user = (await engine.Do("CreateUser", body: new { displayName = "Tel Ephone", email = "tel@flows.test" })).Id;
        await engine.Do("CreateExtension", body: new { number = "204", callerId = number });
        await engine.Do("CreateExtension", body: new { number = "206" });
        await engine.Do("ListExtensions");
        await engine.Do("ReadExtension", new { number = "204" });
        await engine.Do("ChangeExtension", new { number = "204" }, new { intercomNumber = "31" });
        await engine.Do("AssignExtension", new { number = "204" }, new { user });
        await engine.Do("ChangeUser", new { id = user }, new { createAgentExtension = true });
        await engine.Do("RotateSecret", new { number = "204" });
        await engine.Do("RegisterPhone", new { number = "204" }, new { contact = "sip:204@10.0.0.7:5060", expiresInSeconds = 60 });
        await engine.Do("ListRegistrations", new { number = "204" });
        await engine.Do("DecideCall", body: new { agent = "204", entryPoint = "MyNumber" });
        await engine.Do("DecideOutbound", body: new { agent = user, number = "+919876543210" });
        await engine.Do("DecideInteraction", body: new { agent = "tel@flows.test", interaction = "Video", callState = "Live" });
        await engine.Do("DecideDisposition", body: new { agent = user, callState = "Live", disposition = "Sold" });
        await engine.Do("RevokeSecret", new { number = "204" });
        await engine.Do("ReleaseExtension", new { number = "204" });
        await engine.Do("CreateExtension", body: new { number = "205" });
        await engine.Do("DeleteExtension", new { number = "205" });
        await engine.Do("DeleteCallerId", new { number, force = true });
    }

    private static async Task People(FlowEngine engine)
    {
        await engine.Do("ValidateUser", body: new { email = "nobody@flows.test" });
        var made = await engine.Do("CreateUser", body: new { displayName = "Bo Chen", email = "bo@flows.test", channels = Sms, tags = new[] { "north" } });
        var id = made.Id;
        Assert.Equal(id, (await engine.Do("CreateUser", new { onConflict = "Upsert" }, new { displayName = "Bo Chen", email = "bo@flows.test" })).Id);
        await engine.Do("ReadUser", new { id });
        await engine.Do("ChangeUser", new { id }, new { designation = "Lead", sticky = new { enabled = true, timeoutSeconds = 20 } });
        Assert.Equal("bo@flows.test", Assert.Single((await engine.Do("ListUsers", new { search = "bo ch", top = 1 })).Value).GetProperty("email").GetString());
        await engine.Do("ListUsers", new { top = 1, sort = "-updatedAt" });
        await engine.Do("ReadPermissions", new { id });
        await engine.Do("ReadChannelOptions", new { id });
        await engine.Do("SetProfileImage", new { id }, new { fileName = "bo.png", contentBase64 = Convert.ToBase64String(Picture.Png(64, 48)) });
        await engine.Do("SetProfileImageForm", new { id, file = new { fileName = "bo.gif", contentBase64 = Convert.ToBase64String(Picture.Gif(64, 48)) } });
        await engine.Do("ReadProfileImage", new { id });
        await engine.Do("RemoveProfileImage", new { id });
        await engine.Do("ReadHistory", new { id, top = 1 });
        foreach (var action in (string[])["DisableUser", "EnableUser", "BlockUser", "UnblockWebLogin"])
            await engine.Do(action, new { id });
        await engine.Do("DeleteUser", new { id });
        await engine.Do("DeleteUser", new { id = (await engine.Do("CreateUser", body: new { displayName = "Gon Too", email = "gon@flows.test" })).Id });
        await engine.Do("ListDeletedUsers");
        await engine.Do("RestoreUser", new { id });
        Assert.Contains("bo@flows.test", (await engine.Do("ExportUsers")).Text, StringComparison.Ordinal);
    }

    private static async Task ManyPeople(FlowEngine engine)
    {
        var users = new List<Guid>();
        for (var i = 0; i < 3; i++)
            users.Add((await engine.Do("CreateUser", body: new { displayName = $"Many {i}", email = $"many{i}@flows.test" })).Id);
        foreach (var action in (string[])["DisableUsers", "EnableUsers", "BlockUsers", "UnblockWebLogins", "DeleteUsers", "RestoreUsers"])
            await engine.Do(action, body: new { users });
        await engine.Do("ChangeUsers", body: new { users, changes = new { designation = "Lead" } });
    }

    private static async Task AtWork(FlowEngine engine, OwnApp own)
    {
        var id = (await engine.Do("CreateUser", body: new { displayName = "Di Work", email = "di@flows.test" })).Id;
        var mail = await Eventually.Finds(() => Task.FromResult(own.Mails.FirstOrDefault(m => m.To == "di@flows.test")));
        await engine.Do("ReadInvitation", new { id });
        await engine.Do("AcceptInvitation", body: new { token = mail.Token });
        await engine.Poll("ReadOperation", await engine.Do("SetStatus", new { id }, new { status = "Available" }));
        await engine.Poll("ReadOperation", await engine.Do("SetCapacity", new { id }, new { chatLimit = 3, channelLimits = new { SMS = 2 } }));
        await engine.Do("ReadStatus", new { id });
        await engine.Do("ReportSession", new { id }, new { device = "desk", isActive = true });
        await engine.Do("ListSessions", new { id });
        await engine.Do("SetNextStatus", new { id }, new { status = "Unavailable" });
        await engine.Do("CancelNextStatus", new { id });
        await engine.Do("CreateDepartment", body: new { name = "Watched" });
        await engine.Do("ReadBoard", new { department = "Watched" });
        await engine.Do("ReadCapacity", new { id });
        await engine.Do("ListOperations", new { top = 1 });
    }

    // Each trigger in both its kinds, started by the same event.
    private static async Task Triggers(FlowEngine engine, OwnApp own, Receiver receiver)
    {
        var id = (await engine.Do("CreateUser", body: new { displayName = "Tri Gger", email = "tri@flows.test" })).Id;
        var token = (await Eventually.Finds(() => Task.FromResult(own.Mails.FirstOrDefault(m => m.To == "tri@flows.test")))).Token;
        await Trigger(engine, receiver, "UserCreated", () => engine.Do("CreateUser", body: new { displayName = "New Here", email = "new@flows.test" }));
        await Trigger(engine, receiver, "InvitationAccepted", () => engine.Do("AcceptInvitation", body: new { token }));
        await Trigger(engine, receiver, "UserChanged", () => engine.Do("ChangeUser", new { id }, new { designation = "Trigger" }));
        await Trigger(engine, receiver, "UserStatusChanged", () => engine.Do("SetStatus", new { id }, new { status = "Unavailable" }));
        await Trigger(engine, receiver, "UserCapacityChanged", () => engine.Do("SetCapacity", new { id }, new { chatLimit = 7 }));
        await Trigger(engine, receiver, "AgentDrained", () => engine.Do("SetNextStatus", new { id }, new { status = "Inactive" }));
        await Trigger(engine, receiver, "CapacityDrift", () => WrongLoads.PutRight(own.Tenant, id, "SMS"));
        await Trigger(engine, receiver, "UserDeleted", () => engine.Do("DeleteUser", new { id }));
        await Trigger(engine, receiver, "UserRestored", () => engine.Do("RestoreUser", new { id }));
        await Trigger(engine, receiver, "ImportFinished", () => ImportFlow.Upload(engine, "three@flows.test"));
    }

    private static async Task Trigger(FlowEngine engine, Receiver receiver, string name, Func<Task> happens)
    {
        var ends = await engine.Subscribe($"When{name}", receiver.Url(name));
        Assert.True((await engine.Batch($"On{name}", happens)).GetArrayLength() > 0);
        var told = await Eventually.Finds(() => Task.FromResult(receiver.Delivered.FirstOrDefault(r => r.Path == name)));
        engine.IsNotification($"When{name}", told.Event);
        await engine.Unsubscribe(ends);
    }

    private static async Task Hooks(FlowEngine engine, Receiver receiver)
    {
        receiver.Answers = (_, path, _) => Task.FromResult(path == "refuses" ? 500 : 204);
        var id = (await engine.Do("CreateWebhook", body: new { callbackUrl = receiver.Url("refuses"), events = Created })).Id;
        var quiet = (await engine.Do("CreateWebhook", body: new { callbackUrl = receiver.Url("quiet"), events = Created, enabled = false })).Id;
        await engine.Do("ListWebhooks", new { top = 1 });
        await engine.Do("DeleteWebhook", new { id = quiet });
        await engine.Do("ChangeWebhook", new { id }, new { name = "Refuses" });
        await engine.Do("RotateWebhookSecret", new { id });
        await engine.Do("TestWebhook", new { id });
        foreach (var name in (string[])["un", "re"])
            await engine.Do("CreateUser", body: new { displayName = $"{name} Told", email = $"{name}told@flows.test" });
        var waiting = await Eventually.Finds(async () => (await engine.Do("ListDeliveries", new { id })).Value is [var first, _, ..] ? first.GetProperty("eventId").GetString() : null);
        await engine.Do("RetryDelivery", new { id, eventId = waiting });
        var cursor = (await engine.Do("ReadWebhook", new { id })).TextOf("cursor");
        await engine.Do("ReplayWebhook", new { id }, new { from = cursor });
        await engine.Do("DeleteWebhook", new { id });
        await engine.Do("CreateWebhook", body: new { callbackUrl = receiver.Url("other"), events = Created });
        await engine.Do("Unsubscribe", body: new { callbackUrl = receiver.Url("other") });
        Assert.Empty((await engine.Do("ListWebhooks")).Value);
    }
}
