using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Users;

public sealed class ExtensionNumberTests
{
    [Fact]
    [Spec("S010")]
    public async Task A_number_that_nobody_made_is_made_with_the_user()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { extensionNumber = "204" });
        var extension = (await tenant.Get("extensions/204")).Expect(HttpStatusCode.OK);
        Assert.Equal(user.Id, extension["userId"].GetGuid());
    }

    [Fact]
    [Spec("S010")]
    public async Task A_number_that_somebody_holds_is_refused_and_no_half_of_the_user_stays()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.User(new { extensionNumber = "204" });
        var before = await tenant.Rows();
        var refused = (await tenant.Post("users", new { displayName = "B", email = TestTenant.NewEmail(), extensionNumber = "204" })).Expect(HttpStatusCode.Conflict, "extensionNumber.taken");
        Assert.Contains("204", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before.Select(r => (r.Key, r.ETag)), (await tenant.Rows()).Select(r => (r.Key, r.ETag)));
    }

    [Fact]
    public async Task A_number_that_is_there_and_free_is_taken_as_it_is()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Extension("204", new { intercomNumber = "77" });
        var user = await tenant.User(new { extensionNumber = "204" });
        var extension = await tenant.Get("extensions/204");
        Assert.Equal((user.Id, "77"), (extension["userId"].GetGuid(), extension.TextOf("intercomNumber")));
        Assert.Single(await tenant.All("extensions"));
    }

    [Fact]
    public async Task Of_two_numbers_a_user_has_the_newer_one()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { extensionNumber = "204" });
        (await tenant.Patch($"users/{user.Id}", new { extensionNumber = "205" })).Expect(HttpStatusCode.OK);
        Assert.False((await tenant.Get("extensions/204")).Json.TryGetProperty("userId", out _), "The number before is still held.");
        Assert.Equal(user.Id, (await tenant.Get("extensions/205"))["userId"].GetGuid());
        (await tenant.Patch($"users/{user.Id}", new { extensionNumber = (string?)null })).Expect(HttpStatusCode.OK);
        Assert.Equal(2, (await tenant.All("extensions?assigned=false")).Count);
    }

    [Fact]
    public async Task Two_users_cannot_swap_numbers_without_one_letting_go_first()
    {
        var tenant = await TestApp.NewTenant();
        var (a, b) = (await tenant.User(new { extensionNumber = "11" }), await tenant.User(new { extensionNumber = "22" }));
        (await tenant.Patch($"users/{a.Id}", new { extensionNumber = "22" })).Expect(HttpStatusCode.Conflict, "extensionNumber.taken");
        (await tenant.Post("extensions/22/release?force=true")).Expect(HttpStatusCode.OK);
        (await tenant.Patch($"users/{a.Id}", new { extensionNumber = "22" })).Expect(HttpStatusCode.OK);
        (await tenant.Patch($"users/{b.Id}", new { extensionNumber = "11" })).Expect(HttpStatusCode.Conflict, "extensionNumber.quarantined");
        (await tenant.Post("extensions/11/assign?force=true", new { user = b.Id })).Expect(HttpStatusCode.OK);
        Assert.Equal(("22", "11"), ((await tenant.Get($"users/{a.Id}")).TextOf("extensionNumber"), (await tenant.Get($"users/{b.Id}")).TextOf("extensionNumber")));
    }

    [Fact]
    public async Task Of_many_who_want_one_number_at_once_one_gets_it()
    {
        var tenant = await TestApp.NewTenant();
        var users = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => tenant.User()));
        var replies = await Task.WhenAll(users.Select(u => tenant.Patch($"users/{u.Id}", new { extensionNumber = "300" })));
        Assert.Single(replies, r => r.Status == HttpStatusCode.OK);
        Assert.All(replies.Where(r => r.Status != HttpStatusCode.OK), r => r.Expect(HttpStatusCode.Conflict, "extensionNumber.taken"));
        var holder = (await tenant.Get("extensions/300"))["userId"].GetGuid();
        Assert.Equal(holder, Assert.Single(await tenant.All("users"), u => u.TryGetProperty("extensionNumber", out _)).GetProperty("id").GetGuid());
    }

    [Theory]
    [InlineData("1")]
    [InlineData("12345678901")]
    [InlineData("12a")]
    [InlineData("١٢٣")]
    [InlineData("12 3")]
    public async Task What_is_no_number_is_refused(string number)
    {
        var tenant = await TestApp.NewTenant();
        var refused = (await tenant.Post("users", new { displayName = "B", email = TestTenant.NewEmail(), extensionNumber = number })).Expect(HttpStatusCode.BadRequest);
        Assert.StartsWith("extensionNumber.", refused.Code, StringComparison.Ordinal);
    }
}
