using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Groups;
using UserFunctions.Local.Check;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Groups;

public sealed class CutOffDeletionTests
{
    private const int Members = 60;

    [Fact]
    [Spec("S081")]
    public async Task A_deletion_that_was_cut_off_is_ended_by_the_sweep_of_the_log()
    {
        await using var own = await OwnApp.Start(only: ["CreateUser", "CreateGroup", "ListUsers", "ReadGroup", "ReadHistory"]);
        var (night, day) = (await own.Tenant.Group("Night"), await own.Tenant.Group("Day"));
        var users = await Task.WhenAll(Enumerable.Range(0, Members).Select(_ => own.Tenant.User(new { groups = new[] { "Night", "Day" } })));
        await CutOff(own, night.Id);
        (await own.Tenant.Get($"groups/{night.Id}")).Expect(HttpStatusCode.NotFound);
        Assert.Equal(2 * Members, (await own.Rows("main", "m|g|")).Count);
        own.Time.Pass(SweepChanges.Within + TimeSpan.FromSeconds(10));
        await own.Function<SweepChanges>().Run(new(), CancellationToken.None);
        Assert.All(await own.Rows("main", "m|g|"), row => Assert.StartsWith($"m|g|{day.Id}", row.Key, StringComparison.Ordinal));
        Assert.Equal($"g|{day.Id}", Assert.Single(await own.Rows("main", "g|")).Key);
        var left = (await own.Tenant.All($"users/{users[0].Id}/history"))[0];
        Assert.Equal(("user.changed", $"group:{night.Id}"), (left.GetProperty("kind").GetString(), left.GetProperty("by").GetString()));
        var rows = await own.Rows("main");
        Assert.Empty(TenantCheck.Of(rows).Findings);
        // It has ended: the next sweep finds nothing to do.
        await own.Function<SweepChanges>().Run(new(), CancellationToken.None);
        Assert.Equal(rows.Count, (await own.Rows("main")).Count);
    }

    [Fact]
    [Spec("S081")]
    public async Task A_deletion_that_was_cut_off_is_ended_by_the_same_request_which_says_who_was_left()
    {
        await using var own = await OwnApp.Start(only: ["CreateUser", "CreateGroup", "DeleteGroup", "ListUsers"]);
        var group = await own.Tenant.Group("Night");
        var user = await own.Tenant.User(new { groups = new[] { "Night" } });
        await CutOff(own, group.Id);
        var deleted = (await own.Tenant.Delete($"groups/{group.Id}")).Expect(HttpStatusCode.OK);
        Assert.Equal(user.Id, Assert.Single(Assert.Single(deleted["changes"].EnumerateArray()).GetProperty("takenFrom").EnumerateArray()).GetProperty("id").GetGuid());
        Assert.Empty(await own.Rows("main", "m|g|"));
        (await own.Tenant.Delete($"groups/{group.Id}")).Expect(HttpStatusCode.NotFound, "group.not_found");
    }

    [Fact]
    [Spec("S081")]
    public async Task Members_about_whom_much_is_known_are_let_go_in_smaller_batches()
    {
        var tenant = await TestApp.NewTenant();
        var group = await tenant.Group("Night");
        var tags = Enumerable.Range(0, 20).Select(i => $"{i:D2}{new string('t', 48)}").ToList();
        var ranges = Enumerable.Range(0, 100).Select(i => $"2001:db8:1234:5678:9abc:def0:1234:{i + 4096:x4}/128").ToList();
        var scope = (await Task.WhenAll(Enumerable.Range(0, 99).Select(_ => tenant.Group()))).Select(g => g.Id).ToList();
        await Task.WhenAll(Enumerable.Range(0, 49).Select(_ => tenant.User(new { groups = new[] { "Night" }, tags, allowedIps = new { mode = "Selected", ranges }, cdrUsers = scope })));
        (await tenant.Delete($"groups/{group.Id}")).Expect(HttpStatusCode.OK);
        Assert.Empty(await tenant.Rows("m|"));
        Assert.True((await tenant.Rows("c|")).Count(row => row.Text("kind") == "user.changed") > 1);
    }

    // The first batch of the deletion, as it stands when the process dies behind it.
    private static async Task CutOff(OwnApp own, Guid group)
    {
        var tables = own.App.Services.GetRequiredService<ITables>();
        var hidden = (await tables.Get(ChangeLog.Table, "main", $"g|{group}", CancellationToken.None))!;
        hidden["deleting"] = true;
        var draft = new Draft<bool>(true, new Change(EndMemberships.GroupDeleted, [group], Json.Write(GroupTable.Read(hidden)))) { Defer = true }.With([Step.Replace(hidden)]);
        var written = await own.App.Services.GetRequiredService<ChangeLog>().Write<bool>(
            Caller.System("main", "test", "test"), _ => Task.FromResult<Result<Draft<bool>>>(draft), CancellationToken.None);
        Assert.True(written.Ok);
    }
}
