using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Routing;

/// <summary>Decisions about calls as a telephony system asks for them.</summary>
public sealed class CallTests
{
    private const string Own = "8069651170";

    // A Monday, and a Sunday.
    private const string Inside = "2026-03-02T10:00:00Z";
    private const string Outside = "2026-03-01T10:00:00Z";

    [Fact]
    [Spec("S032", "S033", "S034", "S035", "S036")]
    public async Task The_table_of_hours_and_entry_points_holds_over_http()
    {
        var (tenant, agent) = await Ready();
        var other = await tenant.User();
        var times = (await tenant.Post("time-groups", new { name = "Office", timeZone = "UTC", windows = new[] { new { days = new[] { "Monday" }, from = "09:00", to = "18:00" } }, failover = new { kind = "User", to = other.TextOf("email") } })).Expect(HttpStatusCode.Created);
        var department = await tenant.Department("Sales", new { failover = new { kind = "Voicemail" } });
        (await tenant.Patch($"users/{agent}", new { timeGroup = "Office" })).Expect(HttpStatusCode.OK);
        foreach (var entry in (object[])[new { agent, entryPoint = "MyNumber", at = Inside }, new { agent, entryPoint = "Ivr", at = Inside }, new { agent, entryPoint = "Department", department = "sales", at = Inside }])
            Assert.Equal("Ring", (await Asked(tenant, entry)).TextOf("action"));
        var direct = await Asked(tenant, new { agent, entryPoint = "MyNumber", at = Outside });
        Assert.Equal(("Failover", "outside_time_group", $$"""{"kind":"User","to":"{{other.Id}}"}"""), (direct.TextOf("action"), direct.TextOf("code"), direct["failover"].GetRawText()));
        Assert.Equal("""[]""", direct["ring"].GetRawText());
        Assert.Equal("HangUp", (await Asked(tenant, new { agent, entryPoint = "Ivr", at = Outside })).TextOf("action"));
        var through = await Asked(tenant, new { agent, entryPoint = "Department", department = department.Id, at = Outside });
        Assert.Equal(("Failover", """{"kind":"Voicemail"}"""), (through.TextOf("action"), through["failover"].GetRawText()));
        Assert.Equal("time_group", through["reasons"].EnumerateArray().Single(r => !r.GetProperty("passed").GetBoolean()).GetProperty("check").GetString());
        (await tenant.Delete(times.Location! + "?force=true")).Expect(HttpStatusCode.OK);
        Assert.Equal("Ring", (await Asked(tenant, new { agent, entryPoint = "MyNumber", at = Outside })).TextOf("action"));
    }

    [Fact]
    [Spec("S026", "S028", "S029", "S030")]
    public async Task An_agent_is_named_by_id_address_or_extension_and_rings_where_a_phone_is_registered()
    {
        var (tenant, agent) = await Ready();
        var changed = await tenant.Patch($"users/{agent}", new { extensionNumber = "204", createAgentExtension = true, callForwardNumber = "9876500000", alternateNumbers = new[] { "9000000011" }, sticky = new { enabled = true, timeoutSeconds = 20 } });
        foreach (var named in (string[])[agent.ToString(), changed.Expect(HttpStatusCode.OK).TextOf("email")!, "204"])
        {
            var decision = await Asked(tenant, new { agent = named, entryPoint = "MyNumber" });
            Assert.Equal((agent, """[{"numbers":["9876543210"],"mode":"OrderBy","seconds":20},{"numbers":["9000000011"],"mode":"OrderBy","seconds":20}]"""), (decision["agent"].GetGuid(), decision["ring"].GetRawText()));
            Assert.Equal("""{"action":"Forward","number":"9876500000"}""", decision["next"].GetRawText());
        }

        (await tenant.Post("extensions/204/registrations", new { contact = "sip:204@10.0.0.7" })).Expect(HttpStatusCode.OK);
        Assert.StartsWith("""[{"numbers":["204"],""", (await Asked(tenant, new { agent, entryPoint = "MyNumber" }))["ring"].GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    [Spec("S016", "S020", "S021", "S022", "S024")]
    public async Task An_outgoing_call_shows_a_caller_id_or_says_why_it_does_not_go_out()
    {
        var (tenant, agent) = await Ready();
        await tenant.Owns(Own, "8069651180");
        var none = await Dials(tenant, new { agent, number = "+919876543210", clickToCall = true, leg = "Mobile" });
        Assert.Equal((false, "no_caller_id"), (none["allowed"].GetBoolean(), none.TextOf("code")));
        (await tenant.Patch("tenant", new { ips = new[] { new { name = "Office", ranges = new[] { "203.0.113.0/24" } } } })).Expect(HttpStatusCode.OK);
        (await tenant.Patch($"users/{agent}", new { extensionNumber = "204", allowedCallerIds = new[] { Own, "8069651180" }, areaCodeCallerIds = new[] { new { areaCode = "91", callerId = "8069651180" } }, ipName = "Office" })).Expect(HttpStatusCode.OK);
        var shown = await Dials(tenant, new { agent, number = "+919876543210", clickToCall = true, leg = "Mobile", sourceAddress = "203.0.113.7" });
        Assert.Equal((true, "8069651180", "AreaCode", "Mobile", "9876543210", "919876543210"), (shown["allowed"].GetBoolean(), shown.TextOf("callerId"), shown.TextOf("callerIdBy"), shown.TextOf("leg"), shown.TextOf("legNumber"), shown.TextOf("number")));
        var first = await Dials(tenant, new { agent = "204", number = "0221234567", sourceAddress = "203.0.113.7" });
        Assert.Equal((Own, "FirstAllowed", "204"), (first.TextOf("callerId"), first.TextOf("callerIdBy"), first.TextOf("legNumber")));
        Assert.Equal("ip_not_allowed", (await Dials(tenant, new { agent, number = "12345" })).TextOf("code"));
        (await tenant.Post("calls/outbound", new { agent, number = "12345", clickToCall = true })).Expect(HttpStatusCode.BadRequest, "leg.missing");
        (await tenant.Patch($"users/{agent}", new { routeAgentThrough = "Extension" })).Expect(HttpStatusCode.OK);
        (await tenant.Post("calls/outbound", new { agent, number = "12345", clickToCall = true, leg = "Mobile" })).Expect(HttpStatusCode.Forbidden, "leg_not_allowed");
        (await tenant.Post($"users/{agent}/block")).Expect(HttpStatusCode.OK);
        Assert.Equal("agent_blocked", (await Dials(tenant, new { agent, number = "12345", sourceAddress = "203.0.113.7" })).TextOf("code"));
    }

    [Fact]
    [Spec("S038", "S040", "S041", "S042")]
    public async Task Templates_and_dispositions_are_those_of_the_tenant()
    {
        var (tenant, agent) = await Ready();
        var settings = (await tenant.Patch("tenant", new { templates = new[] { new { name = "Thanks", channel = "WhatsApp", text = "Thank you" } }, dispositions = new[] { new { name = "Sold" } } })).Expect(HttpStatusCode.OK);
        (await tenant.Patch($"users/{agent}", new { agentDispositions = true, interactions = new { enabled = true, whatsapp = true } })).Expect(HttpStatusCode.OK);
        var template = settings["templates"][0].GetProperty("id").GetGuid();
        var sent = (await tenant.Post("calls/interactions", new { agent, interaction = "WhatsApp", callState = "Live", template })).Expect(HttpStatusCode.OK);
        Assert.Equal((true, "Thank you"), (sent["allowed"].GetBoolean(), sent["template"].GetProperty("text").GetString()));
        Assert.Equal("call_not_live", (await tenant.Post("calls/interactions", new { agent, interaction = "WhatsApp", callState = "Ended", template })).TextOf("code"));
        (await tenant.Post("calls/interactions", new { agent, interaction = "SMS", callState = "Live" })).Expect(HttpStatusCode.BadRequest, "template.missing");
        (await tenant.Post("calls/interactions", new { agent, interaction = "Video", callState = "Live", template })).Expect(HttpStatusCode.BadRequest, "template.invalid");
        Assert.Equal("Sold", (await tenant.Post("calls/dispositions", new { agent, callState = "Live", disposition = "SOLD" })).Expect(HttpStatusCode.OK)["disposition"].GetProperty("name").GetString());
        Assert.Equal("disposition_unknown", (await tenant.Post("calls/dispositions", new { agent, callState = "Live", disposition = Guid.NewGuid() })).TextOf("code"));
    }

    [Fact]
    public async Task The_key_of_a_telephony_system_asks_and_what_is_wrong_is_named_at_once()
    {
        var (tenant, agent) = await Ready();
        var telephony = await tenant.As("Telephony");
        Assert.Equal("Ring", (await Asked(telephony, new { agent, entryPoint = "Ivr" })).TextOf("action"));
        Assert.Equal(["agent.missing", "entryPoint.missing"], (await telephony.Post("calls/decide", new { })).Expect(HttpStatusCode.BadRequest).Codes);
        Assert.Equal(["callerNumber.invalid", "department.missing"], (await telephony.Post("calls/decide", new { agent, entryPoint = "Department", callerNumber = "call me" })).Expect(HttpStatusCode.BadRequest).Codes);
        (await telephony.Post("calls/decide", new { agent, entryPoint = "Ivr", department = "Sales" })).Expect(HttpStatusCode.BadRequest, "department.invalid");
        (await telephony.Post("calls/decide", new { agent, entryPoint = "Department", department = "Sales" })).Expect(HttpStatusCode.NotFound, "department.not_found");
        (await telephony.Post("calls/decide", new { agent = "nobody@example.com", entryPoint = "Ivr" })).Expect(HttpStatusCode.NotFound, "agent.not_found");
        Assert.Equal(["number.missing", "sourceAddress.invalid"], (await telephony.Post("calls/outbound", new { agent, sourceAddress = "203.0.113.0/24" })).Expect(HttpStatusCode.BadRequest).Codes);
    }

    private static async Task<Reply> Asked(TestTenant tenant, object call) => (await tenant.Post("calls/decide", call)).Expect(HttpStatusCode.OK);

    private static async Task<Reply> Dials(TestTenant tenant, object call) => (await tenant.Post("calls/outbound", call)).Expect(HttpStatusCode.OK);

    // Users of these tests need not be invited first: an activated one is what calls are for.
    private static async Task<(TestTenant Tenant, Guid Agent)> Ready()
    {
        var tenant = await TestApp.NewTenant();
        var agent = await tenant.User(new { phone = "9876543210" });
        await tenant.Activate(agent.Id);
        return (tenant, agent.Id);
    }
}
