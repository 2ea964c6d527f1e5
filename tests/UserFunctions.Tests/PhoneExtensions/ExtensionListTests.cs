using System.Net;
using System.Text.Json.Nodes;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.PhoneExtensions;

public sealed class ExtensionListTests
{
    private static readonly string[] Both = ["111111", "222222"];

    [Fact]
    [Spec("S016", "S037")]
    public async Task The_list_shows_what_the_single_extension_shows()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Owns(Both);
        var user = await tenant.User(new { displayName = "Asha Rao", extensionNumber = "31", createAgentExtension = true, allowedCallerIds = Both });
        await tenant.Extension("32", new { callerId = "222222", intercomNumber = "77" });
        (await tenant.Phone("31", "desk")).Expect(HttpStatusCode.OK);
        var (held, free) = (await tenant.Get("extensions/31"), await tenant.Get("extensions/32"));
        Assert.Equal(
            ("Asha Rao", "31", "********", "111111", 1, "Active", user.TextOf("email"), user.Id),
            (held.TextOf("name"), held.TextOf("login"), held.TextOf("password"), held.TextOf("callerId"), held["registrations"].GetInt32(), held.TextOf("status"), held.TextOf("user"), held["userId"].GetGuid()));
        Assert.Equal((null, "222222", "77", "Inactive"), (free.TextOf("name"), free.TextOf("callerId"), free.TextOf("intercomNumber"), free.TextOf("status")));
        Assert.Equal([held.Text, free.Text], (await tenant.All("extensions?top=1")).Select(e => e.GetRawText()));
    }

    [Fact]
    [Spec("S016")]
    public async Task The_caller_id_follows_every_change_of_the_holders_list()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Owns(Both);
        var user = await tenant.User(new { extensionNumber = "31", allowedCallerIds = Both });
        Assert.Equal("111111", (await tenant.Get("extensions/31")).TextOf("callerId"));
        foreach (var (list, expected) in new (string[], string?)[] { (["222222", "111111"], "222222"), (["111111"], "111111"), ([], null), (["222222"], "222222") })
        {
            (await tenant.Patch($"users/{user.Id}", new { allowedCallerIds = list })).Expect(HttpStatusCode.OK);
            Assert.Equal(expected, (await tenant.Get("extensions/31")).TextOf("callerId"));
            Assert.Equal(expected, (await tenant.Get($"users/{user.Id}")).TextOf("extensionCallerId"));
        }
    }

    [Fact]
    [Spec("S037")]
    public async Task The_holders_new_name_is_the_extensions_at_once_in_every_instance()
    {
        await using var other = await TestApp.Start(["ListExtensions"]);
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { extensionNumber = "31" });
        Assert.Equal("Asha Rao", Assert.Single(await tenant.On(other).All("extensions")).GetProperty("name").GetString());
        (await tenant.Patch($"users/{user.Id}", new { displayName = "Asha Menon" })).Expect(HttpStatusCode.OK);
        Assert.Equal("Asha Menon", Assert.Single(await tenant.On(other).All("extensions")).GetProperty("name").GetString());
        Assert.Equal("Asha Menon", (await tenant.Get("extensions/31")).TextOf("name"));
    }

    [Fact]
    [Spec("S037")]
    public async Task An_intercom_number_is_one_extensions_alone()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Extension("31", new { intercomNumber = "77" });
        (await tenant.Post("extensions", new { number = "32", intercomNumber = "77" })).Expect(HttpStatusCode.Conflict, "intercomNumber.taken");
        await tenant.Extension("32", new { intercomNumber = "78" });
        (await tenant.Patch("extensions/32", new { intercomNumber = "77" })).Expect(HttpStatusCode.Conflict, "intercomNumber.taken");
        (await tenant.Patch("extensions/31", new { intercomNumber = "79" })).Expect(HttpStatusCode.OK);
        (await tenant.Patch("extensions/32", new { intercomNumber = "77" })).Expect(HttpStatusCode.OK);
        (await tenant.Delete("extensions/31")).Expect(HttpStatusCode.NoContent);
        (await tenant.Patch("extensions/32", new { intercomNumber = (string?)null })).Expect(HttpStatusCode.OK);
        Assert.Empty(await tenant.Rows("xi|"));
        await tenant.User(new { extensionNumber = "32" });
        (await tenant.Patch("extensions/32", new { intercomNumber = "77" })).Expect(HttpStatusCode.OK);
        (await tenant.Patch("extensions/32", new { intercomNumber = "7a" })).Expect(HttpStatusCode.BadRequest, "intercomNumber.invalid");
    }

    [Fact]
    public async Task What_was_read_of_a_held_extension_can_be_sent_back_although_phones_came_and_went()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Owns(Both);
        await tenant.User(new { extensionNumber = "31", createAgentExtension = true, allowedCallerIds = Both });
        var read = await tenant.Get("extensions/31");
        (await tenant.Phone("31", "desk")).Expect(HttpStatusCode.OK);
        Assert.Equal(read.ETag, (await tenant.Patch("extensions/31", JsonNode.Parse(read.Text)!)).Expect(HttpStatusCode.OK).ETag);
        (await tenant.Patch("extensions/31", new { callerId = "222222" })).Expect(HttpStatusCode.Conflict, "callerId.of_holder");
        (await tenant.Patch("extensions/31", new { callerId = (string?)null })).Expect(HttpStatusCode.Conflict, "callerId.of_holder");
        (await tenant.Patch("extensions/31", new { password = "secret", name = "B" })).Expect(HttpStatusCode.BadRequest);
    }
}
