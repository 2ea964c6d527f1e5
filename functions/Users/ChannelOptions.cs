using UserFunctions.Clients;
using UserFunctions.Platform.Connector;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

/// <summary>Why a channel cannot be chosen.</summary>
/// <param name="Code">Stable: <c>channel_not_of_tenant</c>, <c>channel_not_of_client</c>, or <c>channel_not_allowed</c>, with which a write is refused.</param>
/// <param name="Message">The same as a sentence, with what would change it.</param>
public sealed record ChannelObjection(
    [property: Field("Code that does not change: channel_not_of_tenant, channel_not_of_client or channel_not_allowed.")] string Code,
    [property: Field("The same as a sentence, with what would change it.")] string Message);

/// <summary>A channel as a choice.</summary>
/// <param name="Channel">Its name.</param>
/// <param name="Enabled">It can be chosen.</param>
/// <param name="Chosen">The user answers on it for the client.</param>
/// <param name="Reason">Why it cannot be chosen; null when it can.</param>
public sealed record ChannelOption(
    [property: Field("Name of the channel.")] string Channel,
    [property: Field("True: it can be chosen for the user at this client.")] bool Enabled,
    [property: Field("True: the user answers on it for this client.")] bool Chosen,
    [property: Field("Why it cannot be chosen; absent: it can.")] ChannelObjection? Reason);

/// <summary>What can be chosen for a user at one client (S086).</summary>
/// <param name="Client">Its name.</param>
/// <param name="ClientId">Its id.</param>
/// <param name="Assigned">The user answers for it.</param>
/// <param name="Channels">Every channel of the tenant, then those that client or user still name and the tenant has given up.</param>
public sealed record ChannelOptions(
    [property: Field("Name of the client.")] string Client,
    [property: Field("Id of the client.")] Guid ClientId,
    [property: Field("True: the user answers for this client.")] bool Assigned,
    [property: Field("Every channel of the tenant, and those that the client or the user still names and the tenant has given up.")] IReadOnlyList<ChannelOption> Channels)
{
    /// <summary>The choices of a user with this work at a client.</summary>
    public static ChannelOptions Of(Client client, WorkSettings work, TenantSettings settings, ClientList clients)
    {
        var effective = work.Effective(settings, clients);
        var access = effective.Clients.FirstOrDefault(a => a.Client.Id == client.Id);
        var named = client.Channels.Concat(work.Channels ?? []).Concat(work.Clients.FirstOrDefault(a => a.ClientId == client.Id)?.Channels ?? []);
        var options =
            from channel in settings.Channels.Concat(named).Distinct(StringComparer.OrdinalIgnoreCase)
            let reason = Objection(channel, client, effective, settings)
            select new ChannelOption(channel, reason is null, access is not null && ChannelNames.Has(access.Channels, channel), reason);
        return new(client.Name, client.Id, access is not null, [.. options]);
    }

    private static ChannelObjection? Objection(string channel, Client client, EffectiveWork work, TenantSettings settings) =>
        !ChannelNames.Has(settings.Channels, channel) ? new("channel_not_of_tenant", $"{channel} is no channel of the tenant any more: add it with PATCH /api/tenant.")
        : !ChannelNames.Has(client.Channels, channel) ? new("channel_not_of_client", $"{client.Name} has no {channel}: add it with PATCH /api/clients/{client.Id}.")
        : !ChannelNames.Has(work.Channels, channel) ? new("channel_not_allowed", $"{channel} is not one of the user's channels: add it to the user's channels.")
        : null;
}
