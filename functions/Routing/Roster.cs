using UserFunctions.Clients;
using UserFunctions.Departments;
using UserFunctions.Platform.Storage;
using UserFunctions.Presence;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Routing;

/// <summary>The users of a tenant as routing knows them, as of one place in its log. Immutable.</summary>
/// <param name="All">Who is in a department or a group.</param>
/// <param name="Places">Where in the list each is.</param>
internal sealed record Roster(Agent[] All, IReadOnlyDictionary<Guid, int> Places)
{
    /// <summary>The agent; null when there is none of this id, or they are in no department and no group.</summary>
    public Agent? Find(Guid id) => Places.TryGetValue(id, out var place) ? All[place] : null;
}

/// <summary>What a decision is made on.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Facts">Departments, groups and settings.</param>
/// <param name="Roster">The agents.</param>
/// <param name="AsOf">The place in the log that all of it is known as of, or a later one.</param>
internal sealed record Knowledge(string Tenant, TenantFacts Facts, Roster Roster, long AsOf)
{
    public TenantSettings Settings => TenantSettings.Of(Facts);

    /// <summary>What the conversation asks of whoever gets it now.</summary>
    public Question Ask(Conversation conversation, DateTimeOffset now)
    {
        var channels = Settings.Channels;
        return new()
        {
            ClientId = conversation.ClientId,
            Channel = conversation.Channel,
            Place = ChannelSet.PlaceOf(conversation.Channel, channels),
            IsVoice = EffectiveCapacity.IsVoice(conversation.Channel),
            DepartmentId = conversation.DepartmentId,
            GroupIds = conversation.GroupId is { } group ? [group] : Linked(conversation.DepartmentId),
            Skills = conversation.Skills,
            PreferredId = conversation.PreferredAgentId,
            Excluded = conversation.ExcludedNow(id => Roster.Find(id)?.ActedAt, now),
        };
    }

    private IReadOnlyList<Guid> Linked(Guid? department) =>
        department is { } id && DepartmentList.Of(Facts).Find(id) is { } found ? Staffing.Links(found, Facts.Groups) : [];
}

/// <summary>Makes agents of users.</summary>
/// <param name="tenant">Whose.</param>
/// <param name="facts">What users refer to.</param>
/// <param name="loads">What is known of their loads.</param>
internal sealed class AgentMaker(string tenant, TenantFacts facts, AgentLoads loads)
{
    private readonly TenantSettings settings = TenantSettings.Of(facts);
    private readonly ClientList clients = ClientList.Of(facts);
    private readonly Dictionary<Guid, Hours> hours = TimeGroup.All(facts).ToDictionary(group => group.Id, group => new Hours(group));

    /// <summary>The agent that the user is.</summary>
    public Agent Of(User user)
    {
        var (work, capacity) = (user.Work.Effective(settings, clients), EffectiveCapacity.Of(user, facts));
        return new()
        {
            Id = user.Id,
            Name = user.DisplayName,
            Standing = Agent.StandingOf(user),
            HasDesk = EffectivePermissions.HasDesk(user, settings),
            Presence = user.Presence,
            ActedAt = user.PresenceChangedAt,
            HasSession = !user.Login.LoginBasedCalling || user.HasSession,
            IsDraining = user.IsDraining,
            IsCalling = user.Calling.CallingAgent,
            Clients = [.. work.Clients.Select(access => new AgentClient(access.Client.Id, ChannelSet.Of(access.Channels, settings.Channels)))],
            DepartmentId = user.DepartmentId,
            GroupIds = user.GroupIds,
            Hours = user.Calling.TimeGroupId is { } group ? hours.GetValueOrDefault(group) : null,
            Skills = user.Tags,
            Limits = new(capacity.ChatLimit, capacity.ChannelLimits) { TotalUnits = capacity.TotalUnits, Units = capacity.ChannelUnits },
            Paused = ChannelSet.Of(capacity.PausedChannels, settings.Channels),
            Mark = BitConverter.ToUInt32(user.Id.ToByteArray(), 12),
            Cell = loads.Of(tenant, user.Id),
        };
    }
}
