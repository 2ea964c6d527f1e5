using UserFunctions.Presence;
using UserFunctions.Users;

namespace UserFunctions.Routing;

/// <summary>Who may get a conversation. The order of the questions is fixed, so that one agent always gets the same answer.</summary>
internal static class Eligibility
{
    /// <summary>The first thing that is against it; <see cref="Reason.None"/> when there is none.</summary>
    public static Reason Of(Agent agent, AgentLoad load, Question question, DateTimeOffset now) =>
        OfPerson(agent, load, question) is not Reason.None and var person ? person
        : OfEntitlement(agent, question, now) is not Reason.None and var entitlement ? entitlement
        : OfCapacity(agent, load, question);

    /// <summary>What is against it that nobody can waive, not even with force: the person, the client and the channel (S087).</summary>
    public static Reason OfForced(Agent agent, Question question) =>
        agent.Standing is not Reason.None and var standing ? standing
        : !question.IsVoice && !agent.HasDesk ? Reason.NoDesk
        : question.IsVoice && !agent.IsCalling ? Reason.NotCalling
        : OfClient(agent, question);

    /// <summary>What is against it in the agent's limits.</summary>
    public static Reason OfCapacity(Agent agent, AgentLoad load, Question question)
    {
        var (limits, channel) = (agent.Limits, question.Channel);
        // Units are counted for the few agents only whose channels share them.
        var units = limits.TotalUnits is null ? 0 : limits.UnitsOf(load) + limits.UnitsOf(channel);
        var use = new CapacityUse(
            agent.Paused.Has(question.Place), load.On(channel), limits.Of(channel), load.Chats, question.IsVoice ? WorkSettings.Unlimited : limits.ChatLimit, units, limits.TotalUnits);
        return use.Refusal switch
        {
            null => Reason.None,
            CapacityRefusal.ChannelPaused => Reason.ChannelPaused,
            CapacityRefusal.ChannelLimit => Reason.ChannelFull,
            CapacityRefusal.ChatLimit => Reason.ChatsFull,
            _ => Reason.NoCapacity,
        };
    }

    private static Reason OfPerson(Agent agent, AgentLoad load, Question question) =>
        agent.Standing is not Reason.None and var standing ? standing
        : !question.IsVoice && !agent.HasDesk ? Reason.NoDesk
        : agent.Presence is not PresenceClass.Available ? Reason.NotAvailable
        : agent.IsDraining ? Reason.Draining
        : load.IsNotResponding(agent.ActedAt) ? Reason.NotResponding
        : !agent.HasSession ? Reason.NoSession
        : question.IsVoice && !agent.IsCalling ? Reason.NotCalling
        : Reason.None;

    private static Reason OfEntitlement(Agent agent, Question question, DateTimeOffset now) =>
        OfClient(agent, question) is not Reason.None and var client ? client
        : !question.IsFor(agent) ? Reason.NotMember
        : agent.Hours is { } hours && !hours.IsOpen(now) ? Reason.OutsideHours
        : !HasSkills(agent, question) ? Reason.LacksSkill
        : question.Excluded.Contains(agent.Id) ? Reason.Excluded
        : Reason.None;

    private static Reason OfClient(Agent agent, Question question)
    {
        foreach (var access in agent.Clients)
        {
            if (access.Client == question.ClientId)
                return question.Place >= 0 && access.Channels.Has(question.Place) ? Reason.None : Reason.OtherChannel;
        }

        return Reason.OtherClient;
    }

    private static bool HasSkills(Agent agent, Question question)
    {
        foreach (var skill in question.Skills)
        {
            if (!agent.Skills.Contains(skill, StringComparer.OrdinalIgnoreCase))
                return false;
        }

        return true;
    }
}
