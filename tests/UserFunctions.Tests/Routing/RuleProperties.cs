using FsCheck.Xunit;
using UserFunctions.Platform.Errors;
using UserFunctions.Presence;
using UserFunctions.Routing;

namespace UserFunctions.Tests.Routing;

/// <summary>Whatever happens in whatever order, these things hold after each step.</summary>
public sealed class RuleProperties
{
    [Property(MaxTest = 2000, Arbitrary = [typeof(RuleStep)])]
    public void Whatever_happens_nobody_is_above_a_limit_and_every_place_is_known_to_its_conversation(RuleStep[] steps)
    {
        var world = new RuleWorld();
        foreach (var step in steps)
        {
            var before = world.Conversations.ToList();
            world.Do(step);
            Assert.All(world.Agents, CountsWhatIsOpen);
            Assert.All(world.Conversations, conversation => IsWhole(world, conversation));
            Assert.All(before.Zip(world.Conversations), pair => GoesOn(pair.First, pair.Second));
            Assert.All(world.Conversations, conversation => IsTheSameWhenRepeated(world, conversation));
        }

        world.EndEverything();
        Assert.All(world.Conversations, conversation => Assert.True(conversation is { IsEnded: true, Owed.Count: 0 }, $"{conversation.State}"));
        Assert.All(world.Agents, agent => Assert.True(agent.Load.Used.Count == 0 && agent.Places.All(place => !place.IsOpen)));
    }

    private static void CountsWhatIsOpen(RuleAgent agent)
    {
        var counted = agent.Load.Recounted(agent.Places);
        Assert.True(agent.Load.CountsAs(counted) && agent.Load.Chats == counted.Chats, $"{string.Join(", ", agent.Load.Used)} is counted, {string.Join(", ", counted.Used)} is open");
        Assert.All(agent.Load.Used.Values, count => Assert.True(count > 0));
    }

    private static void IsWhole(RuleWorld world, Conversation conversation)
    {
        var places = world.Agents.SelectMany(agent => agent.Places).Where(place => place.IsOpen && place.ConversationId == conversation.Id && conversation.Owed.All(owed => owed.ReservationId != place.Id)).ToList();
        Assert.True(places.Count(place => place.State is not ReservationState.Pending) <= 1, "Two agents have it.");
        Assert.All(places, place => Assert.True(place.Id == conversation.Offer?.ReservationId || place.Id == conversation.Transfer?.ReservationId, $"{place.State} for a conversation that is {conversation.State} and does not know of it."));
        Assert.Equal(conversation.State is ConversationState.Offering or ConversationState.Assigned or ConversationState.Wrapping or ConversationState.Completed, conversation.Offer is not null);
        Assert.True(conversation.Transfer is null || conversation.State is ConversationState.Assigned);
        Assert.Equal(conversation.IsEnded, conversation.EndedAt.HasValue);
    }

    private static void GoesOn(Conversation before, Conversation after)
    {
        Assert.Equal((before.Id, before.EnqueuedAt, before.CreatedAt), (after.Id, after.EnqueuedAt, after.CreatedAt));
        Assert.True(after.Version >= before.Version && after.UpdatedAt >= before.UpdatedAt);
        if (before.IsEnded)
            Assert.Equal((before.State, before.EndedAt, before.Version), (after.State, after.EndedAt, after.Version));
    }

    // A request that comes twice is answered as it was, and changes nothing.
    private static void IsTheSameWhenRepeated(RuleWorld world, Conversation conversation)
    {
        var (now, agent) = (world.Now, conversation.Offer?.UserId ?? world.Agents[0].Id);
        Func<Conversation, Result<Conversation>>[] steps =
        [
            c => c.Accept(agent, now), c => c.Release(10, now), c => c.Release(0, now), c => c.EndWrapUp(now), c => c.Cancel(now), c => c.Decline(agent, null, now), c => c.Queue(now),
            c => c.TakeBackOffer(agent, now), c => c.Expire(c.Offer?.ReservationId ?? default, now),
        ];
        foreach (var step in steps)
        {
            if (step(conversation).Try(out var once, out _))
                Assert.Same(once, step(once).Value);
        }
    }
}
