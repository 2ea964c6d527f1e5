using System.Net;
using System.Text.Json;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tests.Given;
using UserFunctions.Users;

namespace UserFunctions.Tests.Users;

public sealed class TypedNamesTests
{
    [Fact]
    [Spec("S011", "S074", "S075")]
    public async Task Groups_and_a_department_are_made_by_typing_their_names_and_the_first_group_is_the_primary_one()
    {
        var tenant = await TestApp.NewTenant();
        var night = await tenant.Group("Night");
        var user = await Create(tenant, new { department = "Sales", groups = new[] { "Late", "NIGHT", "Early" } });
        Assert.Equal(["Late", "Night", "Early"], Texts(user["groups"]));
        Assert.Equal("Late", user.TextOf("primaryGroup"));
        Assert.Equal(night.Id, user["groupIds"][1].GetGuid());
        Assert.Equal("Sales", user.TextOf("department"));
        Assert.Equal(["Early", "Late", "Night"], (await tenant.All("groups")).Select(g => g.GetProperty("name").GetString()).Order());
        Assert.Equal("\"1\"", (await tenant.Get($"groups/{user["groupIds"][0].GetGuid()}")).Expect(HttpStatusCode.OK).ETag);
        Assert.Equal(user["departmentId"].GetGuid(), Assert.Single(await tenant.All("departments")).GetProperty("id").GetGuid());
        var moved = (await tenant.Patch($"users/{user.Id}?createMissing=true", new { department = "Service", groups = new[] { "early", "Noon" } })).Expect(HttpStatusCode.OK);
        Assert.Equal(["Early", "Noon"], Texts(moved["groups"]));
        Assert.Equal("Service", moved.TextOf("department"));
        Assert.Equal(["created", "created"], from kind in await Kinds(tenant) where kind.StartsWith("department.", StringComparison.Ordinal) select kind.Split('.')[1]);
    }

    [Fact]
    [Spec("S011", "S075")]
    public async Task Unless_it_is_asked_for_nothing_is_made_by_typing_and_neither_where_the_caller_may_not()
    {
        var tenant = await TestApp.NewTenant();
        object body = new { displayName = "A B", email = TestTenant.NewEmail(), department = "Sales", groups = new[] { "Night" } };
        Assert.Equal(["department.unknown", "groups.unknown"], (await tenant.Post("users", body)).Expect(HttpStatusCode.BadRequest).Codes);
        Assert.Equal(["department.unknown", "groups.unknown"], (await tenant.Post("users?createMissing=false", body)).Expect(HttpStatusCode.BadRequest).Codes);
        (await tenant.Post("users?createMissing=perhaps", body)).Expect(HttpStatusCode.BadRequest, "createMissing.invalid");
        var clerk = new Caller(tenant.Name, "key:clerk", "Clerk", new HashSet<string> { Permission.UsersWrite, Permission.DepartmentsWrite }, "x");
        var context = new UserContext(clerk, new TenantFacts(new([]), new([]), []), DateTimeOffset.UnixEpoch) { CreatesMissing = true };
        Assert.Equal(["groups.unknown"], new UserFields(JsonSerializer.SerializeToElement(body)).Create(context, Guid.NewGuid()).Error!.Details!.Select(d => d.Code));
        Assert.Empty(await tenant.Rows("g|"));
        Assert.Empty(await tenant.Rows("d|"));
    }

    [Fact]
    [Spec("S075")]
    public async Task Of_many_who_type_one_new_name_at_once_all_are_in_the_one_group_and_department()
    {
        var tenant = await TestApp.NewTenant();
        var users = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Create(tenant, new { department = i % 2 == 0 ? "Sales" : "SALES", groups = new[] { i % 2 == 0 ? "Night" : "night", $"Own {i}" } })));
        Assert.Single(users.Select(u => u["groupIds"][0].GetGuid()).Distinct());
        Assert.Single(users.Select(u => u["departmentId"].GetGuid()).Distinct());
        Assert.Equal(13, (await tenant.Rows("g|")).Count);
        Assert.Single(await tenant.Rows("d|"));
        Assert.Equal(12, (await tenant.Get($"groups/{users[0]["groupIds"][0].GetGuid()}"))["memberCount"].GetInt32());
    }

    [Fact]
    [Spec("S075")]
    public async Task An_id_that_is_not_there_is_no_name_for_something_new()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("users?createMissing=true", new { displayName = "A", email = TestTenant.NewEmail(), groups = new[] { Guid.NewGuid().ToString() } })).Expect(HttpStatusCode.BadRequest, "groups.unknown");
        Assert.Empty(await tenant.Rows("g|"));
    }

    [Fact]
    [Spec("S075")]
    public async Task What_was_typed_for_a_user_that_is_refused_is_not_made()
    {
        var tenant = await TestApp.NewTenant();
        var taken = await tenant.User();
        (await tenant.Post("users?createMissing=true", new { displayName = "A", email = taken.TextOf("email"), groups = new[] { "Night" } })).Expect(HttpStatusCode.Conflict, "email.taken");
        Assert.Empty(await tenant.Rows("g|"));
    }

    [Fact]
    [Spec("S075", "S079")]
    public async Task Linked_groups_of_a_department_are_made_by_typing_too_but_not_more_at_once_than_fit_a_batch()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Group("Night");
        var made = (await tenant.Post("departments?createMissing=true", new { name = "Sales", linkedGroups = new[] { "Late", "night" } })).Expect(HttpStatusCode.Created);
        Assert.Equal(["Late", "Night"], Texts(made["linkedGroups"]));
        var changed = (await tenant.Patch($"departments/{made.Id}?createMissing=true", new { linkedGroups = new[] { "LATE", "Early" } })).Expect(HttpStatusCode.OK);
        Assert.Equal(["Late", "Early"], Texts(changed["linkedGroups"]));
        Assert.Equal(3, (await tenant.Rows("g|")).Count);
        (await tenant.Post("departments?createMissing=true", new { name = "Big", linkedGroups = Enumerable.Range(0, 41).Select(i => $"G{i}") })).Expect(HttpStatusCode.BadRequest, "linkedGroups.too_long");
        var most = (await tenant.Post("departments?createMissing=true", new { name = "Big", linkedGroups = Enumerable.Range(0, 40).Select(i => $"G{i}") })).Expect(HttpStatusCode.Created);
        Assert.Equal(40, most["linkedGroups"].GetArrayLength());
        (await tenant.Post("departments", new { name = "Other", linkedGroups = new[] { "Nowhere" } })).Expect(HttpStatusCode.BadRequest, "linkedGroups.unknown");
    }

    private static async Task<Reply> Create(TestTenant tenant, object fields)
    {
        var body = JsonSerializer.SerializeToNode(fields)!.AsObject();
        body["displayName"] = "Asha Rao";
        body["email"] = TestTenant.NewEmail();
        return (await tenant.Post("users?createMissing=true", body)).Expect(HttpStatusCode.Created);
    }

    private static async Task<IEnumerable<string>> Kinds(TestTenant tenant) =>
        (await tenant.Rows("c|")).SelectMany(row => (string[])[row.Text("kind")!, .. JsonDocument.Parse(row.Text("also") ?? "[]").RootElement.EnumerateArray().Select(c => c.GetProperty("kind").GetString()!)]);

    private static IEnumerable<string?> Texts(JsonElement list) => list.EnumerateArray().Select(t => t.GetString());
}
