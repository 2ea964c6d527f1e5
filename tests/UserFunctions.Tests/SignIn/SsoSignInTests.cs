using System.Net;
using UserFunctions.Invitations;
using UserFunctions.SignIn;
using UserFunctions.Tests.Given;
using UserFunctions.Users;

namespace UserFunctions.Tests.SignIn;

public sealed class SsoSignInTests
{
    [Fact]
    [Spec("S059", "S120", "S122")]
    public async Task The_first_sign_in_accepts_the_invitation_once_and_binds_the_account()
    {
        await using var own = await Sso.Start();
        await using var provider = await IdentityProvider.Start();
        await own.Take(provider);
        var user = await own.SsoUser();
        var before = (await own.Rows("main", "c|")).Count;
        var first = (await own.SignIn(Token(own, provider, new { oid = "O-1", sub = "s", email = user.TextOf("email")!.ToUpperInvariant(), email_verified = "true" }))).Expect(HttpStatusCode.OK);
        Assert.Equal(("signed_in", user.Id.ToString()), (first.TextOf("state"), first.TextOf("userId")));
        Assert.Equal("Active", (await own.Tenant.Get($"users/{user.Id}")).TextOf("lifecycle"));
        // From then on it is the account that counts, whatever its address is.
        (await own.SignIn(Token(own, provider, new { oid = "o-1" }))).Expect(HttpStatusCode.OK);
        (await own.SignIn(Token(own, provider, new { oid = "o-1", email = "else@example.com", email_verified = true }))).Expect(HttpStatusCode.OK);
        Assert.Equal(["invitation.accepted"], await own.Kinds(before));
        var opened = await TestApp.Send(own.App, null, HttpMethod.Get, "tenant", null, ("Authorization", $"Bearer {first.TextOf("accessToken")}"));
        Assert.NotEqual(HttpStatusCode.Unauthorized, opened.Status);
    }

    [Fact]
    [Spec("S120", "S122")]
    public async Task Of_first_sign_ins_at_the_same_moment_one_accepts_and_all_come_in()
    {
        await using var own = await Sso.Start();
        await using var provider = await IdentityProvider.Start();
        await own.Take(provider);
        var user = await own.SsoUser();
        var before = (await own.Rows("main", "c|")).Count;
        var token = Verified(own, provider, "o-1", user);
        foreach (var reply in await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => own.SignIn(token))))
            Assert.Equal(user.Id.ToString(), reply.Expect(HttpStatusCode.OK).TextOf("userId"));
        Assert.Equal(["invitation.accepted"], await own.Kinds(before));
        Assert.Equal(2, (await own.Rows("main", "w|")).Count);
    }

    [Fact]
    [Spec("S059")]
    public async Task No_way_leads_to_a_password_for_a_user_of_single_sign_on()
    {
        await using var own = await Sso.Start();
        await using var provider = await IdentityProvider.Start();
        await own.Take(provider);
        var user = await own.SsoUser();
        (await own.SignIn(Verified(own, provider, "o-1", user))).Expect(HttpStatusCode.OK);
        (await own.Tenant.Patch($"users/{user.Id}", new { password = "a fern in the lake" })).Expect(HttpStatusCode.Conflict, "password.not_with_sso");
        (await own.Tenant.Patch($"users/{user.Id}", new { autoGeneratePassword = true })).Expect(HttpStatusCode.Conflict, "autoGeneratePassword.not_with_sso");
        (await own.Tenant.Post($"users/{user.Id}/password")).Expect(HttpStatusCode.Conflict, "password.not_with_sso");
        (await own.Tenant.Patch("tenant", new { signIn = new { tellsSso = true } })).Expect(HttpStatusCode.OK);
        var typed = new { tenant = "main", loginId = user.TextOf("email"), password = "a fern in the lake" };
        (await TestApp.Send(own.App, null, HttpMethod.Post, "sign-in", TestApp.Body(typed))).Expect(HttpStatusCode.Conflict, "sso_required");
        Assert.Empty(await own.Rows("main", "p|"));
    }

    [Fact]
    [Spec("S104")]
    public async Task Nothing_of_the_account_is_left_of_a_user_who_is_purged()
    {
        await using var own = await Sso.Start();
        await using var provider = await IdentityProvider.Start();
        await own.Take(provider);
        var user = await own.SsoUser();
        (await own.SignIn(Verified(own, provider, "o-1", user))).Expect(HttpStatusCode.OK);
        Assert.Equal(2, (await own.Rows("main", "w|")).Count);
        (await own.Tenant.Delete($"users/{user.Id}")).Expect(HttpStatusCode.NoContent);
        own.Time.Pass(User.RestorableFor + TimeSpan.FromDays(1));
        await own.Function<PurgeUsers>().Run(new(), CancellationToken.None);
        await Eventually.Holds(async () => (await own.Rows("main", "w|")).Count == 0);
    }

    [Fact]
    [Spec("S059")]
    public async Task An_address_that_nobody_verified_proves_nothing()
    {
        await using var own = await Sso.Start();
        await using var provider = await IdentityProvider.Start();
        await own.Take(provider);
        var email = (await own.SsoUser()).TextOf("email");
        foreach (var claims in new object[]
        {
            new { sub = "s", email },
            new { sub = "s", email, email_verified = false },
            new { sub = "s", email, email_verified = "no" },
            new { sub = "s", email, xms_edov = "0" },
            new { sub = "s", preferred_username = email, upn = email, unique_name = email, email_verified = true },
            new { sub = "s", email = "other@example.com", email_verified = true },
        })
            (await own.SignIn(Token(own, provider, claims))).Expect(HttpStatusCode.Unauthorized, "sso.unknown_user");
        Assert.Empty(await own.Rows("main", "w|"));
        (await own.SignIn(Token(own, provider, new { sub = "s", email, xms_edov = 1 }))).Expect(HttpStatusCode.OK);
        var another = (await own.SsoUser()).TextOf("email");
        (await own.SignIn(Token(own, provider, new { sub = "s-2", verified_primary_email = new[] { another } }))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    [Spec("S059")]
    public async Task An_address_that_moved_on_to_another_account_does_not_open_the_user()
    {
        await using var own = await Sso.Start();
        await using var provider = await IdentityProvider.Start();
        await own.Take(provider);
        var (asha, bo) = (await own.SsoUser(), await own.SsoUser());
        (await own.SignIn(Verified(own, provider, "o-1", asha))).Expect(HttpStatusCode.OK);
        // The account decides, also against the address of somebody else.
        Assert.Equal(asha.Id.ToString(), (await own.SignIn(Verified(own, provider, "o-1", bo))).Expect(HttpStatusCode.OK).TextOf("userId"));
        (await own.SignIn(Verified(own, provider, "o-2", asha))).Expect(HttpStatusCode.Forbidden, "sso.bound");
        var bearer = ("Authorization", $"Bearer {(await own.SignIn(Verified(own, provider, "o-1", asha))).Expect(HttpStatusCode.OK).TextOf("accessToken")}");
        (await TestApp.Send(own.App, null, HttpMethod.Get, "sessions", null, bearer)).Expect(HttpStatusCode.OK);
        (await own.Tenant.Delete($"users/{asha.Id}/sso")).Expect(HttpStatusCode.NoContent);
        (await TestApp.Send(own.App, null, HttpMethod.Get, "sessions", null, bearer)).Expect(HttpStatusCode.Unauthorized, "session.ended");
        (await own.Tenant.Delete($"users/{asha.Id}/sso")).Expect(HttpStatusCode.NoContent);
        Assert.Equal(asha.Id.ToString(), (await own.SignIn(Verified(own, provider, "o-2", asha))).Expect(HttpStatusCode.OK).TextOf("userId"));
        (await own.SignIn(Verified(own, provider, "o-1", asha))).Expect(HttpStatusCode.Forbidden, "sso.bound");
        Assert.Equal(bo.Id.ToString(), (await own.SignIn(Verified(own, provider, "o-1", bo))).Expect(HttpStatusCode.OK).TextOf("userId"));
        // Who was deleted and added again is another user.
        (await own.Tenant.Delete($"users/{bo.Id}")).Expect(HttpStatusCode.NoContent);
        (await own.SignIn(Verified(own, provider, "o-1", bo))).Expect(HttpStatusCode.Unauthorized, "sso.unknown_user");
        var again = await own.SsoUser(bo.TextOf("email"));
        Assert.Equal(again.Id.ToString(), (await own.SignIn(Verified(own, provider, "o-1", bo))).Expect(HttpStatusCode.OK).TextOf("userId"));
    }

    [Fact]
    public async Task Tenants_that_take_one_issuer_keep_their_users_to_themselves()
    {
        await using var own = await Sso.Start();
        await using var provider = await IdentityProvider.Start();
        await own.Take(provider);
        var other = await TestTenant.Create(own.App, "other");
        var user = await other.User(new { authenticationMethod = "SSO" });
        var token = Verified(own, provider, "o-1", user);
        (await own.SignIn(token)).Expect(HttpStatusCode.Unauthorized, "sso.unknown_user");
        (await own.SignIn(token, "other")).Expect(HttpStatusCode.Unauthorized, "sso.issuer");
        (await own.SignIn(token, "no-such-tenant")).Expect(HttpStatusCode.Unauthorized, "sso.issuer");
        (await other.Patch("tenant", new { sso = provider.Settings })).Expect(HttpStatusCode.OK);
        (await own.SignIn(token, "other")).Expect(HttpStatusCode.OK);
        (await own.SignIn(token)).Expect(HttpStatusCode.Unauthorized, "sso.unknown_user");
    }

    [Fact]
    [Spec("S047", "S051", "S059")]
    public async Task What_keeps_a_user_out_keeps_them_out_and_an_invitation_is_not_accepted_by_it()
    {
        await using var own = await Sso.Start();
        await using var provider = await IdentityProvider.Start();
        await own.Take(provider);
        foreach (var (fields, status, code) in new (object, HttpStatusCode, string)[]
        {
            (new { accountEnabled = false }, HttpStatusCode.Forbidden, "account.disabled"),
            (new { webLoginBlocked = true }, HttpStatusCode.Forbidden, "web_login.blocked"),
            (new { accessRole = "NoAccess" }, HttpStatusCode.Forbidden, "access_role.no_access"),
            (new { authenticationMethod = "Password" }, HttpStatusCode.Conflict, "password_required"),
            (new { allowedIps = new { mode = "Selected", ranges = new[] { "203.0.113.0/24" } } }, HttpStatusCode.Forbidden, "ip_not_allowed"),
        })
        {
            var user = await own.SsoUser();
            (await own.Tenant.Patch($"users/{user.Id}", fields)).Expect(HttpStatusCode.OK);
            (await own.SignIn(Verified(own, provider, user.Id.ToString(), user))).Expect(status, code);
            Assert.Equal("Pending", (await own.Tenant.Get($"users/{user.Id}")).TextOf("lifecycle"));
        }

        Assert.Empty(await own.Rows("main", "w|"));
    }

    [Fact]
    [Spec("S120", "S122")]
    public async Task An_invitation_that_has_ended_is_not_accepted_by_single_sign_on()
    {
        await using var own = await Sso.Start();
        await using var provider = await IdentityProvider.Start();
        await own.Take(provider);
        var user = await own.SsoUser();
        await Eventually.Holds(async () => (await own.Rows("main", user.Id.ToString(), InvitationTable.Table)).Count == 1);
        own.Time.Pass(TimeSpan.FromHours(121));
        (await own.SignIn(Verified(own, provider, "o-1", user))).Expect(HttpStatusCode.Gone, "invite_expired");
        Assert.Equal("Pending", (await own.Tenant.Get($"users/{user.Id}")).TextOf("lifecycle"));
        (await own.Tenant.Post($"users/{user.Id}/invitation")).Expect(HttpStatusCode.Accepted);
        await Eventually.Holds(async () => (await own.SignIn(Verified(own, provider, "o-1", user))).Status is HttpStatusCode.OK);
    }

    [Fact]
    [Spec("S014", "S059")]
    public async Task A_token_of_the_provider_opens_the_api_as_its_user()
    {
        await using var own = await Sso.Start();
        await using var provider = await IdentityProvider.Start();
        await own.Take(provider);
        var user = await own.SsoUser();
        (await own.Tenant.Patch($"users/{user.Id}", new { role = "Administrator" })).Expect(HttpStatusCode.OK);
        var bearer = ("Authorization", $"Bearer {Verified(own, provider, "o-1", user)}");
        (await TestApp.Send(own.App, null, HttpMethod.Get, "users", null, bearer)).Expect(HttpStatusCode.Unauthorized, "sso.tenant");
        (await TestApp.Send(own.App, null, HttpMethod.Get, "users", null, bearer, ("x-tenant", "main"))).Expect(HttpStatusCode.OK);
        (await TestApp.Send(own.App, null, HttpMethod.Get, "health/live", null, bearer)).Expect(HttpStatusCode.OK);
        (await own.Tenant.Patch($"users/{user.Id}", new { accountEnabled = false })).Expect(HttpStatusCode.OK);
        (await TestApp.Send(own.App, null, HttpMethod.Get, "users", null, bearer, ("x-tenant", "main"))).Expect(HttpStatusCode.Unauthorized, "account.disabled");
    }

    [Fact]
    [Spec("S059")]
    public async Task Directories_of_Entra_come_in_by_their_ids_alone()
    {
        await using var own = await Sso.Start();
        await using var provider = await IdentityProvider.Start();
        var address = provider.Issuer;
        var (ours, others) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        provider.Issuer = address + "/{tenantid}/v2.0";
        (await own.Tenant.Patch("tenant", new { sso = new { issuers = new[] { new { issuer = provider.Issuer, audience = IdentityProvider.Audience, directoryIds = new[] { ours } } } } })).Expect(HttpStatusCode.OK);
        var user = await own.SsoUser();
        (await own.SignIn(Of(others, others))).Expect(HttpStatusCode.Unauthorized, "sso.issuer");
        (await own.SignIn(Of(others, ours))).Expect(HttpStatusCode.Unauthorized, "sso.issuer");
        (await own.SignIn(Of(ours, null))).Expect(HttpStatusCode.Unauthorized, "sso.issuer");
        (await own.SignIn(Of(ours, ours))).Expect(HttpStatusCode.OK);
        // A key that signs for another directory.
        provider.KeyIssuer = $"{address}/{others}/v2.0";
        own.Time.Pass(IssuerKeys.KeptFor);
        (await own.SignIn(Of(ours, ours))).Expect(HttpStatusCode.Unauthorized, "sso.key");

        string Of(string issuer, string? tid) => Token(own, provider, new { iss = $"{address}/{issuer}/v2.0", tid, oid = "o-1", email = user.TextOf("email"), xms_edov = true });
    }

    private static string Token(OwnApp own, IdentityProvider provider, object claims) => provider.Token(own.Time.GetUtcNow(), claims);

    private static string Verified(OwnApp own, IdentityProvider provider, string oid, Reply user) => Token(own, provider, new { oid, email = user.TextOf("email"), email_verified = true });
}
