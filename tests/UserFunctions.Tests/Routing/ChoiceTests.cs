using UserFunctions.Presence;
using UserFunctions.Routing;
using UserFunctions.Users;

namespace UserFunctions.Tests.Routing;

/// <summary>Who gets a conversation of those who could.</summary>
public sealed class ChoiceTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);
    private static readonly Question Question = new EligibilityTests.Case().Question;

    [Fact]
    public void A_choice_keeps_the_load_that_it_was_made_on_whatever_becomes_of_it_meanwhile()
    {
        var agent = new RuleAgent(Guid.NewGuid());
        var (full, looks) = (agent.Load with { Used = new Dictionary<string, int> { ["LiveChat"] = 2 }, Chats = 2 }, 0);
        var question = new Question
        {
            ClientId = RuleWorld.Client,
            Channel = "LiveChat",
            Place = ChannelSet.PlaceOf("LiveChat", UserFunctions.Tenants.TenantSettings.DefaultChannels),
            IsVoice = false,
            DepartmentId = RuleWorld.Department,
        };
        var choice = Choice.Among([agent.Known], question, _ => looks++ == 0 ? agent.Load : full, DateTimeOffset.UnixEpoch, 1, 5);
        Assert.Equal((1, agent.Id), (looks, choice.Chosen!.Id));
        Assert.Same(agent.Load, choice.Ranked[0].Load);
    }

    [Fact]
    public void Over_a_thousand_decisions_equal_agents_get_equal_shares()
    {
        var agents = Equal(7);
        var (loads, got, random) = (agents.ToDictionary(agent => agent.Id, agent => new AgentLoad(agent.Id)), agents.ToDictionary(agent => agent.Id, _ => 0), new Random(1));
        for (var i = 0; i < 1000; i++)
        {
            var at = Now.AddSeconds(i * 20);
            var chosen = Choice.Among(agents, Question, agent => loads[agent.Id], at, random.Next(), 1).Chosen!;
            got[chosen.Id]++;
            // Offered, accepted and over before the next one comes.
            var place = new Reservation(Guid.Empty, Guid.Empty, chosen.Id, "LiveChat", ReservationState.Accepted, at, at);
            loads[chosen.Id] = loads[chosen.Id].With(place, at).After(place, place.To(ReservationState.Completed, at).Value);
        }

        Assert.All(got.Values, count => Assert.InRange(count, 1000 / 7 - 8, 1000 / 7 + 8));
    }

    [Fact]
    public void Of_agents_who_differ_in_nothing_each_wins_the_draw_about_as_often()
    {
        var agents = Equal(5);
        var counts = Enumerable.Range(0, 1000).CountBy(seed => Choose(agents, seed).Chosen!.Id).ToDictionary();
        Assert.Equal(5, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 140, 260));
    }

    [Fact]
    public void The_same_seed_chooses_the_same_in_whatever_order_the_agents_are_known()
    {
        var agents = Equal(20);
        Agent[] turned = [.. agents.Reverse()];
        Assert.All(Enumerable.Range(0, 200), seed =>
            Assert.Equal(Choose(agents, seed).Ranked.Select(candidate => candidate.Agent.Id), Choose(turned, seed).Ranked.Select(candidate => candidate.Agent.Id)));
    }

    [Fact]
    public void The_least_full_comes_first_then_who_waited_longest_then_who_had_the_fewest_offers()
    {
        var agents = Equal(5);
        var hourAgo = Now.AddMinutes(-59);
        AgentLoad[] loads =
        [
            Busy(1, Now.AddMinutes(-50)),
            new(Guid.Empty) { LastWorkAt = Now.AddMinutes(-5), Offers = [hourAgo] },
            new(Guid.Empty) { LastWorkAt = Now.AddMinutes(-20), Offers = [hourAgo, hourAgo] },
            new(Guid.Empty) { LastWorkAt = Now.AddMinutes(-20), Offers = [Now.AddMinutes(-61), hourAgo] },
            new(Guid.Empty),
        ];
        for (var seed = 0; seed < 50; seed++)
        {
            var ranked = Choice.Among(agents, Question, agent => loads[Array.IndexOf(agents, agent)], Now, seed, 10).Ranked;
            Assert.Equal([4, 3, 2, 1, 0], ranked.Select(candidate => Array.IndexOf(agents, candidate.Agent)));
        }
    }

    [Fact]
    public void How_full_somebody_is_is_told_by_the_limit_that_is_fullest()
    {
        var agents = Equal(3);
        agents[0] = agents[0] with { Limits = new(10, new Dictionary<string, int> { ["LiveChat"] = 2 }) };
        agents[1] = agents[1] with { Limits = new(4, new Dictionary<string, int> { ["LiveChat"] = 10 }) };
        var ranked = Choice.Among(agents, Question, _ => Busy(1, Now), Now, 1, 10).Ranked;
        Assert.Equal([(2, 100), (1, 250), (0, 500)], ranked.Select(candidate => (Array.IndexOf(agents, candidate.Agent), candidate.Ranking.LoadInThousand)));
    }

    [Fact]
    public void A_preferred_agent_comes_before_all_others_unless_something_is_against_them()
    {
        var agents = Equal(5);
        var asked = Question with { PreferredId = agents[3].Id };
        Assert.All(Enumerable.Range(0, 50), seed => Assert.Equal(agents[3].Id, Choice.Among(agents, asked, _ => new(Guid.Empty), Now, seed, 5).Chosen!.Id));
        agents[3] = agents[3] with { Presence = PresenceClass.Inactive };
        var choice = Choice.Among(agents, asked, _ => new(Guid.Empty), Now, 1, 5);
        Assert.NotEqual(agents[3].Id, choice.Chosen!.Id);
        Assert.Equal((agents[3].Id, Reason.NotAvailable), choice.Refused.Select(candidate => (candidate.Agent.Id, candidate.Reason)).Single());
    }

    private static Choice Choose(IReadOnlyList<Agent> agents, int seed) => Choice.Among(agents, Question, _ => new(Guid.Empty), Now, seed, 100);

    private static AgentLoad Busy(int count, DateTimeOffset at) => new EligibilityTests.Case().Load with { LastWorkAt = at, Offers = [.. Enumerable.Repeat(at, count)] };

    private static Agent[] Equal(int count)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(1, count).Select(i => new EligibilityTests.Case().Agent with { Id = new Guid(i, 0, 0, new byte[8]), Mark = (uint)random.Next(), Cell = new() })];
    }
}
