namespace UserFunctions.Users;

/// <summary>A client that a user answers for, and on which channels (S084, S085).</summary>
/// <param name="ClientId">Which.</param>
/// <param name="Channels">Channels of the client that are also the user's own (S086), in the tenant's spelling.</param>
public sealed record ClientAccess(Guid ClientId, IReadOnlyList<string> Channels);

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
}
