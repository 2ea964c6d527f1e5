using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tests.Given;
using UserFunctions.Users;

namespace UserFunctions.Tests.Users;

public sealed class PasswordsTests
{
    private const string Good = "a fern in the lake";

    [Fact]
    [Spec("S046")]
    public async Task The_right_password_is_right_and_nobody_and_no_password_are_wrong()
    {
        var (tenant, passwords) = (await TestApp.NewTenant(), await TestApp.Service<Passwords>());
        var user = await Read(tenant, (await tenant.User(new { password = Good })).Id);
        var right = await passwords.Verify(tenant.Name, user, Good, default);
        Assert.Equal((true, false), (right.IsRight, right.MustChange));
        Assert.Equal(right.Version, await passwords.VersionOf(tenant.Name, user.Id, default));
        Assert.False((await passwords.Verify(tenant.Name, user, Good + "!", default)).IsRight);
        Assert.False((await passwords.Verify(tenant.Name, user, new string('x', 5000), default)).IsRight);
        Assert.False((await passwords.Verify(tenant.Name, null, Good, default)).IsRight);
        var without = await Read(tenant, (await tenant.User()).Id);
        Assert.False((await passwords.Verify(tenant.Name, without, Good, default)).IsRight);
        Assert.Null(await passwords.VersionOf(tenant.Name, without.Id, default));
    }

    [Fact]
    public async Task It_does_not_matter_how_a_letter_is_typed()
    {
        var (tenant, passwords) = (await TestApp.NewTenant(), await TestApp.Service<Passwords>());
        var user = await Read(tenant, (await tenant.User(new { password = "caf\u00e9 by the river" })).Id);
        Assert.True((await passwords.Verify(tenant.Name, user, "cafe\u0301 by the river", default)).IsRight);
    }

    [Fact]
    [Spec("S055")]
    public async Task A_short_password_has_to_be_changed_once_the_second_factor_is_gone()
    {
        var (tenant, passwords) = (await TestApp.NewTenant(), await TestApp.Service<Passwords>());
        var made = await tenant.User(new { password = "k7#Qp2!z", phone = "9876543210", twoFactorAuthentication = true });
        Assert.False((await passwords.Verify(tenant.Name, await Read(tenant, made.Id), "k7#Qp2!z", default)).MustChange);
        (await tenant.Patch($"users/{made.Id}", new { twoFactorAuthentication = false })).Expect(HttpStatusCode.OK);
        Assert.True((await passwords.Verify(tenant.Name, await Read(tenant, made.Id), "k7#Qp2!z", default)).MustChange);
    }

    [Fact]
    public async Task An_outdated_hash_is_made_anew_and_the_password_stays_the_same_one()
    {
        var (tenant, passwords) = (await TestApp.NewTenant(), await TestApp.Service<Passwords>());
        var user = await Read(tenant, (await tenant.User(new { password = Good })).Id);
        var version = await passwords.VersionOf(tenant.Name, user.Id, default);
        var old = new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = 1000 })).HashPassword(new(), Good);
        await (await TestApp.Service<ITables>()).Submit(ChangeLog.Table, [RowOperation.Merge(new Row(tenant.Name, $"p|{user.Id}") { ["hash"] = old })], default);
        Assert.False((await passwords.Verify(tenant.Name, user, "another " + Good, default)).IsRight);
        Assert.Equal(old, await Hash(tenant, user.Id));
        Assert.True((await passwords.Verify(tenant.Name, user, Good, default)).IsRight);
        var renewed = await Hash(tenant, user.Id);
        Assert.NotEqual(old, renewed);
        Assert.Equal(version, (await passwords.Verify(tenant.Name, user, Good, default)).Version);
        Assert.Equal(renewed, await Hash(tenant, user.Id));
    }

    [Fact]
    [Spec("S046")]
    public async Task Setting_a_password_is_one_change_of_its_own_kind_without_the_password()
    {
        var (tenant, passwords) = (await TestApp.NewTenant(), await TestApp.Service<Passwords>());
        var made = await tenant.User(new { autoGeneratePassword = true });
        var caller = Caller.System(tenant.Name, "test", Correlation.New());
        var set = await passwords.Set(caller, made.Id, null, passwords.Chosen(tenant.Name, Good), null, null, default);
        Assert.Equal((2, false), (set.Value.Version, set.Value.Login.AutoGeneratePassword));
        Assert.Equal((true, false), (await passwords.Verify(tenant.Name, set.Value, Good, default) is var outcome && outcome.IsRight, outcome.MustChange));
        var change = (await tenant.Rows("c|"))[^1];
        Assert.Equal((Passwords.Kind, null), (change.Text("kind"), change.Text("also")));
        Assert.DoesNotContain(await tenant.Rows(), row => row.Columns.Values.Any(v => v?.ToString()?.Contains(Good, StringComparison.Ordinal) is true));
        var generated = passwords.Made(tenant.Name);
        var user = (await passwords.Set(caller, made.Id, null, generated, null, null, default)).Value;
        Assert.True((await passwords.Verify(tenant.Name, user, generated.Generated!, default)).MustChange);
        Assert.Equal("password.weak", (await passwords.Set(caller, made.Id, null, passwords.Chosen(tenant.Name, "passwordpassword"), null, null, default)).Error?.Code);
        var history = (await tenant.Get($"users/{made.Id}/history")).Expect(HttpStatusCode.OK);
        Assert.Contains("\"password\",\"after\":\"********\"", history.Value[0].GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    [Spec("S059")]
    public async Task A_user_of_single_sign_on_is_given_none()
    {
        var (tenant, passwords) = (await TestApp.NewTenant(), await TestApp.Service<Passwords>());
        var made = await tenant.User(new { authenticationMethod = "SSO" });
        var set = await passwords.Set(Caller.System(tenant.Name, "test", Correlation.New()), made.Id, null, passwords.Chosen(tenant.Name, Good), null, null, default);
        Assert.Equal("password.not_with_sso", set.Error?.Code);
        Assert.Null(await passwords.VersionOf(tenant.Name, made.Id, default));
    }

    private static async Task<User> Read(TestTenant tenant, Guid id) => (await (await TestApp.Service<UserWriter>()).Find(tenant.Name, id, default))!;

    private static async Task<string?> Hash(TestTenant tenant, Guid user) => Assert.Single(await tenant.Rows($"p|{user}")).Text("hash");
}
