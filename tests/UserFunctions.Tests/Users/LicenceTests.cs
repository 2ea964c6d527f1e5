using System.Net;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Imports;

namespace UserFunctions.Tests.Users;

public sealed class LicenceTests
{
    [Fact]
    [Spec("S064")]
    public async Task No_write_takes_an_app_over_its_seats()
    {
        var tenant = await TestApp.NewTenant();
        await Terms(tenant, new { seats = 2 });
        var first = await tenant.User(new { licences = Analytics(true) });
        await tenant.User(new { licences = Analytics(true) });
        var refused = await tenant.Post("users", new { displayName = "A", email = "a@example.com", licences = Analytics(true) });
        refused.Expect(HttpStatusCode.Conflict, "licences.no_seat");
        Assert.Contains("VoiceAnalytics has 2 seats and 2 are in use", refused.Message, StringComparison.Ordinal);
        var third = await tenant.User();
        (await tenant.Patch($"users/{third.Id}", new { licences = Analytics(true) })).Expect(HttpStatusCode.Conflict, "licences.no_seat");
        Assert.Contains("licences.no_seat", (await tenant.Post("users/validate?section=login", new { displayName = "A", email = "a@example.com", licences = Analytics(true) })).Text, StringComparison.Ordinal);
        // Who has a seat keeps it whatever else changes; one that is given back can be taken.
        (await tenant.Patch($"users/{first.Id}", new { designation = "Chief" })).Expect(HttpStatusCode.OK);
        (await tenant.Patch($"users/{first.Id}", new { licences = Analytics(false) })).Expect(HttpStatusCode.OK);
        (await tenant.Patch($"users/{third.Id}", new { licences = Analytics(true) })).Expect(HttpStatusCode.OK);
        (await tenant.Delete($"users/{third.Id}")).Expect(HttpStatusCode.NoContent);
        await tenant.User(new { licences = Analytics(true) });
    }

    [Fact]
    [Spec("S064", "S066")]
    public async Task Sixteen_at_once_take_the_last_seats_and_no_more()
    {
        var tenant = await TestApp.NewTenant();
        await Terms(tenant, new { seats = 3, byDefault = true });
        var replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => tenant.Post("users", new { displayName = "A", email = $"a{i}@example.com" })));
        Assert.Equal(3, replies.Count(reply => reply.Status == HttpStatusCode.Created));
        Assert.All(replies.Where(reply => reply.Status != HttpStatusCode.Created), reply => reply.Expect(HttpStatusCode.Conflict, "licences.no_seat"));
        // Without the licence there is no seat to take.
        await tenant.User(new { licences = Analytics(false) });
    }

    [Fact]
    [Spec("S065")]
    public async Task Who_is_licensed_for_voice_analytics_always_has_the_address_to_be_found_by_elsewhere()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("users", new { displayName = "A", licences = Analytics(true) })).Expect(HttpStatusCode.BadRequest, "email.missing");
        var user = await tenant.User(new { licences = Analytics(true) });
        (await tenant.Patch($"users/{user.Id}", new { email = (string?)null })).Expect(HttpStatusCode.BadRequest, "email.missing");
    }

    [Fact]
    [Spec("S066", "S067")]
    public async Task A_licence_that_was_taken_away_is_not_given_again_by_default()
    {
        var tenant = await TestApp.NewTenant();
        await Terms(tenant, new { byDefault = true });
        var revoked = await tenant.User();
        var kept = await tenant.User();
        Assert.True(Has(revoked), "Users are licensed by default.");
        Assert.False(Has((await tenant.Patch($"users/{revoked.Id}", new { licences = Analytics(false) })).Expect(HttpStatusCode.OK)), "An administrator took it.");
        await Terms(tenant, new { byDefault = false });
        Assert.False(Has(await tenant.Get($"users/{kept.Id}")), "The default is off.");
        await Terms(tenant, new { byDefault = true });
        Assert.True(Has(await tenant.Get($"users/{kept.Id}")), "The default is on again.");
        Assert.False(Has(await tenant.Get($"users/{revoked.Id}")), "What was taken by hand stays taken.");
        Assert.True(Has((await tenant.Patch($"users/{revoked.Id}", new { licences = Analytics(null) })).Expect(HttpStatusCode.OK)), "Null follows the default again.");
    }

    [Fact]
    [Spec("S009", "S067")]
    public async Task A_licence_that_is_refused_while_nobody_has_it_by_default_stays_refused()
    {
        var tenant = await TestApp.NewTenant();
        await Terms(tenant, new { byDefault = false });
        var refused = await tenant.User();
        var changed = (await tenant.Patch($"users/{refused.Id}", new { licences = Analytics(false) })).Expect(HttpStatusCode.OK);
        Assert.Equal("\"2\"", changed.ETag);
        Assert.Equal("\"2\"", (await tenant.Patch($"users/{refused.Id}", new { licences = Analytics(false) })).ETag);
        var made = await tenant.User(new { licences = Analytics(false) });
        // A form that was read says nothing by what it repeats.
        var kept = await tenant.User();
        Assert.Equal(kept.ETag, (await tenant.Patch($"users/{kept.Id}", (await tenant.Get($"users/{kept.Id}")).Json)).Expect(HttpStatusCode.OK).ETag);
        await Terms(tenant, new { byDefault = true });
        Assert.False(Has(await tenant.Get($"users/{refused.Id}")), "It was refused by a change.");
        Assert.False(Has(await tenant.Get($"users/{made.Id}")), "It was refused from the start.");
        Assert.True(Has(await tenant.Get($"users/{kept.Id}")), "Nobody refused it.");
    }

    [Fact]
    [Spec("S064")]
    public async Task An_app_that_the_tenant_has_not_got_is_nobodys()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { licences = Analytics(true) });
        await Terms(tenant, new { enabled = false });
        Assert.False((await tenant.Get($"users/{user.Id}"))["licences"].TryGetProperty("VoiceAnalytics", out _), "The tenant has not got the app.");
        (await tenant.Post("users", new { displayName = "A", email = "a@example.com", licences = Analytics(true) })).Expect(HttpStatusCode.BadRequest, "licences.VoiceAnalytics.not_licensed");
    }

    [Fact]
    [Spec("S064")]
    public async Task Rows_of_a_file_take_the_seats_that_are_left_in_their_order()
    {
        var tenant = await TestApp.NewTenant();
        await Terms(tenant, new { seats = 3, byDefault = true });
        var user = await tenant.User();
        var import = await tenant.Import($"email,displayName,tags\na@example.com,A,\nb@example.com,B,\nc@example.com,C,\n{user.TextOf("email")},Asha Rao,vip\n");
        Assert.Equal("created,created,failed,updated", import.Outcomes);
        Assert.Equal("licences.no_seat", import.Rows[2].Code);
    }

    private static Dictionary<string, object?> Analytics(object? value) => new() { ["VoiceAnalytics"] = value };

    private static async Task Terms(TestTenant tenant, object terms) => (await tenant.Patch("tenant", new { licences = Analytics(terms) })).Expect(HttpStatusCode.OK);

    private static bool Has(Reply user) => user["licences"].GetProperty("VoiceAnalytics").GetBoolean();
}
