using System.Net;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Presence;

namespace UserFunctions.Tests.Webhooks;

/// <summary>Filters of triggers and webhooks: what could never match is refused, and what was named goes on matching.</summary>
public sealed class FilterTests
{
    private static readonly string[] Ended = ["user.created", "import.finished"];
    private static readonly string[] Changed = ["user.changed"];
    private static readonly string[] SomePermissions = ["users.read"];

    [Theory]
    [InlineData("department", "Sales")]
    [InlineData("group", "Night")]
    [InlineData("role", "Agent")]
    public async Task An_event_about_no_user_is_not_narrowed_by_what_only_users_have(string field, string value)
    {
        await using var receiver = await Receiver.Start();
        var tenant = await TestApp.NewTenant();
        await tenant.Department("Sales");
        (await tenant.Post("groups", new { name = "Night" })).Expect(HttpStatusCode.Created);
        var polled = (await tenant.Get($"triggers/import.finished?{field}={value}")).Expect(HttpStatusCode.BadRequest, $"{field}.never_matches");
        Assert.Contains("import.finished is about no user", polled.Message, StringComparison.Ordinal);
        var filter = new Dictionary<string, object> { ["callbackUrl"] = receiver.Url(), [field] = value };
        (await tenant.Post("triggers/import.finished", filter)).Expect(HttpStatusCode.BadRequest, $"{field}.never_matches");
        filter["events"] = Ended;
        (await tenant.Post("webhooks", filter)).Expect(HttpStatusCode.BadRequest, $"{field}.never_matches");
        filter["events"] = Changed;
        var made = (await tenant.Post("webhooks", filter)).Expect(HttpStatusCode.Created);
        (await tenant.Patch($"webhooks/{made.Id}", new { events = Ended })).Expect(HttpStatusCode.BadRequest, $"{field}.never_matches");
        (await tenant.Get("triggers/import.finished?changedFields=email")).Expect(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_capacity_that_was_put_right_is_told_to_those_whom_the_user_concerns()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Department("Sales");
        await tenant.Department("Support");
        var user = (await tenant.User(new { department = "Sales" })).Id;
        var (own, other, role, all) = (await Begin("department=Sales"), await Begin("department=Support"), await Begin("role=Agent"), await Begin("role=Supervisor"));
        await WrongLoads.PutRight(tenant, user, "SMS");
        // By what the user was then, not by now.
        (await tenant.Patch($"users/{user}", new { department = "Support" })).Expect(HttpStatusCode.OK);
        foreach (var state in new[] { own, role })
            Assert.Equal(user, Assert.Single((await tenant.Get(state)).Expect(HttpStatusCode.OK).Json.EnumerateArray()).GetProperty("userId").GetGuid());
        foreach (var state in new[] { other, all })
            (await tenant.Get(state)).Expect(HttpStatusCode.Accepted);

        async Task<string> Begin(string filter) => (await tenant.Get($"triggers/capacity.drift?{filter}")).Expect(HttpStatusCode.Accepted).Location!;
    }

    [Fact]
    public async Task A_role_is_kept_by_its_id_so_that_another_name_changes_nothing()
    {
        await using var receiver = await Receiver.Start();
        var tenant = await TestApp.NewTenant();
        var role = (await tenant.Post("roles", new { name = "Seller", permissions = SomePermissions })).Expect(HttpStatusCode.Created);
        var hook = (await tenant.Post("webhooks", new { callbackUrl = receiver.Url(), events = Changed, role = "seller" })).Expect(HttpStatusCode.Created);
        (await tenant.Patch($"roles/{role.Id}", new { name = "Vendor" })).Expect(HttpStatusCode.OK);
        Assert.Equal("Vendor", (await tenant.Get($"webhooks/{hook.Id}")).TextOf("role"));
        var (other, user) = (await tenant.User(), await tenant.User(new { role = "Vendor" }));
        await tenant.Patch($"users/{other.Id}", new { designation = "Not told" });
        await tenant.Patch($"users/{user.Id}", new { designation = "Told" });
        await receiver.Gets(1);
        Assert.Equal(user.Id, Assert.Single(receiver.Delivered).Event.GetProperty("data").GetProperty("id").GetGuid());
        // What an editor was shown it may send back.
        Assert.Equal(1, (await tenant.Patch($"webhooks/{hook.Id}", new { role = "Vendor" })).Expect(HttpStatusCode.OK).Json.GetProperty("version").GetInt32());
        foreach (var reply in new[] { await tenant.Get("triggers/user.changed?role=Nobody"), await tenant.Post("triggers/user.changed", new { callbackUrl = receiver.Url(), role = "Nobody" }) })
            Assert.Equal("role 'Nobody' does not exist: give the name or id of one that does.", reply.Expect(HttpStatusCode.BadRequest, "role.unknown").Message);
    }

    [Fact]
    public async Task Changed_fields_are_those_that_a_change_can_name()
    {
        await using var receiver = await Receiver.Start();
        var tenant = await TestApp.NewTenant();
        var state = (await tenant.Get("triggers/user.changed")).Location!;
        await tenant.Department("Sales");
        (await tenant.Post("groups", new { name = "Night" })).Expect(HttpStatusCode.Created);
        var user = await tenant.User();
        var body = new { displayName = "Ada Byron", phone = "9876543210", designation = "Lead", tags = Changed, department = "Sales", groups = new[] { "Night" }, role = "Supervisor", externalId = "7", chatLimit = 4, password = "Long-Enough-31!" };
        (await tenant.Patch($"users/{user.Id}", body)).Expect(HttpStatusCode.OK);
        var named = (await tenant.Get(state)).Expect(HttpStatusCode.OK).Json[0].GetProperty("changes").EnumerateArray().Select(change => change.GetString()!).ToList();
        Assert.Superset(new HashSet<string> { "displayName", "department", "groups", "role", "chatLimit", "tags" }, named.ToHashSet());
        // All that was named may be asked for, however it is written.
        (await tenant.Get($"triggers/user.changed?changedFields={string.Join(',', named).ToUpperInvariant()}")).Expect(HttpStatusCode.Accepted);
        var refused = (await tenant.Get("triggers/user.changed?changedFields=email,emial")).Expect(HttpStatusCode.BadRequest, "changedFields.unknown");
        Assert.StartsWith("changedFields 'emial' is no field of a user that can change: use some of accessRole, ", refused.Message, StringComparison.Ordinal);
        foreach (var wrong in (string[])["presence", "updatedAt", "version", "profileImage", "work"])
            (await tenant.Post("triggers/user.changed", new { callbackUrl = receiver.Url(), changedFields = new[] { wrong } })).Expect(HttpStatusCode.BadRequest, "changedFields.unknown");
        var made = (await tenant.Post("webhooks", new { callbackUrl = receiver.Url(), events = Changed, changedFields = new[] { "EMAIL", "email" } })).Expect(HttpStatusCode.Created);
        Assert.Equal(["email"], made.Json.GetProperty("changedFields").EnumerateArray().Select(field => field.GetString()));
    }
}
