using System.Net;
using System.Text.Json.Nodes;
using UserFunctions.Tests.Given;
using UserFunctions.Users;

namespace UserFunctions.Tests.Users;

public sealed class SameFormTests
{
    [Fact]
    [Spec("S009")]
    public async Task A_user_of_whom_everything_is_said_is_shown_so_and_can_be_sent_back()
    {
        var tenant = await TestApp.NewTenant();
        var form = await Form(tenant);
        Assert.Empty(UserFields.Sections.Values.SelectMany(names => names).Except(form.Select(f => f.Key)).Except(["autoGeneratePassword"]));
        var user = (await tenant.Post("users", form)).Expect(HttpStatusCode.Created);
        var shown = JsonNode.Parse(user.Text)!.AsObject();
        foreach (var (name, said) in form.Where(f => f.Key is not "password"))
            Assert.True(Says(shown[name], said), $"{name}: said {said}, shown {shown[name]}");
        // What the answer to the creation alone shows, a secret, is not part of the form.
        var read = (await tenant.Get($"users/{user.Id}")).Expect(HttpStatusCode.OK);
        var before = await tenant.Rows();
        Assert.Equal(read.Text, (await tenant.Patch($"users/{user.Id}", read.Json, ("If-Match", user.ETag!))).Expect(HttpStatusCode.OK).Text);
        Assert.Equal(before.Select(r => (r.Key, r.ETag)), (await tenant.Rows()).Select(r => (r.Key, r.ETag)));
    }

    [Fact]
    [Spec("S006")]
    public async Task The_whole_form_with_number_login_and_what_it_makes_is_one_write()
    {
        var tenant = await TestApp.NewTenant();
        var body = new { displayName = "A B", email = "a@example.com", loginId = "a.b", password = "Correct horse 7", externalId = "x", extensionNumber = "204", department = "New", groups = new[] { "Newer" } };
        var user = (await tenant.Post("users?createMissing=true", body)).Expect(HttpStatusCode.Created);
        Assert.Single(await tenant.Rows("c|"));
        Assert.Equal("acdeglmpux", string.Concat((await tenant.Rows()).Select(row => row.Key[0]).Distinct().Order()));
        (await tenant.Post("users?createMissing=true", new { displayName = "A B", email = "b@example.com", loginId = "A.B", department = "Newest", groups = new[] { "Latest" } })).Expect(HttpStatusCode.Conflict, "loginId.taken");
        Assert.Single(await tenant.Rows("c|"));
        Assert.Equal((1, 1, 1), ((await tenant.Rows("d|")).Count, (await tenant.Rows("g|")).Count, (await tenant.Rows("u|")).Count));
        Assert.Equal(user.Text, (await tenant.Get($"users/{user.Id}")).Text);
    }

    [Fact]
    [Spec("S009")]
    public async Task Every_field_can_be_cleared_but_for_those_that_are_needed()
    {
        var tenant = await TestApp.NewTenant();
        var form = await Form(tenant);
        var user = (await tenant.Post("users", form)).Expect(HttpStatusCode.Created);
        var nothing = new JsonObject();
        foreach (var name in UserFields.Sections.Values.SelectMany(names => names).Except(["displayName", "email"]))
            nothing[name] = null;
        nothing["loginIdSameAsEmail"] = true;
        var cleared = (await tenant.Patch($"users/{user.Id}", nothing)).Expect(HttpStatusCode.OK);
        var blank = await tenant.User(new { displayName = "Asha Rao" });
        string[] own = ["id", "version", "createdAt", "updatedAt", "email", "loginId", "displayName", "givenName", "familyName"];
        Assert.Equal(
            blank.Json.EnumerateObject().Where(p => !own.Contains(p.Name)).Select(p => $"{p.Name}: {p.Value.GetRawText()}"),
            cleared.Json.EnumerateObject().Where(p => !own.Contains(p.Name)).Select(p => $"{p.Name}: {p.Value.GetRawText()}"));
    }

    [Fact]
    [Spec("S074", "S075")]
    public async Task More_groups_than_one_write_can_change_are_refused_with_what_to_do()
    {
        var tenant = await TestApp.NewTenant();
        var user = (await tenant.Post("users?createMissing=true", new { displayName = "A B", email = TestTenant.NewEmail(), groups = Names(0, 40) })).Expect(HttpStatusCode.Created);
        Assert.Equal("G0", user.TextOf("primaryGroup"));
        Assert.Equal(40, (await tenant.Rows("g|")).Count);
        (await tenant.Patch($"users/{user.Id}?createMissing=true", new { groups = Names(40, 40) })).Expect(HttpStatusCode.BadRequest, "groups.too_many");
        (await tenant.Patch($"users/{user.Id}", new { groups = Array.Empty<string>() })).Expect(HttpStatusCode.OK);
        (await tenant.Patch($"users/{user.Id}?createMissing=true", new { groups = Names(40, 40) })).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [Spec("S014", "S072")]
    [InlineData("""{"email":"other@example.com"}""")]
    [InlineData("""{"loginId":"other"}""")]
    [InlineData("""{"password":"Correct horse 7"}""")]
    [InlineData("""{"autoGeneratePassword":true}""")]
    [InlineData("""{"accountEnabled":false}""")]
    [InlineData("""{"authenticationMethod":"SSO","twoFactorAuthentication":false}""")]
    [InlineData("""{"twoFactorAuthentication":false}""")]
    [InlineData("""{"role":"Agent"}""")]
    public async Task Who_may_do_less_does_not_decide_how_one_signs_in_who_may_do_more(string change)
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("roles", new { name = "Clerk", permissions = new[] { "users.read", "users.write" } })).Expect(HttpStatusCode.Created);
        var clerk = await tenant.As("Clerk");
        var admin = await tenant.User(new { role = "Administrator", phone = "9876543210", twoFactorAuthentication = true });
        var rows = await tenant.Rows();
        (await clerk.Patch($"users/{admin.Id}", JsonNode.Parse(change)!)).Expect(HttpStatusCode.Forbidden);
        var checkedOnly = await clerk.Post($"users/validate?id={admin.Id}", JsonNode.Parse(change)!);
        Assert.False(checkedOnly.Expect(HttpStatusCode.OK)["valid"].GetBoolean());
        Assert.Equal(rows.Select(r => (r.Key, r.ETag)), (await tenant.Rows()).Select(r => (r.Key, r.ETag)));
        (await clerk.Patch($"users/{admin.Id}", new { designation = "Head", tags = new[] { "x" } })).Expect(HttpStatusCode.OK);
        (await clerk.Patch($"users/{(await tenant.User(new { role = "Clerk" })).Id}", new { email = TestTenant.NewEmail() })).Expect(HttpStatusCode.OK);
    }

    private static string[] Names(int from, int count) => [.. Enumerable.Range(from, count).Select(i => $"G{i}")];

    // What was said of an object is in what is shown of it, which may say more: effective interactions, a client's id.
    private static bool Says(JsonNode? shown, JsonNode? said) => (shown, said) switch
    {
        (JsonObject whole, JsonObject part) => part.All(f => Says(whole[f.Key], f.Value)),
        (JsonArray whole, JsonArray part) => whole.Count == part.Count && whole.Zip(part).All(pair => Says(pair.First, pair.Second)),
        _ => JsonNode.DeepEquals(shown, said),
    };

    internal static async Task<JsonObject> Form(TestTenant tenant)
    {
        (await tenant.Patch("tenant", new { ips = new[] { new { name = "Office", ranges = new[] { "203.0.113.0/24" } } } })).Expect(HttpStatusCode.OK);
        foreach (var number in (string[])["8069651170", "8069651180"])
            (await tenant.Post("caller-ids", new { number })).Expect(HttpStatusCode.Created);
        (await tenant.Post("time-groups", new { name = "Office", timeZone = "UTC", windows = new[] { new { days = new[] { "Monday" }, from = "09:00", to = "18:00" } } })).Expect(HttpStatusCode.Created);
        await tenant.Client("Acme", new { channels = new[] { "SMS", "LiveChat" } });
        await tenant.Group("Night shift");
        await tenant.Department("Sales");
        return JsonNode.Parse("""
            {"displayName":"Dr. Rao","givenName":"Asha","familyName":"Rao","email":"Asha@Example.com","phone":"9876543210","designation":"Lead","tags":["pilot","north"],"externalId":"ext/1",
             "department":"Sales","groups":["Night shift"],"extensionNumber":"204","callingAgent":false,"createAgentExtension":true,"allowedCallerIds":["8069651180","8069651170"],
             "areaCodeCallerIds":[{"areaCode":"91","callerId":"8069651170"}],"routeAgentThrough":"Extension","ipName":"Office","blockOutboundCall":"ExtensionOnly","callForwardNumber":"9000000001",
             "callForwardSameAsUserNumber":false,"alternateNumbers":["9000000002"],"sticky":{"enabled":true,"ringStrategy":"Simultaneously","timeoutSeconds":45},"timeGroup":"Office",
             "interactions":{"enabled":true,"video":true,"whatsapp":false,"sms":true},"agentDispositions":true,"channels":["SMS","LiveChat"],"clients":[{"client":"Acme","channels":["SMS"]}],
             "channelLimits":{"SMS":3},"chatLimit":5,"role":"Supervisor","accessRole":"Admin","licences":{"VoiceAnalytics":true},"analysisDisabled":true,"loginId":"asha.rao","loginIdSameAsEmail":false,
             "password":"Correct horse 7","accountEnabled":false,"webLoginBlocked":true,"allowedIps":{"mode":"Selected","ranges":["198.51.100.0/24"]},"cdrDids":["8069651170"],"cdrUsers":["Night shift"],
             "twoFactorAuthentication":true,"loginBasedCalling":true,"dialerPanel":true,"authenticationMethod":"Password"}
            """)!.AsObject();
    }
}
