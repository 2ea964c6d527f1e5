using System.Net;
using System.Text.Json;
using UserFunctions.Platform.Http;
using UserFunctions.Roles;
using UserFunctions.Tenants;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Users;

public sealed class PermissionsTests
{
    private static readonly Dictionary<string, bool> AllLicences = TenantSettings.Apps.ToDictionary(app => app, _ => true);

    [Theory]
    [Spec("S060", "S061", "S062")]
    [InlineData("Admin")]
    [InlineData("Standard")]
    [InlineData("NoAccess")]
    public async Task A_licensed_user_has_the_column_of_their_access_role(string accessRole)
    {
        var (tenant, user) = await Active(new { accessRole, licences = AllLicences });
        var permissions = await Permissions(tenant, user);
        foreach (var row in AccessMatrix.Rows)
            Assert.Equal((row.Permission, row.Allows(Enum.Parse<AccessRole>(accessRole))), (row.Permission, permissions[row.Permission].Allowed));
        if (accessRole == "NoAccess")
        {
            // Nothing but being analysed is left of all permissions there are.
            Assert.Equal(["recordings.own.analysed"], permissions.Where(p => p.Value.Allowed).Select(p => p.Key));
            Assert.All(permissions.Where(p => !p.Value.Allowed), p => Assert.Equal("access_role.no_access", p.Value.Rule));
        }
    }

    [Fact]
    [Spec("S060")]
    public async Task The_answer_names_every_permission_and_app_once_each_with_the_rule_that_decided()
    {
        var (tenant, user) = await Active(new { });
        var answer = (await tenant.Get($"users/{user}/permissions")).Expect(HttpStatusCode.OK);
        Assert.Equal(user, answer["userId"].GetGuid());
        Assert.Equal(AccessMatrix.Rows.Select(r => r.Permission).Concat(Permission.All), answer["permissions"].EnumerateArray().Select(p => p.GetProperty("permission").GetString()!));
        Assert.Equal(TenantSettings.Apps, answer["apps"].EnumerateArray().Select(a => a.GetProperty("app").GetString()!));
        Assert.All(answer["permissions"].EnumerateArray(), p => Assert.Equal(["permission", "allowed", "rule"], p.EnumerateObject().Select(f => f.Name)));
        Assert.All(answer["apps"].EnumerateArray(), a => Assert.Equal(["app", "licensed", "source", "role", "rule"], a.EnumerateObject().Select(f => f.Name)));
        foreach (var rule in answer["permissions"].EnumerateArray().Concat(answer["apps"].EnumerateArray()).Select(p => p.GetProperty("rule")))
        {
            Assert.Matches("^[a-z_]+(\\.[a-z_]+)?$", rule.GetProperty("code").GetString());
            Assert.EndsWith(".", rule.GetProperty("message").GetString(), StringComparison.Ordinal);
        }

        (await tenant.Get($"users/{Guid.NewGuid()}/permissions")).Expect(HttpStatusCode.NotFound, "user.not_found");
    }

    [Fact]
    [Spec("S063")]
    public async Task Access_role_and_licences_make_the_role_in_each_app()
    {
        var (tenant, user) = await Active(new { accessRole = "Standard", licences = AllLicences });
        Assert.Equal("Smartflows:Agent CallRecording:OwnRecordings VoiceAnalytics:OwnRecordings VirtualReceptionist:None", await Apps(tenant, user));
        (await tenant.Patch($"users/{user}", new { accessRole = "Admin" })).Expect(HttpStatusCode.OK);
        Assert.Equal("Smartflows:Administrator CallRecording:AllRecordings VoiceAnalytics:AllRecordings VirtualReceptionist:Administrator", await Apps(tenant, user));
        (await tenant.Patch($"users/{user}", new { licences = new Dictionary<string, bool?> { ["Smartflows"] = false, ["VoiceAnalytics"] = null } })).Expect(HttpStatusCode.OK);
        Assert.Equal("Smartflows:None CallRecording:AllRecordings VoiceAnalytics:None VirtualReceptionist:Administrator", await Apps(tenant, user));
        var permissions = await Permissions(tenant, user);
        Assert.Equal((false, "licence.missing"), permissions["recordings.all.query"]);
        Assert.Equal((false, "licence.missing"), permissions["conversations.own"]);
        Assert.Equal((true, "matrix.allows"), permissions["userManagement"]);
    }

    [Fact]
    [Spec("S067")]
    public async Task The_source_of_a_licence_is_said()
    {
        var (tenant, user) = await Active(new { licences = new Dictionary<string, bool> { ["Smartflows"] = true } });
        var apps = (await tenant.Get($"users/{user}/permissions"))["apps"].EnumerateArray().ToDictionary(a => a.GetProperty("app").GetString()!, a => (a.GetProperty("licensed").GetBoolean(), a.GetProperty("source").GetString()));
        Assert.Equal((true, "Override"), apps["Smartflows"]);
        Assert.Equal((false, "TenantDefault"), apps["VoiceAnalytics"]);
    }

    [Fact]
    [Spec("S068", "S069")]
    public async Task The_desk_of_an_agent_and_of_an_administrator_differ()
    {
        var (tenant, user) = await Active(new { role = "Agent", accessRole = "Standard", licences = AllLicences });
        var agent = await Permissions(tenant, user);
        foreach (var own in (string[])["conversations.own", "conversations.forward", "contacts.read", "settings.personal"])
            Assert.Equal((true, "role.allows"), agent[own]);
        string[] global = ["conversations.all", "conversations.archive", "settings.global", "triggers.write", "canned_responses.write", "tags.write", "analytics.read", "groups.write", "departments.write"];
        foreach (var others in global)
            Assert.Equal((false, "role.denies"), agent[others]);
        (await tenant.Patch($"users/{user}", new { role = "Administrator" })).Expect(HttpStatusCode.OK);
        var administrator = await Permissions(tenant, user);
        Assert.All(Role.Administrator.Permissions, permission => Assert.Equal((true, "role.allows"), administrator[permission]));
        // The access role Admin makes an administrator of the desk too, and a manager of users, and nothing beyond.
        (await tenant.Patch($"users/{user}", new { role = "Agent", accessRole = "Admin" })).Expect(HttpStatusCode.OK);
        var admin = await Permissions(tenant, user);
        Assert.Equal((true, "app_role.allows"), admin["conversations.all"]);
        Assert.Equal((true, "matrix.allows"), admin["users.write"]);
        Assert.Equal((false, "role.denies"), admin["groups.write"]);
    }

    [Fact]
    [Spec("S060", "S047", "S048", "S049", "S062")]
    public async Task What_stops_a_user_from_signing_in_denies_all_but_the_analysis()
    {
        var (tenant, user) = await Active(new { accessRole = "Admin", licences = AllLicences });
        await Denied(new { accountEnabled = false }, new { accountEnabled = true }, "account.disabled");
        await Denied(new { webLoginBlocked = true }, new { webLoginBlocked = false }, "web_login.blocked");
        (await tenant.Post($"users/{user}/block")).Expect(HttpStatusCode.OK);
        await DeniedNow("agent.blocked");
        (await tenant.Post($"users/{user}/enable")).Expect(HttpStatusCode.OK);
        await Denied(new { accessRole = "NoAccess" }, new { accessRole = "Admin" }, "access_role.no_access");
        (await tenant.Patch($"users/{user}", new { analysisDisabled = true })).Expect(HttpStatusCode.OK);
        var permissions = await Permissions(tenant, user);
        Assert.Equal((false, "analysis.disabled"), permissions["recordings.own.analysed"]);
        Assert.Equal((true, "matrix.allows"), permissions["recordings.own.query"]);

        async Task Denied(object change, object back, string rule)
        {
            (await tenant.Patch($"users/{user}", change)).Expect(HttpStatusCode.OK);
            await DeniedNow(rule);
            (await tenant.Patch($"users/{user}", back)).Expect(HttpStatusCode.OK);
        }

        async Task DeniedNow(string rule)
        {
            var now = await Permissions(tenant, user);
            Assert.Equal((true, "matrix.allows"), now["recordings.own.analysed"]);
            Assert.All(now.Where(p => p.Key != "recordings.own.analysed"), p => Assert.Equal((false, rule), p.Value));
        }
    }

    [Fact]
    public async Task Who_has_not_accepted_may_do_nothing()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { role = "Administrator", licences = AllLicences });
        Assert.Equal((false, "lifecycle.not_active"), (await Permissions(tenant, user.Id))["users.read"]);
    }

    // Accepted by the table: how a user accepts is the invitations' matter.
    private static async Task<(TestTenant Tenant, Guid User)> Active(object fields)
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(fields);
        var writer = await TestApp.Service<UserFunctions.Users.UserWriter>();
        var accepted = await writer.Change(Caller.System(tenant.Name, "test", "test"), user.Id, null, "invitation.accepted", (now, _) => now with { Lifecycle = UserFunctions.Users.Lifecycle.Active, Version = now.Version + 1 }, CancellationToken.None);
        Assert.True(accepted.Ok, accepted.Error?.Message);
        return (tenant, user.Id);
    }

    private static async Task<Dictionary<string, (bool Allowed, string Rule)>> Permissions(TestTenant tenant, Guid user) =>
        (await tenant.Get($"users/{user}/permissions")).Expect(HttpStatusCode.OK)["permissions"].EnumerateArray().ToDictionary(
            p => p.GetProperty("permission").GetString()!, p => (p.GetProperty("allowed").GetBoolean(), p.GetProperty("rule").GetProperty("code").GetString()!));

    private static async Task<string> Apps(TestTenant tenant, Guid user) =>
        string.Join(' ', (await tenant.Get($"users/{user}/permissions")).Expect(HttpStatusCode.OK)["apps"].EnumerateArray().Select(Text));

    private static string Text(JsonElement app) => $"{app.GetProperty("app").GetString()}:{app.GetProperty("role").GetString()}";
}
