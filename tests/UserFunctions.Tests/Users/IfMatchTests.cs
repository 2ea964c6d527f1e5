using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Users;

public sealed class IfMatchTests
{
    [Theory]
    [InlineData("\"2\"", true)]
    [InlineData("W/\"2\"", true)]
    [InlineData("*", true)]
    [InlineData("\"1\", \"2\"", true)]
    [InlineData("W/\"1\",W/\"2\"", true)]
    [InlineData("\"1\"", false)]
    [InlineData("\"3\"", false)]
    [InlineData("W/\"1\"", false)]
    [InlineData("\"22\", \"1\"", false)]
    [InlineData("2", false)]
    [InlineData("\"\"", false)]
    public async Task A_change_needs_a_tag_that_is_current(string ifMatch, bool passes)
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        (await tenant.Patch($"users/{user.Id}", new { designation = "v2" })).Expect(HttpStatusCode.OK);
        var before = await tenant.Rows();
        var reply = await tenant.Patch($"users/{user.Id}", new { designation = "v3" }, ("If-Match", ifMatch));
        if (passes)
        {
            Assert.Equal("\"3\"", reply.Expect(HttpStatusCode.OK).ETag);
            return;
        }

        reply.Expect(HttpStatusCode.PreconditionFailed, "etag.stale");
        Assert.Contains("\"2\"", reply.Message, StringComparison.Ordinal);
        Assert.Equal(before.Select(r => (r.Key, r.ETag)), (await tenant.Rows()).Select(r => (r.Key, r.ETag)));
    }

    [Fact]
    public async Task A_stale_delete_leaves_the_user()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        (await tenant.Patch($"users/{user.Id}", new { designation = "v2" })).Expect(HttpStatusCode.OK);
        (await tenant.Delete($"users/{user.Id}", ("If-Match", user.ETag!))).Expect(HttpStatusCode.PreconditionFailed, "etag.stale");
        (await tenant.Delete($"users/{user.Id}", ("If-Match", "\"2\""))).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    [Spec("S009")]
    public async Task Of_many_changes_of_one_version_one_is_made()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => tenant.Patch($"users/{user.Id}", new { designation = $"by {i}" }, ("If-Match", "\"1\""))));
        var made = Assert.Single(replies, r => r.Status == HttpStatusCode.OK);
        Assert.All(replies.Where(r => r != made), r => r.Expect(HttpStatusCode.PreconditionFailed, "etag.stale"));
        Assert.Equal(made.Text, (await tenant.Get($"users/{user.Id}")).Text);
    }

    [Fact]
    public async Task Every_kind_of_thing_refuses_a_stale_tag()
    {
        var tenant = await TestApp.NewTenant();
        var group = await tenant.Group();
        var department = await tenant.Department();
        await tenant.Extension("44");
        (string Path, object Change, HttpStatusCode Deleted)[] things =
        [
            ($"groups/{group.Id}", new { description = "x" }, HttpStatusCode.OK), ($"departments/{department.Id}", new { name = "Other" }, HttpStatusCode.OK), ("extensions/44", new { intercomNumber = "123456" }, HttpStatusCode.NoContent),
        ];
        foreach (var (path, change, deleted) in things)
        {
            (await tenant.Patch(path, change, ("If-Match", "\"9\""))).Expect(HttpStatusCode.PreconditionFailed, "etag.stale");
            (await tenant.Delete(path, ("If-Match", "\"9\""))).Expect(HttpStatusCode.PreconditionFailed, "etag.stale");
            Assert.Equal("\"2\"", (await tenant.Patch(path, change, ("If-Match", "\"1\""))).Expect(HttpStatusCode.OK).ETag);
            (await tenant.Delete(path, ("If-Match", "\"2\""))).Expect(deleted);
            (await tenant.Get(path)).Expect(HttpStatusCode.NotFound);
        }
    }
}
