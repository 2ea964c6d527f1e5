using UserFunctions.Presence;
using UserFunctions.Users;

namespace UserFunctions.Routing;

/// <summary>Where a candidate stands among those who may get a conversation: the least loaded first, then who has waited longest, then who had the fewest offers, then a draw.</summary>
/// <param name="LoadInThousand">What is taken of what the agent takes at once, in thousandths; the fullest of the limits counts.</param>
/// <param name="IdleMinutes">Whole minutes since the agent was last offered something or was done with it; null: never was.</param>
/// <param name="RecentOffers">Offers within the last hour.</param>
internal readonly record struct Ranking(int LoadInThousand, int? IdleMinutes, int RecentOffers)
{
    // An agent without any limit is taken as one who has ten conversations at once, or they would get all.
    private const int UnlimitedCountsAs = 10;

    private const int IdleBits = 20, OfferBits = 8, DrawBits = 20;

    /// <summary>Where the agent stands now.</summary>
    public static Ranking Of(Agent agent, AgentLoad load, Question question, DateTimeOffset now) => new(
        LoadOf(agent, load, question),
        load.LastWorkAt is { } at ? (int)Math.Clamp((now - at).TotalMinutes, 0, (1 << IdleBits) - 2) : null,
        Math.Min(load.RecentOffers(now), (1 << OfferBits) - 1));

    /// <summary>One number that orders as the parts do, with a draw behind them: the smaller comes first.</summary>
    public ulong Key(uint draw)
    {
        var waited = IdleMinutes is { } minutes ? (1u << IdleBits) - 1 - (uint)minutes : 0;
        return ((ulong)Math.Min(LoadInThousand, ushort.MaxValue) << (IdleBits + OfferBits + DrawBits))
            | ((ulong)waited << (OfferBits + DrawBits)) | ((ulong)RecentOffers << DrawBits) | (draw >> (32 - DrawBits));
    }

    /// <summary>What an agent draws: the same for the same seed.</summary>
    public static uint Draw(int seed, uint mark)
    {
        var x = unchecked((uint)seed * 0x9E3779B9u) ^ mark;
        x = unchecked((x ^ (x >> 16)) * 0x85EBCA6Bu);
        x = unchecked((x ^ (x >> 13)) * 0xC2B2AE35u);
        return x ^ (x >> 16);
    }

    private static int LoadOf(Agent agent, AgentLoad load, Question question)
    {
        var (inFlight, limits) = (agent.Cell.InFlight, agent.Limits);
        var (on, chats) = (load.On(question.Channel) + inFlight, load.Chats + inFlight);
        var (channel, all) = (limits.Of(question.Channel), question.IsVoice ? WorkSettings.Unlimited : limits.ChatLimit);
        var most = 0;
        if (channel is WorkSettings.Unlimited && all is WorkSettings.Unlimited && limits.TotalUnits is null)
            return Thousandth(question.IsVoice ? on : chats, UnlimitedCountsAs);
        if (channel is not WorkSettings.Unlimited)
            most = Thousandth(on, channel);
        if (all is not WorkSettings.Unlimited)
            most = Math.Max(most, Thousandth(chats, all));
        return limits.TotalUnits is { } units ? Math.Max(most, Thousandth(limits.UnitsOf(load), units)) : most;
    }

    private static int Thousandth(int used, int limit) => limit == 0 ? ushort.MaxValue : used * 1000 / limit;
}
