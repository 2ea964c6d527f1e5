using System.Net;
using System.Text.Json.Nodes;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Users;

public sealed class LoginFieldsTests
{
    [Fact]
    [Spec("S044", "S045")]
    public async Task A_login_id_that_is_the_address_follows_it_until_it_is_another()
    {
        var tenant = await TestApp.NewTenant();
        var (first, second) = (TestTenant.NewEmail(), TestTenant.NewEmail());
        var user = await tenant.User(new { email = first });
        Assert.Equal((first, true), Login(user));
        Assert.Equal((second, true), Login(await Changed(tenant, user, new { email = second })));
        Assert.Equal((first, true), Login(await Changed(tenant, user, new { email = first, loginId = second })));
        Assert.Equal(("asha.rao", false), Login(await Changed(tenant, user, new { loginId = "asha.rao" })));
        Assert.Equal(("asha.rao", false), Login(await Changed(tenant, user, new { email = second })));
        Assert.Equal((second, true), Login(await Changed(tenant, user, new { loginIdSameAsEmail = true })));
        Assert.Equal((second, true), Login(await Changed(tenant, user, new { loginId = second.ToUpperInvariant() })));
        (await tenant.Patch($"users/{user.Id}", new { loginIdSameAsEmail = false })).Expect(HttpStatusCode.BadRequest, "loginId.missing");
        (await tenant.Patch($"users/{user.Id}", new { loginId = "other", loginIdSameAsEmail = true })).Expect(HttpStatusCode.BadRequest, "loginIdSameAsEmail.invalid");

        static (string?, bool) Login(Reply reply) => (reply.TextOf("loginId"), reply["loginIdSameAsEmail"].GetBoolean());
    }

    [Theory]
    [Spec("S044")]
    [InlineData("ab")]
    [InlineData("-asha")]
    [InlineData("asha rao")]
    [InlineData("asha@example.com")]
    [InlineData("ashá")]
    [InlineData("a/b")]
    public async Task What_is_no_login_id_is_refused(string loginId)
    {
        var tenant = await TestApp.NewTenant();
        var refused = await tenant.Post("users", new { displayName = "A B", email = TestTenant.NewEmail(), loginId });
        Assert.Contains(loginId, refused.Expect(HttpStatusCode.BadRequest, "loginId.invalid").Message, StringComparison.Ordinal);
    }

    [Theory]
    [Spec("S044")]
    [InlineData("loginId", "asha.rao", "ASHA.RAO")]
    [InlineData("externalId", "x/1?é", "x/1?é")]
    [InlineData("email", "asha@example.com", "Asha@Example.com")]
    [InlineData("extensionNumber", "204", "204")]
    public async Task Of_sixteen_who_want_one_value_at_once_one_gets_it_and_when_it_is_given_up_another(string field, string value, string same)
    {
        var tenant = await TestApp.NewTenant();
        var replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => tenant.Post("users", With(field, i % 2 == 0 ? value : same))));
        var made = Assert.Single(replies, r => r.Status == HttpStatusCode.Created);
        Assert.All(replies.Where(r => r != made), r => r.Expect(HttpStatusCode.Conflict, $"{field}.taken"));
        Assert.Single(await tenant.All("users"));
        (await tenant.Delete($"users/{made.Id}")).Expect(HttpStatusCode.NoContent);
        if (field != "extensionNumber")
            (await tenant.Post("users", With(field, value))).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task An_external_id_of_any_characters_is_kept_and_unique()
    {
        var tenant = await TestApp.NewTenant();
        var externalId = string.Concat(Enumerable.Repeat("李", 200));
        Assert.Equal(externalId, (await tenant.User(new { externalId })).TextOf("externalId"));
        (await tenant.Post("users", With("externalId", externalId))).Expect(HttpStatusCode.Conflict, "externalId.taken");
        await tenant.User(new { externalId = externalId[..^1] + "王" });
    }

    [Theory]
    [Spec("S051", "S052", "S053", "S055", "S057", "S059")]
    [InlineData("""{"allowedIps":{"mode":"Selected"}}""", 400, "allowedIps.ranges.missing")]
    [InlineData("""{"allowedIps":{"mode":"Selected","ranges":[]}}""", 400, "allowedIps.ranges.missing")]
    [InlineData("""{"allowedIps":{"ranges":["203.0.113.300"]}}""", 400, "allowedIps.ranges.invalid")]
    [InlineData("""{"allowedIps":{"ranges":["010.0.0.1"]}}""", 400, "allowedIps.ranges.invalid")]
    [InlineData("""{"allowedIps":{"mode":"Some"}}""", 400, "allowedIps.mode.invalid")]
    [InlineData("""{"cdrDids":["8000000000"]}""", 400, "cdrDids.unknown")]
    [InlineData("""{"cdrUsers":["nobody@example.com"]}""", 400, "cdrUsers.unknown")]
    [InlineData("""{"cdrUsers":["0198c0de-0000-7000-8000-000000000001"]}""", 400, "cdrUsers.unknown")]
    [InlineData("""{"twoFactorAuthentication":true}""", 400, "twoFactorAuthentication.needs_phone")]
    [InlineData("""{"dialerPanel":true}""", 409, "dialerPanel.needs_login_based_calling")]
    [InlineData("""{"authenticationMethod":"SSO","password":"Correct-horse-7"}""", 409, "password.not_with_sso")]
    [InlineData("""{"authenticationMethod":"SSO","autoGeneratePassword":true}""", 409, "autoGeneratePassword.not_with_sso")]
    [InlineData("""{"authenticationMethod":"SSO","twoFactorAuthentication":true,"phone":"9876543210"}""", 409, "twoFactorAuthentication.not_with_sso")]
    [InlineData("""{"authenticationMethod":"Magic"}""", 400, "authenticationMethod.invalid")]
    [InlineData("""{"role":"Emperor"}""", 400, "role.unknown")]
    [InlineData("""{"role":"Owner"}""", 409, "owner.unique")]
    [InlineData("""{"accessRole":"King"}""", 400, "accessRole.invalid")]
    [InlineData("""{"password":"short"}""", 400, "password.invalid")]
    [InlineData("""{"password":"aaaaaaaaaaaaaaaa"}""", 400, "password.weak")]
    [InlineData("""{"password":"ASHA@example.com","email":"asha@example.com"}""", 400, "password.weak")]
    [InlineData("""{"password":"asha rao","displayName":"Asha Rao","twoFactorAuthentication":true,"phone":"9876543210"}""", 400, "password.weak")]
    [InlineData("""{"password":"fern lake 62"}""", 400, "password.invalid")]
    [InlineData("""{"password":"Correct-horse-7","autoGeneratePassword":true}""", 400, "autoGeneratePassword.invalid")]
    public async Task What_does_not_go_together_is_named_and_writes_nothing(string fields, int status, string code)
    {
        var tenant = await TestApp.NewTenant();
        var body = JsonNode.Parse(fields)!.AsObject();
        body.TryAdd("displayName", "Asha Rao");
        body.TryAdd("email", TestTenant.NewEmail());
        var refused = (await tenant.Post("users", body)).Expect((HttpStatusCode)status, code);
        Assert.DoesNotContain(await tenant.Rows(), row => row.Key.StartsWith("u|", StringComparison.Ordinal));
        if (body["password"]?.GetValue<string>() is { } password && code != "password.weak")
            Assert.DoesNotContain(password, refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("S043", "S047", "S048", "S049", "S056", "S058", "S059", "S061")]
    public async Task Access_is_open_with_a_password_until_it_is_said_otherwise()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        Assert.Equal(["Agent", "Standard", "Password"], new[] { "role", "accessRole", "authenticationMethod" }.Select(user.TextOf));
        Assert.Equal([true, false, false, false, false], Flags(user));
        var changed = await Changed(tenant, user, new
        {
            phone = "9876543210",
            role = "supervisor",
            accessRole = "NoAccess",
            accountEnabled = false,
            webLoginBlocked = true,
            twoFactorAuthentication = true,
            loginBasedCalling = true,
            dialerPanel = true,
        });
        Assert.Equal(["Supervisor", "NoAccess", "Password"], new[] { "role", "accessRole", "authenticationMethod" }.Select(changed.TextOf));
        Assert.Equal([false, true, true, true, true], Flags(changed));
        (await tenant.Patch($"users/{user.Id}", new { loginBasedCalling = false })).Expect(HttpStatusCode.Conflict, "dialerPanel.needs_login_based_calling");
        (await tenant.Patch($"users/{user.Id}", new { phone = (string?)null })).Expect(HttpStatusCode.BadRequest, "twoFactorAuthentication.needs_phone");
        var back = await Changed(tenant, user, new { accountEnabled = true, webLoginBlocked = false, twoFactorAuthentication = false, dialerPanel = false, loginBasedCalling = false, authenticationMethod = "sso" });
        Assert.Equal([true, false, false, false, false], Flags(back));
        Assert.Equal("SSO", back.TextOf("authenticationMethod"));

        static IEnumerable<bool> Flags(Reply reply) =>
            new[] { "accountEnabled", "webLoginBlocked", "twoFactorAuthentication", "loginBasedCalling", "dialerPanel" }.Select(name => reply[name].GetBoolean());
    }

    [Fact]
    [Spec("S050", "S051")]
    public async Task Addresses_to_sign_in_from_are_kept_in_one_form()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Patch("tenant", new { ips = new[] { new { name = "Office", ranges = new[] { "198.51.100.0/24" } } } })).Expect(HttpStatusCode.OK);
        var user = await tenant.User();
        Assert.Equal("""{"mode":"AllowAll","ranges":[]}""", user["allowedIps"].GetRawText());
        var bound = await Changed(tenant, user, new { allowedIps = new { ranges = new[] { "203.0.113.7", "203.0.113.7/32", "10.1.2.3/8", "2001:DB8:0:0::1", "::ffff:192.0.2.1", "office" } } });
        Assert.Equal("""{"mode":"Selected","ranges":["203.0.113.7/32","10.0.0.0/8","2001:db8::1/128","192.0.2.1/32","198.51.100.0/24"]}""", bound["allowedIps"].GetRawText());
        Assert.Equal(bound.Text, (await Changed(tenant, user, bound.Json)).Text);
        Assert.Equal("""{"mode":"AllowAll","ranges":[]}""", (await Changed(tenant, user, new { allowedIps = new { mode = "AllowAll" } }))["allowedIps"].GetRawText());
    }

    [Fact]
    [Spec("S052", "S053", "S054")]
    public async Task Whose_calls_are_seen_may_name_oneself_while_being_made()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("caller-ids", new { number = "8069651170", name = "Sales line" })).Expect(HttpStatusCode.Created);
        await tenant.Group("Night shift");
        var other = await tenant.User();
        var user = await tenant.User(new { cdrDids = new[] { "sales line", "8069651170" }, cdrUsers = new[] { "self", "NIGHT SHIFT", other.TextOf("email")!, other.Id.ToString() } });
        Assert.Equal("""["8069651170"]""", user["cdrDids"].GetRawText());
        Assert.Equal([user.Id.ToString(), "Night shift", other.Id.ToString()], user["cdrUsers"].EnumerateArray().Select(u => u.GetString()));
        (await tenant.Delete($"users/{other.Id}")).Expect(HttpStatusCode.NoContent);
        Assert.Equal(user.Text, (await Changed(tenant, user, user.Json)).Text);
        var none = await Changed(tenant, user, new { cdrUsers = Array.Empty<string>(), cdrDids = (string[]?)null });
        Assert.Equal((0, 0), (none["cdrUsers"].GetArrayLength(), none["cdrDids"].GetArrayLength()));
    }

    private static async Task<Reply> Changed(TestTenant tenant, Reply user, object change) => (await tenant.Patch($"users/{user.Id}", change)).Expect(HttpStatusCode.OK);

    private static Dictionary<string, string> With(string field, string value) => new() { ["displayName"] = "Asha Rao", ["email"] = TestTenant.NewEmail(), [field] = value };
}
