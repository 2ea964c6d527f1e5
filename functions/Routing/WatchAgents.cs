using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Storage;
using UserFunctions.Presence;
using UserFunctions.Users;

namespace UserFunctions.Routing;

/// <summary>
/// What becomes of conversations when something changes elsewhere: offers to an agent who is taken off work, or off their client or channel, are taken back, a blocked or deleted one loses
/// what they have as well, one whose account is disabled their chats, limits hold for whoever decides from then on, and what waits is looked at again, or sent on where nobody is left to answer.
/// </summary>
public sealed class WatchAgents(Rosters rosters, AgentLoads loads, UserWriter users, ChangeLog log, UserIndexes indexes, TendWork tend, SupplyWork supply, StrandedWork stranded)
{
    private const int UsersAtOnce = 16;

    private static readonly string[] OfUsers =
    [
        ChangeUser.Kind, DisableUser.Kind, BlockUser.Kind, EnableUser.Kind, DeleteUser.Kind, RestoreUser.Kind, Activation.Kind, ApplyStatus.ChangeKind, ApplyCapacity.ChangeKind,
        CreateUser.CommittedChangesKind,
    ];

    // What is said of a user by whoever edits one, in whatever way.
    private static readonly string[] Edits = [ChangeUser.Kind, CreateUser.CommittedChangesKind];

    private static readonly string[] OfProfiles = [CreateCapacityProfile.Kind, ChangeCapacityProfile.Kind, DeleteCapacityProfile.Kind];

    // What may leave conversations behind that nobody can get any more.
    private static readonly string[] OfPlaces = ["department.deleted", "group.deleted", "client.deleted", "tenant.changed"];

    private static readonly string[] OfSettings =
    [
        "department.changed", "client.changed", "client.created", "time-group.changed", "time-group.deleted", CreateUser.Kind, CreateUser.BulkKind, CreateUser.CommittedKind,
    ];

    /// <summary>The reaction.</summary>
    public static ChangeReaction Reaction(Func<WatchAgents> watch) =>
        new(new HashSet<string>([.. OfUsers, .. OfProfiles, .. OfPlaces, .. OfSettings], StringComparer.Ordinal), (change, cancellationToken) => watch().Handle(change, cancellationToken));

    /// <summary>Does what follows; twice does no harm.</summary>
    public async Task Handle(ChangeToReact change, CancellationToken cancellationToken)
    {
        foreach (var part in change.What.Parts.Where(part => OfUsers.Contains(part.Kind)))
        {
            await Parallel.ForEachAsync(
                part.Ids.Distinct(), new ParallelOptions { MaxDegreeOfParallelism = UsersAtOnce, CancellationToken = cancellationToken }, async (user, token) => await Concern(change.Tenant, user, Edits.Contains(part.Kind), token));
        }

        if (change.What.Parts.Where(part => OfProfiles.Contains(part.Kind)).SelectMany(part => part.Ids).ToHashSet() is { Count: > 0 } profiles)
            await Limit(change.Tenant, profiles, cancellationToken);
        if (change.What.Parts.Any(part => OfPlaces.Contains(part.Kind)))
            await stranded.Handle(change.Tenant, cancellationToken);
        supply.Ask(change.Tenant);
    }

    // Limits that a profile says hold for whoever decides from then on, also on an instance that has not heard of it. What it was before is not told here: when there is no default (any more)
    // it may have been this one, and all who have no profile are concerned.
    private async Task Limit(string tenant, HashSet<Guid> profiles, CancellationToken cancellationToken)
    {
        var known = await rosters.Now(tenant, cancellationToken);
        var (list, users, asOf) = (CapacityProfileList.Of(known.Facts), await indexes.ForWriting(tenant, cancellationToken), log.Position(tenant));
        var isForOthers = list.Default is not { } common || profiles.Contains(common.Id);
        var concerned = known.Roster.All.Where(agent => users.WorkOf(agent.Id)?.Capacity?.ProfileId is var own
            && ((own is { } id && profiles.Contains(id)) || (isForOthers && list.Find(own) is null)));
        await Parallel.ForEachAsync(
            concerned, new ParallelOptions { MaxDegreeOfParallelism = UsersAtOnce, CancellationToken = cancellationToken }, async (agent, token) => await loads.Demand(tenant, agent.Id, asOf, isNew: true, token));
    }

    private async Task Concern(string tenant, Guid user, bool isEdited, CancellationToken cancellationToken)
    {
        var known = await rosters.Recent(tenant, cancellationToken);
        var agent = known.Roster.Find(user);
        // Of an agent who never had anything there is no row: any instance may be about to give them the first.
        var load = await loads.Demand(tenant, user, log.Position(tenant), isNew: agent is not null || loads.Of(tenant, user).Load is not null, cancellationToken);
        // A row that counts nothing may still have parked ones beside it.
        if (load.RowETag is null)
            return;
        var kept = agent is null ? await users.Find(tenant, user, cancellationToken) : null;
        var standing = agent?.Standing ?? (kept is null ? Reason.NotActive : Agent.StandingOf(kept));
        var isGone = standing is Reason.AgentBlocked or Reason.NotActive;
        // Who cannot sign in any more cannot answer a chat either; a call goes on as long as the two talk.
        var isShutOut = standing is Reason.AccountDisabled;
        var isOff = isGone || agent is null or { Standing: not Reason.None } or { Presence: not PresenceClass.Available } or { IsDraining: true } or { HasSession: false };
        if (!isOff && !isEdited)
            return;
        var open = load.Used.Count == 0 ? [] : await loads.Open(tenant, user, cancellationToken);
        var parked = isGone || isShutOut ? await loads.Parked(tenant, user, cancellationToken) : [];
        foreach (var reservation in open.Concat(parked))
        {
            if (isGone || reservation.State is ReservationState.Pending || (isShutOut && !EffectiveCapacity.IsVoice(reservation.Channel)))
                await tend.Step(tenant, reservation.ConversationId, Taken, cancellationToken);
        }

        // Who has lost the client or the channel only loses what is offered of it.
        Result<Conversation> Taken(Conversation current, DateTimeOffset now) =>
            isGone || (isShutOut && !EffectiveCapacity.IsVoice(current.Channel)) ? current.TakeBack(user, now)
            : isOff || Eligibility.OfForced(agent!, known.Ask(current, now)) is not Reason.None ? current.TakeBackOffer(user, now)
            : current;
    }
}
