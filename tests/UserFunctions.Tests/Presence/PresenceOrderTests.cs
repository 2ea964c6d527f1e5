using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Presence;
using UserFunctions.Tests.Given;
using UserFunctions.Users;

namespace UserFunctions.Tests.Presence;

public sealed class PresenceOrderTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    private static readonly Lazy<Task<TestTenant>> Tenant = new(TestApp.NewTenant);

    private static readonly Gen<Sent> OneChange =
        from ticks in Gen.Choose(0, 6)
        from unit in Gen.Elements(1L, TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerHour)
        from status in Gen.Elements(Enum.GetNames<PresenceClass>())
        from id in Gen.Choose(1, int.MaxValue)
        select new Sent(Start.AddTicks(ticks * unit), new Guid(id, 7, 7, [1, 2, 3, 4, 5, 6, 7, 8]), status);

    // Few times and many changes, so that equal times are common; each change comes once, twice or three times, in any order.
    private static readonly Gen<Sent[]> Arrivals =
        from count in Gen.Choose(2, 6)
        from changes in OneChange.ArrayOf(count)
        from times in Gen.Choose(1, 3).ArrayOf(count)
        from shuffled in Gen.Shuffle(changes.DistinctBy(c => c.Id).SelectMany((c, i) => Enumerable.Repeat(c, times[i])).ToArray())
        select shuffled;

    [Property(MaxTest = 15, Arbitrary = [typeof(AnyArrivals)])]
    public async Task Whatever_the_order_and_however_often_the_newest_change_stands(Sent[] arrivals)
    {
        var (tenant, user, function) = await Given();
        foreach (var sent in arrivals)
            await function.Run(sent.Message(tenant.Name, user), Guid.NewGuid().ToString(), Start, CancellationToken.None);
        await TheNewestStands(tenant, user, arrivals);
    }

    [Property(MaxTest = 10, Arbitrary = [typeof(AnyArrivals)])]
    public async Task Changes_that_arrive_all_at_once_end_the_same(Sent[] arrivals)
    {
        var (tenant, user, function) = await Given();
        await Task.WhenAll(arrivals.Select(sent => function.Run(sent.Message(tenant.Name, user), Guid.NewGuid().ToString(), Start, CancellationToken.None)));
        await TheNewestStands(tenant, user, arrivals);
    }

    [Property]
    public void Of_two_different_changes_exactly_one_comes_after_the_other(DateTime at, int hours, Guid a, Guid b)
    {
        var first = new ChangeOrder(at, a);
        var second = new ChangeOrder(new DateTimeOffset(at).AddHours(at.Year is > 2 and < 9990 ? hours % 2 : 0), b);
        Assert.Equal(first != second, first.IsAfter(second.At, second.Id) ^ second.IsAfter(first.At, first.Id));
        Assert.False(first.IsAfter(first.At, first.Id));
        Assert.True(first.IsAfter(null, null));
    }

    private static async Task<(TestTenant Tenant, Guid User, ApplyStatus Function)> Given()
    {
        var tenant = await Tenant.Value;
        return (tenant, (await tenant.User()).Id, ActivatorUtilities.CreateInstance<ApplyStatus>(tenant.App.Services));
    }

    private static async Task TheNewestStands(TestTenant tenant, Guid user, Sent[] arrivals)
    {
        var newest = arrivals.MaxBy(s => (s.At, s.Id))!;
        var shown = await tenant.Get($"users/{user}/status");
        Assert.Equal((newest.Id, newest.Status, newest.At), (shown["changeId"].GetGuid(), shown.TextOf("status"), shown["changedAt"].GetDateTimeOffset()));
        Assert.Equal("Applied", (await tenant.Get($"operations/{newest.Id}")).TextOf("state"));
        foreach (var id in arrivals.Select(a => a.Id).Distinct())
            Assert.Contains((await tenant.Get($"operations/{id}")).TextOf("state"), new[] { "Applied", "Superseded" });
    }

    public static class AnyArrivals
    {
        public static Arbitrary<Sent[]> Changes() => Arrivals.ToArbitrary();
    }

    public sealed record Sent(DateTimeOffset At, Guid Id, string Status)
    {
        public string Message(string tenant, Guid user) =>
            JsonSerializer.Serialize(new { tenant, user, status = Status, changedAt = At, id = Id }, JsonSerializerOptions.Web);
    }
}
