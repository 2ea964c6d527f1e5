using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Storage;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Imports;

public sealed class AtomicTests
{
    private static readonly string[] Events = ["user.created", "user.changed", "user.deleted"];

    private static string Rows(int count) => "email,displayName\n" + string.Concat(Enumerable.Range(1, count).Select(i => $"u{i}@example.com,U {i}\n"));

    private static async Task<Guid> Upload(TestTenant tenant, string text) =>
        (await tenant.Post("imports?mode=atomic", new StringContent(text, Encoding.UTF8, "text/csv"))).Expect(HttpStatusCode.Accepted).Id;

    [Fact]
    public async Task One_wrong_row_and_nobody_is_written()
    {
        var tenant = await TestApp.NewTenant();
        var before = (await tenant.Rows("c|")).Count;
        var import = await tenant.Finished(await Upload(tenant, Rows(60) + "wrong,W\n"));
        Assert.Equal(("Failed", new ReplyCounts(61, 0, 0, 0, 1)), (import.State, import.Counts));
        Assert.Equal(("skipped", "failed", "email.invalid"), (import.Rows[0].Outcome, import.Rows[60].Outcome, import.Rows[60].Code));
        Assert.Empty(await tenant.Users());
        Assert.Equal(["import.finished"], (await tenant.Rows("c|")).Skip(before).Select(r => r.Text("kind")));
        Assert.Contains("wrong", (await tenant.Get($"imports/{import.Id}/fix-file.csv")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_rows_are_written_and_people_are_invited_when_the_last_one_is()
    {
        await using var own = await Held();
        var mails = -1;
        own.Tables.BeforeSecondChunk = async () =>
        {
            // What follows from a change would have followed by then, and the sweep of the log finds nothing to follow either.
            own.App.Time.Pass(TimeSpan.FromMinutes(5));
            await own.App.Function<UserFunctions.Tenants.SweepChanges>().Run(new(), CancellationToken.None);
            mails = own.App.Mails.Count + (await own.App.Rows("main", table: "invitations")).Count;
        };
        var import = await own.App.Tenant.Finished(await Upload(own.App.Tenant, Rows(120)));
        Assert.Equal(("Succeeded", new ReplyCounts(120, 120, 0, 0, 0)), (import.State, import.Counts));
        Assert.Equal(0, mails);
        await Eventually.Holds(() => Task.FromResult(own.App.Mails.Count == 120));
        Assert.Equal("user.created|users.importing", Kind((await own.App.Tenant.Get($"users/{import.Rows[0].UserId}/history")).Value[^1]));

        static string Kind(System.Text.Json.JsonElement change) => $"user.created|{change.GetProperty("kind").GetString()}";
    }

    [Fact]
    public async Task A_row_that_is_refused_when_its_turn_comes_takes_all_rows_back()
    {
        await using var own = await Held();
        var there = await own.App.Tenant.User(new { email = "u1@example.com", displayName = "Before" });
        var mails = 0;
        await Eventually.Holds(() => Task.FromResult((mails = own.App.Mails.Count) == 1));
        var other = await own.App.Another(only: ["CreateUser"]);
        own.Tables.BeforeSecondChunk = async () => (await own.App.Tenant.On(other).Post("users", new { email = "other@example.com", displayName = "Other", loginId = "login.u90" })).Expect(HttpStatusCode.Created);
        var text = "email,displayName,loginId\n" + string.Concat(Enumerable.Range(1, 120).Select(i => $"u{i}@example.com,U {i},login.u{i}\n"));
        var import = await own.App.Tenant.Finished(await Upload(own.App.Tenant, text));
        Assert.Equal(("RolledBack", "loginId.taken"), (import.State, import.Problem!.Code));
        Assert.Contains("Row 90 ", import.Problem.Message, StringComparison.Ordinal);
        Assert.All(import.Rows, row => Assert.Equal("skipped", row.Outcome));
        Assert.Equal(["other@example.com", "u1@example.com"], (await own.App.Tenant.Users()).Keys.Order());
        Assert.Equal("Before", (await own.App.Tenant.Get($"users/{there.Id}")).TextOf("displayName"));
        Assert.Equal("Succeeded", (await own.App.Tenant.Finished(await Upload(own.App.Tenant, Rows(3)))).State);
    }

    [Fact]
    public async Task Callers_are_told_of_its_users_when_it_has_ended()
    {
        await using var own = await Held();
        var tenant = own.App.Tenant;
        await tenant.User(new { email = "u1@example.com", displayName = "Before", designation = "Lead" });
        var states = await Begun(tenant);
        var between = new List<HttpStatusCode>();
        own.Tables.BeforeSecondChunk = async () =>
        {
            foreach (var state in states)
                between.Add((await tenant.Get(state)).Status);
        };
        Assert.Equal("Succeeded", (await tenant.Finished(await Upload(tenant, Rows(60)))).State);
        Assert.Equal([HttpStatusCode.Accepted, HttpStatusCode.Accepted, HttpStatusCode.Accepted], between);
        Assert.Equal(59, (await Told(tenant, states[0])).Count);
        var changed = Assert.Single(await Told(tenant, states[1]));
        Assert.Equal(("U 1", "Lead"), (changed.GetProperty("displayName").GetString(), changed.GetProperty("designation").GetString()));
        Assert.Equal(["displayName", "familyName", "givenName"], changed.GetProperty("changes").EnumerateArray().Select(c => c.GetString()));
        Assert.Empty(await Told(tenant, states[2]));
    }

    [Fact]
    public async Task Callers_are_told_nothing_of_what_is_taken_back_and_all_of_what_is_undone_later()
    {
        await using var own = await Held();
        var tenant = own.App.Tenant;
        await tenant.User(new { email = "u1@example.com", displayName = "Before" });
        var other = await own.App.Another(only: ["CreateUser"]);
        var states = await Begun(tenant);
        own.Tables.BeforeSecondChunk = async () => (await tenant.On(other).Post("users", new { email = "other@example.com", displayName = "Other", loginId = "login.v90" })).Expect(HttpStatusCode.Created);
        var text = "email,displayName,loginId\nu1@example.com,Another,login.v0\n" + string.Concat(Enumerable.Range(1, 120).Select(i => $"v{i}@example.com,V {i},login.v{i}\n"));
        Assert.Equal("RolledBack", (await tenant.Finished(await Upload(tenant, text))).State);
        Assert.Equal("other@example.com", Assert.Single(await Told(tenant, states[0])).GetProperty("email").GetString());
        Assert.Empty(await Told(tenant, states[1]));
        Assert.Empty(await Told(tenant, states[2]));

        states = await Begun(tenant);
        var done = await tenant.Finished(await Upload(tenant, "email,displayName\nu1@example.com,Another\nw1@example.com,W 1\n"));
        (await tenant.Post($"imports/{done.Id}/undo")).Expect(HttpStatusCode.OK);
        Assert.Single(await Told(tenant, states[0]));
        Assert.Equal(["Another", "Before"], (await Told(tenant, states[1])).Select(user => user.GetProperty("displayName").GetString()));
        Assert.Equal("w1@example.com", Assert.Single(await Told(tenant, states[2])).GetProperty("email").GetString());
    }

    [Fact]
    public async Task Cancelled_while_it_runs_it_leaves_nobody()
    {
        await using var own = await Held();
        var id = Guid.Empty;
        own.Tables.BeforeSecondChunk = async () => (await own.App.Tenant.Post($"imports/{id}/cancel")).Expect(HttpStatusCode.Accepted);
        id = await Upload(own.App.Tenant, Rows(200));
        var import = await own.App.Tenant.Finished(id);
        Assert.Equal("Cancelled", import.State);
        Assert.Empty(await own.App.Tenant.Users());
        Assert.Empty(own.App.Mails);
    }

    private static Task<string[]> Begun(TestTenant tenant) => Task.WhenAll(Events.Select(async name => (await tenant.Get($"triggers/{name}")).Location!));

    private static async Task<List<System.Text.Json.JsonElement>> Told(TestTenant tenant, string state) => [.. (await tenant.Get(state)).Json.EnumerateArray()];

    private static async Task<HeldApp> Held()
    {
        HeldTables? tables = null;
        var own = await OwnApp.Start(replace: services =>
        {
            var real = services.Last(s => s.ServiceType == typeof(ITables)).ImplementationFactory!;
            services.AddSingleton<ITables>(provider => tables = new HeldTables((ITables)real(provider)));
        });
        return new(own, tables!);
    }

    private sealed record HeldApp(OwnApp App, HeldTables Tables) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}
