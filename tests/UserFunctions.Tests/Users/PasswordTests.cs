using System.Net;
using System.Text.Json.Nodes;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Users;

public sealed class PasswordTests
{
    [Fact]
    [Spec("S046")]
    public async Task A_password_that_the_app_makes_is_shown_once_and_stands_nowhere()
    {
        await using var own = await OwnApp.Start();
        var made = await own.Tenant.User(new { autoGeneratePassword = true });
        var password = made.TextOf("generatedPassword")!;
        Assert.InRange(password.Length, 16, 64);
        Assert.Null((await own.Tenant.Get($"users/{made.Id}")).TextOf("generatedPassword"));
        var changed = (await own.Tenant.Patch($"users/{(await own.Tenant.User()).Id}", new { autoGeneratePassword = true })).Expect(HttpStatusCode.OK);
        var other = changed.TextOf("generatedPassword")!;
        Assert.NotEqual(password, other);
        await Eventually.Holds(() => Task.FromResult(own.Mails.Count == 2));
        foreach (var secret in new[] { password, other })
        {
            Assert.DoesNotContain(own.Log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
            Assert.DoesNotContain(Directory.EnumerateFiles(own.MailFolder), file => File.ReadAllText(file).Contains(secret, StringComparison.Ordinal));
            foreach (var table in App.Storage.Tables)
                Assert.DoesNotContain(await own.Rows("main", "", table), row => row.Columns.Values.Any(v => v?.ToString()?.Contains(secret, StringComparison.Ordinal) is true));
        }

        Assert.Equal(2, (await own.Rows("main", "p|")).Count(row => row.Text("hash") is { Length: > 60 } && row.Flag("mustChange")));
    }

    [Fact]
    [Spec("S046")]
    public async Task A_repeated_creation_tells_no_password_and_makes_none()
    {
        var tenant = await TestApp.NewTenant();
        var body = new { displayName = "Asha Rao", email = TestTenant.NewEmail(), autoGeneratePassword = true };
        var first = (await tenant.Post("users", body, ("Idempotency-Key", "one"))).Expect(HttpStatusCode.Created);
        var hash = await Hash(tenant, first);
        var again = (await tenant.Post("users", body, ("Idempotency-Key", "one"))).Expect(HttpStatusCode.Created);
        Assert.Equal(first.Id, again.Id);
        Assert.NotNull(first.TextOf("generatedPassword"));
        Assert.Null(again.TextOf("generatedPassword"));
        Assert.Equal(hash, await Hash(tenant, first));
    }

    [Fact]
    [Spec("S009", "S046")]
    public async Task A_form_that_is_sent_back_makes_no_other_password_and_the_switch_off_and_on_does()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { autoGeneratePassword = true });
        var hash = await Hash(tenant, user);
        var read = await tenant.Get($"users/{user.Id}");
        Assert.Equal(read.Text, (await tenant.Patch($"users/{user.Id}", read.Json)).Expect(HttpStatusCode.OK).Text);
        var form = JsonNode.Parse(read.Text)!;
        form["designation"] = "Lead";
        Assert.Null((await tenant.Patch($"users/{user.Id}", form)).Expect(HttpStatusCode.OK).TextOf("generatedPassword"));
        Assert.Equal(hash, await Hash(tenant, user));
        Assert.Null((await tenant.Patch($"users/{user.Id}", new { autoGeneratePassword = false })).Expect(HttpStatusCode.OK).TextOf("generatedPassword"));
        Assert.Equal(hash, await Hash(tenant, user));
        Assert.NotNull((await tenant.Patch($"users/{user.Id}", new { autoGeneratePassword = true })).Expect(HttpStatusCode.OK).TextOf("generatedPassword"));
        Assert.NotEqual(hash, await Hash(tenant, user));
    }

    [Fact]
    [Spec("S046")]
    public async Task A_password_that_is_given_is_kept_as_a_hash_and_never_shown()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { password = "Correct horse 7" });
        Assert.DoesNotContain("orrect", user.Text, StringComparison.Ordinal);
        var hash = await Hash(tenant, user);
        var changed = (await tenant.Patch($"users/{user.Id}", new { password = "Another horse 8" })).Expect(HttpStatusCode.OK);
        Assert.Equal("\"2\"", changed.ETag);
        Assert.NotEqual(hash, await Hash(tenant, user));
        Assert.DoesNotContain(await tenant.Rows(), row => row.Columns.Values.Any(v => v?.ToString()?.Contains("horse", StringComparison.Ordinal) is true));
        (await tenant.Patch($"users/{user.Id}", new { autoGeneratePassword = true })).Expect(HttpStatusCode.OK);
        var given = (await tenant.Patch($"users/{user.Id}", new { password = "Third horse, 9 of" })).Expect(HttpStatusCode.OK);
        Assert.False(given["autoGeneratePassword"].GetBoolean());
        Assert.False(Assert.Single(await tenant.Rows("p|")).Flag("mustChange"));
    }

    [Fact]
    [Spec("S059")]
    public async Task Single_sign_on_ends_the_password()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { autoGeneratePassword = true });
        var changed = (await tenant.Patch($"users/{user.Id}", new { authenticationMethod = "SSO" })).Expect(HttpStatusCode.OK);
        Assert.False(changed["autoGeneratePassword"].GetBoolean());
        Assert.Null(await Hash(tenant, user));
        (await tenant.Patch($"users/{user.Id}", new { password = "Correct horse 7" })).Expect(HttpStatusCode.Conflict, "password.not_with_sso");
        (await tenant.Patch($"users/{user.Id}", new { password = "Correct horse 7", authenticationMethod = "Password" })).Expect(HttpStatusCode.OK);
        Assert.NotNull(await Hash(tenant, user));
    }

    private static async Task<string?> Hash(TestTenant tenant, Reply user) => Assert.Single(await tenant.Rows($"p|{user.Id}")).Text("hash");
}
