using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Users;

public sealed class OneEmailTests
{
    [Fact]
    [Spec("S003")]
    public async Task SixtyFourConcurrentCreates_of_one_address_make_one_user_and_leave_no_orphan()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Group("All");
        var replies = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => tenant.Post("users", new
        {
            displayName = $"User {i}",
            email = i % 2 == 0 ? "same@example.com" : "SAME@Example.com",
            groups = new[] { "All" },
            extensionNumber = $"{1000 + i}",
        })));
        await ExpectOneUser(tenant, replies);
    }

    [Fact]
    public async Task SixtyFourConcurrentCreates_on_two_instances_make_one_user_and_leave_no_orphan()
    {
        await using var other = await TestApp.Start(["CreateUser", "ListUsers"]);
        var tenant = await TestApp.NewTenant();
        await tenant.Group("All");
        var replies = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => (i % 2 == 0 ? tenant : tenant.On(other)).Post("users", new
        {
            displayName = $"User {i}",
            email = "same@example.com",
            groups = new[] { "All" },
            extensionNumber = $"{1000 + i}",
        })));
        await ExpectOneUser(tenant, replies);
    }

    private static async Task ExpectOneUser(TestTenant tenant, Reply[] replies)
    {
        var made = Assert.Single(replies, r => r.Status == HttpStatusCode.Created);
        Assert.All(replies.Where(r => r != made), r => r.Expect(HttpStatusCode.Conflict, "email.taken"));
        var rows = (await tenant.Rows()).Where(r => !r.Key.StartsWith("c|", StringComparison.Ordinal) && !r.Key.StartsWith("g|", StringComparison.Ordinal)).ToList();
        var id = made.Id.ToString("D");
        string[] expected = ["e|same%40example.com", $"m|g|{made["groupIds"][0].GetGuid():D}|{id}", $"u|{id}", $"x|{made.TextOf("extensionNumber")}"];
        Assert.Equal(expected, rows.Select(r => r.Key));
        Assert.Equal(made.Id, rows[0].Id("userId"));
        Assert.Equal(made.Id, rows[3].Id("userId"));
        Assert.Equal(["group.created", "user.created"], (await tenant.Rows("c|")).Select(r => r.Text("kind")));
        Assert.Single(await tenant.All("users"));
    }
}
