using UserFunctions.Presence;
using UserFunctions.Users;

namespace UserFunctions.Tests.Routing;

/// <summary>The check of the stress test finds what it is for.</summary>
public sealed class StressLimitsTests
{
    private static readonly Guid Agent = Guid.NewGuid();
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    // One chat from the fifth change on, two from the ninth; texts are paused.
    private readonly StressLimits limits = new([(5, Agent, Said(1)), (9, Agent, Said(2))]);

    [Fact]
    public void Two_at_once_under_a_limit_of_one_are_found_also_when_a_later_limit_allowed_them()
    {
        Assert.Single(Broken(Place(0, 60, asOf: 8), Place(10, 60, asOf: 8)));
        Assert.Single(Broken(Place(0, null, asOf: 8), Place(10, 60, asOf: 8)));
        Assert.Empty(Broken(Place(0, 60, asOf: 8), Place(10, 60, asOf: 9)));
        Assert.Single(Broken(Place(0, 60, asOf: 9), Place(5, 60, asOf: 12), Place(10, 60, asOf: 12)));
    }

    [Fact]
    public void One_after_the_other_is_allowed_and_so_is_what_a_lower_limit_found()
    {
        Assert.Empty(Broken(Place(0, 10, asOf: 8), Place(10, 20, asOf: 8)));
        Assert.Empty(Broken(Place(0, 60, asOf: 9), Place(5, 60, asOf: 9)));
    }

    [Fact]
    public void A_channel_that_was_paused_and_an_agent_of_whom_nothing_was_said_are_found()
    {
        Assert.Contains("paused", Assert.Single(Broken(Place(0, 1, asOf: 9) with { Channel = "SMS" })), StringComparison.Ordinal);
        Assert.Single(Broken(Place(0, 1, asOf: 4)));
    }

    private IEnumerable<string> Broken(params Reservation[] places) => limits.Broken(places, _ => true);

    private static WorkSettings Said(int chats) => new() { ChatLimit = chats, Capacity = OwnCapacity.None with { PausedChannels = ["SMS"] } };

    private static Reservation Place(int from, int? to, long asOf) =>
        new(Guid.NewGuid(), Guid.NewGuid(), Agent, "LiveChat", to is null ? ReservationState.Accepted : ReservationState.Completed, Start.AddSeconds(from), Start.AddMinutes(5))
        {
            ChangedAt = Start.AddSeconds(to ?? from),
            AsOf = asOf,
        };
}
