namespace UserFunctions.Presence;

/// <summary>What an agent has in hand: the row <c>load</c>, written in the same batch as each of the agent's reservations. Its ETag decides who gets the agent.</summary>
/// <param name="UserId">Whose.</param>
public sealed record AgentLoad(Guid UserId)
{
    /// <summary>Offers without an answer after which an agent gets no more until they act: calls.</summary>
    public const int CallsMissed = 1;

    /// <summary>The same for all other channels.</summary>
    public const int ChatsMissed = 2;

    /// <summary>How far back offers are counted, so that all get their share.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(1);

    // Offers that are remembered: beyond them two agents are equally busy.
    private const int MostOffers = 60;

    /// <summary>Open reservations by channel; a channel without any is absent. Names without regard to case.</summary>
    public IReadOnlyDictionary<string, int> Used { get; init; } = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Offers in a row that were not answered.</summary>
    public int Misses { get; init; }

    /// <summary>Since when the agent gets nothing because of offers that were not answered, UTC; null: no such thing.</summary>
    public DateTimeOffset? NotRespondingSince { get; init; }

    /// <summary>When the agent was last offered something, or was done with it, UTC; null: never.</summary>
    public DateTimeOffset? LastWorkAt { get; init; }

    /// <summary>When the agent was offered something within <see cref="Window"/>, oldest first.</summary>
    public IReadOnlyList<DateTimeOffset> Offers { get; init; } = [];

    /// <summary>The place in the tenant's log that whoever decides on this row must know: limits changed there.</summary>
    public long AsOf { get; init; }

    /// <summary>The table's own ETag; null: there is no row yet.</summary>
    public string? RowETag { get; init; }

    /// <summary>Open reservations on all channels but voice (S094).</summary>
    public int Chats { get; init; }

    /// <summary>Open reservations on a channel.</summary>
    public int On(string channel) => Used.GetValueOrDefault(channel);

    /// <summary>True while the agent gets nothing because offers were not answered: until they accept one, or set their status after it.</summary>
    /// <param name="actedAt">When the status was last set; null: never.</param>
    public bool IsNotResponding(DateTimeOffset? actedAt) => NotRespondingSince is { } since && !(actedAt > since);

    /// <summary>Offers in the window that ends now.</summary>
    public int RecentOffers(DateTimeOffset now)
    {
        var count = 0;
        for (var i = Offers.Count - 1; i >= 0 && Offers[i] > now - Window; i--)
            count++;
        return count;
    }

    /// <summary>The load with one more reservation.</summary>
    public AgentLoad With(Reservation reservation, DateTimeOffset now) => Count(reservation.Channel, 1) with
    {
        LastWorkAt = now,
        Offers = [.. Offers.Where(at => at > now - Window).TakeLast(MostOffers - 1), now],
    };

    /// <summary>The load after a reservation went from one state to another: freed once, when it ends or is parked, and taken again when what was parked goes on, also beyond the limits.</summary>
    public AgentLoad After(Reservation before, Reservation after)
    {
        var load = (before.IsOpen, after.IsOpen) switch
        {
            (true, false) => Count(before.Channel, -1) with { LastWorkAt = after.ChangedAt },
            (false, true) => Count(before.Channel, 1),
            _ => this,
        };
        return after.State switch
        {
            ReservationState.Accepted when before.State is ReservationState.Pending => load with { Misses = 0, NotRespondingSince = null },
            ReservationState.TimedOut when before.State != after.State => load.Missed(before.Channel, after.ChangedAt),
            _ => load,
        };
    }

    /// <summary>The load with its numbers as these open reservations make them: what the reconciler writes.</summary>
    public AgentLoad Recounted(IEnumerable<Reservation> open)
    {
        var used = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var reservation in open.Where(r => r.IsOpen))
            used[reservation.Channel] = used.GetValueOrDefault(reservation.Channel) + 1;
        return Counted(used);
    }

    /// <summary>True when both count the same.</summary>
    public bool CountsAs(AgentLoad other) => Used.Count == other.Used.Count && Used.All(pair => other.On(pair.Key) == pair.Value);

    private AgentLoad Missed(string channel, DateTimeOffset at) => this with
    {
        Misses = Misses + 1,
        NotRespondingSince = Misses + 1 >= (EffectiveCapacity.IsVoice(channel) ? CallsMissed : ChatsMissed) ? at : NotRespondingSince,
    };

    private AgentLoad Count(string channel, int change)
    {
        var used = new Dictionary<string, int>(Used, StringComparer.OrdinalIgnoreCase);
        used[channel] = Math.Max(0, used.GetValueOrDefault(channel) + change);
        if (used[channel] == 0)
            used.Remove(channel);
        return Counted(used);
    }

    private AgentLoad Counted(Dictionary<string, int> used) => this with { Used = used, Chats = used.Where(pair => !EffectiveCapacity.IsVoice(pair.Key)).Sum(pair => pair.Value) };
}
