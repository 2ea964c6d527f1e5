using System.Net;
using System.Text.Json;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Tenants;

public sealed class TenantTests
{
    [Fact]
    public async Task A_tenant_has_settings_before_anybody_wrote_them()
    {
        var tenant = await TestApp.NewTenant();
        var read = (await tenant.Get("tenant")).Expect(HttpStatusCode.OK);
        Assert.Equal("\"0\"", read.ETag);
        Assert.Equal([tenant.Name, "TenDigits", "Local"], new[] { "tenant", "phoneRule", "provisioning" }.Select(read.TextOf));
        Assert.False(read["internationalCalling"].GetBoolean());
        Assert.Equal(["Voice", "SMS", "LiveChat", "WhatsApp", "Facebook", "Email"], read["channels"].EnumerateArray().Select(c => c.GetString()));
        Assert.Equal("""{"enabled":true,"byDefault":false}""", read["licences"].GetProperty("VoiceAnalytics").GetRawText());
        Assert.Equal(HttpStatusCode.OK, (await (await tenant.As("Agent")).Get("tenant")).Status);
    }

    [Fact]
    public async Task What_is_patched_is_merged_and_what_was_read_can_be_sent_back()
    {
        var tenant = await TestApp.NewTenant();
        var first = (await tenant.Patch("tenant", new { licences = Analytics(new { seats = 5 }), channels = new[] { "Voice", "SMS" } })).Expect(HttpStatusCode.OK);
        var second = (await tenant.Patch("tenant", new { licences = new Dictionary<string, object?> { ["VoiceAnalytics"] = new { byDefault = true }, ["CallRecording"] = null } }, ("If-Match", first.ETag!))).Expect(HttpStatusCode.OK);
        Assert.Equal("\"2\"", second.ETag);
        Assert.Equal("""{"enabled":true,"seats":5,"byDefault":true}""", second["licences"].GetProperty("VoiceAnalytics").GetRawText());
        Assert.Equal("""{"enabled":false,"byDefault":false}""", second["licences"].GetProperty("CallRecording").GetRawText());
        Assert.Equal("""["Voice","SMS"]""", second["channels"].GetRawText());
        var same = (await tenant.Patch("tenant", second.Json)).Expect(HttpStatusCode.OK);
        Assert.Equal(second.Text, same.Text);
        Assert.Equal(second.Text, (await tenant.Get("tenant")).Text);
        (await tenant.Patch("tenant", new { internationalCalling = true }, ("If-Match", first.ETag!))).Expect(HttpStatusCode.PreconditionFailed, "etag.stale");
    }

    [Fact]
    [Spec("S004", "S005")]
    public async Task The_phone_rule_is_the_tenants_own()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.User(new { phone = "9876543210" });
        (await tenant.Post("users", new { displayName = "A", email = "a@example.com", phone = "919876543210" })).Expect(HttpStatusCode.BadRequest, "phone.invalid");
        (await tenant.Patch("tenant", new { internationalCalling = true })).Expect(HttpStatusCode.OK);
        await tenant.User(new { phone = "+919876543210" });
        (await tenant.Post("users", new { displayName = "A", email = "a@example.com", phone = "9876543210" })).Expect(HttpStatusCode.BadRequest, "phone.invalid");
        (await tenant.Patch("tenant", new { phoneRule = "e164" })).Expect(HttpStatusCode.OK);
        await tenant.User(new { phone = "+4915112345678" });
        (await tenant.Post("users", new { displayName = "A", email = "a@example.com", phone = "4915112345678" })).Expect(HttpStatusCode.BadRequest, "phone.invalid");
    }

    [Fact]
    [Spec("S022", "S051")]
    public async Task IP_ranges_are_kept_in_canonical_form()
    {
        var tenant = await TestApp.NewTenant();
        var ips = new[] { new { name = "Office", ranges = new[] { "203.0.113.7/24", "198.51.100.1", "2001:DB8:0::1/32" } } };
        var changed = (await tenant.Patch("tenant", new { ips })).Expect(HttpStatusCode.OK);
        Assert.Equal("""["203.0.113.0/24","198.51.100.1/32","2001:db8::/32"]""", changed["ips"][0].GetProperty("ranges").GetRawText());
    }

    [Fact]
    [Spec("S040", "S041", "S042")]
    public async Task Templates_and_dispositions_keep_their_ids_when_they_are_sent_again()
    {
        var tenant = await TestApp.NewTenant();
        var first = (await tenant.Patch("tenant", new
        {
            templates = new[] { new { name = "Hello", channel = "sms", text = "Hello\r\nthere" }, new { name = "Hello", channel = "WhatsApp", text = "Hi" } },
            dispositions = new[] { new { name = "Sold" }, new { name = "Call again" } },
        })).Expect(HttpStatusCode.OK);
        Assert.Equal("Hello\nthere", first["templates"][0].GetProperty("text").GetString());
        var (sms, whatsApp) = (Id(first["templates"][0]), Id(first["templates"][1]));
        var (sold, again) = (Id(first["dispositions"][0]), Id(first["dispositions"][1]));
        var second = (await tenant.Patch("tenant", new
        {
            templates = new object[] { new { id = whatsApp, name = "Greeting" }, new { name = "hello", channel = "SMS", text = "Hello" }, new { name = "Bye", channel = "SMS", text = "Bye" } },
            dispositions = new object[] { new { id = sold, name = "Call again" }, new { name = "Lost" } },
        })).Expect(HttpStatusCode.OK);
        Assert.Equal([whatsApp, sms], second["templates"].EnumerateArray().Take(2).Select(Id));
        Assert.Equal("""{"id":"$","name":"Greeting","channel":"WhatsApp","text":"Hi"}""".Replace("$", whatsApp, StringComparison.Ordinal), second["templates"][0].GetRawText());
        Assert.Equal(sold, Id(second["dispositions"][0]));
        Assert.DoesNotContain(again, second["dispositions"].GetRawText(), StringComparison.Ordinal);
        var emptied = (await tenant.Patch("tenant", new { templates = Array.Empty<object>(), dispositions = (object?)null })).Expect(HttpStatusCode.OK);
        Assert.Equal((0, 0), (emptied["templates"].GetArrayLength(), emptied["dispositions"].GetArrayLength()));

        static string Id(JsonElement entry) => entry.GetProperty("id").GetString()!;
    }

    [Theory]
    [InlineData("""{"channels":[]}""", "channels.missing")]
    [InlineData("""{"colour":"red"}""", "colour.unknown")]
    [InlineData("""{"owner":"0198c0de-0000-7000-8000-000000000001"}""", "owner.read_only")]
    [InlineData("""{"version":7}""", "version.read_only")]
    [InlineData("""{"phoneRule":"any","provisioning":"Sideways"}""", "phoneRule.invalid", "provisioning.invalid")]
    [InlineData("""{"licences":{"Chess":{"enabled":true}}}""", "licences.Chess.unknown")]
    [InlineData("""{"licences":{"VoiceAnalytics":{"seats":-1,"enabled":"yes"}}}""", "licences.VoiceAnalytics.enabled.invalid", "licences.VoiceAnalytics.seats.invalid")]
    [InlineData("""{"ips":[{"name":"A","ranges":["10.0.0.0/8"]},{"name":"a","ranges":["10.0.0.300"]},{"ranges":[]}]}""", "ips[1].name.duplicate", "ips[1].ranges.invalid", "ips[2].name.missing", "ips[2].ranges.missing")]
    [InlineData("""{"templates":[{"name":"A","channel":"SMS","text":"x"},{"name":"a","channel":"SMS","text":"y"},{"name":"B","channel":"Fax"}]}""", "templates[1].name.duplicate", "templates[2].channel.invalid", "templates[2].text.missing")]
    [InlineData("""{"dispositions":[{"name":"A"},{"name":"A"},{"id":"x","name":"B"}]}""", "dispositions[1].name.duplicate", "dispositions[2].id.unknown")]
    public async Task What_is_wrong_is_named_at_once_and_changes_nothing(string body, params string[] codes)
    {
        var tenant = await TestApp.NewTenant();
        var refused = await tenant.Patch("tenant", JsonDocument.Parse(body).RootElement);
        refused.Expect(HttpStatusCode.BadRequest);
        Assert.Equal(codes.Order(StringComparer.Ordinal), refused.Codes);
        Assert.Empty(await tenant.Rows());
    }

    [Fact]
    public async Task Settings_that_no_row_can_hold_are_refused()
    {
        var tenant = await TestApp.NewTenant();
        var templates = Enumerable.Range(0, 100).Select(i => new { name = $"T{i}", channel = "SMS", text = string.Concat(Enumerable.Repeat("\U0001F600", 512)) });
        (await tenant.Patch("tenant", new { templates })).Expect(HttpStatusCode.BadRequest, "templates.too_long");
        var plain = Enumerable.Range(0, 100).Select(i => new { name = $"T{i}", channel = "SMS", text = new string('x', 1024) });
        (await tenant.Patch("tenant", new { templates = plain })).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_channel_in_use_goes_only_by_force_which_reports_from_whom()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { displayName = "Asha Rao", channels = new[] { "SMS", "Voice" }, channelLimits = new { SMS = 3 } });
        var limited = await tenant.User(new { channelLimits = new { Facebook = 2 } });
        var refused = (await tenant.Patch("tenant", new { channels = new[] { "voice", "LiveChat", "WhatsApp", "Facebook", "Email" } })).Expect(HttpStatusCode.Conflict, "channel.in_use");
        Assert.Contains("used by 1: user Asha Rao", refused.Message, StringComparison.Ordinal);
        var forced = (await tenant.Patch("tenant?force=true", new { channels = new[] { "Voice" } })).Expect(HttpStatusCode.OK);
        Assert.Equal(
            [$"SMS 1 {user.Id}", $"Facebook 1 {limited.Id}"],
            forced["changes"].EnumerateArray().Select(c => $"{c.GetProperty("name")} {c.GetProperty("count")} {c.GetProperty("takenFrom")[0].GetProperty("id")}"));
        var now = (await tenant.Get($"users/{user.Id}")).Expect(HttpStatusCode.OK);
        Assert.Equal(("""["Voice"]""", "{}"), (now["channels"].GetRawText(), now["channelLimits"].GetRawText()));
        Assert.Equal("""["Voice"]""", (await tenant.Get($"users/{limited.Id}"))["channels"].GetRawText());
        Assert.False((await tenant.Get("tenant")).Json.TryGetProperty("changes", out _), "The report belongs to the change.");
    }

    [Fact]
    [Spec("S022")]
    public async Task An_IP_entry_in_use_goes_only_by_force()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Patch("tenant", new { ips = new[] { new { name = "Office", ranges = new[] { "203.0.113.0/24" } } } })).Expect(HttpStatusCode.OK);
        var user = await tenant.User(new { ipName = "office", extensionNumber = "7001" });
        (await tenant.Patch("tenant", new { ips = Array.Empty<object>() })).Expect(HttpStatusCode.Conflict, "ip.in_use");
        (await tenant.Patch("tenant?force=true", new { ips = Array.Empty<object>() })).Expect(HttpStatusCode.OK);
        var now = (await tenant.Get($"users/{user.Id}")).Expect(HttpStatusCode.OK);
        Assert.False(now.Json.TryGetProperty("ipName", out _), "It is bound to nothing any more.");
        (await tenant.Patch($"users/{user.Id}", now.Json)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    [Spec("S064")]
    public async Task Seats_cannot_fall_below_those_in_use()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.User(new { licences = Analytics(true) });
        await tenant.User(new { licences = Analytics(true) });
        await tenant.User();
        var refused = (await tenant.Patch("tenant", new { licences = Analytics(new { seats = 1 }) })).Expect(HttpStatusCode.Conflict, "seats.in_use");
        Assert.Contains("2 seats in use", refused.Message, StringComparison.Ordinal);
        (await tenant.Patch("tenant", new { licences = Analytics(new { seats = 2 }) })).Expect(HttpStatusCode.OK);
        (await tenant.Patch("tenant", new { licences = Analytics(new { byDefault = true }) })).Expect(HttpStatusCode.Conflict, "seats.in_use");
        (await tenant.Patch("tenant", new { licences = Analytics(new { byDefault = true, seats = 3 }) })).Expect(HttpStatusCode.OK);
    }

    // As a dictionary, because the names of an object's properties are written in lower case.
    private static Dictionary<string, object?> Analytics(object? value) => new() { ["VoiceAnalytics"] = value };
}
