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

    /// <summary>Reads whole numbers by channel, in the tenant's spelling; null clears. What is wrong is said to the reader.</summary>
    public static Field<IReadOnlyDictionary<string, int>> Numbers(FieldReader reader, string name, int min, int max, IReadOnlyList<string> known)
    {
        var field = reader.Json(name);
        if (field.Value is not { } given)
            return new(field.IsSet, null);
        var numbers = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        if (given.ValueKind != JsonValueKind.Object || given.GetPropertyCount() > ChannelNames.Max)
        {
            reader.Add(name, "invalid", $"{name} must be an object of at most {ChannelNames.Max} channels such as {{\"SMS\":3,\"LiveChat\":2}}.");
            return new(true, numbers);
        }

        foreach (var entry in given.EnumerateObject())
        {
            if (known.FirstOrDefault(c => c.Equals(entry.Name.Trim(), StringComparison.OrdinalIgnoreCase)) is not { } channel)
                reader.Add(name, "unknown", $"channel '{FieldReader.Shown(entry.Name)}' is not one of the tenant's: use {ChannelNames.Listed(known)}.");
            else if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetInt32(out var number) || number < min || number > max)
                reader.Add(name, "invalid", $"The number of {channel} in {name} must be a whole one from {min} to {max}, not {FieldReader.Shown(entry.Value.GetRawText())}.");
            else if (!numbers.TryAdd(channel, number))
                reader.Add(name, "duplicate", $"channel '{channel}' is named twice in {name}.");
        }

        return new(true, numbers);
    }

    /// <summary>Reads names of channels, in the tenant's spelling and order; null clears. What is wrong is said to the reader.</summary>
    public static Field<IReadOnlyList<string>> Names(FieldReader reader, string name, IReadOnlyList<string> known)
    {
        var names = reader.Texts(name, ChannelNames.Max, ChannelNames.MaxLength);
        return names.Value is { } wanted ? new(true, ChannelNames.Known(reader, name, wanted, known, "the tenant's")) : names;
    }
}
