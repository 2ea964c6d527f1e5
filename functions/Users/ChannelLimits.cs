using System.Text.Json;
using UserFunctions.Clients;
using UserFunctions.Platform.Http;

namespace UserFunctions.Users;

/// <summary>Reads limits by channel (S088): <c>{"SMS":3,"LiveChat":2}</c>.</summary>
internal static class ChannelLimits
{
    private const string Field = "channelLimits";

    /// <summary>The limits in the tenant's spelling; what is wrong is said to the reader.</summary>
    public static Dictionary<string, int> Read(FieldReader reader, JsonElement given, IReadOnlyList<string> allowed, IReadOnlyList<string> known)
    {
        var limits = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        if (given.ValueKind != JsonValueKind.Object || given.GetPropertyCount() > ChannelNames.Max)
        {
            reader.Add(Field, "invalid", $"channelLimits must be an object of at most {ChannelNames.Max} channels such as {{\"SMS\":3,\"LiveChat\":2}}.");
            return limits;
        }

        foreach (var limit in given.EnumerateObject())
        {
            if (known.FirstOrDefault(c => c.Equals(limit.Name.Trim(), StringComparison.OrdinalIgnoreCase)) is not { } channel)
                reader.Add(Field, "unknown", $"channel '{FieldReader.Shown(limit.Name)}' is not one of the tenant's: use {ChannelNames.Listed(known)}.");
            else if (!ChannelNames.Has(allowed, channel))
                reader.AddCode(Field, "channel_not_allowed", $"channel '{channel}' is not one of the user's channels: limit {ChannelNames.Listed(allowed)}, or add it to channels.");
            else if (limit.Value.ValueKind != JsonValueKind.Number || !limit.Value.TryGetInt32(out var number) || number is < WorkSettings.Unlimited or > WorkSettings.MaxLimit)
                reader.Add(Field, "invalid", $"The limit of {channel} must be a whole number from {WorkSettings.Unlimited} to {WorkSettings.MaxLimit}, not {FieldReader.Shown(limit.Value.GetRawText())}.");
            else if (!limits.TryAdd(channel, number))
                reader.Add(Field, "duplicate", $"channel '{channel}' is named twice.");
        }

        return limits;
    }
}
