using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Presence;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Presence;

/// <summary>Messages that somebody else puts on the queues, as the documentation of the two functions says.</summary>
public sealed class PresenceMessageTests
{
    [Fact]
    public async Task Messages_put_by_hand_are_applied_to_the_user_named_by_id_or_address()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        var (status, capacity) = (Guid.NewGuid(), Guid.NewGuid());
        await tenant.Applied(Changes.Status, status, new { tenant = tenant.Name, user = user.TextOf("email")!.ToUpperInvariant(), status = "Unavailable", id = status, reason = "Break", by = "wallboard" });
        await tenant.Applied(Changes.Capacity, capacity, new { tenant = tenant.Name, user = user.Id, chatLimit = 4, id = capacity, changedAt = "2026-03-01T09:30:00+05:30" });
        var shown = await tenant.Get($"users/{user.Id}/status");
        Assert.Equal(("Unavailable", "Break", "wallboard", status), (shown.TextOf("status"), shown.TextOf("reason"), shown.TextOf("changedBy"), shown["changeId"].GetGuid()));
        var limits = await tenant.Get($"users/{user.Id}/capacity");
        Assert.Equal((4, "2026-03-01T04:00:00Z", "queue"), (limits["chatLimit"].GetInt32(), limits.TextOf("changedAt"), limits.TextOf("changedBy")));
    }

    [Fact]
    public async Task The_least_that_a_message_may_say_is_enough()
    {
        var tenant = await TestApp.NewTenant();
        var user = (await tenant.User()).Id;
        await Changes.Put(Changes.Status, $$"""{"tenant":"{{tenant.Name}}","user":"{{user}}","status":"Available"}""");
        // The operation is written behind the status, so it is the one to wait for.
        await Eventually.Holds(async () => (await tenant.All("operations?state=Applied")).Count == 1);
        Assert.Single(await tenant.All("operations"));
        Assert.Equal("Available", (await tenant.Get($"users/{user}/status")).TextOf("status"));
    }

    [Fact]
    public async Task An_older_change_that_comes_later_is_superseded_and_the_newer_one_stays()
    {
        var tenant = await TestApp.NewTenant();
        var user = (await tenant.User()).Id;
        var (newer, older) = (Guid.NewGuid(), Guid.NewGuid());
        var applied = await tenant.Applied(Changes.Status, newer, Message(tenant, user, newer, "Unavailable", 10));
        var late = await tenant.Applied(Changes.Status, older, Message(tenant, user, older, "Available", 5));
        Assert.Equal(("Applied", "Superseded"), (applied.TextOf("state"), late.TextOf("state")));
        Assert.NotNull(late.TextOf("message"));
        Assert.Equal("Unavailable", (await tenant.Get($"users/{user}/status")).TextOf("status"));

        // What was superseded once and is delivered again stays so, and so does what was applied.
        await Changes.Put(Changes.Status, Message(tenant, user, older, "Available", 5));
        await Changes.Put(Changes.Status, Message(tenant, user, newer, "Unavailable", 10));
        var last = Guid.NewGuid();
        await tenant.Applied(Changes.Status, last, Message(tenant, user, last, "Available", 11));
        Assert.Equal(["Applied", "Superseded", "Applied"], await States(tenant, newer, older, last));
    }

    [Fact]
    public async Task The_same_message_any_number_of_times_is_one_effect()
    {
        var tenant = await TestApp.NewTenant();
        var user = (await tenant.User()).Id;
        var id = Guid.NewGuid();
        var first = await tenant.Applied(Changes.Status, id, Message(tenant, user, id, "Available", 1));
        var shown = await tenant.Get($"users/{user}/status");
        var function = ActivatorUtilities.CreateInstance<ApplyStatus>(tenant.App.Services);
        var text = System.Text.Json.JsonSerializer.Serialize(Message(tenant, user, id, "Available", 1));
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => function.Run(text, Guid.NewGuid().ToString(), DateTimeOffset.UtcNow, CancellationToken.None)));
        Assert.Equal(shown.Text, (await tenant.Get($"users/{user}/status")).Text);
        Assert.Equal(first.Text, (await tenant.Ended(id)).Text);
        Assert.Single(await tenant.All("operations"));
    }

    [Fact]
    public async Task The_same_capacity_any_number_of_times_is_one_effect_also_with_its_fields_in_another_order()
    {
        var tenant = await TestApp.NewTenant();
        var (user, id) = ((await tenant.User()).Id, Guid.NewGuid());
        await tenant.Applied(Changes.Capacity, id, new { tenant = tenant.Name, user, id, chatLimit = 2 });
        var before = await tenant.Rows();
        var function = ActivatorUtilities.CreateInstance<ApplyCapacity>(tenant.App.Services);
        string[] texts = [$$"""{"tenant":"{{tenant.Name}}","user":"{{user}}","id":"{{id}}","chatLimit":2}""", $$"""{ "chatLimit": 2, "id": "{{id}}", "user": "{{user}}", "tenant": "{{tenant.Name}}" }"""];
        foreach (var text in texts)
            await function.Run(text, Guid.NewGuid().ToString(), DateTimeOffset.UtcNow, CancellationToken.None);
        Assert.Equal(before.Select(r => (r.Key, r.ETag)), (await tenant.Rows()).Select(r => (r.Key, r.ETag)));
        Assert.Equal("Applied", Assert.Single(await tenant.All("operations")).GetProperty("state").GetString());
    }

    [Theory]
    [InlineData(Changes.Status, "\"status\":\"Available\"", "\"status\":\"Unavailable\"")]
    [InlineData(Changes.Capacity, "\"chatLimit\":2", "\"chatLimit\":3")]
    public async Task Of_two_messages_with_one_id_that_say_different_things_the_first_counts_and_the_other_is_refused(string queue, string first, string second)
    {
        var tenant = await TestApp.NewTenant();
        var (user, id) = ((await tenant.User()).Id, Guid.NewGuid());
        await Changes.Put(queue, Text(first));
        var applied = await tenant.Ended(id);
        var shown = (await tenant.Get($"users/{user}")).Text;
        await Changes.Put(queue, Text(second));
        var refused = await tenant.Refused(id.ToString());
        Assert.Equal(("id.reused", user.ToString()), (refused.GetProperty("code").GetString(), refused.GetProperty("user").GetString()));
        // Once for each thing that it says, however often it comes.
        await Changes.Put(queue, Text(second));
        await Changes.Put(queue, Text(second + ",\"by\":\"wallboard\""));
        await Eventually.Holds(async () => (await tenant.All("operations?state=Refused")).Count == 2);
        Assert.Equal(shown, (await tenant.Get($"users/{user}")).Text);
        Assert.Equal(applied.Text, (await tenant.Get($"operations/{id}")).Text);
        Assert.False(await Changes.IsPoisoned(queue, id.ToString()));

        string Text(string fields) => $$"""{"tenant":"{{tenant.Name}}","user":"{{user}}","id":"{{id}}","changedAt":"2026-03-01T09:30:00Z",{{fields}}}""";
    }

    [Fact]
    public async Task Of_many_at_once_with_one_id_one_counts_and_the_others_are_refused()
    {
        var tenant = await TestApp.NewTenant();
        var (user, id) = ((await tenant.User()).Id, Guid.NewGuid());
        var function = ActivatorUtilities.CreateInstance<ApplyCapacity>(tenant.App.Services);
        await Task.WhenAll(Enumerable.Range(1, 8).Select(limit => function.Run(
            $$"""{"tenant":"{{tenant.Name}}","user":"{{user}}","id":"{{id}}","chatLimit":{{limit}}}""", Guid.NewGuid().ToString(), DateTimeOffset.UtcNow, CancellationToken.None)));
        Assert.Equal("Applied", (await tenant.Get($"operations/{id}")).TextOf("state"));
        Assert.Equal(7, (await tenant.All("operations?state=Refused")).Count(o => o.GetProperty("code").GetString() == "id.reused"));
        Assert.Single(await tenant.Rows("c|"), row => row.Text("kind") == "capacity.changed");
    }

    [Fact]
    public async Task A_message_without_id_is_known_again_by_the_queues_own()
    {
        var tenant = await TestApp.NewTenant();
        var user = (await tenant.User()).Id;
        var function = ActivatorUtilities.CreateInstance<ApplyCapacity>(tenant.App.Services);
        var (id, text) = (Guid.NewGuid(), $$"""{"tenant":"{{tenant.Name}}","user":"{{user}}","chatLimit":2}""");
        for (var i = 0; i < 3; i++)
            await function.Run(text, id.ToString(), DateTimeOffset.UnixEpoch.AddYears(50), CancellationToken.None);
        Assert.Equal(id, Assert.Single(await tenant.All("operations")).GetProperty("id").GetGuid());
        Assert.Equal(id, (await tenant.Get($"users/{user}/capacity"))["changeId"].GetGuid());
    }

    [Theory]
    [InlineData(Changes.Status, "\"status\":\"Busy\"", "status.unknown")]
    [InlineData(Changes.Status, "\"status\":\"0\"", "status.unknown")]
    [InlineData(Changes.Status, "\"reason\":\"x\"", "status.missing")]
    [InlineData(Changes.Status, "\"status\":\"Available\",\"user\":\"nobody@example.com\"", "user.unknown")]
    [InlineData(Changes.Status, "\"status\":\"Available\",\"user\":\"00000000-0000-0000-0000-000000000001\"", "user.unknown")]
    [InlineData(Changes.Status, "\"status\":\"Available\",\"user\":null", "user.missing")]
    [InlineData(Changes.Status, "\"status\":\"Available\",\"changedAt\":\"2999-01-01T00:00:00Z\"", "changedAt.invalid")]
    [InlineData(Changes.Status, "\"status\":\"Available\",\"changedAt\":\"1500-01-01T00:00:00Z\"", "changedAt.invalid")]
    [InlineData(Changes.Status, "\"status\":\"Available\",\"colour\":\"red\"", "colour.unknown")]
    [InlineData(Changes.Status, "\"status\":\"Available\",\"reason\":\"\\ud800\"", "reason.invalid")]
    [InlineData(Changes.Capacity, "\"chatLimit\":\"three\"", "chatLimit.invalid")]
    [InlineData(Changes.Capacity, "\"chatLimit\":-5", "chatLimit.invalid")]
    [InlineData(Changes.Capacity, "\"channelLimits\":{\"Fax machine!\":1}", "channelLimits.unknown")]
    [InlineData(Changes.Capacity, "\"channelLimits\":{\"SMS\":1e9}", "channelLimits.invalid")]
    [InlineData(Changes.Capacity, "\"status\":\"Available\"", "capacity.empty")]
    public async Task A_wrong_message_ends_as_a_refused_operation_that_says_why(string queue, string fields, string code)
    {
        var tenant = await TestApp.NewTenant();
        var user = (await tenant.User()).Id;
        var who = fields.Contains("\"user\"", StringComparison.Ordinal) ? "" : $",\"user\":\"{user}\"";
        var id = Guid.NewGuid();
        await Changes.Put(queue, $$"""{"tenant":"{{tenant.Name}}","id":"{{id}}"{{who}},{{fields}}}""");
        var ended = await tenant.Ended(id);
        Assert.Equal(("Refused", code), (ended.TextOf("state"), ended.TextOf("code")));
        Assert.NotEmpty(ended.TextOf("message")!);
        Assert.Single(await tenant.All("operations?state=Refused"));
        Assert.Empty(await tenant.All("operations?state=Applied"));
        Assert.Equal("Inactive", (await tenant.Get($"users/{user}/status")).TextOf("status"));
        Assert.False(await Changes.IsPoisoned(queue, id.ToString()));
    }

    [Fact]
    public async Task A_message_of_any_size_and_shape_is_refused_and_not_poisoned()
    {
        var tenant = await TestApp.NewTenant();
        var many = string.Concat(Enumerable.Range(0, 5000).Select(i => $",\"f{i}\":1"));
        var odd = new string('/', 254);
        var ids = Enumerable.Range(0, 3).Select(_ => Guid.NewGuid()).ToList();
        await Changes.Put(Changes.Status, $$"""{"tenant":"{{tenant.Name}}","id":"{{ids[0]}}","user":"x","status":"Available"{{many}}}""");
        await Changes.Put(Changes.Status, $$"""{"tenant":"{{tenant.Name}}","id":"{{ids[1]}}","user":"{{odd}}","status":"Available"}""");
        await Changes.Put(Changes.Status, $$"""{"tenant":"{{tenant.Name}}","id":"{{ids[2]}}","user":"{{new string('x', 40_000)}}","status":"Available"}""");
        foreach (var id in ids)
            Assert.Equal("Refused", (await tenant.Ended(id)).TextOf("state"));
    }

    [Theory]
    [InlineData("broken {0}", "message.malformed")]
    [InlineData("\"{0}\"", "message.malformed")]
    [InlineData("[\"{0}\"]", "message.malformed")]
    [InlineData("{{\"user\":\"{0}\",\"status\":\"Available\"}}", "tenant.missing")]
    [InlineData("{{\"tenant\":\"\",\"user\":\"{0}\",\"status\":\"Available\"}}", "tenant.missing")]
    [InlineData("{{\"tenant\":\"Not/A#Tenant?\",\"user\":\"{0}\",\"status\":\"Available\"}}", "tenant.unknown")]
    [InlineData("{{\"tenant\":\"~unreadable\",\"user\":\"{0}\",\"status\":\"Available\"}}", "tenant.unknown")]
    [InlineData("{{\"tenant\":\"nobody-is-here\",\"user\":\"{0}\",\"status\":\"Available\"}}", "tenant.unknown")]
    [InlineData("{{\"tenant\":7,\"user\":\"{0}\",\"status\":\"Available\"}}", "tenant.invalid")]
    [InlineData("{{\"user\":\"{0}\",\"\\ud800\":1}}", "message.malformed")]
    public async Task A_message_that_names_no_tenant_is_shown_to_the_platform(string message, string code)
    {
        var mark = AzuriteFixture.NewName();
        await Changes.Put(Changes.Status, string.Format(CultureInfo.InvariantCulture, message, mark));
        var operation = await Changes.Unreadable(mark);
        Assert.Equal(("Refused", code), (operation.GetProperty("state").GetString(), operation.GetProperty("code").GetString()));
        Assert.False(await Changes.IsPoisoned(Changes.Status, mark));
    }

    private static object Message(TestTenant tenant, Guid user, Guid id, string status, int minute) =>
        new { tenant = tenant.Name, user, id, status, changedAt = new DateTimeOffset(2026, 3, 1, 9, minute, 0, TimeSpan.Zero) };

    private static async Task<IEnumerable<string?>> States(TestTenant tenant, params Guid[] ids)
    {
        var states = new List<string?>();
        foreach (var id in ids)
            states.Add((await tenant.Get($"operations/{id}")).Expect(HttpStatusCode.OK).TextOf("state"));
        return states;
    }
}
