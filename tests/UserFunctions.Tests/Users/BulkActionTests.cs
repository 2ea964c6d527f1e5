using System.Net;
using System.Text.Json;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Users;

public sealed class BulkActionTests
{
    [Fact]
    [Spec("S104", "S105", "S106", "S107", "S049")]
    public async Task Each_action_is_done_to_many_with_one_outcome_each_in_the_order_of_the_request()
    {
        var tenant = await TestApp.NewTenant();
        var (first, second) = (await tenant.User(new { webLoginBlocked = true }), await tenant.User(new { webLoginBlocked = true }));
        object users = new { users = new[] { second.Id.ToString(), "nobody@example.com", first.TextOf("email")!.ToUpperInvariant(), Guid.Empty.ToString() } };
        foreach (var action in (string[])["disable", "block", "enable", "unblock-web-login", "delete", "restore"])
        {
            var done = (await tenant.Post($"users/{action}", users)).Expect(HttpStatusCode.OK).Value;
            Assert.Equal([second.Id.ToString(), "nobody@example.com", first.TextOf("email")!.ToUpperInvariant(), Guid.Empty.ToString()], done.Select(o => o.GetProperty("user").GetString()));
            Assert.Equal("Changed Failed:user.unknown Changed Failed:user.not_found", Outcomes(done));
            Assert.Equal((second.Id, first.Id), (done[0].GetProperty("userId").GetGuid(), done[2].GetProperty("userId").GetGuid()));
            Assert.Equal("Unchanged Failed:user.unknown Unchanged Failed:user.not_found", Outcomes((await tenant.Post($"users/{action}", users)).Expect(HttpStatusCode.OK).Value));
        }

        Assert.Equal(2, (await tenant.All("users")).Count);
        Assert.Equal(2 + (6 * 2), (await tenant.Rows("c|")).Count);
    }

    [Fact]
    public async Task One_user_under_two_names_is_done_once()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        Assert.Equal("Changed Unchanged", Outcomes((await tenant.Post("users/block", new { users = new[] { user.Id.ToString(), user.TextOf("email") } })).Expect(HttpStatusCode.OK).Value));
    }

    [Fact]
    public async Task With_an_idempotency_key_the_same_request_is_the_same_answer_and_another_body_is_refused()
    {
        var tenant = await TestApp.NewTenant();
        var (one, other) = (await tenant.User(), await tenant.User());
        var named = ("Idempotency-Key", "b1");
        var first = (await tenant.Post("users/block", new { users = new[] { one.Id } }, named)).Expect(HttpStatusCode.OK);
        Assert.Equal("Changed", Outcomes(first.Value));
        (await tenant.Post($"users/{one.Id}/enable")).Expect(HttpStatusCode.OK);
        Assert.Equal(first.Text, (await tenant.Post("users/block", new { users = new[] { one.Id } }, named)).Expect(HttpStatusCode.OK).Text);
        Assert.Equal("Enabled", (await tenant.Get($"users/{one.Id}")).TextOf("agentState"));
        (await tenant.Post("users/block", new { users = new[] { other.Id } }, named)).Expect(HttpStatusCode.Conflict, "idempotency-key.reused");
        Assert.Equal("Enabled", (await tenant.Get($"users/{other.Id}")).TextOf("agentState"));
        // Another path is another request.
        Assert.Equal("Changed", Outcomes((await tenant.Post("users/disable", new { users = new[] { other.Id } }, named)).Expect(HttpStatusCode.OK).Value));
    }

    [Fact]
    public async Task A_request_that_names_nobody_or_too_many_is_refused_whole()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("users/block", new { })).Expect(HttpStatusCode.BadRequest, "users.missing");
        (await tenant.Post("users/block", new { users = Array.Empty<string>() })).Expect(HttpStatusCode.BadRequest, "users.missing");
        (await tenant.Post("users/block", new { users = "a@example.com" })).Expect(HttpStatusCode.BadRequest, "users.invalid");
        (await tenant.Post("users/block", new { users = Enumerable.Range(0, 201).Select(i => $"a{i}@example.com") })).Expect(HttpStatusCode.BadRequest, "users.too_long");
        (await tenant.Post("users/block", new { users = new[] { "a@example.com" }, force = true })).Expect(HttpStatusCode.BadRequest, "force.unknown");
        Assert.Equal(200, (await tenant.Post("users/block", new { users = Enumerable.Range(0, 200).Select(i => $"a{i}@example.com") })).Expect(HttpStatusCode.OK).Value.Count);
    }

    [Fact]
    public async Task Two_hundred_users_are_deleted_and_restored_at_once()
    {
        var tenant = await TestApp.NewTenant();
        var emails = Enumerable.Range(0, 200).Select(_ => TestTenant.NewEmail()).ToList();
        // Not all at once: the host turns requests away beyond its limit.
        foreach (var some in emails.Chunk(25))
            await Task.WhenAll(some.Select(email => tenant.User(new { email })));
        Assert.All((await tenant.Post("users/delete", new { users = emails })).Expect(HttpStatusCode.OK).Value, o => Assert.Equal("Changed", o.GetProperty("outcome").GetString()));
        Assert.Empty(await tenant.All("users?top=200"));
        Assert.Equal(200, (await tenant.All("users/deleted?top=70")).Count);
        Assert.All((await tenant.Post("users/restore", new { users = emails })).Expect(HttpStatusCode.OK).Value, o => Assert.Equal("Changed", o.GetProperty("outcome").GetString()));
        Assert.Equal(200, (await tenant.All("users?top=200")).Count);
        Assert.Empty(await tenant.Rows("t|"));
    }

    [Fact]
    [Spec("S104")]
    public async Task What_could_not_come_back_with_one_of_many_is_said()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { extensionNumber = "61" });
        (await tenant.Delete($"users/{user.Id}")).Expect(HttpStatusCode.NoContent);
        (await tenant.Post("extensions/61/release?force=true")).Expect(HttpStatusCode.OK);
        await tenant.User(new { extensionNumber = "61" });
        var outcome = Assert.Single((await tenant.Post("users/restore", new { users = new[] { user.TextOf("email") } })).Expect(HttpStatusCode.OK).Value);
        Assert.Equal(("Changed", "user.restored_in_part"), (outcome.GetProperty("outcome").GetString(), outcome.GetProperty("code").GetString()));
        Assert.Contains("extensionNumber 61", outcome.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_change_is_made_to_many_as_it_would_be_made_to_each()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Client("Acme");
        var one = await tenant.User(new { designation = "Lead", channels = new[] { "SMS", "Voice" } });
        var two = await tenant.User(new { clients = new[] { new { client = "Acme", channels = new[] { "SMS", "Voice" } } } });
        var users = new[] { one.Id.ToString(), "nobody@example.com", two.TextOf("email")! };
        var done = (await tenant.Post("users/change", new { users, changes = new { designation = "Lead", channels = new[] { "SMS" } } })).Expect(HttpStatusCode.OK).Value;
        Assert.Equal("Changed Failed:user.unknown Changed:user.lost_more", Outcomes(done));
        Assert.Contains("clients[Acme].channels Voice", done[2].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("Unchanged Unchanged", Outcomes((await tenant.Post("users/change", new { users = new[] { one.Id, two.Id }, changes = new { designation = "Lead" } })).Expect(HttpStatusCode.OK).Value));
        Assert.Equal("Failed:department.unknown", Outcomes((await tenant.Post("users/change", new { users = new[] { one.Id }, changes = new { department = "Nowhere" } })).Expect(HttpStatusCode.OK).Value));
        object[] parts =
        [
            new { sticky = new { enabled = true, ringStrategy = "Simultaneously" } }, new { interactions = new { enabled = true, sms = true } }, new { licences = new Dictionary<string, bool> { ["Smartflows"] = true } },
            new { allowedIps = new { mode = "Selected", ranges = new[] { "203.0.113.0/24" } } }, new { allowedIps = new { mode = "AllowAll" } },
        ];
        foreach (var changes in parts)
            Assert.Equal("Changed", Outcomes((await tenant.Post("users/change", new { users = new[] { two.Id }, changes })).Expect(HttpStatusCode.OK).Value));
        Assert.Equal("Changed", Outcomes((await tenant.Post("users/change", new { users = new[] { two.Id }, changes = new { clients = new[] { new { client = "Acme", channels = new[] { "SMS" } } }, chatLimit = 3 } })).Expect(HttpStatusCode.OK).Value));
        Assert.Equal("user.changed", (await tenant.All($"users/{two.Id}/history"))[0].GetProperty("kind").GetString());
        Assert.All(await tenant.All("users"), user => Assert.Equal("Lead", user.GetProperty("designation").GetString()));
    }

    [Fact]
    public async Task What_only_one_user_can_have_is_not_changed_of_many()
    {
        var tenant = await TestApp.NewTenant();
        var users = new[] { (await tenant.User()).Id };
        var refused = (await tenant.Post("users/change", new { users, changes = new { email = TestTenant.NewEmail(), extensionNumber = "61", password = "a fern in the lake", autoGeneratePassword = true } })).Expect(HttpStatusCode.BadRequest);
        Assert.Equal(["changes.autoGeneratePassword.personal", "changes.email.personal", "changes.extensionNumber.personal", "changes.password.personal"], refused.Codes.Order(StringComparer.Ordinal));
        (await tenant.Post("users/change", new { users })).Expect(HttpStatusCode.BadRequest, "changes.missing");
        (await tenant.Post("users/change", new { users, changes = "designation" })).Expect(HttpStatusCode.BadRequest, "changes.invalid");
        (await tenant.Post("users/change", new { users, changes = new { colour = "red", chatLimit = "many" } })).Expect(HttpStatusCode.BadRequest, "changes.chatLimit.invalid");
    }

    [Fact]
    public async Task Of_many_only_those_of_the_given_version_are_changed()
    {
        var tenant = await TestApp.NewTenant();
        var (one, two) = (await tenant.User(), await tenant.User());
        (await tenant.Patch($"users/{two.Id}", new { designation = "Clerk" })).Expect(HttpStatusCode.OK);
        var users = new[] { one.Id, two.Id };
        Assert.Equal("Changed Failed:etag.stale", Outcomes((await tenant.Post("users/change", new { users, versions = new[] { 1, 1 }, changes = new { designation = "Lead" } })).Expect(HttpStatusCode.OK).Value));
        Assert.Equal("Clerk", (await tenant.Get($"users/{two.Id}")).TextOf("designation"));
        Assert.Equal("Changed Changed", Outcomes((await tenant.Post("users/block", new { users, versions = new[] { 2, 2 } })).Expect(HttpStatusCode.OK).Value));
        Assert.Equal("Failed:etag.stale Changed", Outcomes((await tenant.Post("users/delete", new { users, versions = new[] { 2, 3 } })).Expect(HttpStatusCode.OK).Value));
        (await tenant.Post("users/block", new { users, versions = new[] { 3 } })).Expect(HttpStatusCode.BadRequest, "versions.invalid");
        (await tenant.Post("users/block", new { users, versions = new[] { 0, 3 } })).Expect(HttpStatusCode.BadRequest, "versions.invalid");
        (await tenant.Post("users/block", new { users, versions = new[] { "3", "3" } })).Expect(HttpStatusCode.BadRequest, "versions.invalid");
    }

    private static string Outcomes(IEnumerable<JsonElement> done) => string.Join(' ', done.Select(o =>
        o.GetProperty("outcome").GetString() + (o.TryGetProperty("code", out var code) ? $":{code.GetString()}" : "")));
}
