using System.Text.Json.Serialization;
using UserFunctions.Clients;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

/// <summary>A client that a user answers for, and on which channels (S084, S085).</summary>
/// <param name="ClientId">Which.</param>
/// <param name="Channels">Channels of the client that are also the user's own (S086), in the tenant's spelling.</param>
public sealed record ClientAccess(Guid ClientId, IReadOnlyList<string> Channels);

/// <summary>A client that is there and that the user answers for.</summary>
/// <param name="Client">The client.</param>
/// <param name="Channels">Channels that the tenant, the client and the user all have, and that the user was given for this client.</param>
public sealed record EffectiveAccess(Client Client, IReadOnlyList<string> Channels);

/// <summary>What holds of a user's work after everything that limits it (S086, S087): the only rule for answers and for decisions alike.</summary>
/// <param name="Channels">The user's channels among the tenant's, in the tenant's spelling and order.</param>
/// <param name="Clients">The user's clients that are there.</param>
/// <param name="ChannelLimits">Limits of those channels.</param>
public sealed record EffectiveWork(IReadOnlyList<string> Channels, IReadOnlyList<EffectiveAccess> Clients, IReadOnlyDictionary<string, int> ChannelLimits);

/// <summary>What a change took away beside what it named (S086).</summary>
/// <param name="Field">Where, as on the wire: <c>clients[Acme].channels</c>.</param>
/// <param name="Removed">What is gone.</param>
public sealed record Cascade(
    [property: Field("Where, by the name of the field, such as clients[Acme].channels.")] string Field,
    [property: Field("What is gone there.")] IReadOnlyList<string> Removed);

/// <summary>Which change set a user's limits: what a queue brings late or twice is told by it from what is new.</summary>
/// <param name="At">When the change was made, by the clock of whoever made it.</param>
/// <param name="By">Who.</param>
/// <param name="Id">Its operation; null when it came with a form and not by the queue.</param>
public sealed record LimitsMark(DateTimeOffset At, string By, Guid? Id);

/// <summary>What work a user may be given: clients, channels and how much at once (S084-S094).</summary>
public sealed record WorkSettings
{
    /// <summary>No limit (S093).</summary>
    public const int Unlimited = -1;

    /// <summary>The highest limit that can be set.</summary>
    public const int MaxLimit = 1000;

    /// <summary>Clients a user may be assigned.</summary>
    public const int MaxClients = 100;

    /// <summary>Channels the user may answer on; null: all of the tenant's, also those it gets later.</summary>
    public IReadOnlyList<string>? Channels { get; init; }

    /// <summary>Clients the user answers for.</summary>
    public IReadOnlyList<ClientAccess> Clients { get; init; } = [];

    /// <summary>Conversations at once by channel, over all clients (S088): −1 unlimited, 0 none; a channel that is not named has no limit of its own.</summary>
    public IReadOnlyDictionary<string, int> ChannelLimits { get; init; } = new Dictionary<string, int>();

    /// <summary>Chats at once over all channels (S092): −1 unlimited (S093, S094), 0 none.</summary>
    public int ChatLimit { get; init; } = Unlimited;

    /// <summary>Profile, units and paused channels; null: nothing was said of them.</summary>
    public OwnCapacity? Capacity { get; init; }

    /// <summary>
    /// What of it holds: what names a channel or client that is gone says nothing, also before <see cref="TakeFromUsers"/> has taken it away.
    /// </summary>
    public EffectiveWork Effective(TenantSettings settings, ClientList clients)
    {
        var channels = ChannelsWithin(settings);
        return new(channels, ClientsWithin(channels, clients), LimitsWithin(settings));
    }

    /// <summary>The clients that hold, as of these facts.</summary>
    public IReadOnlyList<EffectiveAccess> ClientsWithin(TenantFacts facts) => ClientsWithin(ChannelsWithin(TenantSettings.Of(facts)), ClientList.Of(facts));

    /// <summary>The channel limits that hold: those of the user's channels.</summary>
    public IReadOnlyDictionary<string, int> LimitsWithin(TenantSettings settings)
    {
        var channels = ChannelsWithin(settings);
        return ChannelLimits.Where(limit => ChannelNames.Has(channels, limit.Key)).ToDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The channels that hold: the user's own among the tenant's.</summary>
    public IReadOnlyList<string> ChannelsWithin(TenantSettings settings) =>
        Channels is null ? settings.Channels : ChannelNames.Common(settings.Channels, Channels);

    private List<EffectiveAccess> ClientsWithin(IReadOnlyList<string> channels, ClientList clients)
    {
        var effective = new List<EffectiveAccess>();
        foreach (var access in Clients)
        {
            if (clients.Find(access.ClientId) is { } client)
                effective.Add(new(client, ChannelNames.Common(ChannelNames.Common(channels, client.Channels), access.Channels)));
        }

        return effective;
    }

    /// <summary>The change that set both limits; null: they were never set. It is no part of what is said about the person.</summary>
    [JsonIgnore]
    public LimitsMark? LimitsSet { get; init; }

    /// <summary>These settings, marked when their limits are other ones than before.</summary>
    public WorkSettings Marked(WorkSettings before, LimitsMark mark) =>
        ChatLimit == before.ChatLimit && AreSame(ChannelLimits, before.ChannelLimits) ? this : this with { LimitsSet = mark };

    /// <summary>True when both say the same.</summary>
    public static bool AreSame(IReadOnlyDictionary<string, int> one, IReadOnlyDictionary<string, int> other) =>
        one.Count == other.Count && one.All(limit => other.TryGetValue(limit.Key, out var number) && number == limit.Value);
}
