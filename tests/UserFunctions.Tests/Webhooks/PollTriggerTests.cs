using System.Net;
using System.Text.Json;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Webhooks;

public sealed class PollTriggerTests
{
    private static readonly string[] UsersOnly = ["users.read"];

    [Fact]
    public async Task Without_a_state_the_answer_says_where_to_begin_and_nothing_new_is_the_same_place()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.User();
        var first = (await tenant.Get("triggers/user.created")).Expect(HttpStatusCode.Accepted);
        Assert.Equal("15", first.Headers["Retry-After"]);
        Assert.StartsWith(new Uri(tenant.App.BaseAddress, "api/triggers/user.created?triggerState=").ToString(), first.Location, StringComparison.Ordinal);
        var second = (await tenant.Get(first.Location!)).Expect(HttpStatusCode.Accepted);
        Assert.Equal(first.Location, second.Location);
        Assert.Equal("15", second.Headers["Retry-After"]);
    }

    [Fact]
    public async Task What_is_new_is_told_once_and_in_order()
    {
        var tenant = await TestApp.NewTenant();
        var state = (await tenant.Get("triggers/user.created")).Location!;
        var (one, two) = (await tenant.User(new { displayName = "Ada Byron" }), await tenant.User());
        await tenant.Patch($"users/{one.Id}", new { displayName = "Ada Lovelace" });
        var told = (await tenant.Get(state)).Expect(HttpStatusCode.OK);
        Assert.Equal([one.Id, two.Id], told.Json.EnumerateArray().Select(e => e.GetProperty("id").GetGuid()));
        // As it was when it was created, not as it is by now.
        Assert.Equal("Ada Byron", told.Json[0].GetProperty("displayName").GetString());
        Assert.Equal($"{tenant.Name}_1_user-created_0", told.Json[0].GetProperty("eventId").GetString());
        Assert.StartsWith("key:", told.Json[0].GetProperty("changedBy").GetString(), StringComparison.Ordinal);
        (await tenant.Get(told.Location!)).Expect(HttpStatusCode.Accepted);
        Assert.NotEqual(state, told.Location);
        Assert.Equal(told.Text, (await tenant.Get(state)).Expect(HttpStatusCode.OK).Text);
    }

    [Fact]
    public async Task A_change_names_the_fields_and_filters_hold()
    {
        var tenant = await TestApp.NewTenant();
        var (sales, support) = (await tenant.Department("Sales"), await tenant.Department("Support"));
        var state = (await tenant.Get("triggers/user.changed?department=sales&changedFields=department,email")).Location!;
        var user = await tenant.User(new { department = "Support" });
        await tenant.Patch($"users/{user.Id}", new { designation = "Lead" });
        (await tenant.Get(state)).Expect(HttpStatusCode.Accepted);
        await tenant.Patch($"users/{user.Id}", new { department = "Sales" });
        await tenant.Patch($"users/{user.Id}", new { designation = "Head" });
        // Whoever leaves a department concerns it too.
        await tenant.Patch($"users/{user.Id}", new { department = "Support" });
        await tenant.Patch($"users/{user.Id}", new { department = (string?)null });
        var told = (await tenant.Get(state)).Expect(HttpStatusCode.OK).Json.EnumerateArray().ToList();
        Assert.Equal(["Sales", "Support"], told.Select(e => e.GetProperty("department").GetString()));
        Assert.All(told, e => Assert.Equal(["department"], e.GetProperty("changes").EnumerateArray().Select(c => c.GetString()).Where(c => c != "departmentId")));
        Assert.Equal(("Sales", "Support"), (sales.TextOf("name"), support.TextOf("name")));
    }

    [Fact]
    public async Task What_is_wrong_is_said()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Get("triggers/user.vanished")).Expect(HttpStatusCode.NotFound, "event.not_found");
        (await tenant.Get("triggers/user.created?department=Nowhere")).Expect(HttpStatusCode.BadRequest, "department.unknown");
        (await tenant.Get("triggers/user.created?triggerState=n99")).Expect(HttpStatusCode.BadRequest, "triggerState.invalid");
        (await tenant.Get("triggers/user.created?triggerState=x")).Expect(HttpStatusCode.BadRequest, "triggerState.invalid");
        (await tenant.Get("triggers/user.created?colour=red")).Expect(HttpStatusCode.BadRequest, "colour.unknown");
        (await TestApp.Send(HttpMethod.Get, "triggers/user.created")).Expect(HttpStatusCode.Unauthorized, "key.missing");
    }

    [Fact]
    public async Task A_key_that_may_only_read_users_polls_for_users_and_not_for_imports()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("roles", new { name = "Poller", permissions = UsersOnly })).Expect(HttpStatusCode.Created);
        var poller = await tenant.As("Poller");
        (await poller.Get("triggers/user.created")).Expect(HttpStatusCode.Accepted);
        (await poller.Get("triggers/import.finished")).Expect(HttpStatusCode.Forbidden, "key.forbidden");
    }

    [Fact]
    public async Task More_than_an_answer_holds_is_told_in_several_and_none_twice()
    {
        var tenant = await TestApp.NewTenant();
        var state = (await tenant.Get("triggers/user.created")).Location!;
        var csv = "email,displayName\n" + string.Concat(Enumerable.Range(1, 130).Select(i => $"{TestTenant.NewEmail()},Person {i}\n"));
        var import = (await tenant.Post("imports", new { fileName = "team.csv", contentBase64 = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(csv)) })).Expect(HttpStatusCode.Accepted);
        await Eventually.Holds(async () => (await tenant.Get(import.Location!)).Status == HttpStatusCode.OK);
        var told = new List<JsonElement>();
        for (var answer = await tenant.Get(state); answer.Status == HttpStatusCode.OK; answer = await tenant.Get(answer.Location!))
        {
            Assert.InRange(answer.Json.GetArrayLength(), 1, 130);
            told.AddRange(answer.Json.EnumerateArray());
        }

        Assert.Equal(130, told.Select(e => e.GetProperty("id").GetGuid()).Distinct().Count());
        Assert.Equal(130, told.Count);
    }
}
