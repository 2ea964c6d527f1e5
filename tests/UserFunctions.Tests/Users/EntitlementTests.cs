using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Users;

public sealed class EntitlementTests
{
    [Fact]
    [Spec("S084", "S085")]
    public async Task Clients_are_assigned_by_name_or_id_with_the_channels_named_or_else_all_that_client_and_user_share()
    {
        var tenant = await TestApp.NewTenant();
        var (acme, borg) = (await tenant.Client("Acme", new { channels = new[] { "SMS", "LiveChat", "Voice" } }), await tenant.Client("Borg"));
        var user = await tenant.User(new { channels = new[] { "sms", "Facebook", "LiveChat" }, clients = new object[] { new { client = "ACME", channels = new[] { "livechat" } }, new { client = borg.Id } } });
        Assert.Equal(["SMS", "LiveChat", "Facebook"], Texts(user["channels"]));
        Assert.Equal([("Acme", acme.Id, "LiveChat"), ("Borg", borg.Id, "SMS,LiveChat,Facebook")], Clients(user));
        Assert.Equal(user.Text, (await tenant.Get($"users/{user.Id}")).Text);
    }

    [Fact]
    [Spec("S086", "S087")]
    public async Task A_client_channel_beyond_the_users_own_is_refused_and_so_is_one_that_the_client_lacks()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Client("Acme", new { channels = new[] { "SMS", "LiveChat" } });
        var refused = (await tenant.Post("users", new { displayName = "A", email = TestTenant.NewEmail(), channels = new[] { "SMS" }, clients = new[] { new { client = "Acme", channels = new[] { "SMS", "LiveChat" } } } }))
            .Expect(HttpStatusCode.BadRequest, "channel_not_allowed");
        Assert.Contains("LiveChat", refused.Message, StringComparison.Ordinal);
        var user = await tenant.User(new { channels = new[] { "SMS", "Voice" } });
        (await tenant.Patch($"users/{user.Id}", new { clients = new[] { new { client = "Acme", channels = new[] { "Voice" } } } })).Expect(HttpStatusCode.BadRequest, "clients[0].channels.unknown");
        (await tenant.Patch($"users/{user.Id}", new { clients = new[] { new { client = "Nobody" } } })).Expect(HttpStatusCode.BadRequest, "clients[0].client.unknown");
        (await tenant.Patch($"users/{user.Id}", new { channels = new[] { "Voice" }, clients = new[] { new { client = "Acme", channels = new[] { "SMS" } } } })).Expect(HttpStatusCode.BadRequest, "channel_not_allowed");
        Assert.Equal(user.Text, (await tenant.Get($"users/{user.Id}")).Text);
    }

    [Fact]
    [Spec("S086")]
    public async Task A_channel_taken_from_a_user_is_taken_from_its_clients_and_limits_and_the_answer_says_so()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Client("Acme");
        await tenant.Client("Borg");
        var user = await tenant.User(new { clients = new object[] { new { client = "Acme", channels = new[] { "SMS", "Voice" } }, new { client = "Borg", channels = new[] { "Voice" } } }, channelLimits = new { SMS = 3, Voice = 1 } });
        var changed = (await tenant.Patch($"users/{user.Id}", new { channels = new[] { "Voice", "LiveChat" } })).Expect(HttpStatusCode.OK);
        Assert.Equal(["clients[Acme].channels: SMS", "channelLimits: SMS"], Changes(changed));
        Assert.Equal(["Acme: Voice", "Borg: Voice"], Clients(changed).Select(c => $"{c.Name}: {c.Channels}"));
        Assert.Equal("""{"Voice":1}""", changed["channelLimits"].GetRawText());
        // Given back, the channel is there for setting up, but nothing that was taken comes back by itself.
        var back = (await tenant.Patch($"users/{user.Id}", new { channels = (string[]?)null })).Expect(HttpStatusCode.OK);
        Assert.False(back.Json.TryGetProperty("changes", out _), "Nothing was taken, so there is nothing to report.");
        Assert.Equal(["Acme: Voice", "Borg: Voice"], Clients(back).Select(c => $"{c.Name}: {c.Channels}"));
        Assert.Equal("""{"Voice":1}""", back["channelLimits"].GetRawText());
    }

    [Fact]
    [Spec("S086")]
    public async Task What_the_request_itself_takes_away_is_no_cascade()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Client("Acme");
        var user = await tenant.User(new { clients = new[] { new { client = "Acme" } }, channelLimits = new { SMS = 3 } });
        var changed = (await tenant.Patch($"users/{user.Id}", new { channels = new[] { "Voice" }, clients = Array.Empty<object>(), channelLimits = new { } })).Expect(HttpStatusCode.OK);
        Assert.False(changed.Json.TryGetProperty("changes", out _), changed.Text);
        Assert.Empty(Clients(changed));
    }

    [Fact]
    public async Task What_was_read_of_clients_and_limits_can_be_sent_back_whole_also_when_a_channel_is_hidden()
    {
        var tenant = await TestApp.NewTenant();
        var acme = await tenant.Client("Acme", new { channels = new[] { "SMS", "Voice" } });
        var user = await tenant.User(new { clients = new[] { new { client = "Acme" } }, channelLimits = new { SMS = 3 } });
        (await tenant.Patch($"clients/{acme.Id}", new { channels = new[] { "Voice" } })).Expect(HttpStatusCode.OK);
        var read = await tenant.Get($"users/{user.Id}");
        Assert.Equal("Voice", Assert.Single(Clients(read)).Channels);
        Assert.Equal(read.Text, (await tenant.Patch($"users/{user.Id}", JsonNode.Parse(read.Text)!)).Expect(HttpStatusCode.OK).Text);
    }

    [Fact]
    [Spec("S088")]
    public async Task Limits_are_kept_by_channel_over_all_clients_and_their_bounds_hold()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { channelLimits = new { sms = 3, LiveChat = 2, Facebook = 4, Voice = 0, Email = -1, WhatsApp = 1000 } });
        Assert.Equal("""{"SMS":3,"LiveChat":2,"Facebook":4,"Voice":0,"Email":-1,"WhatsApp":1000}""", user["channelLimits"].GetRawText());
        (string Body, string Code)[] wrong =
        [
            ("""{"SMS":-2}""", "channelLimits.invalid"), ("""{"SMS":1001}""", "channelLimits.invalid"), ("""{"SMS":2.5}""", "channelLimits.invalid"), ("""{"SMS":"3"}""", "channelLimits.invalid"),
            ("""{"Pigeon":1}""", "channelLimits.unknown"), ("""{"SMS":1,"sms":2}""", "channelLimits.duplicate"), ("[3]", "channelLimits.invalid"),
        ];
        foreach (var (body, code) in wrong)
            (await tenant.Patch($"users/{user.Id}", new JsonObject { ["channelLimits"] = JsonNode.Parse(body) })).Expect(HttpStatusCode.BadRequest, code);
        (await tenant.Patch($"users/{user.Id}", new { channels = new[] { "SMS" }, channelLimits = new { SMS = 1, Voice = 1 } })).Expect(HttpStatusCode.BadRequest, "channel_not_allowed");
        var replaced = (await tenant.Patch($"users/{user.Id}", new { channelLimits = new { SMS = 5 } })).Expect(HttpStatusCode.OK);
        Assert.Equal("""{"SMS":5}""", replaced["channelLimits"].GetRawText());
        Assert.Equal("{}", (await tenant.Patch($"users/{user.Id}", new { channelLimits = (object?)null })).Expect(HttpStatusCode.OK)["channelLimits"].GetRawText());
    }

    [Fact]
    [Spec("S086")]
    public async Task Channel_options_show_every_channel_at_every_client_and_why_one_cannot_be_chosen()
    {
        var tenant = await TestApp.NewTenant();
        var (acme, borg) = (await tenant.Client("Acme", new { channels = new[] { "SMS", "Voice", "Email" } }), await tenant.Client("Borg"));
        var user = await tenant.User(new { channels = new[] { "SMS", "Voice" }, clients = new[] { new { client = "Acme", channels = new[] { "SMS" } } } });
        var options = await tenant.All($"users/{user.Id}/channel-options?top=1");
        Assert.Equal([(acme.Id, "Acme", true), (borg.Id, "Borg", false)], options.Select(o => (o.GetProperty("clientId").GetGuid(), o.GetProperty("client").GetString()!, o.GetProperty("assigned").GetBoolean())));
        Assert.Equal(["Voice: enabled", "SMS: enabled chosen", "LiveChat: channel_not_of_client", "WhatsApp: channel_not_of_client", "Facebook: channel_not_of_client", "Email: channel_not_allowed"], Options(options[0]));
        Assert.Equal(["Voice: enabled", "SMS: enabled", "LiveChat: channel_not_allowed", "WhatsApp: channel_not_allowed", "Facebook: channel_not_allowed", "Email: channel_not_allowed"], Options(options[1]));
        Assert.Contains("Acme has no LiveChat", options[0].GetProperty("channels")[2].GetProperty("reason").GetProperty("message").GetString(), StringComparison.Ordinal);
        (await tenant.Get($"users/{Guid.NewGuid()}/channel-options")).Expect(HttpStatusCode.NotFound, "user.not_found");
    }

    [Fact]
    [Spec("S086", "S087")]
    public async Task A_channel_that_the_tenant_gives_up_holds_nowhere_and_is_shown_as_what_cannot_be_chosen()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Client("Acme", new { channels = new[] { "SMS", "Voice" } });
        var user = await tenant.User(new { channels = new[] { "SMS", "Voice" }, clients = new[] { new { client = "Acme" } }, channelLimits = new { SMS = 3, Voice = 1 } });
        (await tenant.Patch("tenant", new { channels = new[] { "Voice", "Email" } })).Expect(HttpStatusCode.Conflict, "channel.in_use");
        (await tenant.Patch("tenant?force=true", new { channels = new[] { "Voice", "Email" } })).Expect(HttpStatusCode.OK);
        var read = await tenant.Get($"users/{user.Id}");
        Assert.Equal(["Voice"], Texts(read["channels"]));
        Assert.Equal("Voice", Assert.Single(Clients(read)).Channels);
        Assert.Equal("""{"Voice":1}""", read["channelLimits"].GetRawText());
        Assert.Equal(["Voice"], Texts(Assert.Single(await tenant.All("clients")).GetProperty("channels")));
        Assert.Equal(["Voice: enabled chosen", "Email: channel_not_of_client", "SMS: channel_not_of_tenant"], Options(Assert.Single(await tenant.All($"users/{user.Id}/channel-options"))));
        Assert.Equal(read.Text, (await tenant.Patch($"users/{user.Id}", JsonNode.Parse(read.Text)!)).Expect(HttpStatusCode.OK).Text);
    }

    private static IEnumerable<string> Options(JsonElement client) =>
        from option in client.GetProperty("channels").EnumerateArray()
        let reason = option.TryGetProperty("reason", out var why) ? why.GetProperty("code").GetString() : null
        select $"{option.GetProperty("channel")}: {(option.GetProperty("enabled").GetBoolean() ? "enabled" : "")}{(option.GetProperty("chosen").GetBoolean() ? " chosen" : "")}{reason}";

    private static IEnumerable<string> Changes(Reply reply) =>
        reply["changes"].EnumerateArray().Select(c => $"{c.GetProperty("field")}: {string.Join(',', Texts(c.GetProperty("removed")))}");

    private static IEnumerable<(string Name, Guid Id, string Channels)> Clients(Reply user) =>
        user["clients"].EnumerateArray().Select(c => (c.GetProperty("client").GetString()!, c.GetProperty("clientId").GetGuid(), string.Join(',', Texts(c.GetProperty("channels")))));

    private static IEnumerable<string?> Texts(JsonElement list) => list.EnumerateArray().Select(t => t.GetString());
}
