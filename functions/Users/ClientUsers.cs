using UserFunctions.Clients;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

/// <summary>Says what users lose with a client: for the room Clients, which may not know users.</summary>
/// <remarks>It holds no more at once (<see cref="WorkSettings.Effective"/>), on however many users it stands; <see cref="TakeFromUsers"/> then takes it from each.</remarks>
public sealed class ClientUsers(UserIndexes indexes)
{
    /// <summary>What is lost as of the log position that is decided on.</summary>
    public async Task<IReadOnlyList<TakenFromUser>> Taken(string tenant, Client before, Client? after, TenantFacts facts, CancellationToken cancellationToken)
    {
        var lost = ChannelNames.Without(before.Channels, after?.Channels ?? []);
        if (after is not null && lost.Count == 0)
            return [];
        var users = await indexes.ForWriting(tenant, cancellationToken);
        var taken =
            from id in users.WithClient(before.Id)
            let removed = after is null ? [before.Name] : ChannelNames.Common(Channels(users.WorkOf(id), before.Id, facts), lost)
            where removed.Count > 0
            select new TakenFromUser(id, users.NameOf(id) ?? "", after is null ? "clients" : $"clients[{after.Name}].channels", removed);
        return [.. taken];
    }

    private static IReadOnlyList<string> Channels(WorkSettings? work, Guid client, TenantFacts facts) =>
        work?.Effective(TenantSettings.Of(facts), ClientList.Of(facts)).Clients.FirstOrDefault(access => access.Client.Id == client)?.Channels ?? [];
}
