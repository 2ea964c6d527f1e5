using System.Net;
using UserFunctions.PhoneExtensions;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.PhoneExtensions;

public sealed class RegistrationTests
{
    [Fact]
    [Spec("S037")]
    public async Task A_reported_phone_makes_the_extension_active_until_its_time_is_up()
    {
        await using var own = await OwnApp.Start(["CreateUser", "ReadExtension", "ListExtensions", "RegisterPhone", "ListRegistrations"]);
        var tenant = own.Tenant;
        await tenant.User(new { extensionNumber = "31", createAgentExtension = true });
        Assert.Equal((0, "Inactive"), Shown(await tenant.Get("extensions/31")));
        var first = (await tenant.Phone("31", "sip:31@desk", ip: "203.0.113.7")).Expect(HttpStatusCode.OK);
        (await tenant.Phone("31", "sip:31@mobile", 3600)).Expect(HttpStatusCode.OK);
        Assert.Equal((2, "Active"), Shown(await tenant.Get("extensions/31")));
        Assert.Equal("203.0.113.7", first.Value[0].GetProperty("ip").GetString());
        Assert.Equal(TimeSpan.FromSeconds(60), first.Value[0].GetProperty("expiresAt").GetDateTimeOffset() - first.Value[0].GetProperty("seenAt").GetDateTimeOffset());

        own.Time.Pass(TimeSpan.FromSeconds(50));
        var renewed = (await tenant.Phone("31", "sip:31@desk")).Expect(HttpStatusCode.OK);
        Assert.Equal(2, renewed.Value.Count);
        Assert.Equal(first.Value[0].GetProperty("registeredAt").GetDateTimeOffset(), renewed.Value[0].GetProperty("registeredAt").GetDateTimeOffset());
        own.Time.Pass(TimeSpan.FromSeconds(59));
        Assert.Equal((2, "Active"), Shown(await tenant.Get("extensions/31")));
        own.Time.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal("sip:31@mobile", Assert.Single((await tenant.Get("extensions/31/registrations")).Value).GetProperty("contact").GetString());
        own.Time.Pass(TimeSpan.FromHours(1));
        Assert.Equal((0, "Inactive"), Shown(await tenant.Get("extensions/31")));
        Assert.Equal(0, Assert.Single(await tenant.All("extensions")).GetProperty("registrations").GetInt32());
    }

    [Fact]
    [Spec("S037")]
    public async Task Zero_seconds_take_the_phone_away_however_often()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.User(new { extensionNumber = "31", createAgentExtension = true });
        (await tenant.Phone("31", "desk")).Expect(HttpStatusCode.OK);
        (await tenant.Phone("31", "mobile")).Expect(HttpStatusCode.OK);
        for (var i = 0; i < 2; i++)
            Assert.Equal("mobile", Assert.Single((await tenant.Phone("31", "desk", 0)).Expect(HttpStatusCode.OK).Value).GetProperty("contact").GetString());
        await tenant.Extension("32");
        Assert.Empty((await tenant.Phone("32", "desk", 0)).Expect(HttpStatusCode.OK).Value);
    }

    [Fact]
    public async Task Phones_that_register_at_once_are_all_counted_and_ten_are_the_most()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.User(new { extensionNumber = "31", createAgentExtension = true });
        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => tenant.Phone("31", $"phone {i}")));
        Assert.Equal(10, replies.Count(r => r.Status == HttpStatusCode.OK));
        Assert.All(replies.Where(r => r.Status != HttpStatusCode.OK), r => r.Expect(HttpStatusCode.Conflict, "registrations.too_many"));
        Assert.Equal((10, "Active"), Shown(await tenant.Get("extensions/31")));
        var known = (await tenant.Get("extensions/31/registrations")).Value[0].GetProperty("contact").GetString()!;
        (await tenant.Phone("31", known)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public void A_report_that_was_overtaken_changes_nothing()
    {
        var now = new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
        var (older, newer) = (Guid.CreateVersion7(now), Guid.CreateVersion7(now.AddMinutes(1)));
        var phones = Registrations.None.With(newer, Report(now.AddMinutes(2))).Value;
        Assert.Same(phones, phones.With(newer, Report(now.AddMinutes(1))).Value);
        Assert.Same(phones, phones.With(older, Report(now.AddMinutes(3))).Value);
        Assert.Same(phones, phones.Without(older, "desk", now.AddMinutes(2)));
        Assert.Empty(phones.Live(older, now.AddMinutes(2)));
        Assert.Equal(now.AddMinutes(3), Assert.Single(phones.With(newer, Report(now.AddMinutes(3))).Value.All).SeenAt);

        static Registration Report(DateTimeOffset at) => new("desk", at, at, at.AddHours(1), null, null);
    }

    [Fact]
    public async Task A_report_that_is_wrong_says_how()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.User(new { extensionNumber = "31", createAgentExtension = true });
        var refused = (await tenant.Post("extensions/31/registrations", new { expiresInSeconds = 5, ip = "here", colour = "red" })).Expect(HttpStatusCode.BadRequest);
        Assert.Equal(["colour.unknown", "contact.missing", "expiresInSeconds.invalid", "ip.invalid"], refused.Codes.Order());
        (await tenant.Phone("31", "desk", 3601)).Expect(HttpStatusCode.BadRequest, "expiresInSeconds.invalid");
        (await tenant.Phone("31", new string('x', 201))).Expect(HttpStatusCode.BadRequest, "contact.too_long");
        (await tenant.Phone("32", "desk")).Expect(HttpStatusCode.NotFound, "extension.not_found");
        (await tenant.Get("extensions/32/registrations")).Expect(HttpStatusCode.NotFound, "extension.not_found");
        var odd = (await tenant.Phone("31", "\"é|/\\#?☎ " + new string('語', 180))).Expect(HttpStatusCode.OK);
        Assert.EndsWith("語", Assert.Single(odd.Value).GetProperty("contact").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_telephony_system_reports_phones_and_does_nothing_else()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { extensionNumber = "31", createAgentExtension = true });
        var telephony = await tenant.As("Telephony");
        (await telephony.Phone("31", "desk")).Expect(HttpStatusCode.OK);
        Assert.Single((await telephony.Get("extensions/31/registrations")).Expect(HttpStatusCode.OK).Value);
        (await telephony.Get($"users/{user.Id}")).Expect(HttpStatusCode.Forbidden, "key.forbidden");
        (await telephony.Post("extensions/31/secret")).Expect(HttpStatusCode.Forbidden, "key.forbidden");
        (await (await tenant.As("Supervisor")).Phone("31", "desk")).Expect(HttpStatusCode.Forbidden, "key.forbidden");
    }

    private static (int, string?) Shown(Reply extension) => (extension.Expect(HttpStatusCode.OK)["registrations"].GetInt32(), extension.TextOf("status"));
}
