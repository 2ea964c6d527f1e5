using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Hooks;

public sealed class HookSecretTests
{
    private static readonly string[] Narrow = ["keys.write", "keys.read", "presence.write"];

    [Fact]
    public async Task A_secret_is_shown_once_and_then_it_is_said_that_there_is_one_and_since_when()
    {
        var tenant = await TestApp.NewTenant();
        var before = (await tenant.Get("hooks/status/secret")).Expect(HttpStatusCode.OK);
        Assert.Equal((false, null), (before["hasSecret"].GetBoolean(), before.TextOf("createdAt")));
        var made = (await tenant.Post("hooks/status/secret")).Expect(HttpStatusCode.OK);
        Assert.StartsWith("whsec_", made.TextOf("secret"), StringComparison.Ordinal);
        Assert.Equal(32, Convert.FromBase64String(made.TextOf("secret")![6..]).Length);
        Assert.Equal(new Uri(tenant.App.BaseAddress, $"api/hooks/status?tenant={tenant.Name}").ToString(), made.TextOf("url"));
        var shown = (await tenant.Get("hooks/status/secret")).Expect(HttpStatusCode.OK);
        Assert.Equal((true, "Administrator", null), (shown["hasSecret"].GetBoolean(), shown.TextOf("role"), shown.TextOf("secret")));
        Assert.Equal(made["createdAt"].GetDateTimeOffset(), shown["createdAt"].GetDateTimeOffset());
        Assert.Equal([("status", true), ("capacity", false), ("users", false)], (await tenant.All("hooks")).Select(h => (h.GetProperty("name").GetString()!, h.GetProperty("hasSecret").GetBoolean())));
    }

    [Fact]
    public async Task A_secret_lies_nowhere_in_clear()
    {
        await using var own = await OwnApp.Start();
        var sender = await Sender.Of(own.Tenant, "status");
        (await sender.Send(new { user = (await own.Tenant.User()).Id, status = "Available" })).Expect(HttpStatusCode.Accepted);
        (await own.Tenant.Post("hooks/status/secret")).Expect(HttpStatusCode.OK);
        var secret = sender.Secret[6..];
        Assert.DoesNotContain(own.Log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
        var key = Convert.FromBase64String(secret);
        Assert.DoesNotContain(await own.Rows("main"), row => row.Columns.Values.Any(value => value is string text ? text.Contains(secret, StringComparison.Ordinal) : value is byte[] bytes && bytes.AsSpan().IndexOf(key) >= 0));
        Assert.Contains(await own.Rows("main", "s|hook|"), row => row.Columns.ContainsKey("previous"));
    }

    [Fact]
    public async Task A_repeated_request_rotates_once_and_shows_the_same_secret()
    {
        var tenant = await TestApp.NewTenant();
        var named = ("Idempotency-Key", "first");
        var first = (await tenant.Post("hooks/users/secret", new { role = "Administrator" }, named)).Expect(HttpStatusCode.OK);
        Assert.Equal(first.Text, (await tenant.Post("hooks/users/secret", new { role = "Administrator" }, named)).Expect(HttpStatusCode.OK).Text);
        var rotated = (await tenant.Post("hooks/users/secret")).Expect(HttpStatusCode.OK);
        Assert.NotEqual(first.TextOf("secret"), rotated.TextOf("secret"));
        Assert.Equal(rotated["rotatedAt"].GetDateTimeOffset().AddHours(24), rotated["previousUntil"].GetDateTimeOffset());
        Assert.Equal(first["createdAt"].GetDateTimeOffset(), rotated["createdAt"].GetDateTimeOffset());
    }

    [Fact]
    public async Task Nobody_gives_a_secret_a_role_that_may_more_and_none_that_the_hook_is_closed_to()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("roles", new { name = "Narrow", permissions = Narrow })).Expect(HttpStatusCode.Created);
        var narrow = await tenant.As("Narrow");
        (await narrow.Post("hooks/status/secret", new { role = "Administrator" })).Expect(HttpStatusCode.Forbidden, "key.forbidden");
        (await narrow.Post("hooks/users/secret")).Expect(HttpStatusCode.BadRequest, "role.invalid");
        (await narrow.Post("hooks/status/secret", new { role = "Nobody" })).Expect(HttpStatusCode.BadRequest, "role.unknown");
        (await tenant.Post("hooks/users/secret", new { role = "Owner" })).Expect(HttpStatusCode.Conflict, "owner.unique");
        Assert.Equal("Narrow", (await narrow.Post("hooks/status/secret")).Expect(HttpStatusCode.OK).TextOf("role"));
        (await tenant.Post("hooks/status/secret", new { overlapHours = 169 })).Expect(HttpStatusCode.BadRequest, "overlapHours.invalid");
        // Rotated by another it keeps its role.
        Assert.Equal("Narrow", (await tenant.Post("hooks/status/secret")).Expect(HttpStatusCode.OK).TextOf("role"));
    }

    [Fact]
    public async Task A_hook_or_a_secret_that_there_is_not_is_not_found()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Get("hooks/nothing/secret")).Expect(HttpStatusCode.NotFound, "hook.not_found");
        (await tenant.Post("hooks/nothing/secret")).Expect(HttpStatusCode.NotFound, "hook.not_found");
        (await tenant.Delete("hooks/nothing/secret")).Expect(HttpStatusCode.NotFound, "hook.not_found");
        (await tenant.Delete("hooks/status/secret")).Expect(HttpStatusCode.NotFound, "secret.not_found");
        await Sender.Of(tenant, "status");
        (await tenant.Delete("hooks/status/secret")).Expect(HttpStatusCode.NoContent);
        Assert.False((await tenant.Get("hooks/status/secret"))["hasSecret"].GetBoolean());
    }
}
