using System.Net;
using UserFunctions.Local.Check;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Imports;
using UserFunctions.Tests.Invitations;
using UserFunctions.Tests.Presence;

namespace UserFunctions.Tests.Local;

public sealed class CheckTests
{
    private static readonly Lazy<Task<IReadOnlyList<Row>>> Sound = new(async () => await (await Busy()).Rows());

    /// <summary>What is done to the rows, and what the check must say then.</summary>
    public static TheoryData<string, string, string> Damages => new()
    {
        { "lose e|ana%40example.com", "e|ana%40example.com", "is missing" },
        { "lose l|", "l|ana.rao", "is missing" },
        { "lose a|", "a|x-1", "is missing" },
        { "lose x|61", "x|61", "is missing" },
        { "lose m|g|", "m|g|", "is missing" },
        { "lose c|000000000003", "c|000000000003", "is missing" },
        { "lose g|", "u|", "which is not there" },
        { "lose d|", "d|", "is missing" },
        { "lose u|", "u|", "is missing: entry" },
        { "copy e|ana%40example.com to e|else%40example.com", "e|else%40example.com", "has no such value" },
        { "copy x|61 to x|62", "x|62", "says that its number is '61'" },
        { "copy p| to p|00000000-0000-0000-0000-000000000001", "p|00000000", "is the password of a user who is not there" },
        { "copy m|g| to m|g|00000000-0000-0000-0000-000000000001|00000000-0000-0000-0000-000000000002", "m|g|00000000", "is a membership that its user does not have" },
        { "copy g| to g|00000000-0000-0000-0000-000000000001", "g|, d|", "stands for two of one kind" },
        { "copy g| to g|00000000-0000-0000-0000-000000000001", "g|00000000", "no entry of the log made it" },
        { "copy d| to d|00000000-0000-0000-0000-000000000001", "d|00000000", "by the log it is not" },
        { "set u| groupIds=[]", "m|g|", "is a membership that its user does not have" },
        { "set u| email=new@example.com", "e|new%40example.com", "is missing" },
        { "set u| extensionNumber=99", "x|61", "has another number or none" },
        { "set u| extensionNumber=99", "x|99", "is missing" },
        { "set u| lifecycle=Deleted", "u|", "is a tombstone that does not say what it was" },
        { "set u| deletedFrom=Active", "u|", "is not deleted, but" },
        { "lose t|", "u|", "or is not listed" },
        { "copy t| to t|00000000-0000-0000-0000-000000000001", "t|00000000", "lists a deleted user who is not there" },
        { "set x|61 userId=00000000-0000-0000-0000-000000000001", "x|61", "has a secret" },
        { "set u| extensionNumber=", "u|", "has createAgentExtension on and no number" },
        { "lose xi|", "xi|9", "is missing" },
        { "copy xi| to xi|8", "xi|8", "has no such intercom number" },
        { "set u| lifecycle=Deleted", "e|", "was deleted" },
        { "set u| lifecycle=Nowhere", "u|", "cannot be read" },
        { "set u| change=3", "u|", "names entry 3 as the one before" },
        { "set u| version=9", "u|", "its version is 9" },
        { "set u| roleId=" + Guid.Empty, "u|", "which is not there" },
        { "set u| roleId=00000000-0000-7000-8000-000000000006", "u|", "is not the owner" },
        { "set g| deleting=true", "g|", "no entry of the log says so" },
        { "set c|000000000005 before={}", "c|000000000005", "was made a second time" },
    };

    [Fact]
    public async Task Rows_that_agree_are_found_to_agree()
    {
        var report = TenantCheck.Of(await Sound.Value);
        Assert.Empty(report.Findings);
        Assert.Equal((4, 1), (report.Users, report.Groups));
        Assert.Equal($"checked 4 users, 1 groups, {report.Changes} changes, 0 conversations: 0 findings", report.ToString());
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Rows_that_do_not_agree_are_named(string damage, string row, string wrong)
    {
        var report = TenantCheck.Of(Damaged(await Sound.Value, damage.Split(' ')));
        Assert.Contains(report.Findings, f => f.Row.StartsWith(row, StringComparison.Ordinal) && f.Wrong.Contains(wrong, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_accepted_invitation_is_a_change_of_the_user()
    {
        await using var own = await OwnApp.Start();
        var user = await own.Tenant.User();
        (await own.Accept((await own.Mail(user.Id)).Token)).Expect(HttpStatusCode.OK);
        (await own.Tenant.Patch($"users/{user.Id}", new { designation = "Lead" })).Expect(HttpStatusCode.OK);
        Assert.Empty(TenantCheck.Of(await own.Rows("main", "")).Findings);
    }

    [Theory]
    [InlineData(true, "has another role")]
    [InlineData(false, "is not there")]
    public async Task An_owner_must_be_there_and_be_it(bool isThere, string wrong)
    {
        var rows = await Sound.Value;
        var settings = new TenantSettings { Version = 1, OwnerId = isThere ? Guid.Parse(Ana(rows).Key.AsSpan(2)) : Guid.NewGuid() }.Save("x").Operation.Row;
        Assert.Contains(TenantCheck.Of([.. rows.Where(r => r.Key != settings.Key), settings]).Findings, f => f.Row == TenantSettings.Key && f.Wrong.Contains(wrong, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Settings_that_cannot_be_read_are_found()
    {
        var broken = new Row("x", TenantSettings.Key) { ["settings"] = "{" };
        Assert.Contains(TenantCheck.Of([.. (await Sound.Value).Where(r => r.Key != broken.Key), broken]).Findings, f => f.Row == Facts.SettingsPrefix);
    }

    [Fact]
    public async Task The_command_says_what_it_checked_and_ends_with_1_when_something_is_wrong()
    {
        var tenant = await Busy();
        using var sound = Check(tenant.Name);
        var line = await sound.Line(tenant.Name);
        Assert.Matches($"^{tenant.Name}: checked 4 users, 1 groups, [0-9]+ changes, 0 conversations: 0 findings$", line);
        Assert.Equal((0, ""), await sound.End());
        await (await TestApp.Service<ITables>()).Submit(ChangeLog.Table, [RowOperation.Delete(new Row(tenant.Name, "x|61"))], CancellationToken.None);
        using var damaged = Check(tenant.Name);
        Assert.StartsWith($"{tenant.Name}: x|61: is missing", await damaged.Line(tenant.Name), StringComparison.Ordinal);
        Assert.EndsWith("1 findings", await damaged.Line(tenant.Name), StringComparison.Ordinal);
        Assert.Equal((1, ""), await damaged.End());

        HostProcess Check(string name) => HostProcess.Start(["check", "--tenant", name], ("AzureWebJobsStorage", AzuriteFixture.ConnectionString.Result));
    }

    // One of everything that must agree: addresses, login and external ids, numbers, groups, departments, passwords, an import, tombstones.
    private static async Task<TestTenant> Busy()
    {
        var tenant = await TestApp.NewTenant();
        var group = await tenant.Group("Night");
        await tenant.Department("Sales");
        await tenant.User(new { email = "ben@example.com", groups = new[] { "Night" } });
        var ana = await tenant.User(new { email = "ana@example.com", loginId = "ana.rao", externalId = "x-1", extensionNumber = "61", createAgentExtension = true, password = "a-long-secret-7", department = "Sales" });
        (await tenant.Patch($"users/{ana.Id}", new { designation = "Lead" })).Expect(HttpStatusCode.OK);
        (await tenant.Put($"groups/{group.Id}/members/{ana.Id}")).Expect(HttpStatusCode.OK);
        await tenant.Extension("80", new { intercomNumber = "91" });
        await tenant.Sets(ana.Id, "capacity", new { chatLimit = 3 });
        await tenant.Sets(ana.Id, "status", new { status = "Available" });
        (await tenant.Patch($"users/{ana.Id}", new { designation = "Head" })).Expect(HttpStatusCode.OK);
        var gone = await tenant.User(new { extensionNumber = "70", groups = new[] { "Night" } });
        (await tenant.Delete($"users/{gone.Id}")).Expect(HttpStatusCode.NoContent);
        var import = await tenant.Import("email,displayName,extensionNumber\nben@example.com,Ben Okri,71\ncleo@example.com,Cleo Day,72\ndan@example.com,Dan Wu,\n");
        Assert.Equal("updated,created,created", import.Outcomes);
        (await tenant.Patch($"groups/{group.Id}", new { description = "At night" })).Expect(HttpStatusCode.OK);
        (await tenant.Delete($"groups/{(await tenant.Group("Day")).Id}")).Expect(HttpStatusCode.OK);
        return tenant;
    }

    private static Row Ana(IReadOnlyList<Row> rows) => rows.Single(row => row.Text("email") == "ana@example.com" && row.Key.StartsWith("u|", StringComparison.Ordinal));

    // Of users it is Ana who is damaged, of the rest the first whose key begins so.
    private static List<Row> Damaged(IReadOnlyList<Row> rows, string[] damage)
    {
        var row = damage[1] == "u|" ? Ana(rows) : rows.First(r => r.Key.StartsWith(damage[1], StringComparison.Ordinal));
        List<Row> changed = damage[0] switch
        {
            "lose" => [],
            "copy" => [row, row with { Key = damage[3] }],
            _ => [row with { Columns = new(row.Columns) { [damage[2].Split('=')[0]] = Value(damage[2].Split('=')[1]) } }],
        };
        return [.. rows.Where(r => r.Key != row.Key), .. changed];
    }

    private static object? Value(string text) =>
        text == "true" ? true : text is "{}" or "" ? null : Guid.TryParse(text, out var id) ? id : long.TryParse(text, out var number) && number < 10 ? number : text;
}
