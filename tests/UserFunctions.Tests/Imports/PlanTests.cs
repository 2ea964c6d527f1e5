using System.Net;
using System.Text;
using System.Text.Json;
using UserFunctions.Imports;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Imports;

public sealed class PlanTests
{
    private const string Text = "email,displayName,designation,department,password\nthere@example.com,There,Lead,Care,\nnew@example.com,New,,,a-secret-word-9\nwrong,Wrong,,,\nsame@example.com,,,,\n";

    private static async Task<(TestTenant Tenant, Reply There)> Tenant(OwnApp? own = null)
    {
        var tenant = own?.Tenant ?? await TestApp.NewTenant();
        await tenant.Department("Care");
        await tenant.User(new { email = "same@example.com" });
        return (tenant, await tenant.User(new { email = "there@example.com", displayName = "There", designation = "Agent" }));
    }

    private static async Task<Reply> DryRun(TestTenant tenant, string text = Text, string more = "") =>
        await tenant.Get((await tenant.Post($"imports?dryRun=true{more}", new StringContent(text, Encoding.UTF8, "text/csv"))).Expect(HttpStatusCode.Accepted).Location!);

    [Fact]
    public async Task A_dry_run_says_what_each_row_would_change_from_and_to_and_writes_nobody()
    {
        var (tenant, there) = await Tenant();
        var log = (await tenant.Rows("c|")).Count;
        var plan = (await DryRun(tenant)).Expect(HttpStatusCode.OK);
        Assert.Equal(("Planned", plan.Id), (plan.TextOf("state"), plan["planId"].GetGuid()));
        var rows = plan["rows"].EnumerateArray().ToList();
        Assert.Equal("updated,created,failed,unchanged", string.Join(',', rows.Select(r => r.GetProperty("outcome").GetString())));
        Assert.Equal(["department:→Care", "designation:Agent→Lead"], rows[0].GetProperty("changes").EnumerateArray().Select(Shown));
        Assert.Contains("displayName:→New", rows[1].GetProperty("changes").EnumerateArray().Select(Shown));
        Assert.Contains("password:→********", rows[1].GetProperty("changes").EnumerateArray().Select(Shown));
        Assert.False(rows[1].TryGetProperty("userId", out _));
        Assert.DoesNotContain("a-secret-word-9", plan.Text + string.Concat((await tenant.Rows()).Select(r => JsonSerializer.Serialize(r.Columns))), StringComparison.Ordinal);
        Assert.Equal(log, (await tenant.Rows("c|")).Count);
        Assert.Equal("Agent", (await tenant.Get($"users/{there.Id}")).TextOf("designation"));

        static string Shown(JsonElement change) => $"{change.GetProperty("field").GetString()}:{One(change, "old")}→{One(change, "new")}";
        static string One(JsonElement change, string side) => change.TryGetProperty(side, out var value) ? value.ToString() : "";
    }

    [Fact]
    public async Task Applied_it_does_what_it_said_once_however_often_it_is_asked()
    {
        var (tenant, _) = await Tenant();
        var plan = await DryRun(tenant);
        var asked = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => tenant.Post($"imports/{plan.Id}/apply")));
        Assert.All(asked, a => a.Expect(HttpStatusCode.Accepted));
        var import = await tenant.Finished(plan.Id);
        Assert.Equal(("PartiallySucceeded", "updated,created,failed,unchanged"), (import.State, import.Outcomes));
        Assert.Equal(3, (await tenant.Users()).Count);
        (await tenant.Post($"imports/{plan.Id}/apply")).Expect(HttpStatusCode.Accepted);
        Assert.Single((await tenant.Rows("c|")), r => r.Text("kind") == "users.imported");
        (await tenant.Post($"imports/{plan.Id}/undo")).Expect(HttpStatusCode.OK);
        Assert.Equal(2, (await tenant.Users()).Count);
    }

    [Fact]
    public async Task A_plan_whose_rows_would_do_something_else_by_now_is_refused_and_names_them()
    {
        var (tenant, there) = await Tenant();
        var plan = await DryRun(tenant);
        (await tenant.Patch($"users/{there.Id}", new { phone = "5551234567" })).Expect(HttpStatusCode.OK);
        await tenant.User(new { email = "new@example.com" });
        var refused = (await tenant.Post($"imports/{plan.Id}/apply")).Expect(HttpStatusCode.Conflict, "plan_stale");
        Assert.Equal(["rows[1]", "rows[2]"], refused["error"].GetProperty("details").EnumerateArray().Select(d => d.GetProperty("target").GetString()));
        Assert.Equal("Planned", (await tenant.Get($"imports/{plan.Id}")).TextOf("state"));
        Assert.Equal("Agent", (await tenant.Get($"users/{there.Id}")).TextOf("designation"));
    }

    [Fact]
    public async Task What_moves_between_the_question_and_its_row_is_left_alone()
    {
        await using var own = await OwnApp.Start(only: ["UploadImport", "ApplyImport", "ReadImport", "CreateUser", "ChangeUser", "ReadUser", "CreateDepartment"]);
        var (tenant, there) = await Tenant(own);
        var plan = await DryRun(tenant);
        (await tenant.Post($"imports/{plan.Id}/apply")).Expect(HttpStatusCode.Accepted);
        (await tenant.Patch($"users/{there.Id}", new { phone = "5551234567" })).Expect(HttpStatusCode.OK);
        await own.Function<ContinueImport>().Run($$"""{"tenant":"main","importId":"{{plan.Id}}"}""", CancellationToken.None);
        var import = await tenant.Finished(plan.Id);
        Assert.Equal(("failed,created,failed,unchanged", "plan_stale,,email.invalid,"), (import.Outcomes, import.Codes));
        Assert.Equal("Agent", (await tenant.Get($"users/{there.Id}")).TextOf("designation"));
    }

    [Fact]
    public async Task A_plan_ends_after_a_day_can_be_cancelled_and_is_nothing_to_undo()
    {
        await using var own = await OwnApp.Start();
        var (tenant, _) = await Tenant(own);
        var first = await DryRun(tenant);
        (await tenant.Post($"imports/{first.Id}/undo")).Expect(HttpStatusCode.Conflict, "import.not_applied");
        (await tenant.Post($"imports/{first.Id}/cancel")).Expect(HttpStatusCode.OK);
        (await tenant.Post($"imports/{first.Id}/apply")).Expect(HttpStatusCode.Conflict, "import.not_planned");
        var second = await DryRun(tenant);
        own.Time.Pass(Import.PlanWindow + TimeSpan.FromMinutes(1));
        (await tenant.Post($"imports/{second.Id}/apply")).Expect(HttpStatusCode.Gone, "plan_expired");
        (await tenant.Post($"imports/{Guid.NewGuid()}/apply")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_plan_that_makes_what_is_missing_can_be_applied()
    {
        var tenant = await TestApp.NewTenant();
        var plan = await DryRun(tenant, "email,displayName,groups\na@example.com,A,Night\nb@example.com,B,Night;Day\n", "&createMissing=true&mode=atomic");
        Assert.Empty(await tenant.All("groups"));
        (await tenant.Post($"imports/{plan.Id}/apply")).Expect(HttpStatusCode.Accepted);
        Assert.Equal("Succeeded", (await tenant.Finished(plan.Id)).State);
        Assert.Equal(2, (await tenant.All("groups")).Count);
    }
}
