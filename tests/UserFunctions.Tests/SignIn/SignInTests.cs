using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.SignIn;

public sealed class SignInTests
{
    [Fact]
    [Spec("S044", "S045", "S119")]
    public async Task Who_has_the_password_gets_a_session_that_opens_the_API()
    {
        var person = await Person.Make(await TestApp.NewTenant(), new { role = "Administrator" });
        var session = await person.In();
        Assert.Equal("signed_in", session.Reply.TextOf("state"));
        Assert.Equal(person.Id, session.Reply["userId"].GetGuid());
        Assert.Equal(person.Id, (await session.Get($"users/{person.Id}")).Expect(HttpStatusCode.OK).Id);
        Assert.Equal(HttpStatusCode.OK, (await person.SignIn($"{person.Password}")).Status);
        (await Person.SignIn(person.Tenant, person.LoginId.ToUpperInvariant(), person.Password)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    [Spec("S044", "S045")]
    public async Task A_login_id_of_ones_own_is_typed_in_place_of_the_address()
    {
        var person = await Person.Make(await TestApp.NewTenant(), new { loginId = "asha.rao" });
        Assert.Equal("asha.rao", person.LoginId);
        (await person.SignIn()).Expect(HttpStatusCode.OK);
        var email = (await person.Tenant.Get($"users/{person.Id}")).TextOf("email")!;
        (await Person.SignIn(person.Tenant, email, person.Password)).Expect(HttpStatusCode.Unauthorized, "sign_in.refused");
        await person.Becomes(new { loginIdSameAsEmail = true });
        (await Person.SignIn(person.Tenant, email, person.Password)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    [Spec("S043", "S060")]
    public async Task A_session_may_what_the_user_may_and_no_more()
    {
        var tenant = await TestApp.NewTenant();
        var agent = await (await Person.Make(tenant)).In();
        (await agent.Get("users")).Expect(HttpStatusCode.OK);
        (await agent.Send(HttpMethod.Delete, $"users/{agent.Person.Id}")).Expect(HttpStatusCode.Forbidden, "key.forbidden");
        (await tenant.Patch($"users/{agent.Person.Id}", new { role = "Administrator" })).Expect(HttpStatusCode.OK);
        (await agent.Send(HttpMethod.Delete, $"users/{agent.Person.Id}")).Expect(HttpStatusCode.Conflict, "self.protected");
    }

    [Fact]
    public async Task An_outsider_is_told_the_same_whatever_the_reason()
    {
        var tenant = await TestApp.NewTenant();
        var (active, disabled) = (await Person.Make(tenant), await Person.Make(tenant, new { accountEnabled = false }));
        var pending = await tenant.User(new { password = Person.Good });
        var without = await tenant.User();
        await Person.Accept(tenant, without.Id);
        var sso = await tenant.User(new { authenticationMethod = "SSO" });
        await Person.Accept(tenant, sso.Id);
        (string LoginId, string Tenant)[] tried =
        [
            (active.LoginId, tenant.Name), (disabled.LoginId, tenant.Name), (pending.TextOf("email")!, tenant.Name), (without.TextOf("email")!, tenant.Name), (sso.TextOf("email")!, tenant.Name),
            ("nobody@example.com", tenant.Name), ("nobody", tenant.Name), (new string('é', 200) + "@x", tenant.Name), (active.LoginId, "no-such-tenant"), (active.LoginId, "Not A Name"),
        ];
        var texts = new HashSet<string>();
        foreach (var (loginId, name) in tried)
        {
            var refused = await TestApp.Send(tenant.App, null, HttpMethod.Post, "sign-in", TestApp.Body(new { tenant = name, loginId, password = "not the password" }), ("x-correlation-id", "same"));
            refused.Expect(HttpStatusCode.Unauthorized, "sign_in.refused");
            texts.Add($"{refused.Text} {refused.Headers["Retry-After"]}");
        }

        Assert.EndsWith(" 900", Assert.Single(texts), StringComparison.Ordinal);
        (await tenant.Patch("tenant", new { signIn = new { lockMinutes = 30 } })).Expect(HttpStatusCode.OK);
        foreach (var loginId in (string[])[active.LoginId, "nobody@example.com"])
        {
            var refused = (await Person.SignIn(tenant, loginId, "not the password")).Expect(HttpStatusCode.Unauthorized, "sign_in.refused");
            Assert.Contains("wait 30 min", refused.Text, StringComparison.Ordinal);
            Assert.Equal("1800", refused.Headers["Retry-After"]);
        }
    }

    [Theory]
    [Spec("S047", "S048", "S062", "S105", "S107", "S120")]
    [InlineData("lifecycle.not_active")]
    [InlineData("account.disabled")]
    [InlineData("agent.blocked")]
    [InlineData("access_role.no_access")]
    [InlineData("web_login.blocked")]
    [InlineData("ip_not_allowed")]
    public async Task Who_has_the_password_is_told_why_not_and_an_administrator_what_to_change(string code)
    {
        var tenant = await TestApp.NewTenant();
        var person = code is "lifecycle.not_active" ? await Pending(tenant) : await Person.Make(tenant);
        await Spoil(person, code);
        (await person.SignIn()).Expect(HttpStatusCode.Forbidden, code);
        (await person.SignIn("not the password")).Expect(HttpStatusCode.Unauthorized, "sign_in.refused");
        var explained = (await tenant.Post("sign-in/explain", new { user = person.LoginId, address = Person.Office })).Expect(HttpStatusCode.OK);
        Assert.False(explained["allowed"].GetBoolean());
        Assert.Equal(code, explained["reasons"][0].GetProperty("code").GetString());
        Assert.NotEmpty(explained["reasons"][0].GetProperty("help").GetString()!);
    }

    [Fact]
    [Spec("S050", "S051")]
    public async Task A_user_signs_in_from_the_selected_addresses_only_until_any_will_do()
    {
        var person = await Person.Make(await TestApp.NewTenant(), new { allowedIps = new { mode = "Selected", ranges = new[] { "203.0.113.0/24", "2001:db8::/32" } } });
        foreach (var from in (string[])["203.0.113.99", "2001:db8::9", "::ffff:203.0.113.5"])
            (await person.SignIn(from: from)).Expect(HttpStatusCode.OK);
        foreach (var from in (string[])["203.0.114.1", "2001:db9::9", "::ffff:203.0.114.5"])
            (await person.SignIn(from: from)).Expect(HttpStatusCode.Forbidden, "ip_not_allowed");
        await person.Becomes(new { allowedIps = new { mode = "AllowAll" } });
        (await person.SignIn(from: "203.0.114.1")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    [Spec("S056", "S057")]
    public async Task The_dialers_panel_takes_login_based_calling_and_its_own_switch()
    {
        var person = await Person.Make(await TestApp.NewTenant());
        (await person.SignIn(application: "DialerPanel")).Expect(HttpStatusCode.Conflict, "login_based_calling.off");
        await person.Becomes(new { loginBasedCalling = true });
        (await person.SignIn(application: "DialerPanel")).Expect(HttpStatusCode.Forbidden, "dialer_panel.off");
        await person.Becomes(new { dialerPanel = true });
        var session = new SignedIn(person, (await person.SignIn(application: "DialerPanel")).Expect(HttpStatusCode.OK));
        (await session.Get("sessions")).Expect(HttpStatusCode.OK);
        await person.Becomes(new { dialerPanel = false });
        (await session.Get("sessions")).Expect(HttpStatusCode.Unauthorized, "dialer_panel.off");
        (await person.SignIn()).Expect(HttpStatusCode.OK);
    }

    [Fact]
    [Spec("S059")]
    public async Task Who_signs_in_with_single_sign_on_is_sent_there_only_when_the_tenant_tells_everybody()
    {
        var tenant = await TestApp.NewTenant();
        var person = await Person.Make(tenant);
        await person.Becomes(new { authenticationMethod = "SSO" });
        (await person.SignIn()).Expect(HttpStatusCode.Unauthorized, "sign_in.refused");
        (await tenant.Patch("tenant", new { signIn = new { tellsSso = true } })).Expect(HttpStatusCode.OK);
        (await person.SignIn()).Expect(HttpStatusCode.Conflict, "sso_required");
        var explained = (await tenant.Post("sign-in/explain", new { user = person.Id })).Expect(HttpStatusCode.OK);
        Assert.True(explained["allowed"].GetBoolean());
        Assert.Equal("identity_provider", explained["needs"][0].GetString());
    }

    [Fact]
    [Spec("S121")]
    public async Task The_first_web_access_makes_the_status_active_apart_from_the_users_own_row()
    {
        var person = await Person.Make(await TestApp.NewTenant());
        var before = (await person.Tenant.Get($"users/{person.Id}")).ETag;
        Assert.Equal("Inactive", (await person.State()).TextOf("webStatus"));
        await person.SignIn("not the password");
        Assert.Equal("Inactive", (await person.State()).TextOf("webStatus"));
        await person.In();
        var first = await person.State();
        Assert.Equal("Active", first.TextOf("webStatus"));
        await person.In(Person.Elsewhere);
        var second = await person.State();
        Assert.Equal(first.TextOf("firstWebAccessAt"), second.TextOf("firstWebAccessAt"));
        Assert.NotEqual(first.TextOf("lastSignInAt"), second.TextOf("lastSignInAt"));
        Assert.Equal(Person.Elsewhere, second.TextOf("lastSignInFrom"));
        Assert.Equal(before, (await person.Tenant.Get($"users/{person.Id}")).ETag);
    }

    [Fact]
    public async Task Each_attempt_is_kept_with_its_outcome_the_newest_first_and_a_hundred_wrong_ones_push_out_no_sign_in()
    {
        var person = await Person.Make(await TestApp.NewTenant());
        (await person.Tenant.Patch("tenant", new { signIn = new { lockAfter = 100 } })).Expect(HttpStatusCode.OK);
        await person.SignIn("not the password", from: Person.Elsewhere);
        var session = await person.In();
        var two = await person.Tenant.All($"users/{person.Id}/sign-ins?top=1");
        Assert.Equal(["SignedIn", "Refused"], two.Select(a => a.GetProperty("outcome").GetString()));
        Assert.Equal(session.SessionId, two[0].GetProperty("sessionId").GetGuid());
        Assert.Equal((Person.Elsewhere, "password.wrong"), (two[1].GetProperty("address").GetString(), two[1].GetProperty("reasons")[0].GetString()));
        for (var i = 0; i < 101; i++)
            await person.SignIn("not the password", from: Person.Elsewhere);
        var all = await person.Tenant.All($"users/{person.Id}/sign-ins?top=30");
        Assert.Equal(101, all.Count);
        Assert.Equal(session.SessionId, Assert.Single(all, a => a.GetProperty("outcome").GetString() is "SignedIn").GetProperty("sessionId").GetGuid());
        Assert.Equal(all.Select(a => a.GetProperty("at").GetDateTimeOffset()).OrderDescending(), all.Select(a => a.GetProperty("at").GetDateTimeOffset()));
        Assert.Equal(103, (await person.State())["attempts"].GetInt32());
    }

    [Fact]
    public async Task Explaining_takes_a_user_that_is_there_an_address_that_is_one_and_changes_nothing()
    {
        var person = await Person.Make(await TestApp.NewTenant(), new { loginId = "asha.rao", allowedIps = new { mode = "Selected", ranges = new[] { "203.0.113.0/24" } } });
        foreach (var user in (string[])["asha.rao", $"{person.Id}", (await person.Tenant.Get($"users/{person.Id}")).TextOf("email")!])
            Assert.True((await person.Tenant.Post("sign-in/explain", new { user })).Expect(HttpStatusCode.OK)["allowed"].GetBoolean());
        Assert.False((await person.Tenant.Post("sign-in/explain", new { user = person.Id, address = Person.Elsewhere })).Expect(HttpStatusCode.OK)["allowed"].GetBoolean());
        (await person.Tenant.Post("sign-in/explain", new { user = "nobody" })).Expect(HttpStatusCode.NotFound, "user.not_found");
        (await person.Tenant.Post("sign-in/explain", new { user = person.Id, address = "203.0.113.0/24" })).Expect(HttpStatusCode.BadRequest, "address.invalid");
        Assert.Empty(await person.Tenant.All($"users/{person.Id}/sign-ins"));
    }

    private static async Task<Person> Pending(TestTenant tenant)
    {
        var made = await tenant.User(new { password = Person.Good });
        return new(tenant, made.Id, made.TextOf("email")!, Person.Good);
    }

    private static Task Spoil(Person person, string code) => code switch
    {
        "account.disabled" => person.Becomes(new { accountEnabled = false }),
        "agent.blocked" => person.Tenant.Post($"users/{person.Id}/block"),
        "access_role.no_access" => person.Becomes(new { accessRole = "NoAccess" }),
        "web_login.blocked" => person.Becomes(new { webLoginBlocked = true }),
        "ip_not_allowed" => person.Becomes(new { allowedIps = new { mode = "Selected", ranges = new[] { "192.0.2.1" } } }),
        _ => Task.CompletedTask,
    };
}
