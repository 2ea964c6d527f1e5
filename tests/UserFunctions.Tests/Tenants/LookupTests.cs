using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Tenants;

/// <summary>The lists behind dropdowns.</summary>
public sealed class LookupTests
{
    [Fact]
    public async Task Channels_apps_and_places_are_those_of_the_settings()
    {
        var tenant = await TestApp.NewTenant();
        Assert.Equal(["Voice", "SMS", "LiveChat", "WhatsApp", "Facebook", "Email"], await Names(tenant, "channels"));
        Assert.Equal(["Smartflows", "CallRecording", "VoiceAnalytics", "VirtualReceptionist"], await Names(tenant, "licences"));
        Assert.Empty(await Names(tenant, "ip-names"));
        (await tenant.Patch("tenant", new
        {
            channels = new[] { "Voice", "Telegram" },
            licences = new Dictionary<string, object> { ["CallRecording"] = new { seats = 7, byDefault = true }, ["VoiceAnalytics"] = new { enabled = false } },
            ips = new[] { new { name = "Office", ranges = new[] { "203.0.113.0/24" } } },
        })).Expect(HttpStatusCode.OK);
        Assert.Equal(["Voice", "Telegram"], await Names(tenant, "channels"));
        Assert.Equal(["Office"], await Names(tenant, "ip-names"));
        var licences = (await tenant.Get("licences")).Expect(HttpStatusCode.OK).Value;
        Assert.Equal([true, true, false, true], licences.Select(app => app.GetProperty("enabled").GetBoolean()));
        Assert.Equal((7, true), (licences[1].GetProperty("seats").GetInt32(), licences[1].GetProperty("byDefault").GetBoolean()));
        Assert.False(licences[0].TryGetProperty("seats", out _));
    }

    [Theory]
    [InlineData("users.read", "channels", "licences", "ip-names", "groups", "departments")]
    [InlineData("users.write", "channels", "licences", "ip-names", "groups", "departments", "clients", "extensions", "caller-ids", "time-groups")]
    [InlineData("clients.write", "channels", "clients")]
    [InlineData("presence.write", "channels")]
    [InlineData("groups.write", "groups")]
    [InlineData("groups.read", "groups", "departments")]
    [InlineData("departments.write", "departments", "groups")]
    [InlineData("extensions.write", "extensions", "caller-ids")]
    [InlineData("extensions.register", "extensions")]
    [InlineData("tenant.write", "channels", "licences", "ip-names", "caller-ids", "time-groups", "departments")]
    [InlineData("keys.write", "keys")]
    [InlineData("imports.write", "imports")]
    public async Task Who_fills_in_something_may_choose_from_what_it_takes_and_from_nothing_else(string permission, params string[] lists)
    {
        string[] all = ["channels", "licences", "ip-names", "groups", "departments", "clients", "extensions", "caller-ids", "time-groups", "keys", "imports"];
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("roles", new { name = "One", permissions = new[] { permission } })).Expect(HttpStatusCode.Created);
        var one = await tenant.As("One");
        foreach (var list in all)
            Assert.Equal((list, lists.Contains(list) ? HttpStatusCode.OK : HttpStatusCode.Forbidden), (list, (await one.Get(list)).Status));
    }

    private static async Task<IEnumerable<string?>> Names(TestTenant tenant, string list) => (await tenant.All(list)).Select(entry => entry.GetProperty("name").GetString());
}
