using System.Net;
using System.Text.Json.Nodes;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Users;

public sealed class ChangeUserTests
{
    [Fact]
    [Spec("S103")]
    public async Task A_field_that_is_absent_stays_one_that_is_null_is_cleared_one_that_is_set_is_set()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { phone = "9812345678", designation = "Agent", tags = new[] { "a" } });
        var changed = (await tenant.Patch($"users/{user.Id}", new { phone = (string?)null, tags = new[] { "b", "c" } })).Expect(HttpStatusCode.OK);
        Assert.Null(changed.TextOf("phone"));
        Assert.Equal("Agent", changed.TextOf("designation"));
        Assert.Equal(["b", "c"], changed["tags"].EnumerateArray().Select(t => t.GetString()));
        Assert.Equal("\"2\"", changed.ETag);
        Assert.Equal(2, changed["version"].GetInt32());
        Assert.Equal(changed.Text, (await tenant.Get($"users/{user.Id}")).Text);
    }

    [Fact]
    [Spec("S009")]
    public async Task A_change_that_changes_nothing_is_the_same_version_and_leaves_no_trace()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { phone = "9812345678", tags = new[] { "a" } });
        var before = await tenant.Rows();
        Assert.Equal("\"1\"", (await tenant.Patch($"users/{user.Id}", new { phone = "9812345678", tags = new[] { "a" } })).Expect(HttpStatusCode.OK).ETag);
        Assert.Equal("\"1\"", (await tenant.Patch($"users/{user.Id}", new { })).Expect(HttpStatusCode.OK).ETag);
        Assert.Equal(before.Select(r => (r.Key, r.ETag)), (await tenant.Rows()).Select(r => (r.Key, r.ETag)));
    }

    [Fact]
    [Spec("S009")]
    public async Task What_was_read_can_be_sent_back_whole()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Group("One");
        await tenant.Department("Sales");
        var user = await tenant.User(new { groups = new[] { "One" }, department = "Sales", extensionNumber = "77", phone = "9812345678", tags = new[] { "x" } });
        var same = (await tenant.Patch($"users/{user.Id}", JsonNode.Parse(user.Text)!, ("If-Match", user.ETag!))).Expect(HttpStatusCode.OK);
        Assert.Equal(user.Text, same.Text);
        var edited = JsonNode.Parse(user.Text)!;
        edited["designation"] = "Lead";
        var changed = (await tenant.Patch($"users/{user.Id}", edited)).Expect(HttpStatusCode.OK);
        Assert.Equal("Lead", changed.TextOf("designation"));
        Assert.Equal("\"2\"", changed.ETag);
    }

    [Fact]
    [Spec("S009")]
    public async Task What_was_read_of_a_user_of_one_name_can_be_sent_back_whole()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { displayName = "Cher" });
        Assert.Equal(user.Text, (await tenant.Patch($"users/{user.Id}", JsonNode.Parse(user.Text)!)).Expect(HttpStatusCode.OK).Text);
    }

    [Theory]
    [InlineData("id", "\"0198c0de-0000-7000-8000-000000000000\"")]
    [InlineData("version", "2")]
    [InlineData("version", "\"1\"")]
    [InlineData("createdAt", "\"2020-01-01T00:00:00Z\"")]
    [InlineData("updatedAt", "null")]
    [InlineData("lifecycle", "\"Active\"")]
    [InlineData("groupIds", "[\"0198c0de-0000-7000-8000-000000000000\"]")]
    [InlineData("departmentId", "\"0198c0de-0000-7000-8000-000000000000\"")]
    public async Task What_only_the_app_sets_cannot_be_changed(string field, string value)
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        (await tenant.Patch($"users/{user.Id}", new JsonObject { [field] = JsonNode.Parse(value) })).Expect(HttpStatusCode.BadRequest, $"{field}.read_only");
        Assert.Equal(user.Text, (await tenant.Get($"users/{user.Id}")).Text);
    }

    [Fact]
    public async Task A_required_field_cannot_be_cleared()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        (await tenant.Patch($"users/{user.Id}", new { email = (string?)null })).Expect(HttpStatusCode.BadRequest, "email.missing");
        (await tenant.Patch($"users/{user.Id}", new { displayName = "", givenName = "", familyName = "" })).Expect(HttpStatusCode.BadRequest, "displayName.missing");
    }

    [Fact]
    [Spec("S001")]
    public async Task Names_follow_each_other()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { displayName = "Asha Rao" });
        var married = await tenant.Patch($"users/{user.Id}", new { familyName = "Iyer" });
        Assert.Equal("Asha Iyer", married.TextOf("displayName"));
        var renamed = await tenant.Patch($"users/{user.Id}", new { displayName = "Ben Okri" });
        Assert.Equal(["Ben", "Okri"], new[] { "givenName", "familyName" }.Select(renamed.TextOf));
    }

    [Fact]
    [Spec("S003")]
    public async Task A_new_address_is_taken_and_the_old_one_is_free()
    {
        var tenant = await TestApp.NewTenant();
        var (old, other) = (TestTenant.NewEmail(), TestTenant.NewEmail());
        var user = await tenant.User(new { email = old });
        await tenant.User(new { email = other });
        (await tenant.Patch($"users/{user.Id}", new { email = other.ToUpperInvariant() })).Expect(HttpStatusCode.Conflict, "email.taken");
        (await tenant.Patch($"users/{user.Id}", new { email = TestTenant.NewEmail() })).Expect(HttpStatusCode.OK);
        await tenant.User(new { email = old });
    }

    [Fact]
    public async Task The_case_of_an_own_address_can_be_changed()
    {
        var tenant = await TestApp.NewTenant();
        var email = TestTenant.NewEmail();
        var user = await tenant.User(new { email });
        var changed = (await tenant.Patch($"users/{user.Id}", new { email = email.ToUpperInvariant() })).Expect(HttpStatusCode.OK);
        Assert.Equal(email.ToUpperInvariant(), changed.TextOf("email"));
        Assert.Single((await tenant.Get($"users?email={email}")).Value);
    }

    [Fact]
    public async Task Many_changes_of_one_user_at_once_are_all_kept()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        object[] changes = [new { phone = "9812345678" }, new { designation = "Lead" }, new { tags = new[] { "a" } }, new { role = "Supervisor" }, new { extensionNumber = "55" }];
        var replies = await Task.WhenAll(changes.Select(change => tenant.Patch($"users/{user.Id}", change)));
        Assert.All(replies, r => r.Expect(HttpStatusCode.OK));
        var now = await tenant.Get($"users/{user.Id}");
        Assert.Equal(6, now["version"].GetInt32());
        Assert.Equal(["9812345678", "Lead", "Supervisor", "55"], new[] { "phone", "designation", "role", "extensionNumber" }.Select(now.TextOf));
        Assert.Equal([2, 3, 4, 5, 6], replies.Select(r => r["version"].GetInt32()).Order());
    }
}
