using UserFunctions.Platform.Connector;

namespace UserFunctions.Routing;

/// <summary>What made somebody decide.</summary>
public enum DecisionCause
{
    /// <summary>The conversation came in.</summary>
    Created,

    /// <summary>An offer was declined, missed or taken back.</summary>
    Returned,

    /// <summary>Somebody may have become free.</summary>
    Supply,

    /// <summary>Somebody else wrote first at the agent that was chosen before.</summary>
    Contended,

    /// <summary>It went to another department, group or agent.</summary>
    Moved,

    /// <summary>Nothing was written: a question only.</summary>
    Simulated,
}

/// <summary>One candidate of a decision.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Name">Full name at that time.</param>
/// <param name="Reason">What was against it; None: nothing.</param>
/// <param name="Rank">Place among those with nothing against them, from 1; null: something was.</param>
/// <param name="LoadInThousand">How full the agent was, in thousandths of the fullest limit; null: not asked.</param>
/// <param name="IdleMinutes">Whole minutes since the last offer or the last end; null: never had any, or not asked.</param>
/// <param name="RecentOffers">Offers in the hour before; null: not asked.</param>
public sealed record DecisionCandidate(
    [property: Field("Id of the user.")] Guid UserId,
    [property: Field("Full name of the user at that time.")] string Name,
    [property: Field("The first thing that was against this user; None: nothing was.")] Reason Reason,
    [property: Field("Place among those with nothing against them, from 1; absent: something was.")] int? Rank,
    [property: Field("How full the user was, in thousandths of the limit that was fullest: 500 is half; absent: not asked.")] int? LoadInThousand,
    [property: Field("Whole minutes since the user was last offered something or was done with it; absent: never, or not asked.")] int? IdleMinutes,
    [property: Field("How many offers the user had in the hour before; absent: not asked.")] int? RecentOffers);

/// <summary>How many candidates had the same thing against them.</summary>
/// <param name="Reason">What.</param>
/// <param name="Count">How many.</param>
public sealed record ReasonCount(
    [property: Field("What was against them.")] Reason Reason,
    [property: Field("How many candidates it was against.")] int Count);

/// <summary>One decision about a conversation, as it was made: with the same seed the same facts decide the same.</summary>
/// <param name="Number">Its place among the decisions about the conversation, from 1.</param>
/// <param name="At">UTC.</param>
/// <param name="Cause">What made somebody decide.</param>
/// <param name="Seed">What ties were broken with.</param>
/// <param name="AsOf">The place in the tenant's log that users, groups and limits were known as of.</param>
/// <param name="ChosenId">Who was chosen; null: nobody could be.</param>
/// <param name="CandidateCount">How many answer for the department or group.</param>
/// <param name="EligibleCount">How many of them had nothing against them.</param>
/// <param name="Refused">The others, counted by what was against them.</param>
/// <param name="Candidates">The first in the order, then some of the others: at most <see cref="MostRanked"/> and <see cref="MostRefused"/>.</param>
public sealed record Decision(
    [property: Field("Place of the decision among those about the conversation, from 1.")] int Number,
    [property: Field("When it was made, in UTC.")] DateTimeOffset At,
    [property: Field("What made it: Created, Returned (an offer came back), Supply (somebody may have become free), Contended (somebody else wrote first), Moved (by hand) or Simulated.")] DecisionCause Cause,
    [property: Field("The number that ties were broken with.")] int Seed,
    [property: Field("Number of the last change of the tenant's users, groups and settings that was known.", Visibility = Visibility.Advanced)] long AsOf,
    [property: Field("Id of the user who was chosen; absent: nobody could be.")] Guid? ChosenId,
    [property: Field("How many users answer for the department or group.")] int CandidateCount,
    [property: Field("How many of them had nothing against them.")] int EligibleCount,
    [property: Field("The others, counted by what was against them.")] IReadOnlyList<ReasonCount> Refused,
    [property: Field("The first 100 in the order of the choice, then up to 200 of the others.")] IReadOnlyList<DecisionCandidate> Candidates)
{
    /// <summary>How many of the order are kept.</summary>
    public const int MostRanked = 100;

    /// <summary>How many of the others.</summary>
    public const int MostRefused = 200;

    /// <summary>Who decided by hand; null: nobody did.</summary>
    [Field("Who decided by hand, such as key:{id}; absent: routing did.")]
    public string? By { get; init; }

    /// <summary>What was against the chosen one and did not count, because it was forced; null: nothing was.</summary>
    [Field("What was against the chosen user and did not count, because it was forced; absent: nothing was.")]
    public Reason? Waived { get; init; }

    /// <summary>The decision that somebody made by hand: nobody else was asked about.</summary>
    internal static Decision ByHand(Agent agent, Reason waived, int number, DateTimeOffset at, long asOf, string by)
    {
        var isEligible = waived is Reason.None;
        return new(
            number, at, DecisionCause.Moved, 0, asOf, agent.Id, 1, isEligible ? 1 : 0, isEligible ? [] : [new(waived, 1)],
            [new(agent.Id, agent.Name, waived, isEligible ? 1 : null, null, null, null)])
        {
            By = by,
            Waived = isEligible ? null : waived,
        };
    }

    /// <summary>The decision that a choice is.</summary>
    internal static Decision Of(Choice choice, int number, DateTimeOffset at, DecisionCause cause, long asOf) => new(
        number, at, cause, choice.Seed, asOf, choice.Chosen?.Id, choice.Count, choice.Eligible,
        [.. choice.Refused.CountBy(candidate => candidate.Reason).OrderBy(pair => pair.Key).Select(pair => new ReasonCount(pair.Key, pair.Value))],
        [.. choice.Ranked.Take(MostRanked).Select((candidate, i) => Ranked(candidate, i + 1)), .. choice.Refused.Take(MostRefused).Select(Out)]);

    private static DecisionCandidate Ranked(Candidate candidate, int rank) =>
        new(candidate.Agent.Id, candidate.Agent.Name, Reason.None, rank, candidate.Ranking.LoadInThousand, candidate.Ranking.IdleMinutes, candidate.Ranking.RecentOffers);

    private static DecisionCandidate Out(Candidate candidate) => new(candidate.Agent.Id, candidate.Agent.Name, candidate.Reason, null, null, null, null);
}
