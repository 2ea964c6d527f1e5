using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Users;

public sealed class DeleteUserTests
{
    [Fact]
    [Spec("S104")]
    public async Task A_deleted_user_is_gone_from_everywhere()
    {
        var tenant = await TestApp.NewTenant();
        var group = await tenant.Group();
        var email = TestTenant.NewEmail();
        var user = await tenant.User(new { email, groups = new[] { group.Id.ToString() }, extensionNumber = "61" });
        var deleted = (await tenant.Delete($"users/{user.Id}")).Expect(HttpStatusCode.NoContent);
        Assert.Empty(deleted.Bytes);
        (await tenant.Get($"users/{user.Id}")).Expect(HttpStatusCode.NotFound, "user.not_found");
        (await tenant.Patch($"users/{user.Id}", new { phone = "9812345678" })).Expect(HttpStatusCode.NotFound, "user.not_found");
        (await tenant.Delete($"users/{user.Id}")).Expect(HttpStatusCode.NotFound, "user.not_found");
        (await tenant.Put($"groups/{group.Id}/members/{user.Id}")).Expect(HttpStatusCode.NotFound, "user.not_found");
        Assert.Empty(await tenant.All("users"));
        Assert.Empty((await tenant.Get($"users?email={email}")).Value);
        Assert.Empty(await tenant.All($"groups/{group.Id}/members"));
        Assert.Empty(await tenant.Rows("m|"));
        Assert.Empty(await tenant.Rows("e|"));
    }

    [Fact]
    [Spec("S104")]
    public async Task Address_of_a_deleted_user_is_free_at_once_and_the_number_is_kept_from_others()
    {
        var tenant = await TestApp.NewTenant();
        var email = TestTenant.NewEmail();
        var first = await tenant.User(new { email, extensionNumber = "61", createAgentExtension = true });
        (await tenant.Delete($"users/{first.Id}")).Expect(HttpStatusCode.NoContent);
        (await tenant.Post("users", new { displayName = "B", email, extensionNumber = "61" })).Expect(HttpStatusCode.Conflict, "extensionNumber.quarantined");
        var second = await tenant.User(new { email });
        Assert.NotEqual(first.Id, second.Id);
        var number = await tenant.Get("extensions/61");
        Assert.Equal((null, false), (number.TextOf("userId"), number["hasPassword"].GetBoolean()));
        Assert.NotNull(number.TextOf("quarantinedUntil"));
    }

    [Fact]
    public async Task Deleting_one_user_many_times_at_once_is_one_deletion()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => tenant.Delete($"users/{user.Id}")));
        Assert.Single(replies, r => r.Status == HttpStatusCode.NoContent);
        Assert.Equal(7, replies.Count(r => r.Status == HttpStatusCode.NotFound));
        Assert.Equal(["user.created", "user.deleted"], (await tenant.Rows("c|")).Select(r => r.Text("kind")));
    }
}
