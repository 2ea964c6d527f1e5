using UserFunctions.Presence;

namespace UserFunctions.Routing;

/// <summary>One who might have got a conversation.</summary>
/// <param name="Agent">Who.</param>
/// <param name="Reason">What was against it.</param>
/// <param name="Ranking">Where the agent stood; of nobody with something against them.</param>
internal readonly record struct Candidate(Agent Agent, Reason Reason, Ranking Ranking)
{
    /// <summary>The load that it was decided on: whoever takes a place writes over this one, and no later one.</summary>
    public AgentLoad? Load { get; init; }
}

/// <summary>Who gets a conversation: a pure function of what is known of the agents, the time and the seed.</summary>
/// <param name="Chosen">Who does; null: nobody can.</param>
/// <param name="Seed">What ties were broken with.</param>
/// <param name="Ranked">Who could, in order; at most as many as were asked for.</param>
/// <param name="Refused">Who could not.</param>
/// <param name="Eligible">How many could.</param>
internal sealed record Choice(Agent? Chosen, int Seed, IReadOnlyList<Candidate> Ranked, IReadOnlyList<Candidate> Refused, int Eligible)
{
    /// <summary>How many were asked.</summary>
    public int Count => Eligible + Refused.Count;

    /// <summary>Chooses among all agents of a tenant.</summary>
    /// <param name="agents">All of them; those who do not answer for the department or group are no candidates (S082).</param>
    /// <param name="question">What is asked for.</param>
    /// <param name="loadOf">An agent's load as it is known.</param>
    /// <param name="now">UTC.</param>
    /// <param name="seed">Breaks ties.</param>
    /// <param name="shown">How many of the order are kept.</param>
    public static Choice Among(IReadOnlyList<Agent> agents, Question question, Func<Agent, AgentLoad> loadOf, DateTimeOffset now, int seed, int shown)
    {
        var (eligible, keys, refused) = (new List<Candidate>(), new List<ulong>(), new List<Candidate>());
        foreach (var agent in agents)
        {
            if (!question.IsFor(agent) && agent.Id != question.PreferredId)
                continue;
            var load = loadOf(agent);
            if (Eligibility.Of(agent, load, question, now) is not Reason.None and var reason)
            {
                refused.Add(new(agent, reason, default));
                continue;
            }

            var candidate = new Candidate(agent, Reason.None, Ranking.Of(agent, load, question, now)) { Load = load };
            eligible.Add(candidate);
            // A preferred agent without anything against them comes before all others.
            keys.Add(agent.Id == question.PreferredId ? 0 : candidate.Ranking.Key(Ranking.Draw(seed, agent.Mark)) + 1);
        }

        var ranked = First(eligible, keys, shown);
        return new(ranked.Count == 0 ? null : ranked[0].Agent, seed, ranked, refused, eligible.Count);
    }

    /// <summary>The choice of one that waits although somebody could have it: others come first.</summary>
    public Choice Behind() => this with { Chosen = null, Ranked = [], Eligible = Eligible - Ranked.Count, Refused = [.. Refused, .. Ranked.Select(candidate => candidate with { Reason = Reason.OthersFirst })] };

    private static List<Candidate> First(List<Candidate> eligible, List<ulong> keys, int shown)
    {
        var (order, places) = (keys.ToArray(), new int[keys.Count]);
        for (var i = 0; i < places.Length; i++)
            places[i] = i;
        Array.Sort(order, places);
        var first = new List<Candidate>(Math.Min(shown, places.Length));
        for (var i = 0; i < places.Length && i < shown; i++)
            first.Add(eligible[places[i]]);
        return first;
    }
}
