using System.Net;
using System.Text.RegularExpressions;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.PhoneExtensions;

/// <summary>The switch "Create Agent Extension" of a user, and what becomes of the number and its credentials.</summary>
public sealed partial class AgentExtensionTests
{
    [Fact]
    [Spec("S019")]
    public async Task The_switch_gives_the_number_credentials_whose_secret_one_answer_shows()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { extensionNumber = "31", createAgentExtension = true });
        var secret = user.TextOf("extensionSecret")!;
        Assert.Matches(Secret(), secret);
        Assert.Null((await tenant.Get($"users/{user.Id}")).TextOf("extensionSecret"));
        var extension = await tenant.Get("extensions/31");
        Assert.Equal(("31", "********", true), (extension.TextOf("login"), extension.TextOf("password"), extension["hasPassword"].GetBoolean()));
        Assert.DoesNotContain(secret, string.Concat((await tenant.Rows()).Select(r => string.Join(',', r.Columns.Values))), StringComparison.Ordinal);
        var changed = (await tenant.Patch($"users/{user.Id}", new { designation = "Lead" })).Expect(HttpStatusCode.OK);
        Assert.Null(changed.TextOf("extensionSecret"));
        Assert.Equal(extension.Text, (await tenant.Get("extensions/31")).Text);
    }

    [Fact]
    [Spec("S019")]
    public async Task Off_revokes_the_credentials_and_keeps_the_number_for_its_user()
    {
        var tenant = await TestApp.NewTenant();
        var (user, other) = (await tenant.User(new { extensionNumber = "31", createAgentExtension = true }), await tenant.User());
        (await tenant.Phone("31", "desk")).Expect(HttpStatusCode.OK);
        (await tenant.Patch($"users/{user.Id}", new { createAgentExtension = false })).Expect(HttpStatusCode.OK);
        var extension = await tenant.Get("extensions/31");
        Assert.Equal((user.Id, false, 0, "Inactive"), (extension["userId"].GetGuid(), extension["hasPassword"].GetBoolean(), extension["registrations"].GetInt32(), extension.TextOf("status")));
        Assert.DoesNotContain((await tenant.Rows("x|"))[0].Columns, c => c.Key == "secretHash" && c.Value is not null);
        (await tenant.Patch($"users/{other.Id}", new { extensionNumber = "31" })).Expect(HttpStatusCode.Conflict, "extensionNumber.taken");
        (await tenant.Phone("31", "desk")).Expect(HttpStatusCode.Conflict, "extension.no_credentials");

        var again = (await tenant.Patch($"users/{user.Id}", new { createAgentExtension = true })).Expect(HttpStatusCode.OK);
        Assert.Matches(Secret(), again.TextOf("extensionSecret"));
        Assert.NotEqual(user.TextOf("extensionSecret"), again.TextOf("extensionSecret"));
        Assert.Equal(0, (await tenant.Get("extensions/31"))["registrations"].GetInt32());
    }

    [Fact]
    [Spec("S019")]
    public async Task Who_names_no_number_gets_the_lowest_free_one()
    {
        var tenant = await TestApp.NewTenant();
        foreach (var number in (string[])["100", "10000", "1001", "1003"])
            await tenant.User(new { extensionNumber = number });
        await tenant.Extension("1000");
        var gone = await tenant.User(new { extensionNumber = "1002" });
        (await tenant.Delete($"users/{gone.Id}")).Expect(HttpStatusCode.NoContent);
        // 1000 is there and free, 1001 and 1003 are held, 1002 is in quarantine.
        Assert.Equal("1000", (await tenant.User(new { createAgentExtension = true })).TextOf("extensionNumber"));
        Assert.Equal("1004", (await tenant.User(new { createAgentExtension = true, routeAgentThrough = "Extension" })).TextOf("extensionNumber"));
        var user = await tenant.User();
        var changed = (await tenant.Patch($"users/{user.Id}", new { createAgentExtension = true })).Expect(HttpStatusCode.OK);
        Assert.Equal("1005", changed.TextOf("extensionNumber"));
        Assert.Matches(Secret(), changed.TextOf("extensionSecret"));
    }

    [Fact]
    public async Task Of_many_who_name_no_number_each_gets_another_one()
    {
        await using var other = await TestApp.Start(["CreateUser"]);
        var tenant = await TestApp.NewTenant();
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? tenant : tenant.On(other)).User(new { createAgentExtension = true })));
        Assert.Equal(Enumerable.Range(1000, 8).Select(n => $"{n}"), made.Select(u => u.TextOf("extensionNumber")!).Order());
    }

    [Fact]
    [Spec("S019")]
    public async Task The_answer_to_a_repeated_request_shows_no_secret()
    {
        var tenant = await TestApp.NewTenant();
        var (body, named) = (new { displayName = "A", email = TestTenant.NewEmail(), createAgentExtension = true }, ("Idempotency-Key", "one"));
        var first = (await tenant.Post("users", body, named)).Expect(HttpStatusCode.Created);
        var again = (await tenant.Post("users", body, named)).Expect(HttpStatusCode.Created);
        Assert.Equal((first.Id, null), (again.Id, again.TextOf("extensionSecret")));
        Assert.NotNull(first.TextOf("extensionSecret"));
        Assert.DoesNotContain(first.TextOf("extensionSecret")!, string.Concat((await tenant.Rows()).Select(r => string.Join(',', r.Columns.Values))), StringComparison.Ordinal);
    }

    [Fact]
    [Spec("S019", "S021", "S022")]
    public async Task Whichever_way_the_number_goes_the_user_stays_consistent()
    {
        var tenant = await TestApp.NewTenant();
        var (one, two) = (await tenant.User(Telephony("31")), await tenant.User(Telephony("32")));
        (await tenant.Patch($"users/{one.Id}", new { extensionNumber = (string?)null })).Expect(HttpStatusCode.OK);
        (await tenant.Post("extensions/32/release")).Expect(HttpStatusCode.OK);
        foreach (var id in new[] { one.Id, two.Id })
        {
            var user = await tenant.Get($"users/{id}");
            Assert.Equal((null, false, "Both"), (user.TextOf("extensionNumber"), user["createAgentExtension"].GetBoolean(), user.TextOf("routeAgentThrough")));
            Assert.Equal(user.Text, (await tenant.Patch($"users/{id}", System.Text.Json.Nodes.JsonNode.Parse(user.Text)!)).Expect(HttpStatusCode.OK).Text);
        }

        (await tenant.Patch($"users/{one.Id}", new { routeAgentThrough = "Extension" })).Expect(HttpStatusCode.Conflict, "routeAgentThrough.needs_extension");
        Assert.All(await tenant.All("extensions"), e => Assert.False(e.GetProperty("hasPassword").GetBoolean()));
    }

    [Fact]
    [Spec("S019")]
    public async Task Another_number_gets_credentials_of_its_own_and_the_one_before_loses_them()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(Telephony("31"));
        await tenant.Extension("33");
        var changed = (await tenant.Patch($"users/{user.Id}", new { extensionNumber = "32" })).Expect(HttpStatusCode.OK);
        Assert.Matches(Secret(), changed.TextOf("extensionSecret"));
        var assigned = (await tenant.Post("extensions/33/assign", new { user = user.Id })).Expect(HttpStatusCode.OK);
        Assert.Matches(Secret(), assigned.TextOf("secret"));
        Assert.Equal([false, false, true], (await tenant.All("extensions")).Select(e => e.GetProperty("hasPassword").GetBoolean()));
        Assert.Equal("Extension", (await tenant.Get($"users/{user.Id}")).TextOf("routeAgentThrough"));
    }

    private static object Telephony(string number) => new { extensionNumber = number, createAgentExtension = true, routeAgentThrough = "Extension" };

    [GeneratedRegex("^[0-9a-hjkmnp-tv-z]{32}$")]
    private static partial Regex Secret();
}
