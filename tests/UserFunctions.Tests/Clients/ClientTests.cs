using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Clients;

public sealed class ClientTests
{
    [Fact]
    [Spec("S084", "S085")]
    public async Task A_created_client_has_the_channels_named_or_else_all_of_the_tenants()
    {
        var tenant = await TestApp.NewTenant();
        var acme = await tenant.Client(" Acme ", new { channels = new[] { "livechat", "SMS", "LiveChat" } });
        Assert.Equal("Acme", acme.TextOf("name"));
        Assert.Equal(["SMS", "LiveChat"], Texts(acme["channels"]));
        Assert.Equal(new Uri(tenant.App.BaseAddress, $"api/clients/{acme.Id}").AbsoluteUri, acme.Location);
        var read = (await tenant.Get(acme.Location!)).Expect(HttpStatusCode.OK);
        Assert.Equal(acme.Text, read.Text);
        Assert.Equal("\"1\"", read.ETag);
        var all = await tenant.Client("Borg");
        Assert.Equal(["Voice", "SMS", "LiveChat", "WhatsApp", "Facebook", "Email"], Texts(all["channels"]));
    }

    [Fact]
    public async Task Clients_are_listed_in_the_order_of_their_creation_page_by_page()
    {
        var tenant = await TestApp.NewTenant();
        foreach (var name in (string[])["C", "A", "B"])
            await tenant.Client(name);
        Assert.Equal(["C", "A", "B"], (await tenant.All("clients?top=2")).Select(c => c.GetProperty("name").GetString()));
        Assert.Equal(2, (await tenant.Get("clients?top=2")).Value.Count);
    }

    [Fact]
    public async Task A_name_is_taken_whatever_its_case_and_free_again_when_its_client_is_gone()
    {
        var tenant = await TestApp.NewTenant();
        var acme = await tenant.Client("Acme");
        (await tenant.Post("clients", new { name = "ACME" })).Expect(HttpStatusCode.Conflict, "name.taken");
        var other = await tenant.Client("Borg");
        (await tenant.Patch($"clients/{other.Id}", new { name = "acme" })).Expect(HttpStatusCode.Conflict, "name.taken");
        Assert.Equal("ACME", (await tenant.Patch($"clients/{acme.Id}", new { name = "ACME" })).Expect(HttpStatusCode.OK).TextOf("name"));
        (await tenant.Delete($"clients/{acme.Id}")).Expect(HttpStatusCode.OK);
        (await tenant.Get($"clients/{acme.Id}")).Expect(HttpStatusCode.NotFound, "client.not_found");
        (await tenant.Delete($"clients/{acme.Id}")).Expect(HttpStatusCode.NotFound, "client.not_found");
        await tenant.Client("Acme");
    }

    [Fact]
    public async Task Of_many_who_create_one_name_at_once_one_does()
    {
        var tenant = await TestApp.NewTenant();
        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => tenant.Post("clients", new { name = "Acme" })));
        Assert.Single(replies, r => r.Status == HttpStatusCode.Created);
        Assert.All(replies.Where(r => r.Status != HttpStatusCode.Created), r => r.Expect(HttpStatusCode.Conflict, "name.taken"));
        Assert.Single(await tenant.Rows("s|client|"));
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        var tenant = await TestApp.NewTenant();
        var refused = (await tenant.Post("clients", new { channels = new[] { "SMS", "Pigeon" }, colour = "red" })).Expect(HttpStatusCode.BadRequest);
        Assert.Equal(["channels.unknown", "colour.unknown", "name.missing"], refused.Codes);
        Assert.Contains("Pigeon", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await tenant.Rows("s|client|"));
    }

    [Fact]
    public async Task What_was_read_can_be_sent_back_whole_and_an_old_version_cannot_be_changed()
    {
        var tenant = await TestApp.NewTenant();
        var acme = await tenant.Client("Acme", new { channels = new[] { "SMS" } });
        Assert.Equal("\"1\"", (await tenant.Patch($"clients/{acme.Id}", JsonNode.Parse(acme.Text)!, ("If-Match", "\"1\""))).Expect(HttpStatusCode.OK).ETag);
        var changed = (await tenant.Patch($"clients/{acme.Id}", new { channels = (string[]?)null }, ("If-Match", "\"1\""))).Expect(HttpStatusCode.OK);
        Assert.Equal(6, changed["channels"].GetArrayLength());
        Assert.Equal("\"2\"", changed.ETag);
        (await tenant.Patch($"clients/{acme.Id}", new { name = "X" }, ("If-Match", "\"1\""))).Expect(HttpStatusCode.PreconditionFailed, "etag.stale");
        (await tenant.Delete($"clients/{acme.Id}", ("If-Match", "\"1\""))).Expect(HttpStatusCode.PreconditionFailed, "etag.stale");
    }

    [Fact]
    [Spec("S084", "S087")]
    public async Task A_client_that_users_answer_for_goes_only_by_force_and_the_answer_says_whose_it_was()
    {
        var tenant = await TestApp.NewTenant();
        var (acme, borg) = (await tenant.Client("Acme"), await tenant.Client("Borg"));
        var one = await tenant.User(new { displayName = "Asha Rao", clients = new[] { new { client = "Acme" }, new { client = "Borg" } } });
        var two = await tenant.User(new { displayName = "Ben Okri", clients = new[] { new { client = "Acme" } } });
        var gone = await tenant.User(new { clients = new[] { new { client = "Acme" } } });
        (await tenant.Delete($"users/{gone.Id}")).Expect(HttpStatusCode.NoContent);
        var refused = (await tenant.Delete($"clients/{acme.Id}")).Expect(HttpStatusCode.Conflict, "client.in_use");
        Assert.StartsWith("2 users answer for client 'Acme': Asha Rao, Ben Okri.", refused.Message, StringComparison.Ordinal);
        var report = (await tenant.Delete($"clients/{acme.Id}?force=true")).Expect(HttpStatusCode.OK);
        Assert.Equal(2, report["changedUsers"].GetInt32());
        Assert.Equal([$"{one.Id} Asha Rao clients Acme", $"{two.Id} Ben Okri clients Acme"], Changes(report));
        Assert.Equal("Borg", Assert.Single((await tenant.Get($"users/{one.Id}"))["clients"].EnumerateArray()).GetProperty("client").GetString());
        Assert.Equal(0, (await tenant.Get($"users/{two.Id}"))["clients"].GetArrayLength());
        // One of the same name is another client.
        await tenant.Client("Acme");
        Assert.Equal(0, (await tenant.Get($"users/{two.Id}"))["clients"].GetArrayLength());
        (await tenant.Patch($"users/{one.Id}", new { clients = Array.Empty<object>() })).Expect(HttpStatusCode.OK);
        (await tenant.Delete($"clients/{borg.Id}")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    [Spec("S085", "S086", "S087")]
    public async Task A_channel_that_a_client_loses_is_lost_to_its_users_and_the_answer_says_to_whom()
    {
        var tenant = await TestApp.NewTenant();
        var acme = await tenant.Client("Acme");
        var both = await tenant.User(new { displayName = "Asha Rao", clients = new[] { new { client = "Acme", channels = new[] { "SMS", "Voice" } } } });
        await tenant.User(new { clients = new[] { new { client = "Acme", channels = new[] { "Voice" } } } });
        var narrow = await tenant.User(new { channels = new[] { "SMS", "Email" }, clients = new[] { new { client = "Acme" } } });
        Assert.False((await tenant.Patch($"clients/{acme.Id}", new { name = "Acme" })).Expect(HttpStatusCode.OK).Json.TryGetProperty("changes", out _));
        var changed = (await tenant.Patch($"clients/{acme.Id}", new { name = "Acme Ltd", channels = new[] { "Voice", "Email" } })).Expect(HttpStatusCode.OK);
        Assert.Equal(2, changed["changedUsers"].GetInt32());
        Assert.Equal([$"{both.Id} Asha Rao clients[Acme Ltd].channels SMS", $"{narrow.Id} Asha Rao clients[Acme Ltd].channels SMS"], Changes(changed));
        Assert.Equal(["Voice"], Texts((await tenant.Get($"users/{both.Id}"))["clients"][0].GetProperty("channels")));
        Assert.Equal(["Email"], Texts((await tenant.Get($"users/{narrow.Id}"))["clients"][0].GetProperty("channels")));
        (await tenant.Patch($"users/{both.Id}", new { clients = new[] { new { client = "Acme Ltd", channels = new[] { "SMS" } } } })).Expect(HttpStatusCode.BadRequest, "clients[0].channels.unknown");
        Assert.False((await tenant.Get($"clients/{acme.Id}")).Json.TryGetProperty("changes", out _), "What a change took is in its own answer only.");
    }

    [Fact]
    public async Task An_agent_reads_clients()
    {
        var tenant = await TestApp.NewTenant();
        var acme = await tenant.Client("Acme");
        var agent = await tenant.As("Agent");
        Assert.Equal(acme.Id, Assert.Single(await agent.All("clients")).GetProperty("id").GetGuid());
        (await agent.Get($"clients/{acme.Id}")).Expect(HttpStatusCode.OK);
    }

    private static IEnumerable<string> Changes(Reply reply) =>
        reply["changes"].EnumerateArray().Select(c => $"{c.GetProperty("userId")} {c.GetProperty("displayName")} {c.GetProperty("field")} {string.Join(',', Texts(c.GetProperty("removed")))}");

    private static IEnumerable<string?> Texts(JsonElement list) => list.EnumerateArray().Select(t => t.GetString());
}
