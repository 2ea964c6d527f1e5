using System.Collections.Concurrent;
using System.Diagnostics;
using UserFunctions.Presence;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Routing;

/// <summary>What clients were told while they all worked at once.</summary>
internal sealed class StressAnswers
{
    // A place is dated when its decision began, so what was changed a moment later may count in it.
    // What another instance changed is known at once where it is written at the agent; where it is not, after this, and whoever was in the middle of a decision by then ends it first.
    private static readonly TimeSpan KnownAfter = TimeSpan.FromSeconds(10);

    private readonly ConcurrentBag<Answer> answers = [];
    private readonly ConcurrentBag<LimitChange> limits = [];
    private readonly ConcurrentDictionary<string, int> outcomes = new(StringComparer.Ordinal);

    /// <summary>Answers that no client should get, in words.</summary>
    public ConcurrentBag<string> Wrong { get; } = [];

    /// <summary>How often each thing was done, with what became of it.</summary>
    public IReadOnlyDictionary<string, int> Outcomes => outcomes;

    /// <summary>Requests in all.</summary>
    public int Count => outcomes.Values.Sum();

    /// <summary>Requests that were refused: what they asked for was not possible by then.</summary>
    public int Refused => outcomes.Where(outcome => !outcome.Key.Contains(" 2", StringComparison.Ordinal)).Sum(outcome => outcome.Value);

    /// <summary>How often this succeeded.</summary>
    public int Done(string what) => outcomes.Where(outcome => outcome.Key.StartsWith(what + " 2", StringComparison.Ordinal)).Sum(outcome => outcome.Value);

    /// <summary>Takes note of the answer to a request.</summary>
    public async Task<Reply> Note(string what, Task<Reply> sending)
    {
        var started = Stopwatch.GetTimestamp();
        var reply = await sending;
        var isError = (int)reply.Status >= 400;
        outcomes.AddOrUpdate($"{what} {(int)reply.Status}{(isError ? " " + reply.Code : "")}", 1, (_, count) => count + 1);
        if (isError && (int)reply.Status is not (409 or 503))
            Wrong.Add($"{what}: {(int)reply.Status} {reply.Text}");
        else if (!isError && reply["version"].ValueKind is System.Text.Json.JsonValueKind.Number && reply.TextOf("channel") is not null)
            answers.Add(new(reply.Id, reply["version"].GetInt32(), reply.TextOf("state")!, Desk.AgentOf(reply), started, Stopwatch.GetTimestamp()));
        return reply;
    }

    /// <summary>Takes note of a change of an agent's chat limit.</summary>
    public async Task<Reply> NoteLimit(Guid agent, int limit, Func<Task<Reply>> sending)
    {
        var started = DateTimeOffset.UtcNow;
        var reply = await Note("limit", sending());
        limits.Add(new(agent, limit, started, (int)reply.Status < 300 ? DateTimeOffset.UtcNow : DateTimeOffset.MaxValue));
        return reply;
    }

    /// <summary>What cannot be if each conversation is with one agent at a time: one change of it that is told in two ways, or an answer that is older than one that had come before it was asked for.</summary>
    public IReadOnlyList<string> Contradictions() => [.. answers.GroupBy(answer => answer.Conversation).SelectMany(Contradictions)];

    /// <summary>Places that were taken under a chat limit that had been replaced long before.</summary>
    /// <param name="places">All that were taken, also those that are free again.</param>
    /// <param name="first">The limits that agents began with.</param>
    public IEnumerable<string> Outdated(IEnumerable<Reservation> places, IReadOnlyDictionary<Guid, int> first)
    {
        var changes = limits.ToLookup(change => change.Agent);
        foreach (var place in places.Where(place => first.ContainsKey(place.UserId) && place.Channel != EffectiveCapacity.Voice))
        {
            var known = changes[place.UserId].Append(new(place.UserId, first[place.UserId], DateTimeOffset.MinValue, DateTimeOffset.MinValue)).ToList();
            var latest = known.Where(change => change.Ended < place.CreatedAt - KnownAfter).Select(change => change.Started).DefaultIfEmpty().Max();
            var holding = known.Where(change => change.Ended >= latest && change.Started <= place.CreatedAt + KnownAfter).Select(change => change.Limit).ToHashSet();
            if (!holding.Contains(place.ChatLimitThen))
                yield return $"{place.UserId}: {place.Id} at {place.CreatedAt:O} was decided on {place.ChatLimitThen}, and not on {string.Join(" or ", holding)}";
        }
    }

    private static IEnumerable<string> Contradictions(IEnumerable<Answer> ofOne)
    {
        var told = ofOne.OrderBy(answer => answer.Ended).ToList();
        foreach (var same in told.GroupBy(answer => answer.Version).Where(same => same.DistinctBy(answer => (answer.State, answer.Agent)).Skip(1).Any()))
            yield return $"{same.First().Conversation} version {same.Key} was told as {string.Join(" and as ", same.Select(answer => $"{answer.State} {answer.Agent}").Distinct())}";
        for (var i = 0; i < told.Count; i++)
        {
            if (told.Take(i).Where(before => before.Ended < told[i].Started).MaxBy(before => before.Version) is { } newer && newer.Version > told[i].Version)
                yield return $"{newer.Conversation} was version {newer.Version} ({newer.State} {newer.Agent}), and then version {told[i].Version} ({told[i].State} {told[i].Agent})";
        }
    }

    private sealed record Answer(Guid Conversation, int Version, string State, Guid? Agent, long Started, long Ended);

    private sealed record LimitChange(Guid Agent, int Limit, DateTimeOffset Started, DateTimeOffset Ended);
}
