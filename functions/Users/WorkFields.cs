using System.Text.Json;
using UserFunctions.Clients;
using UserFunctions.Platform.Http;

namespace UserFunctions.Users;

/// <summary>The work part of the section "Settings": channels, clients and limits (S084-S094).</summary>
internal sealed class WorkFields(FieldReader reader)
{
    private readonly Field<IReadOnlyList<string>> channels = reader.Texts("channels", ChannelNames.Max, ChannelNames.MaxLength);
    private readonly Field<IReadOnlyList<ClientEntry>> clients = ClientEntry.Read(reader);
    private readonly Field<JsonElement?> channelLimits = reader.Json("channelLimits");
    private readonly Field<int?> chatLimit = reader.Integer("chatLimit", WorkSettings.Unlimited, WorkSettings.MaxLimit, "conversations at once, −1 is unlimited, 0 is none");

    public static IReadOnlyList<string> Names { get; } = ["channels", "clients", "channelLimits", "chatLimit"];

    /// <summary>What the change of channels took from clients and limits (S086); null: nothing.</summary>
    public IReadOnlyList<Cascade>? Cascades { get; private set; }

    public User Apply(User current, UserContext context)
    {
        var (before, list) = (current.Work, ClientList.Of(context.Facts));
        var shown = before.Effective(context.Settings, list);
        var work = before with { Channels = channels.IsSet ? OwnChannels(before, shown, context) : before.Channels, ChatLimit = chatLimit.Or(before.ChatLimit) ?? WorkSettings.Unlimited };
        var allowed = work.Effective(context.Settings, list).Channels;
        var taken = ChannelNames.Without(shown.Channels, allowed);
        work = work with
        {
            Clients = clients.IsSet ? Clients(shown, allowed, list, context) ?? before.Clients : Kept(before.Clients, taken),
            ChannelLimits = channelLimits.IsSet ? Limits(shown, allowed, context) ?? before.ChannelLimits : Kept(before.ChannelLimits, taken),
        };
        var after = work.Effective(context.Settings, list);
        Cascade[] cascades = [.. clients.IsSet ? [] : TakenFromClients(shown, after), .. channelLimits.IsSet ? [] : TakenFromLimits(shown, after)];
        Cascades = cascades is [] ? null : cascades;
        return current with { Work = work.Marked(before, new LimitsMark(context.Now, context.Caller.Actor, null)) };
    }

    // What an answer showed says nothing new when it is sent back, also where it showed "all" or hid what is gone.
    private IReadOnlyList<string>? OwnChannels(WorkSettings before, EffectiveWork shown, UserContext context)
    {
        if (channels.Value is null)
            return null;
        var wanted = ChannelNames.Known(reader, "channels", channels.Value, context.Settings.Channels, "the tenant's");
        return wanted.SequenceEqual(shown.Channels) ? before.Channels : wanted;
    }

    // Null: they are what an answer showed.
    private List<ClientAccess>? Clients(EffectiveWork shown, IReadOnlyList<string> allowed, ClientList list, UserContext context)
    {
        var access = new List<ClientAccess>();
        foreach (var (part, name, wanted) in clients.Value ?? [])
        {
            if (name is null)
                continue;
            if (list.Find(name) is not { } client)
                part.Add("client", "unknown", $"client '{FieldReader.Shown(name)}' does not exist: create it with POST /api/clients.");
            else if (access.Exists(a => a.ClientId == client.Id))
                part.Add("client", "duplicate", $"client '{client.Name}' stands there twice: keep one of the entries.");
            else
                access.Add(new(client.Id, ClientChannels(part, wanted, client, client.ChannelsOf(context.Settings.Channels), allowed)));
        }

        var isShown = access.Count == shown.Clients.Count && access.Zip(shown.Clients).All(p => p.First.ClientId == p.Second.Client.Id && p.First.Channels.SequenceEqual(p.Second.Channels));
        return isShown ? null : access;
    }

    private static IReadOnlyList<string> ClientChannels(FieldReader part, IReadOnlyList<string>? wanted, Client client, IReadOnlyList<string> offered, IReadOnlyList<string> allowed)
    {
        var possible = ChannelNames.Common(allowed, offered);
        if (wanted is null)
            return possible;
        var beyond = ChannelNames.Without(ChannelNames.Common(wanted, offered), allowed);
        foreach (var channel in beyond)
            part.AddCode("channels", "channel_not_allowed", $"channel '{FieldReader.Shown(channel)}' is not one of the user's channels: use {ChannelNames.Listed(possible)}, or add it to channels.");
        return ChannelNames.Common(possible, ChannelNames.Known(part, "channels", ChannelNames.Without(wanted, beyond), offered, $"those of client {client.Name}"));
    }

    // Null: they are what an answer showed.
    private Dictionary<string, int>? Limits(EffectiveWork shown, IReadOnlyList<string> allowed, UserContext context)
    {
        var limits = channelLimits.Value is { } given ? ChannelLimits.Read(reader, given, allowed, context.Settings.Channels) : [];
        return WorkSettings.AreSame(limits, shown.ChannelLimits) ? null : limits;
    }

    // A channel that is taken from the user is taken from each client and limit too (S086); what is only hidden stays.
    private static List<ClientAccess> Kept(IReadOnlyList<ClientAccess> before, IReadOnlyList<string> taken) =>
        [.. before.Select(access => access with { Channels = ChannelNames.Without(access.Channels, taken) })];

    private static Dictionary<string, int> Kept(IReadOnlyDictionary<string, int> before, IReadOnlyList<string> taken) =>
        before.Where(limit => !ChannelNames.Has(taken, limit.Key)).ToDictionary(StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<Cascade> TakenFromClients(EffectiveWork before, EffectiveWork after) =>
        from pair in before.Clients.Zip(after.Clients)
        let removed = ChannelNames.Without(pair.First.Channels, pair.Second.Channels)
        where removed.Count > 0
        select new Cascade($"clients[{pair.First.Client.Name}].channels", removed);

    private static IEnumerable<Cascade> TakenFromLimits(EffectiveWork before, EffectiveWork after) =>
        before.ChannelLimits.Keys.Except(after.ChannelLimits.Keys).ToList() is { Count: > 0 } removed ? [new Cascade("channelLimits", removed)] : [];

    // What can be said of an entry without knowing the user.
    private sealed record ClientEntry(FieldReader Part, string? Name, IReadOnlyList<string>? Channels)
    {
        public static Field<IReadOnlyList<ClientEntry>> Read(FieldReader reader)
        {
            var parts = reader.Parts("clients", WorkSettings.MaxClients, "client of a user");
            return new(parts.IsSet, parts.Value is { } all ? [.. all.Select(Of)] : null);
        }

        private static ClientEntry Of(FieldReader part)
        {
            var entry = new ClientEntry(part, part.Text("client", 100).Value, part.Texts("channels", ChannelNames.Max, ChannelNames.MaxLength).Value);
            // What an answer said may be sent back as it is: the name decides.
            _ = part.Raw("clientId");
            if (entry.Name is null)
                part.Missing("client", "give the client's name or id");
            return entry;
        }
    }
}
