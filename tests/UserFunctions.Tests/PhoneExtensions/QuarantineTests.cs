using System.Globalization;
using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.PhoneExtensions;

/// <summary>A number that was given up is kept for who had it.</summary>
public sealed class QuarantineTests
{
    [Fact]
    [Spec("S010", "S019", "S104")]
    public async Task A_freed_number_goes_back_to_its_user_alone_for_thirty_days()
    {
        await using var own = await OwnApp.Start(["CreateUser", "ChangeUser", "DeleteUser", "ReadExtension", "ReleaseExtension", "AssignExtension", "DeleteExtension", "CreateExtension"]);
        var tenant = own.Tenant;
        var (user, other) = (await tenant.User(new { extensionNumber = "31" }), await tenant.User());
        (await tenant.Post("extensions/31/release")).Expect(HttpStatusCode.OK);
        var until = (await tenant.Get("extensions/31"))["quarantinedUntil"].GetDateTimeOffset();
        Assert.InRange(until, own.Time.GetUtcNow().AddDays(29.99), own.Time.GetUtcNow().AddDays(30));
        var refused = (await tenant.Patch($"users/{other.Id}", new { extensionNumber = "31" })).Expect(HttpStatusCode.Conflict, "extensionNumber.quarantined");
        Assert.Contains(until.ToString("u", CultureInfo.InvariantCulture), refused.Message, StringComparison.Ordinal);
        Assert.Contains("/api/extensions/31/release?force=true", refused.Message, StringComparison.Ordinal);
        (await tenant.Post("extensions/31/assign", new { user = other.Id })).Expect(HttpStatusCode.Conflict, "extensionNumber.quarantined");

        (await tenant.Patch($"users/{user.Id}", new { extensionNumber = "31" })).Expect(HttpStatusCode.OK);
        Assert.Null((await tenant.Get("extensions/31")).TextOf("quarantinedUntil"));
        (await tenant.Delete($"users/{user.Id}")).Expect(HttpStatusCode.NoContent);
        (await tenant.Patch($"users/{other.Id}", new { extensionNumber = "31" })).Expect(HttpStatusCode.Conflict, "extensionNumber.quarantined");
        own.Time.Pass(TimeSpan.FromDays(30));
        Assert.Null((await tenant.Get("extensions/31")).TextOf("quarantinedUntil"));
        (await tenant.Patch($"users/{other.Id}", new { extensionNumber = "31" })).Expect(HttpStatusCode.OK);
    }

    [Fact]
    [Spec("S019", "S104")]
    public async Task A_restored_user_has_the_number_again_with_credentials_of_its_own()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { extensionNumber = "31", createAgentExtension = true });
        (await tenant.Delete($"users/{user.Id}")).Expect(HttpStatusCode.NoContent);
        Assert.False((await tenant.Get("extensions/31"))["hasPassword"].GetBoolean());
        var restored = (await tenant.Post($"users/{user.Id}/restore")).Expect(HttpStatusCode.OK);
        Assert.Equal(("31", 32), (restored.TextOf("extensionNumber"), restored.TextOf("extensionSecret")!.Length));
        Assert.NotEqual(user.TextOf("extensionSecret"), restored.TextOf("extensionSecret"));
        Assert.Equal((user.Id, true), ((await tenant.Get("extensions/31"))["userId"].GetGuid(), (await tenant.Get("extensions/31"))["hasPassword"].GetBoolean()));
    }

    [Fact]
    [Spec("S019")]
    public async Task An_administrator_ends_a_quarantine_or_lets_none_begin()
    {
        var tenant = await TestApp.NewTenant();
        var (user, other) = (await tenant.User(new { extensionNumber = "31" }), await tenant.User());
        (await tenant.Post("extensions/31/release")).Expect(HttpStatusCode.OK);
        var freed = (await tenant.Post("extensions/31/release?force=true")).Expect(HttpStatusCode.OK);
        Assert.Null(freed.TextOf("quarantinedUntil"));
        Assert.Equal(freed.Text, (await tenant.Post("extensions/31/release?force=true")).Expect(HttpStatusCode.OK).Text);
        (await tenant.Patch($"users/{other.Id}", new { extensionNumber = "31" })).Expect(HttpStatusCode.OK);
        (await tenant.Post("extensions/31/release?force=true")).Expect(HttpStatusCode.OK);
        (await tenant.Patch($"users/{user.Id}", new { extensionNumber = "31" })).Expect(HttpStatusCode.OK);
        (await tenant.Post("extensions/31/release?force=maybe")).Expect(HttpStatusCode.BadRequest, "force.invalid");
    }

    [Fact]
    [Spec("S019")]
    public async Task A_number_in_quarantine_is_assigned_by_force_and_never_taken_from_its_holder()
    {
        var tenant = await TestApp.NewTenant();
        var (user, other) = (await tenant.User(new { extensionNumber = "31" }), await tenant.User());
        (await tenant.Post("extensions/31/assign?force=true", new { user = other.Id })).Expect(HttpStatusCode.Conflict, "extensionNumber.taken");
        (await tenant.Post("extensions/31/release")).Expect(HttpStatusCode.OK);
        Assert.Equal(other.Id, (await tenant.Post("extensions/31/assign?force=true", new { user = other.Id })).Expect(HttpStatusCode.OK)["userId"].GetGuid());
        (await tenant.Patch($"users/{user.Id}", new { extensionNumber = "31" })).Expect(HttpStatusCode.Conflict, "extensionNumber.taken");
    }

    [Fact]
    public async Task Deleting_a_number_is_no_way_around_its_quarantine()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.User(new { extensionNumber = "31" });
        (await tenant.Post("extensions/31/release")).Expect(HttpStatusCode.OK);
        (await tenant.Post("extensions", new { number = "31" })).Expect(HttpStatusCode.Conflict, "number.taken");
        Assert.Contains("force=true", (await tenant.Delete("extensions/31")).Expect(HttpStatusCode.Conflict, "extension.quarantined").Message, StringComparison.Ordinal);
        (await tenant.Delete("extensions/31?force=true")).Expect(HttpStatusCode.NoContent);
        await tenant.User(new { extensionNumber = "31" });
    }

    [Fact]
    public async Task Of_an_assignment_and_a_release_of_one_version_one_is_made()
    {
        var tenant = await TestApp.NewTenant();
        var users = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => tenant.User()));
        var tag = (await tenant.Extension("31")).ETag!;
        var replies = await Task.WhenAll(users.Select(u => tenant.Post("extensions/31/assign", new { user = u.Id }, ("If-Match", tag))));
        Assert.Single(replies, r => r.Status == HttpStatusCode.OK);
        Assert.All(replies.Where(r => r.Status != HttpStatusCode.OK), r => r.Expect(HttpStatusCode.PreconditionFailed, "etag.stale"));
        var held = await tenant.Get("extensions/31");
        (await tenant.Post("extensions/31/release", null, ("If-Match", tag))).Expect(HttpStatusCode.PreconditionFailed, "etag.stale");
        replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => tenant.Post("extensions/31/release", null, ("If-Match", held.ETag!))));
        Assert.Single(replies, r => r.Status == HttpStatusCode.OK);
    }
}
