using System.Text.Json;
using UserFunctions.Clients;
using UserFunctions.Platform.Http;

namespace UserFunctions.Users;

/// <summary>The work part of the section "Settings": channels, clients and limits (S084-S094).</summary>
internal sealed class WorkFields(FieldReader reader)
{
    private const int MaxChannels = 30;
    private const int MaxChannelName = 32;

    private readonly Field<IReadOnlyList<string>> channels = reader.Texts("channels", MaxChannels, MaxChannelName);
    private readonly Field<IReadOnlyList<FieldReader>> clients = reader.Parts("clients", WorkSettings.MaxClients, "client of a user");
    private readonly Field<JsonElement?> channelLimits = reader.Json("channelLimits");
    private readonly Field<int?> chatLimit = reader.Integer("chatLimit", WorkSettings.Unlimited, WorkSettings.MaxLimit, "conversations at once, −1 is unlimited, 0 is none");

    public static IReadOnlyList<string> Names { get; } = ["channels", "clients", "channelLimits", "chatLimit"];

    public User Apply(User current, UserContext context)
    {
        var known = context.Settings.Channels;
        var own = channels.IsSet ? channels.Value is null ? null : Channels(reader, "channels", channels.Value, known, "the tenant's") : current.Work.Channels;
        // What an answer showed for "all" is still all of them when it is sent back.
        if (current.Work.Channels is null && own?.Count == known.Count)
            own = null;
        var allowed = own ?? known;
        return current with
        {
            Work = new()
            {
                Channels = own,
                // A channel that is taken from the user is taken from each of its clients too (S086).
                Clients = clients.IsSet ? Clients(allowed, context)
                    : [.. current.Work.Clients.Select(access => access with { Channels = [.. access.Channels.Where(c => !channels.IsSet || allowed.Contains(c, StringComparer.OrdinalIgnoreCase))] })],
                ChannelLimits = channelLimits.IsSet ? Limits(channelLimits.Value, known) : current.Work.ChannelLimits,
                ChatLimit = chatLimit.Or(current.Work.ChatLimit) ?? WorkSettings.Unlimited,
            },
        };
    }

    private List<ClientAccess> Clients(IReadOnlyList<string> allowed, UserContext context)
    {
        var list = ClientList.Of(context.Facts);
        var access = new List<ClientAccess>();
        foreach (var part in clients.Value ?? [])
        {
            var name = part.Text("client", 100).Value;
            var wanted = part.Texts("channels", MaxChannels, MaxChannelName).Value;
            // What an answer said may be sent back as it is: the name decides.
            _ = part.Raw("clientId");
            if (name is null)
                part.Missing("client", "give the client's name or id");
            else if (list.Find(name) is not { } client)
                part.Add("client", "unknown", $"client '{FieldReader.Shown(name)}' does not exist: create it with POST /api/clients.");
            else if (access.Exists(a => a.ClientId == client.Id))
                part.Add("client", "duplicate", $"client '{client.Name}' stands there twice: keep one of the entries.");
            else
                access.Add(new(client.Id, wanted is null ? [.. client.Channels.Intersect(allowed, StringComparer.OrdinalIgnoreCase)] : Channels(part, wanted, client, allowed)));
        }

        return access;
    }

    private static List<string> Channels(FieldReader part, IReadOnlyList<string> wanted, Client client, IReadOnlyList<string> allowed)
    {
        foreach (var channel in wanted.Where(c => client.Channels.Contains(c, StringComparer.OrdinalIgnoreCase) && !allowed.Contains(c, StringComparer.OrdinalIgnoreCase)))
            part.AddCode("channels", "channel_not_allowed", $"channel '{FieldReader.Shown(channel)}' is not one of the user's channels: use {Listed(client.Channels.Intersect(allowed, StringComparer.OrdinalIgnoreCase))}, or add it to channels.");
        return Channels(part, "channels", [.. wanted.Where(c => !client.Channels.Contains(c, StringComparer.OrdinalIgnoreCase) || allowed.Contains(c, StringComparer.OrdinalIgnoreCase))], client.Channels, $"those of client {client.Name}");
    }

    private static List<string> Channels(FieldReader reader, string field, IReadOnlyList<string> wanted, IReadOnlyList<string> known, string whose)
    {
        foreach (var channel in wanted.Where(c => !known.Contains(c, StringComparer.OrdinalIgnoreCase)))
            reader.Add(field, "unknown", $"channel '{FieldReader.Shown(channel)}' is not one of {whose}: use {Listed(known)}.");
        return [.. known.Where(c => wanted.Contains(c, StringComparer.OrdinalIgnoreCase))];
    }

    private Dictionary<string, int> Limits(JsonElement? given, IReadOnlyList<string> known)
    {
        var limits = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        if (given is not { } value)
            return limits;
        if (value.ValueKind != JsonValueKind.Object || value.GetPropertyCount() > MaxChannels)
        {
            reader.Add("channelLimits", "invalid", $"channelLimits must be an object of at most {MaxChannels} channels such as {{\"SMS\":3,\"LiveChat\":2}}.");
            return limits;
        }

        foreach (var limit in value.EnumerateObject())
        {
            if (known.FirstOrDefault(c => c.Equals(limit.Name.Trim(), StringComparison.OrdinalIgnoreCase)) is not { } channel)
                reader.Add("channelLimits", "unknown", $"channel '{FieldReader.Shown(limit.Name)}' is not one of the tenant's: use {Listed(known)}.");
            else if (limit.Value.ValueKind != JsonValueKind.Number || !limit.Value.TryGetInt32(out var number) || number is < WorkSettings.Unlimited or > WorkSettings.MaxLimit)
                reader.Add("channelLimits", "invalid", $"The limit of {channel} must be a whole number from {WorkSettings.Unlimited} to {WorkSettings.MaxLimit}, not {FieldReader.Shown(limit.Value.GetRawText())}.");
            else if (!limits.TryAdd(channel, number))
                reader.Add("channelLimits", "duplicate", $"channel '{channel}' is named twice.");
        }

        return limits;
    }

    private static string Listed(IEnumerable<string> channels) => string.Join(", ", channels) is { Length: > 0 } list ? list : "none, there is none";
}
