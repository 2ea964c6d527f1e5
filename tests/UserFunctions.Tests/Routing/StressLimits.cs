using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Storage;
using UserFunctions.Presence;
using UserFunctions.Tests.Given;
using UserFunctions.Users;

namespace UserFunctions.Tests.Routing;

/// <summary>What agents were allowed at each place in the tenant's log, by the log alone: what those who gave out places thought of it does not count.</summary>
/// <param name="said">What was said of users, with the place in the log from which it held.</param>
internal sealed class StressLimits(IEnumerable<(long From, Guid User, WorkSettings Work)> said)
{
    private const int ReadAtOnce = 500;

    private readonly ILookup<Guid, (long From, Guid User, WorkSettings Work)> ofUsers = said.OrderBy(one => one.From).ToLookup(one => one.User);

    /// <summary>From the log of the tenant <c>main</c>.</summary>
    public static async Task<StressLimits> Read(OwnApp own)
    {
        var (log, states) = (own.App.Services.GetRequiredService<ChangeLog>(), own.App.Services.GetRequiredService<UserStates>());
        var said = new List<(long, Guid, WorkSettings)>();
        for (IReadOnlyList<CommittedChange> changes = []; (changes = await log.Read("main", changes.Count == 0 ? 0 : changes[^1].Number, ReadAtOnce, CancellationToken.None)).Count > 0;)
            said.AddRange((await states.Read("main", changes, CancellationToken.None)).Where(moment => moment.After is not null).Select(moment => (moment.Entry.Number, moment.Id, moment.After!.Work)));
        return new(said);
    }

    /// <summary>Places that were taken although as many were open as the agent might have, or although the channel was paused, as of the place in the log that was decided on.</summary>
    /// <param name="places">All that were ever taken. Each is dated after the load that it was decided on was read; what ended before that, but was not freed yet, is not counted.</param>
    /// <param name="counts">Whose own settings say all of it.</param>
    public IEnumerable<string> Broken(IEnumerable<Reservation> places, Func<Guid, bool> counts)
    {
        foreach (var mine in places.GroupBy(place => place.UserId).Where(mine => counts(mine.Key)))
        {
            foreach (var place in mine.Where(place => !place.OverCapacity))
            {
                var work = ofUsers[place.UserId].LastOrDefault(one => one.From <= place.AsOf).Work;
                var open = mine.Where(other => other == place || IsOpenBeside(other, place)).ToList();
                var wrong = work is null ? "nothing was said of the agent by then" : Against(work, place.Channel, open);
                if (wrong is not null)
                    yield return $"{place.UserId}: {place.Id} on {place.Channel} at {place.CreatedAt:O} as of {place.AsOf}: {wrong}";
            }
        }
    }

    private static bool IsOpenBeside(Reservation other, Reservation place) =>
        (other.CreatedAt < place.CreatedAt || (other.CreatedAt == place.CreatedAt && other.Id.CompareTo(place.Id) < 0)) && (other.IsOpen || other.ChangedAt > place.CreatedAt);

    private static string? Against(WorkSettings work, string channel, IReadOnlyList<Reservation> open)
    {
        var (on, chats) = (open.Count(one => one.Channel == channel), open.Count(one => !EffectiveCapacity.IsVoice(one.Channel)));
        if (work.Capacity?.PausedChannels.Contains(channel, StringComparer.OrdinalIgnoreCase) is true)
            return "the channel was paused";
        if (work.ChannelLimits.TryGetValue(channel, out var most) && IsAbove(on, most))
            return $"{on} were open where {most} were allowed";
        return !EffectiveCapacity.IsVoice(channel) && IsAbove(chats, work.ChatLimit) ? $"{chats} chats were open where {work.ChatLimit} were allowed" : null;
    }

    private static bool IsAbove(int open, int limit) => limit != WorkSettings.Unlimited && open > limit;
}
