using UserFunctions.Platform.Storage;
using UserFunctions.Presence;
using UserFunctions.Routing;
using UserFunctions.Users;

namespace UserFunctions.Local.Check;

/// <summary>
/// Whether conversations and agents' places agree: no agent has more than was allowed, none has a place that no conversation knows of, and no conversation is with two agents or lost.
/// Pure: rows go in, what is wrong comes out. What is on its way from one row to the next looks wrong as well, so rows are read while nobody writes, or twice.
/// </summary>
public static class RoutingCheck
{
    /// <summary>Checks all rows of a tenant's conversations, and the rows that its agents have of them: <c>load</c>, <c>r|</c> and, if wanted, <c>h|</c>.</summary>
    public static IReadOnlyList<Finding> Of(IEnumerable<Row> conversations, IEnumerable<Row> agents)
    {
        var rows = new RoutingRows(conversations, agents);
        IReadOnlyList<Finding> findings = [.. Queue(rows), .. Open(rows), .. rows.Conversations.Values.SelectMany(conversation => Whole(rows, conversation)), .. Loads(rows), .. Limits(rows), .. Known(rows), .. Held(rows)];
        return [.. rows.Unreadable, .. findings];
    }

    // Whoever waits has a place in the queue, and nobody else.
    private static IEnumerable<Finding> Queue(RoutingRows rows)
    {
        foreach (var conversation in rows.Conversations.Values.Where(c => c.State is ConversationState.Queued && !rows.Has(ConversationTable.QueueKey(c))))
            yield return new(ConversationTable.QueueKey(conversation), $"is missing: conversation {conversation.Id} waits");
        foreach (var (row, place) in rows.Queue)
        {
            if (rows.Conversations.GetValueOrDefault(place.Id) is not { } conversation)
                yield return new(row.Key, $"is the place of conversation {place.Id}, which is not there");
            else if (conversation.State is not ConversationState.Queued)
                yield return new(row.Key, $"is the place of conversation {place.Id}, which is {conversation.State}");
            else if (QueuePlace.Of(conversation) != place)
                yield return new(row.Key, $"is not the place that conversation {place.Id} has: that is {QueuePlace.Of(conversation)}");
        }
    }

    // What somebody has still to do something with is found by the sweep, and nothing else.
    private static IEnumerable<Finding> Open(RoutingRows rows)
    {
        foreach (var conversation in rows.Conversations.Values.Where(c => c.IsOpen && !rows.Has(ConversationTable.OpenPrefix + c.Id.ToString("D"))))
            yield return new(ConversationTable.OpenPrefix + conversation.Id.ToString("D"), $"is missing: conversation {conversation.Id} is {conversation.State}");
        foreach (var (row, work) in rows.Open.Where(pair => rows.Conversations.GetValueOrDefault(pair.Thing.Id) is not { IsOpen: true }))
            yield return new(row.Key, rows.Conversations.TryGetValue(work.Id, out var conversation) ? $"says that conversation {work.Id} is open, which is {conversation.State}" : $"names conversation {work.Id}, which is not there");
    }

    private static IEnumerable<Finding> Whole(RoutingRows rows, Conversation conversation)
    {
        var key = ConversationTable.Key(conversation.Id);
        var hasAgent = conversation.State is ConversationState.Offering or ConversationState.Assigned or ConversationState.Wrapping;
        if (hasAgent && conversation.Offer is null)
            yield return new(key, $"is {conversation.State} and names no agent");
        if (conversation.State is ConversationState.Queued or ConversationState.Canceled or ConversationState.Overflowed && conversation.Offer is not null)
            yield return new(key, $"is {conversation.State} and names agent {conversation.Offer.UserId}");
        if (conversation.State is ConversationState.Assigned or ConversationState.Wrapping && conversation.Offer is { AcceptedAt: null })
            yield return new(key, $"is {conversation.State}, but agent {conversation.Offer.UserId} did not accept it");
        if (conversation.Transfer is not null && conversation.State is not ConversationState.Assigned)
            yield return new(key, $"is {conversation.State} and offered to agent {conversation.Transfer.UserId}");
        if (conversation.IsEnded != conversation.EndedAt.HasValue)
            yield return new(key, conversation.IsEnded ? $"is {conversation.State} and does not say since when" : $"is {conversation.State} and says that it ended");
        for (var number = 1; number <= conversation.Decisions; number++)
        {
            if (!rows.Has(ConversationTable.DecisionKey(conversation.Id, number)))
                yield return new(ConversationTable.DecisionKey(conversation.Id, number), $"is missing: {conversation.Decisions} decisions about conversation {conversation.Id} were made");
        }
    }

    // The numbers that are decided on are those of the open reservations.
    private static IEnumerable<Finding> Loads(RoutingRows rows)
    {
        var open = rows.Reservations.Where(pair => pair.Thing.IsOpen).Select(pair => pair.Thing).ToLookup(reservation => reservation.UserId);
        foreach (var user in rows.Loads.Keys.Union(open.Select(group => group.Key)))
        {
            var load = rows.Loads.GetValueOrDefault(user);
            var counted = new AgentLoad(user).Recounted(open[user]);
            if (load is null)
                yield return new(RoutingRows.Name(user, ReservationTable.LoadKey), $"is missing: {open[user].Count()} reservations are open");
            else if (!load.CountsAs(counted) || load.Chats != counted.Chats)
                yield return new(RoutingRows.Name(user, ReservationTable.LoadKey), $"counts {Counts(load)}, but open are {Counts(counted)}");
        }

        foreach (var (row, reservation) in rows.Reservations.Where(pair => pair.Row.Key != ReservationTable.Key(pair.Thing)))
            yield return new(RoutingRows.Name(reservation.UserId, row.Key), $"is {reservation.State}, and so its key should be {ReservationTable.Key(reservation)}");

        static string Counts(AgentLoad load) => $"{string.Join(", ", load.Used.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Value} {pair.Key}").DefaultIfEmpty("none"))}, {load.Chats} chats";
    }

    // A limit that was lowered since takes nothing away: what counts is what held when the place was taken.
    private static IEnumerable<Finding> Limits(RoutingRows rows)
    {
        foreach (var (row, reservation) in rows.Reservations.Where(pair => !pair.Thing.OverCapacity))
        {
            if (IsAbove(reservation.UsedThen, reservation.LimitThen))
                yield return new(RoutingRows.Name(reservation.UserId, row.Key), $"was number {reservation.UsedThen} on {reservation.Channel}, where {reservation.LimitThen} were allowed");
            if (IsAbove(reservation.ChatsThen, reservation.ChatLimitThen))
                yield return new(RoutingRows.Name(reservation.UserId, row.Key), $"was chat number {reservation.ChatsThen}, and {reservation.ChatLimitThen} were allowed");
        }

        static bool IsAbove(int used, int limit) => limit != WorkSettings.Unlimited && used > limit;
    }

    // Every place that is taken is taken for a conversation that is where the place says.
    private static IEnumerable<Finding> Known(RoutingRows rows)
    {
        foreach (var (row, reservation) in rows.Reservations.Where(pair => pair.Thing.IsHeld))
        {
            if (Wrong(rows.Conversations.GetValueOrDefault(reservation.ConversationId), reservation) is { } wrong)
                yield return new(RoutingRows.Name(reservation.UserId, row.Key), $"is {reservation.State} for conversation {reservation.ConversationId}, {wrong}");
        }
    }

    private static string? Wrong(Conversation? conversation, Reservation reservation)
    {
        if (conversation is null)
            return "which is not there";
        if (IsOwed(conversation, reservation))
            return null;
        var isOther = conversation.Transfer?.ReservationId == reservation.Id;
        var offer = isOther ? conversation.Transfer! : conversation.Offer;
        if (offer?.ReservationId != reservation.Id)
            return $"which is {conversation.State} and does not know of it";
        if (offer.UserId != reservation.UserId)
            return $"which names agent {offer.UserId}";
        var isRight = (isOther ? ConversationState.Offering : conversation.State) switch
        {
            ConversationState.Offering => reservation.State is ReservationState.Pending || (offer.IsDirect && reservation.State is ReservationState.Accepted),
            ConversationState.Assigned => reservation.State == (conversation.ParkedAt is null ? ReservationState.Accepted : ReservationState.Parked),
            ConversationState.Wrapping => reservation.State is ReservationState.Wrapping,
            _ => false,
        };
        return isRight ? null : $"which is {conversation.State}";
    }

    // What was written at the agent already is not owed any more, whatever the conversation's row says of it yet.
    private static bool IsOwed(Conversation conversation, Reservation reservation) => conversation.Owed.Any(owed => owed.ReservationId == reservation.Id && owed.State != reservation.State);

    // Who has a conversation has a place for it, and nobody else has.
    private static IEnumerable<Finding> Held(RoutingRows rows)
    {
        var open = rows.Reservations.Where(pair => pair.Thing.IsHeld).Select(pair => pair.Thing).ToLookup(reservation => reservation.ConversationId);
        foreach (var conversation in rows.Conversations.Values)
        {
            var places = open[conversation.Id].Where(reservation => !IsOwed(conversation, reservation)).ToList();
            foreach (var offer in new[] { conversation.IsEnded ? null : conversation.Offer, conversation.Transfer }.OfType<Offer>().Where(offer => places.All(place => place.Id != offer.ReservationId)))
                yield return new(RoutingRows.Name(offer.UserId, ReservationTable.OpenPrefix + offer.ReservationId.ToString("D")), $"is missing: conversation {conversation.Id} is {conversation.State} and names it");
            var having = places.Where(place => place.State is not ReservationState.Pending).Select(place => place.UserId).ToList();
            if (having.Count > 1)
                yield return new(ConversationTable.Key(conversation.Id), $"is with {having.Count} agents at once: {string.Join(", ", having)}");
        }
    }
}
