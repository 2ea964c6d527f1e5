using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Users;

public sealed class SetPasswordTests
{
    private const string Good = "a fern in the lake";

    [Fact]
    [Spec("S046")]
    public async Task An_administrator_has_a_password_made_that_is_shown_once_and_must_be_changed()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        var set = (await tenant.Post($"users/{user.Id}/password", null, ("Idempotency-Key", "one"))).Expect(HttpStatusCode.OK);
        Assert.Equal((20, true, "\"2\""), (set.TextOf("generatedPassword")!.Length, set["mustChange"].GetBoolean(), set.ETag));
        Assert.True((await tenant.Get($"users/{user.Id}"))["autoGeneratePassword"].GetBoolean());
        Assert.True(Assert.Single(await tenant.Rows("p|")).Flag("mustChange"));
        (await tenant.Post($"users/{user.Id}/password", null, ("Idempotency-Key", "one"))).Expect(HttpStatusCode.Conflict, "password.shown");
        Assert.DoesNotContain(await tenant.Rows(), row => row.Columns.Values.Any(v => v?.ToString()?.Contains(set.TextOf("generatedPassword")!, StringComparison.Ordinal) is true));
    }

    [Fact]
    [Spec("S046")]
    public async Task A_given_password_is_checked_and_has_to_be_changed_unless_it_is_said_otherwise()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        (await tenant.Post($"users/{user.Id}/password", new { password = "Asha Rao" })).Expect(HttpStatusCode.BadRequest, "password.invalid");
        (await tenant.Post($"users/{user.Id}/password", new { password = "passwordpassword" })).Expect(HttpStatusCode.BadRequest, "password.weak");
        (await tenant.Post($"users/{user.Id}/password", new { mustChange = false })).Expect(HttpStatusCode.BadRequest, "mustChange.invalid");
        Assert.Empty(await tenant.Rows("p|"));
        var set = (await tenant.Post($"users/{user.Id}/password", new { password = Good }, ("Idempotency-Key", "one"))).Expect(HttpStatusCode.OK);
        Assert.Equal((null, true), (set.TextOf("generatedPassword"), set["mustChange"].GetBoolean()));
        Assert.Equal(set.Text, (await tenant.Post($"users/{user.Id}/password", new { password = Good }, ("Idempotency-Key", "one"))).Expect(HttpStatusCode.OK).Text);
        (await tenant.Post($"users/{user.Id}/password", new { password = Good, mustChange = false })).Expect(HttpStatusCode.OK);
        Assert.False(Assert.Single(await tenant.Rows("p|")).Flag("mustChange"));
        Assert.False((await tenant.Get($"users/{user.Id}"))["autoGeneratePassword"].GetBoolean());
    }

    [Fact]
    [Spec("S059")]
    public async Task A_user_of_single_sign_on_is_given_no_password()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { authenticationMethod = "SSO" });
        (await tenant.Post($"users/{user.Id}/password")).Expect(HttpStatusCode.Conflict, "password.not_with_sso");
        (await tenant.Post($"users/{user.Id}/password", new { password = Good })).Expect(HttpStatusCode.Conflict, "password.not_with_sso");
        Assert.Empty(await tenant.Rows("p|"));
    }

    [Fact]
    [Spec("S070")]
    public async Task Nobody_sets_the_password_of_one_who_may_do_more()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("roles", new { name = "Lead", permissions = new[] { "users.read", "users.write" } })).Expect(HttpStatusCode.Created);
        var lead = await tenant.As("Lead");
        var admin = await tenant.User(new { role = "Administrator" });
        (await lead.Post($"users/{admin.Id}/password")).Expect(HttpStatusCode.Forbidden, "user.forbidden");
        (await tenant.Post($"users/{Guid.NewGuid()}/password")).Expect(HttpStatusCode.NotFound);
        (await tenant.Patch("tenant", new { provisioning = "Upstream" })).Expect(HttpStatusCode.OK);
        (await tenant.Post($"users/{admin.Id}/password")).Expect(HttpStatusCode.Forbidden, "upstream_owned");
    }
}
