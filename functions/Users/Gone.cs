using UserFunctions.Clients;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

/// <summary>Something that is there no more: who still has it, and what they are without it.</summary>
/// <param name="HeldBy">Ids of the users who have it.</param>
/// <param name="Without">The user without it.</param>
internal sealed record Gone(Func<UserIndex, IReadOnlyList<Guid>> HeldBy, Func<User, User> Without)
{
    /// <summary>
    /// What a change of the tenant took away and what is not there as of these facts: a number or a name may have come back since, and is not taken away then.
    /// </summary>
    public static IReadOnlyList<Gone> Of(Change change, TenantFacts facts) => change.Kind switch
    {
        TakeFromUsers.DepartmentDeleted => [.. change.Ids.Where(id => facts.Departments.NameOf(id) is null).Select(Department)],
        DeleteClient.Kind => [.. change.Ids.Where(id => ClientList.Of(facts).Find(id) is null).Select(Client)],
        ChangeClient.Kind => [.. change.Ids.Select(id => ClientList.Of(facts).Find(id)).OfType<Client>().Select(ChannelsBeyond)],
        DeleteTimeGroup.Kind => [.. change.Ids.Where(id => Tenants.TimeGroup.Find(facts, id) is null).Select(TimeGroup)],
        DeleteCallerId.Kind => change.Name is { } number && !CallerIdList.Of(facts).Has(number) ? [CallerId(number)] : [],
        ChangeTenant.Kind => Json.Read<TenantSettings>(change.Before) is { } before ? OfSettings(before, TenantSettings.Of(facts)) : [],
        _ => [],
    };

    private static IReadOnlyList<Gone> OfSettings(TenantSettings before, TenantSettings now) =>
    [
        .. ChannelNames.Without(before.Channels, now.Channels).Select(Channel),
        .. before.Ips.Select(ip => ip.Name).Except(now.Ips.Select(ip => ip.Name), StringComparer.OrdinalIgnoreCase).Select(Ip),
    ];

    private static Gone Department(Guid id) => new(users => users.OfDepartment(id), user => user with { DepartmentId = null });

    private static Gone Client(Guid id) => new(
        users => users.WithClient(id),
        user => user with { Work = user.Work with { Clients = [.. user.Work.Clients.Where(access => access.ClientId != id)] } });

    // Channels of a client that it does not have: nobody is given one, so the client has lost it.
    private static Gone ChannelsBeyond(Client client) => new(
        users => [.. users.WithClient(client.Id).Where(id => users.WorkOf(id)!.Clients.Any(access => access.ClientId == client.Id && ChannelNames.Without(access.Channels, client.Channels).Count > 0))],
        user => user with
        {
            Work = user.Work with
            {
                Clients = [.. user.Work.Clients.Select(access => access.ClientId == client.Id ? access with { Channels = ChannelNames.Common(access.Channels, client.Channels) } : access)],
            },
        });

    private static Gone TimeGroup(Guid id) => new(users => users.WithTimeGroup(id), user => user with { Calling = user.Calling with { TimeGroupId = null } });

    private static Gone CallerId(string number) => new(
        users => users.WithCallerId(number),
        user => user with
        {
            Calling = user.Calling with
            {
                AllowedCallerIds = [.. user.Calling.AllowedCallerIds.Where(own => own != number)],
                AreaCodeCallerIds = [.. user.Calling.AreaCodeCallerIds.Where(rule => rule.CallerId != number)],
            },
            Login = user.Login with { CdrDids = [.. user.Login.CdrDids.Where(own => own != number)] },
        });

    // Who may answer on all channels goes on with those that are left.
    private static Gone Channel(string name) => new(
        users => users.WithChannel(name),
        user => user with
        {
            Work = user.Work with
            {
                Channels = user.Work.Channels is { } own ? ChannelNames.Without(own, [name]) : null,
                Clients = [.. user.Work.Clients.Select(access => access with { Channels = ChannelNames.Without(access.Channels, [name]) })],
                ChannelLimits = user.Work.ChannelLimits.Where(limit => !ChannelNames.Has([name], limit.Key)).ToDictionary(StringComparer.OrdinalIgnoreCase),
            },
        });

    private static Gone Ip(string name) => new(users => users.WithIp(name), user => user with { Calling = user.Calling with { IpName = null } });
}
