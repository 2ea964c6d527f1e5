using System.Net;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Imports;

namespace UserFunctions.Tests.Tenants;

public sealed class QuotaTests
{
    [Fact]
    public async Task A_tenant_has_its_quotas_and_what_it_uses_of_them_in_its_settings_and_only_the_platform_changes_them()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Group("Night");
        await tenant.User();
        (await tenant.Post("capacity-profiles", new { name = "Team" })).Expect(HttpStatusCode.Created);
        (await tenant.Post("statuses", new { name = "Lunch", @class = "Unavailable" })).Expect(HttpStatusCode.Created);
        var read = (await tenant.Get("tenant")).Expect(HttpStatusCode.OK);
        Assert.Equal(100_000, read["quotas"].GetProperty("users").GetInt32());
        Assert.Equal("""{"users":1,"groups":1,"departments":0,"clients":0,"callerIds":0,"timeGroups":0,"roles":0,"capacityProfiles":1,"statuses":1,"extensions":0,"keys":1,"webhooks":0,"imports":0}""", read["used"].GetRawText());
        (await tenant.Patch("tenant", new { quotas = new { users = 100_001 } })).Expect(HttpStatusCode.Forbidden, "key.forbidden");
        var changed = await Give(tenant, new { users = 7 });
        Assert.Equal(7, changed["quotas"].GetProperty("users").GetInt32());
        Assert.Equal(read["quotas"].GetProperty("groups").GetInt32(), changed["quotas"].GetProperty("groups").GetInt32());
        (await tenant.Patch("tenant", changed.Json)).Expect(HttpStatusCode.OK);
        (await Platform(tenant, new { users = -1 })).Expect(HttpStatusCode.BadRequest);
        Assert.Equal(100_000, (await Give(tenant, new { users = (int?)null }))["quotas"].GetProperty("users").GetInt32());
    }

    [Fact]
    public async Task Eight_at_once_make_as_many_users_as_there_may_be_and_no_more()
    {
        var tenant = await TestApp.NewTenant();
        await Give(tenant, new { users = 3 });
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => tenant.Post("users", new { displayName = "A", email = $"a{i}@example.com" })));
        Assert.Equal(3, replies.Count(reply => reply.Status == HttpStatusCode.Created));
        Assert.All(replies.Where(reply => reply.Status != HttpStatusCode.Created), reply => reply.Expect(HttpStatusCode.Conflict, "users.quota_exceeded"));
        Assert.Contains("The quota users is 3 and the tenant has 3 users", replies.First(reply => reply.Status == HttpStatusCode.Conflict).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_quota_of_users_holds_for_upserts_rows_of_files_and_restored_users_and_not_for_changes()
    {
        var tenant = await TestApp.NewTenant();
        var first = await tenant.User();
        var second = await tenant.User();
        await Give(tenant, new { users = 2 });
        (await tenant.Post("users?onConflict=upsert", new { displayName = "N", email = "new@example.com" })).Expect(HttpStatusCode.Conflict, "users.quota_exceeded");
        (await tenant.Post("users?onConflict=upsert", new { displayName = "N", email = first.TextOf("email") })).Expect(HttpStatusCode.Created);
        (await tenant.Delete($"users/{second.Id}")).Expect(HttpStatusCode.NoContent);
        var import = await tenant.Import($"email,displayName\na@example.com,A\nb@example.com,B\n{first.TextOf("email")},Asha\n");
        Assert.Equal("created,failed,updated", import.Outcomes);
        Assert.Equal("users.quota_exceeded", import.Rows[1].Code);
        (await tenant.Post($"users/{second.Id}/restore")).Expect(HttpStatusCode.Conflict, "users.quota_exceeded");
        await Give(tenant, new { users = 3 });
        (await tenant.Post($"users/{second.Id}/restore")).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("groups", "groups", """{"name":"One"}""")]
    [InlineData("departments", "departments", """{"name":"One"}""")]
    [InlineData("clients", "clients", """{"name":"One"}""")]
    [InlineData("callerIds", "caller-ids", """{"number":"12345"}""")]
    [InlineData("timeGroups", "time-groups", """{"name":"One","timeZone":"Asia/Kolkata","windows":[{"days":["Monday"],"from":"09:00","to":"18:00"}]}""")]
    [InlineData("roles", "roles", """{"name":"One","permissions":["users.read"]}""")]
    [InlineData("capacityProfiles", "capacity-profiles", """{"name":"One"}""")]
    [InlineData("statuses", "statuses", """{"name":"One","class":"Unavailable"}""")]
    [InlineData("extensions", "extensions", """{"number":"12345"}""")]
    [InlineData("keys", "keys", """{"name":"One","role":"Agent"}""")]
    [InlineData("webhooks", "webhooks", """{"callbackUrl":"http://127.0.0.1:9/One","events":["user.created"]}""")]
    public async Task Of_each_kind_there_are_no_more_than_the_quota(string quota, string path, string body)
    {
        var tenant = await TestApp.NewTenant();
        // The key that the tenant is asked with.
        var there = quota == "keys" ? 1 : 0;
        await Give(tenant, new Dictionary<string, int> { [quota] = 1 + there });
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Make($"{i}")));
        Assert.Equal(1, replies.Count(reply => reply.Status == HttpStatusCode.Created));
        Assert.All(replies.Where(reply => reply.Status != HttpStatusCode.Created), reply => reply.Expect(HttpStatusCode.Conflict, $"{quota}.quota_exceeded"));
        Assert.Contains($"The quota {quota} is {1 + there} and the tenant has {1 + there} ", replies.First(reply => reply.Status != HttpStatusCode.Created).Message, StringComparison.Ordinal);
        await Give(tenant, new Dictionary<string, int> { [quota] = 2 + there });
        (await Make("9")).Expect(HttpStatusCode.Created);

        Task<Reply> Make(string mark) => tenant.Post(path, new StringContent(body.Replace("One", "One" + mark, StringComparison.Ordinal).Replace("12345", "12345" + mark, StringComparison.Ordinal), null, "application/json"));
    }

    [Fact]
    public async Task A_name_that_is_typed_makes_nothing_beyond_the_quota()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Group("Night");
        await Give(tenant, new { groups = 1 });
        (await tenant.Post("users?createMissing=true", new { displayName = "A", email = "a@example.com", groups = new[] { "Night" } })).Expect(HttpStatusCode.Created);
        (await tenant.Post("users?createMissing=true", new { displayName = "B", email = "b@example.com", groups = new[] { "Day" } })).Expect(HttpStatusCode.Conflict, "groups.quota_exceeded");
        (await tenant.Post("departments?createMissing=true", new { name = "Sales", linkedGroups = new[] { "Day" } })).Expect(HttpStatusCode.Conflict, "groups.quota_exceeded");
        var file = new StringContent("email,displayName,groups\nb@example.com,B,Day\nc@example.com,C,Night\n", null, "text/csv");
        var import = await tenant.Finished((await tenant.Post("imports?createMissing=true", file)).Expect(HttpStatusCode.Accepted).Id);
        Assert.Equal(("failed,created", "groups.quota_exceeded"), (import.Outcomes, import.Rows[0].Code));
        Assert.Contains("The quota groups is 1 and the tenant has 1 groups", import.Rows[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_more_imports_wait_than_the_quota_however_they_come()
    {
        var tenant = await TestApp.NewTenant();
        var plan = await tenant.Finished((await Upload("?dryRun=true")).Expect(HttpStatusCode.Accepted).Id);
        await Give(tenant, new { imports = 0 });
        (await Upload()).Expect(HttpStatusCode.Conflict, "imports.quota_exceeded");
        (await tenant.Post($"imports/{plan.Id}/apply")).Expect(HttpStatusCode.Conflict, "imports.quota_exceeded");
        var dropped = await tenant.Import("email,displayName\nb@example.com,B\n");
        Assert.Equal(("Failed", "imports.quota_exceeded"), (dropped.State, dropped.Problem!.Code));
        // A plan does not wait.
        (await Upload("?dryRun=true")).Expect(HttpStatusCode.Accepted);
        await Give(tenant, new { imports = 1 });
        var uploaded = (await Upload("", ("Idempotency-Key", "k"))).Expect(HttpStatusCode.Accepted);
        Assert.Equal("Succeeded", (await tenant.Finished(uploaded.Id)).State);
        await Give(tenant, new { imports = 0 });
        Assert.Equal(uploaded.Text, (await Upload("", ("Idempotency-Key", "k"))).Expect(HttpStatusCode.Accepted).Text);

        Task<Reply> Upload(string query = "", params (string, string)[] headers) =>
            tenant.Post($"imports{query}", new StringContent("email,displayName\na@example.com,A\n", null, "text/csv"), headers);
    }

    private static async Task<Reply> Give(TestTenant tenant, object quotas) => (await Platform(tenant, quotas)).Expect(HttpStatusCode.OK);

    private static Task<Reply> Platform(TestTenant tenant, object quotas) => TestApp.Send(tenant.App, tenant.App.Key, HttpMethod.Patch, "tenant", TestApp.Body(new { tenant = tenant.Name, quotas }));
}
