using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Tenants;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Users;

public sealed class TakeFromUsersTests
{
    private const string Number = "8069651170";
    private const string Other = "8069651180";

    private static readonly object Days = new { name = "Office", timeZone = "UTC", windows = new[] { new { days = new[] { "Monday" }, from = "09:00", to = "18:00" } } };

    [Fact]
    [Spec("S015", "S022", "S031", "S084", "S086")]
    public async Task What_is_taken_from_a_user_with_what_is_deleted_is_a_version_and_a_change_in_the_users_history()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Owns(Number, Other);
        var (department, client) = (await tenant.Department("Sales"), await tenant.Client("Acme"));
        var times = (await tenant.Post("time-groups", Days)).Expect(HttpStatusCode.Created);
        (await tenant.Patch("tenant", new { ips = new[] { new { name = "Office", ranges = new[] { "203.0.113.0/24" } } } })).Expect(HttpStatusCode.OK);
        var user = await tenant.User(new
        {
            department = "Sales",
            timeGroup = "Office",
            ipName = "Office",
            extensionNumber = "7001",
            allowedCallerIds = new[] { Number, Other },
            cdrDids = new[] { Number },
            channels = new[] { "SMS", "Voice" },
            channelLimits = new { SMS = 3, Voice = 1 },
            clients = new[] { new { client = "Acme", channels = new[] { "SMS", "Voice" } } },
        });
        await Taken(tenant, user, () => tenant.Delete($"departments/{department.Id}?force=true"), $"department: {department.Id} → ", $"departmentId: {department.Id} → ");
        await Taken(tenant, user, () => tenant.Delete($"{times.Location}?force=true"), $"timeGroup: {times.Id} → ", $"timeGroupId: {times.Id} → ");
        await Taken(tenant, user, () => tenant.Delete($"caller-ids/{Number}?force=true"), $"allowedCallerIds: {Number}, {Other} → {Other}", $"cdrDids: {Number} → ");
        await Taken(tenant, user, () => tenant.Patch("tenant?force=true", new { ips = Array.Empty<object>() }), "ipName: Office → ");
        await Taken(
            tenant, user, () => tenant.Patch("tenant?force=true", new { channels = new[] { "Voice", "Email" } }),
            """channelLimits: {"SMS":3,"Voice":1} → {"Voice":1}""", "channels: Voice, SMS → Voice",
            $$"""clients: [{"client":"Acme","clientId":"{{client.Id}}","channels":["Voice","SMS"]}] → [{"client":"Acme","clientId":"{{client.Id}}","channels":["Voice"]}]""");
        await Taken(tenant, user, () => tenant.Delete($"clients/{client.Id}?force=true"), $$"""clients: [{"client":"{{client.Id}}","clientId":"{{client.Id}}","channels":["Voice"]}] → """);
    }

    [Fact]
    [Spec("S085", "S086")]
    public async Task A_channel_that_a_client_loses_is_taken_from_its_users_alone()
    {
        var tenant = await TestApp.NewTenant();
        var client = await tenant.Client("Acme", new { channels = new[] { "SMS", "Voice" } });
        var user = await tenant.User(new { clients = new[] { new { client = "Acme", channels = new[] { "SMS", "Voice" } } } });
        var other = await tenant.User(new { clients = new[] { new { client = "Acme", channels = new[] { "Voice" } } } });
        await Taken(
            tenant, user, () => tenant.Patch($"clients/{client.Id}", new { channels = new[] { "Voice" } }),
            $$"""clients: [{"client":"Acme","clientId":"{{client.Id}}","channels":["Voice","SMS"]}] → [{"client":"Acme","clientId":"{{client.Id}}","channels":["Voice"]}]""");
        Assert.Equal(other.Text, (await tenant.Get($"users/{other.Id}")).Text);
    }

    [Fact]
    [Spec("S081")]
    public async Task A_department_is_taken_from_more_users_than_one_batch_holds_from_each_once()
    {
        var tenant = await TestApp.NewTenant();
        var department = await tenant.Department("Sales");
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => tenant.User(new { department = "Sales" })));
        var deleted = (await tenant.Delete($"departments/{department.Id}?force=true")).Expect(HttpStatusCode.OK);
        Assert.Equal(100, Assert.Single(deleted["changes"].EnumerateArray()).GetProperty("count").GetInt32());
        Assert.All(await tenant.Rows("u|"), row => Assert.Equal((null, 2), (row.Text("departmentId"), row.Number("version"))));
    }

    [Fact]
    public async Task What_a_process_that_died_did_not_take_from_users_the_sweep_of_the_log_takes_once()
    {
        await using var own = await OwnApp.Start(replace: services => services.AddSingleton<TakeAway>((_, _, _) => Task.CompletedTask));
        var tenant = own.Tenant;
        await tenant.Owns(Number, Other);
        var client = await tenant.Client("Acme");
        var user = await tenant.User(new { allowedCallerIds = new[] { Number, Other }, clients = new[] { new { client = "Acme" } } });
        (await tenant.Delete($"clients/{client.Id}?force=true")).Expect(HttpStatusCode.OK);
        (await tenant.Delete($"caller-ids/{Number}?force=true")).Expect(HttpStatusCode.OK);
        (await tenant.Delete($"caller-ids/{Other}?force=true")).Expect(HttpStatusCode.OK);
        // It is there again, so nothing of it is to be taken any more.
        await tenant.Owns(Other);
        Assert.Equal(user.ETag, (await tenant.Get($"users/{user.Id}")).ETag);
        await Swept(own);
        var now = await tenant.Get($"users/{user.Id}");
        Assert.Equal(("\"3\"", $"[\"{Other}\"]"), (now.ETag, now["allowedCallerIds"].GetRawText()));
        Assert.Equal([$"caller-id:{Number}", $"client:{client.Id}"], (await tenant.History(user.Id)).Take(2).Select(change => change.GetProperty("by").GetString()));
        await Swept(own);
        Assert.Equal(now.Text, (await tenant.Get($"users/{user.Id}")).Text);
    }

    private static async Task Swept(OwnApp own)
    {
        own.Time.Pass(SweepChanges.Within + TimeSpan.FromSeconds(10));
        await own.Function<SweepChanges>().Run(new(), CancellationToken.None);
    }

    private static async Task Taken(TestTenant tenant, Reply user, Func<Task<Reply>> take, params string[] changes)
    {
        var before = await tenant.Get($"users/{user.Id}");
        (await take()).Expect(HttpStatusCode.OK);
        var after = await tenant.Get($"users/{user.Id}");
        Assert.Equal(before["version"].GetInt32() + 1, after["version"].GetInt32());
        (await tenant.Patch($"users/{user.Id}", new { designation = "Lead" }, ("If-Match", before.ETag!))).Expect(HttpStatusCode.PreconditionFailed, "etag.stale");
        var newest = (await tenant.History(user.Id))[0];
        Assert.Equal(
            ("user.changed", $"key:{tenant.KeyId}", after["version"].GetInt32()),
            (newest.GetProperty("kind").GetString(), newest.GetProperty("by").GetString(), newest.GetProperty("version").GetInt32()));
        Assert.Equal(changes, newest.GetProperty("changes").EnumerateArray().Select(c => $"{c.GetProperty("field").GetString()}: {Text(c, "beforeText")} → {Text(c, "afterText")}"));
    }

    private static string? Text(JsonElement change, string side) => change.TryGetProperty(side, out var text) ? text.GetString() : null;
}
