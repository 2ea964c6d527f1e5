using System.Net;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Presence;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Presence;

/// <summary>Limits that come by the queue and with the user's form are the same limits.</summary>
public sealed class UserCapacityTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly Lazy<Task<TestTenant>> Shared = new(TestApp.NewTenant);

    private static readonly Gen<Sent[]> Arrivals =
        from count in Gen.Choose(2, 6)
        from changes in (from minute in Gen.Choose(0, 4)
                         from limit in Gen.Choose(-1, 1)
                         from id in Gen.Choose(1, int.MaxValue)
                         select new Sent(Start.AddMinutes(minute), new Guid(id, 7, 7, [1, 2, 3, 4, 5, 6, 7, 8]), limit)).ArrayOf(count)
        from times in Gen.Choose(1, 2).ArrayOf(count)
        from shuffled in Gen.Shuffle(changes.DistinctBy(c => c.Id).SelectMany((c, i) => Enumerable.Repeat(c, times[i])).ToArray())
        select shuffled;

    [Fact]
    [Spec("S088", "S092", "S093", "S094")]
    public async Task What_the_queue_sets_the_user_shows_and_what_the_form_sets_the_capacity_shows()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        Assert.Equal((-1, "{}"), Limits(user));
        var operation = await tenant.Sets(user.Id, "capacity", new { chatLimit = 3, channelLimits = new { sms = 2, liveChat = 0 } });
        var shown = await tenant.Get($"users/{user.Id}");
        Assert.Equal((3, """{"SMS":2,"LiveChat":0}"""), Limits(shown));
        Assert.Equal(2, shown["version"].GetInt32());
        Assert.Equal(operation, (await tenant.Get($"users/{user.Id}/capacity"))["changeId"].GetGuid());

        (await tenant.Patch($"users/{user.Id}", new { chatLimit = -1, channelLimits = new { Voice = 1 } })).Expect(HttpStatusCode.OK);
        var capacity = await tenant.Get($"users/{user.Id}/capacity");
        Assert.Equal((-1, """{"Voice":1}"""), Limits(capacity));
        Assert.Equal(($"key:{tenant.KeyId}", null), (capacity.TextOf("changedBy"), capacity.TextOf("changeId")));
        Assert.Equal(["user.created", "capacity.changed", "user.changed"], (await tenant.Rows("c|")).Select(r => r.Text("kind")));
        // How much is open is another matter than how much may be.
        Assert.DoesNotContain(await TestApp.Rows($"{tenant.Name}|{user.Id}", "", PresenceTable.Table), row => row.Key != ReservationTable.LoadKey);
    }

    [Fact]
    [Spec("S088", "S092")]
    public async Task A_message_from_before_the_form_was_saved_comes_too_late()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { chatLimit = 5 });
        var (early, next) = (Guid.NewGuid(), Guid.NewGuid());
        var late = await tenant.Applied(Changes.Capacity, early, new { tenant = tenant.Name, user = user.Id, chatLimit = 1, id = early, changedAt = user["createdAt"].GetDateTimeOffset().AddSeconds(-1) });
        Assert.Equal(("Superseded", 5), (late.TextOf("state"), (await tenant.Get($"users/{user.Id}"))["chatLimit"].GetInt32()));
        await tenant.Applied(Changes.Capacity, next, new { tenant = tenant.Name, user = user.Id, chatLimit = 2, id = next, changedAt = DateTimeOffset.UtcNow });
        Assert.Equal(2, (await tenant.Get($"users/{user.Id}"))["chatLimit"].GetInt32());
        (await tenant.Patch($"users/{user.Id}", new { designation = "Lead" })).Expect(HttpStatusCode.OK);
        Assert.Equal(next, (await tenant.Get($"users/{user.Id}/capacity"))["changeId"].GetGuid());
    }

    [Fact]
    [Spec("S088")]
    public async Task Limits_are_those_of_the_tenants_channels()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        var refused = (await tenant.Put($"users/{user.Id}/capacity", new { channelLimits = new { Fax = 1 } })).Expect(HttpStatusCode.BadRequest, "channelLimits.unknown");
        Assert.Contains("LiveChat", refused.Message, StringComparison.Ordinal);
        (await tenant.Patch($"users/{user.Id}", new { channelLimits = new { Fax = 1 } })).Expect(HttpStatusCode.BadRequest, "channelLimits.unknown");
    }

    [Fact]
    public async Task The_limits_that_stand_said_again_are_the_same_user()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { chatLimit = 4 });
        var operation = await tenant.Sets(user.Id, "capacity", new { chatLimit = 4 });
        Assert.Equal(user.ETag, (await tenant.Get($"users/{user.Id}")).ETag);
        Assert.Equal(operation, (await tenant.Get($"users/{user.Id}/capacity"))["changeId"].GetGuid());
    }

    [Property(MaxTest = 10, Arbitrary = [typeof(AnyArrivals)])]
    public async Task Whatever_the_order_and_however_often_the_newest_limits_stand(Sent[] arrivals)
    {
        var tenant = await Shared.Value;
        var (user, function) = ((await tenant.User()).Id, ActivatorUtilities.CreateInstance<ApplyCapacity>(tenant.App.Services));
        await Task.WhenAll(arrivals.Chunk(2).Select(async some =>
        {
            foreach (var sent in some)
                await function.Run(sent.Message(tenant.Name, user), Guid.NewGuid().ToString(), Start, CancellationToken.None);
        }));
        var newest = arrivals.MaxBy(s => (s.At, s.Id))!;
        var shown = await tenant.Get($"users/{user}/capacity");
        Assert.Equal((newest.Id, newest.Limit, newest.At), (shown["changeId"].GetGuid(), shown["chatLimit"].GetInt32(), shown["changedAt"].GetDateTimeOffset()));
        Assert.Equal("Applied", (await tenant.Get($"operations/{newest.Id}")).TextOf("state"));
    }

    private static (int Chat, string Channels) Limits(Reply reply) => (reply["chatLimit"].GetInt32(), reply["channelLimits"].GetRawText());

    public static class AnyArrivals
    {
        public static Arbitrary<Sent[]> Changes() => Arrivals.ToArbitrary();
    }

    public sealed record Sent(DateTimeOffset At, Guid Id, int Limit)
    {
        public string Message(string tenant, Guid user) =>
            JsonSerializer.Serialize(new { tenant, user, chatLimit = Limit, changedAt = At, id = Id }, JsonSerializerOptions.Web);
    }
}
