using System.Net;
using System.Text.Json;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Users;

public sealed class RestoreUserTests
{
    [Fact]
    [Spec("S104")]
    public async Task A_restored_user_is_what_it_was()
    {
        var tenant = await TestApp.NewTenant();
        var (first, second) = (await tenant.Group("First"), await tenant.Group("Second"));
        await tenant.Department("Sales");
        var user = await tenant.User(new
        {
            groups = new[] { "Second", "First" },
            department = "Sales",
            extensionNumber = "61",
            loginId = "asha.rao",
            externalId = "x-1",
            tags = new[] { "gold" },
            role = "Supervisor",
            webLoginBlocked = true,
        });
        (await tenant.Post($"users/{user.Id}/block")).Expect(HttpStatusCode.OK);
        var rows = (await tenant.Rows()).Where(r => r.Key[0] is not ('c' or 'u' or 'x')).Select(r => r.Key).ToList();
        (await tenant.Delete($"users/{user.Id}")).Expect(HttpStatusCode.NoContent);
        Assert.DoesNotContain(await tenant.Rows(), r => r.Key[0] is 'e' or 'l' or 'a' or 'm');
        Assert.False((await tenant.Get("extensions/61")).Json.TryGetProperty("userId", out _), "Nobody holds the number.");
        var restored = (await tenant.Post($"users/{user.Id}/restore")).Expect(HttpStatusCode.OK);
        Assert.Equal("\"4\"", restored.ETag);
        foreach (var field in user.Json.EnumerateObject().Where(f => f.Name is not ("version" or "updatedAt" or "agentState" or "changes")))
            Assert.True(JsonElement.DeepEquals(field.Value, restored[field.Name]), $"{field.Name}: {field.Value} became {restored[field.Name]}");
        Assert.Equal("Blocked", restored.TextOf("agentState"));
        Assert.False(restored.Json.TryGetProperty("changes", out _), "Everything came back.");
        Assert.Equal(rows, (await tenant.Rows()).Where(r => r.Key[0] is not ('c' or 'u' or 'x')).Select(r => r.Key));
        Assert.Equal(user.Id, (await tenant.Get("extensions/61"))["userId"].GetGuid());
        foreach (var group in new[] { first, second })
            Assert.Single(await tenant.All($"groups/{group.Id}/members"));
        Assert.Equal(user.Id, Assert.Single((await tenant.Get($"users?email={user.TextOf("email")}")).Value).GetProperty("id").GetGuid());
        var again = (await tenant.Post($"users/{user.Id}/restore")).Expect(HttpStatusCode.OK);
        Assert.Equal(restored.Text, again.Text);
        Assert.Equal(["user.blocked", "user.deleted", "user.restored"], (await tenant.Rows("c|")).Select(r => r.Text("kind")).TakeLast(3));
    }

    [Fact]
    [Spec("S104")]
    public async Task What_others_have_taken_since_is_named_and_nothing_is_written()
    {
        var tenant = await TestApp.NewTenant();
        var fields = new { email = TestTenant.NewEmail(), loginId = "asha.rao", externalId = "x-1" };
        var user = await tenant.User(fields);
        (await tenant.Delete($"users/{user.Id}")).Expect(HttpStatusCode.NoContent);
        var other = await tenant.User(fields);
        var before = await tenant.Rows();
        var refused = (await tenant.Post($"users/{user.Id}/restore")).Expect(HttpStatusCode.Conflict, "email.taken");
        Assert.Equal(["email.taken", "externalId.taken", "loginId.taken"], refused.Codes);
        Assert.Contains(other.Id.ToString(), refused.Message, StringComparison.Ordinal);
        Assert.Equal(before.Select(r => (r.Key, r.ETag)), (await tenant.Rows()).Select(r => (r.Key, r.ETag)));
        (await tenant.Patch($"users/{other.Id}", new { email = TestTenant.NewEmail(), loginId = "other", externalId = (string?)null })).Expect(HttpStatusCode.OK);
        (await tenant.Post($"users/{user.Id}/restore")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    [Spec("S104")]
    public async Task What_is_gone_or_somebody_elses_does_not_come_back_and_the_answer_says_so()
    {
        var tenant = await TestApp.NewTenant();
        var (stays, goes) = (await tenant.Group("Stays"), await tenant.Group("Goes"));
        var department = await tenant.Department("Sales");
        var user = await tenant.User(new { groups = new[] { "Goes", "Stays" }, department = "Sales", extensionNumber = "61", routeAgentThrough = "Extension" });
        (await tenant.Delete($"users/{user.Id}")).Expect(HttpStatusCode.NoContent);
        (await tenant.Delete($"groups/{goes.Id}")).Expect(HttpStatusCode.OK);
        (await tenant.Delete($"departments/{department.Id}")).Expect(HttpStatusCode.OK);
        (await tenant.Post("extensions/61/release?force=true")).Expect(HttpStatusCode.OK);
        var other = await tenant.User(new { extensionNumber = "61" });
        var restored = (await tenant.Post($"users/{user.Id}/restore", null, ("Idempotency-Key", "r1"))).Expect(HttpStatusCode.OK);
        Assert.Equal(
            [$"department {department.Id}", "extensionNumber 61", $"groups {goes.Id}"],
            restored["changes"].EnumerateArray().Select(c => $"{c.GetProperty("field").GetString()} {Assert.Single(c.GetProperty("removed").EnumerateArray()).GetString()}").Order());
        Assert.Equal(["Stays"], restored["groups"].EnumerateArray().Select(g => g.GetString()));
        Assert.False(restored.Json.TryGetProperty("extensionNumber", out _), "The number is somebody else's.");
        Assert.Equal("Both", restored.TextOf("routeAgentThrough"));
        Assert.Equal(other.Id, (await tenant.Get("extensions/61"))["userId"].GetGuid());
        Assert.Equal([user.Id], (await tenant.All($"groups/{stays.Id}/members")).Select(m => m.GetProperty("id").GetGuid()));
        Assert.Equal(restored.Text, (await tenant.Post($"users/{user.Id}/restore", null, ("Idempotency-Key", "r1"))).Expect(HttpStatusCode.OK).Text);
        // The user can be changed as any other.
        (await tenant.Patch($"users/{user.Id}", new { designation = "Clerk" })).Expect(HttpStatusCode.OK);
    }

    [Fact]
    [Spec("S104")]
    public async Task Deleted_users_are_listed_as_they_were_and_nobody_else_is()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.User();
        var (first, second) = (await tenant.User(new { groups = new[] { (await tenant.Group("Night")).Id } }), await tenant.User());
        foreach (var user in new[] { second, first })
            (await tenant.Delete($"users/{user.Id}")).Expect(HttpStatusCode.NoContent);
        var deleted = await tenant.All("users/deleted?top=1");
        Assert.Equal([first.Id, second.Id], deleted.Select(u => u.GetProperty("id").GetGuid()));
        Assert.All(deleted, u => Assert.Equal("Deleted", u.GetProperty("lifecycle").GetString()));
        Assert.All(deleted, u => Assert.Equal(JsonValueKind.String, u.GetProperty("deletedAt").ValueKind));
        Assert.Equal("Night", deleted[0].GetProperty("groups")[0].GetString());
        (await tenant.Get($"users/{first.Id}")).Expect(HttpStatusCode.NotFound, "user.not_found");
        (await tenant.Post($"users/{first.Id}/restore")).Expect(HttpStatusCode.OK);
        Assert.Equal([second.Id], (await tenant.All("users/deleted")).Select(u => u.GetProperty("id").GetGuid()));
    }

    [Fact]
    public async Task A_user_is_deleted_and_restored_again_and_again()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { extensionNumber = "61" });
        for (var i = 0; i < 3; i++)
        {
            (await tenant.Delete($"users/{user.Id}")).Expect(HttpStatusCode.NoContent);
            (await tenant.Post($"users/{user.Id}/restore")).Expect(HttpStatusCode.OK);
        }

        Assert.Equal(7, (await tenant.Get($"users/{user.Id}"))["version"].GetInt32());
        Assert.Equal(["c|", "c|", "c|", "c|", "c|", "c|", "c|", "e|", "u|", "x|"], (await tenant.Rows()).Select(r => r.Key[..2]));
    }

    [Fact]
    public async Task Restored_many_times_at_once_a_user_is_restored_once()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { groups = new[] { (await tenant.Group()).Id }, extensionNumber = "61" });
        (await tenant.Delete($"users/{user.Id}")).Expect(HttpStatusCode.NoContent);
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => tenant.Post($"users/{user.Id}/restore")));
        Assert.All(replies, r => Assert.Equal("\"3\"", r.Expect(HttpStatusCode.OK).ETag));
        Assert.Single(await tenant.Rows("c|"), r => r.Text("kind") == "user.restored");
    }

    [Fact]
    [Spec("S014")]
    public async Task Nobody_restores_one_whose_rights_they_lack()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("roles", new { name = "Keeper", permissions = new[] { "users.read", "users.write" } })).Expect(HttpStatusCode.Created);
        var keeper = await tenant.As("Keeper");
        var user = await tenant.User(new { role = "Administrator" });
        (await tenant.Delete($"users/{user.Id}")).Expect(HttpStatusCode.NoContent);
        (await keeper.Post($"users/{user.Id}/restore")).Expect(HttpStatusCode.Forbidden, "role.forbidden");
        (await tenant.Post($"users/{user.Id}/restore")).Expect(HttpStatusCode.OK);
    }
}
