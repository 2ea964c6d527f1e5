using UserFunctions.Platform.Http;
using UserFunctions.Roles;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Roles;

public sealed class AccessMatrixTests
{
    // As the source prints it: Admin, Standard, NoAccess.
    private static readonly Dictionary<string, string> Table = new()
    {
        ["recordings.own.analysed"] = "YES YES YES",
        ["recordings.own.query"] = "YES YES NO",
        ["recordings.own.delete"] = "YES YES NO",
        ["recordings.own.rate"] = "YES YES NO",
        ["recordings.all.query"] = "YES NO NO",
        ["userManagement"] = "YES NO NO",
        ["dashboard"] = "YES YES NO",
        ["dashboard.filterOwn"] = "YES YES NO",
        ["dashboard.filterAll"] = "YES NO NO",
        ["alarm.create"] = "YES NO NO",
    };

    public static TheoryData<string, AccessRole, bool> Cells
    {
        get
        {
            var cells = new TheoryData<string, AccessRole, bool>();
            foreach (var (permission, row) in Table)
            {
                var answers = row.Split(' ');
                cells.Add(permission, AccessRole.Admin, answers[0] == "YES");
                cells.Add(permission, AccessRole.Standard, answers[1] == "YES");
                cells.Add(permission, AccessRole.NoAccess, answers[2] == "YES");
            }

            return cells;
        }
    }

    [Theory]
    [Spec("S060", "S061")]
    [MemberData(nameof(Cells))]
    public void Each_cell_is_that_of_the_source(string permission, AccessRole role, bool isAllowed) =>
        Assert.Equal(isAllowed, AccessMatrix.Find(permission)!.Allows(role));

    [Fact]
    [Spec("S060")]
    public void There_are_ten_rows_and_no_others()
    {
        Assert.Equal(Table.Keys, AccessMatrix.Rows.Select(row => row.Permission));
        Assert.Equal(30, Cells.Count);
        Assert.Null(AccessMatrix.Find("users.read"));
    }

    [Theory]
    [Spec("S063")]
    [InlineData("Smartflows", AccessRole.Standard, AppRole.Agent)]
    [InlineData("Smartflows", AccessRole.Admin, AppRole.Administrator)]
    [InlineData("VirtualReceptionist", AccessRole.Standard, AppRole.None)]
    [InlineData("VirtualReceptionist", AccessRole.Admin, AppRole.Administrator)]
    [InlineData("VoiceAnalytics", AccessRole.Standard, AppRole.OwnRecordings)]
    [InlineData("VoiceAnalytics", AccessRole.Admin, AppRole.AllRecordings)]
    [InlineData("CallRecording", AccessRole.Standard, AppRole.OwnRecordings)]
    [InlineData("CallRecording", AccessRole.Admin, AppRole.AllRecordings)]
    [InlineData("Smartflows", AccessRole.NoAccess, AppRole.None)]
    [InlineData("VirtualReceptionist", AccessRole.NoAccess, AppRole.None)]
    [InlineData("VoiceAnalytics", AccessRole.NoAccess, AppRole.None)]
    [InlineData("Tetris", AccessRole.Admin, AppRole.None)]
    public void Access_role_and_licence_make_the_role_in_the_app(string app, AccessRole role, AppRole expected)
    {
        Assert.Equal(expected, AppAccess.EffectiveRole(role, app, isLicensed: true, isOwner: false));
        Assert.Equal(AppRole.None, AppAccess.EffectiveRole(role, app, isLicensed: false, isOwner: false));
    }

    [Theory]
    [Spec("S063", "S070")]
    [InlineData(AccessRole.Admin)]
    [InlineData(AccessRole.Standard)]
    [InlineData(AccessRole.NoAccess)]
    public void The_owner_is_the_owner_of_the_desk_whatever_the_access_role(AccessRole role)
    {
        Assert.Equal(AppRole.Owner, AppAccess.EffectiveRole(role, AppAccess.Smartflows, isLicensed: true, isOwner: true));
        Assert.Equal(AppRole.None, AppAccess.EffectiveRole(role, AppAccess.Smartflows, isLicensed: false, isOwner: true));
        Assert.Equal(AppRole.AllRecordings, AppAccess.EffectiveRole(role, AppAccess.VoiceAnalytics, isLicensed: true, isOwner: true));
    }

    [Fact]
    [Spec("S068")]
    public void An_agent_has_the_rights_of_an_agent_at_the_desk()
    {
        string[] desk = ["conversations.own", "conversations.forward", "contacts.read", "settings.personal"];
        Assert.Equal(desk, AppAccess.PermissionsOf(AppRole.Agent));
        Assert.Equal(desk, Role.Agent.Permissions.Intersect(Permission.OfDesk));
        Assert.DoesNotContain(Role.Agent.Permissions, p => p.EndsWith(".write", StringComparison.Ordinal));
    }

    [Fact]
    [Spec("S069")]
    public void An_administrator_has_the_agents_rights_and_those_over_everybodys_work_and_the_settings()
    {
        string[] more = ["conversations.all", "conversations.archive", "settings.global", "triggers.write", "canned_responses.write", "tags.write", "analytics.read"];
        var administrator = AppAccess.PermissionsOf(AppRole.Administrator).ToList();
        Assert.Equal(more.Order(), administrator.Except(AppAccess.PermissionsOf(AppRole.Agent)).Order());
        Assert.Empty(AppAccess.PermissionsOf(AppRole.Agent).Except(administrator));
        Assert.Equal([Permission.UsersProvision], Permission.All.Except(Role.Administrator.Permissions));
        Assert.Contains(Permission.GroupsWrite, Role.Administrator.Permissions);
        Assert.Contains(Permission.DepartmentsWrite, Role.Administrator.Permissions);
    }

    [Fact]
    public void No_permission_has_two_names_or_stands_twice()
    {
        var all = AccessMatrix.Rows.Select(row => row.Permission).Concat(Permission.All).ToList();
        Assert.Equal(all.Distinct(StringComparer.OrdinalIgnoreCase), all);
    }
}
