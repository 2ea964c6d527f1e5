using System.Globalization;
using System.Net;
using FsCheck.Xunit;
using Microsoft.Extensions.Configuration;
using UserFunctions.Tenants;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Tenants;

public sealed class RateLimitTests
{
    private static readonly Dictionary<string, string?> Few = new() { ["Keys:RatePerMinute"] = "20" };

    [Property(MaxTest = 200)]
    public void No_minute_and_no_longer_time_sees_more_than_the_bucket_and_what_flowed_into_it(int seed)
    {
        var random = new Random(seed);
        var (budget, perMinute, now, taken) = (new RequestBudget(), random.Next(1, 1000), DateTime.UnixEpoch.AddYears(50).Ticks, new List<long>());
        for (var i = 0; i < 2000; i++)
        {
            now += random.NextInt64(TimeSpan.TicksPerMinute / perMinute * 2);
            if (budget.Take(now, perMinute) is not { } wait)
                taken.Add(now);
            else if (random.Next(4) == 0)
                Assert.Null(budget.Take(now += wait.Ticks, perMinute) is null ? Taken() : "refused after the time that it asked for");
        }

        for (var first = 0; first < taken.Count; first += 1 + random.Next(20))
        {
            for (var last = first; last < taken.Count; last += 1 + random.Next(50))
                Assert.True(last - first + 1 <= perMinute + (perMinute * (taken[last] - taken[first]) / (double)TimeSpan.TicksPerMinute) + 1, $"{last - first + 1} requests in {taken[last] - taken[first]} ticks at {perMinute} a minute");
        }

        string? Taken()
        {
            taken.Add(now);
            return null;
        }
    }

    [Fact]
    public void A_quiet_minute_fills_it_and_a_clock_set_back_empties_it_for_no_longer_than_that()
    {
        var (budget, now) = (new RequestBudget(), DateTime.UnixEpoch.AddYears(50).Ticks);
        Assert.All(Enumerable.Range(0, 60), _ => Assert.Null(budget.Take(now, 60)));
        Assert.Equal(TimeSpan.FromSeconds(1), budget.Take(now, 60));
        Assert.All(Enumerable.Range(0, 60), _ => Assert.Null(budget.Take(now + TimeSpan.TicksPerMinute, 60)));
        var before = now - TimeSpan.TicksPerHour;
        Assert.NotNull(budget.Take(before, 60));
        Assert.All(Enumerable.Range(0, 60), _ => Assert.Null(budget.Take(before + TimeSpan.TicksPerMinute, 60)));
    }

    [Fact]
    public async Task A_key_that_asks_too_often_is_told_when_to_come_again_and_no_other_key_is()
    {
        await using var own = await OwnApp.Start(settings: Few);
        var one = await Key(own, null);
        var other = await Key(own, null);
        var replies = new List<Reply>();
        while (replies.Count < 60 && replies.All(r => r.Status == HttpStatusCode.OK))
            replies.Add(await one.Get("groups"));
        var refused = replies[^1].Expect(HttpStatusCode.TooManyRequests, "rate.limited");
        Assert.InRange(replies.Count, 21, 30);
        var wait = int.Parse(refused.Headers["Retry-After"], CultureInfo.InvariantCulture);
        Assert.InRange(wait, 1, 3);
        Assert.Contains("20 requests a minute", refused["error"].GetProperty("message").GetString(), StringComparison.Ordinal);
        (await other.Get("groups")).Expect(HttpStatusCode.OK);
        own.Time.Pass(TimeSpan.FromSeconds(wait));
        (await one.Get("groups")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_key_may_be_given_fewer_and_only_the_platform_gives_more()
    {
        await using var own = await OwnApp.Start(settings: Few);
        var slow = await Key(own, 1);
        (await slow.Get("groups")).Expect(HttpStatusCode.OK);
        (await slow.Get("groups")).Expect(HttpStatusCode.TooManyRequests, "rate.limited");
        var admin = await Key(own, 40);
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => admin.Get("groups"))), reply => reply.Expect(HttpStatusCode.OK));
        (await admin.Post("keys", new { name = "more", role = "Agent", ratePerMinute = 21 })).Expect(HttpStatusCode.BadRequest, "ratePerMinute.forbidden");
        var less = (await admin.Post("keys", new { name = "less", role = "Agent", ratePerMinute = 5 })).Expect(HttpStatusCode.Created);
        Assert.Equal(5, (await admin.Get($"keys/{less.Id}"))["ratePerMinute"].GetInt32());
    }

    [Fact]
    public async Task Who_sends_no_key_is_told_about_the_key_and_health_answers_whoever_asks()
    {
        await using var own = await OwnApp.Start(settings: new Dictionary<string, string?> { ["Keys:RatePerMinute"] = "1" });
        for (var i = 0; i < 5; i++)
        {
            (await TestApp.Send(own.App, null, HttpMethod.Get, "health/live")).Expect(HttpStatusCode.OK);
            (await TestApp.Send(own.App, null, HttpMethod.Get, "groups")).Expect(HttpStatusCode.Unauthorized, "key.missing");
        }
    }

    [Fact]
    public async Task An_address_that_sends_wrong_keys_is_told_to_wait_and_a_right_key_and_another_address_are_not()
    {
        await using var own = await OwnApp.Start(settings: new Dictionary<string, string?> { ["Keys:RatePerMinute"] = "1000", ["Http:TrustedProxies"] = "1" });
        for (var i = 0; i < WrongKeys.PerMinute; i++)
            (await Wrong("203.0.113.7, 198.51.100.1:4711")).Expect(HttpStatusCode.Unauthorized, "key.unknown");
        var refused = Array.Find(await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Wrong("198.51.100.9, 198.51.100.1"))), reply => reply.Status == HttpStatusCode.TooManyRequests);
        Assert.NotNull(refused);
        refused.Expect(HttpStatusCode.TooManyRequests, "rate.limited");
        Assert.InRange(int.Parse(refused.Headers["Retry-After"], CultureInfo.InvariantCulture), 1, 2);
        (await Wrong("198.51.100.1, 203.0.113.7")).Expect(HttpStatusCode.Unauthorized, "key.unknown");
        (await TestApp.Send(own.App, own.Tenant.Key, HttpMethod.Get, "groups", null, ("X-Forwarded-For", "198.51.100.1"))).Expect(HttpStatusCode.OK);
        own.Time.Pass(TimeSpan.FromMinutes(1));
        (await Wrong("198.51.100.1")).Expect(HttpStatusCode.Unauthorized, "key.unknown");

        Task<Reply> Wrong(string from) => TestApp.Send(own.App, $"uf.main.{Guid.NewGuid():N}.guess", HttpMethod.Get, "groups", null, ("X-Forwarded-For", from));
    }

    [Fact]
    public async Task Where_no_proxy_is_trusted_nobody_gets_round_the_limit_by_naming_other_addresses()
    {
        await using var own = await OwnApp.Start(settings: new Dictionary<string, string?> { ["Keys:RatePerMinute"] = "1000", ["Http:TrustedProxies"] = "0" });
        var replies = new List<Reply>();
        for (var i = 0; i < WrongKeys.PerMinute + 5; i++)
            replies.Add(await TestApp.Send(own.App, $"uf.main.{Guid.NewGuid():N}.guess", HttpMethod.Get, "groups", null, ("X-Forwarded-For", $"198.51.100.{i}")));
        Assert.Contains(replies, reply => reply.Status == HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public void Whoever_comes_from_many_addresses_is_counted_and_fills_no_memory()
    {
        var time = new LaterTime();
        var wrong = new WrongKeys(new RequestBudgets(new ConfigurationBuilder().Build(), time), time);
        for (var i = 0; i < WrongKeys.MostAddresses; i++)
            Assert.Null(wrong.Take(new IPAddress(i)));
        var refused = Enumerable.Range(WrongKeys.MostAddresses, 5_000).Count(i => wrong.Take(new IPAddress(i)) is not null);
        Assert.InRange(refused, 4_000, 5_000 - WrongKeys.PerMinute);
        Assert.Equal(WrongKeys.MostAddresses, wrong.Count);
        time.Pass(TimeSpan.FromMinutes(1));
        Assert.Null(wrong.Take(new IPAddress(WrongKeys.MostAddresses)));
        Assert.InRange(wrong.Count, 1, 10);
    }

    private static async Task<TestTenant> Key(OwnApp own, int? perMinute)
    {
        var made = (await own.Tenant.Post("keys", new { name = "test", role = "Administrator", ratePerMinute = perMinute })).Expect(HttpStatusCode.Created);
        return new TestTenant(own.App, "main", made.TextOf("key")!, made.Id);
    }
}
