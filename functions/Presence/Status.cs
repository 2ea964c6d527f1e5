using System.Text.Json;
using UserFunctions.Platform.Http;

namespace UserFunctions.Presence;

/// <summary>Whether an agent wants work (S095): set by the agent or an admin, never by load.</summary>
public enum Status
{
    /// <summary>Ready.</summary>
    Available,

    /// <summary>At work, but not for new conversations.</summary>
    Unavailable,

    /// <summary>Absent.</summary>
    Inactive,
}

/// <summary>A user's status as it is.</summary>
/// <param name="UserId">Whose.</param>
/// <param name="Status">What it is; Inactive until it is set for the first time.</param>
/// <param name="Reason">Why, in the words of whoever set it; null: none given.</param>
/// <param name="ChangedAt">When the change was made, by the clock of whoever made it; null: never set.</param>
/// <param name="ChangedBy">Who.</param>
/// <param name="ChangeId">The operation that set it.</param>
public sealed record UserStatus(Guid UserId, Status Status, string? Reason, DateTimeOffset? ChangedAt, string? ChangedBy, Guid? ChangeId)
{
    /// <summary>Reads <c>status</c> and <c>reason</c>.</summary>
    internal static (Status Status, string? Reason) Read(FieldReader fields)
    {
        const int maxReason = 200;
        var status = fields.Text("status", 50).Value;
        if (status is null)
            fields.Missing("status", $"use one of {Choices}");
        else if (!Enum.GetNames<Status>().Contains(status, StringComparer.OrdinalIgnoreCase))
            fields.Add("status", "unknown", $"status '{FieldReader.Shown(status)}' does not exist: use one of {Choices}.");
        _ = Enum.TryParse<Status>(status, ignoreCase: true, out var parsed);
        return (parsed, fields.Text("reason", maxReason).Value);
    }

    private static string Choices => string.Join(", ", Enum.GetNames<Status>());
}

/// <summary>How much an agent takes at once.</summary>
/// <param name="UserId">Whose.</param>
/// <param name="ChatLimit">Chats at once over all channels (S092): −1 unlimited (S093, the default S094), 0 none.</param>
/// <param name="ChannelLimits">Conversations at once by channel (S088): −1 unlimited, 0 none; a channel that is not named has no limit of its own.</param>
/// <param name="ChangedAt">When the change was made; null: never set.</param>
/// <param name="ChangedBy">Who.</param>
/// <param name="ChangeId">The operation that set it.</param>
public sealed record UserCapacity(
    Guid UserId, int ChatLimit, IReadOnlyDictionary<string, int> ChannelLimits, DateTimeOffset? ChangedAt, string? ChangedBy, Guid? ChangeId)
{
    /// <summary>No limit.</summary>
    public const int Unlimited = -1;

    private const int MaxLimit = 1000;
    private const int MaxChannels = 30;
    private const int MaxChannelName = 32;

    /// <summary>Reads <c>chatLimit</c> and <c>channelLimits</c>; both together replace what was set before.</summary>
    internal static (int ChatLimit, Dictionary<string, int> ChannelLimits) Read(FieldReader fields)
    {
        var chat = fields.Integer("chatLimit", Unlimited, MaxLimit, "conversations at once, −1 is unlimited, 0 is none");
        var channels = fields.Raw("channelLimits");
        if (!chat.IsSet && channels is null)
            fields.Missing("chatLimit", "give chatLimit, channelLimits or both");
        return (chat.Value ?? Unlimited, channels is { } given ? Limits(given, fields) : []);
    }

    private static Dictionary<string, int> Limits(JsonElement given, FieldReader fields)
    {
        var limits = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        if (given.ValueKind != JsonValueKind.Object || given.GetPropertyCount() > MaxChannels)
        {
            fields.Add("channelLimits", "invalid", $"channelLimits must be an object of at most {MaxChannels} channels such as {{\"SMS\":3,\"LiveChat\":2}}.");
            return limits;
        }

        foreach (var channel in given.EnumerateObject())
        {
            var name = channel.Name.Trim();
            if (name.Length is 0 or > MaxChannelName || !name.All(char.IsAsciiLetterOrDigit))
                fields.Add("channelLimits", "invalid", $"channel '{FieldReader.Shown(name)}' is not valid: use 1 to {MaxChannelName} letters and digits.");
            else if (channel.Value.ValueKind != JsonValueKind.Number || !channel.Value.TryGetInt32(out var limit) || limit is < Unlimited or > MaxLimit)
                fields.Add("channelLimits", "invalid", $"The limit of {name} must be a whole number from {Unlimited} to {MaxLimit}, not {FieldReader.Shown(channel.Value.GetRawText())}.");
            else if (!limits.TryAdd(name, limit))
                fields.Add("channelLimits", "invalid", $"channel '{name}' is named twice.");
        }

        return limits;
    }
}

/// <summary>Which of two changes is the newer one: by the time they were made, then by id, so that every order of arrival ends the same.</summary>
/// <param name="At">When it was made.</param>
/// <param name="Id">Its operation.</param>
public readonly record struct ChangeOrder(DateTimeOffset At, Guid Id)
{
    /// <summary>How far ahead of the server's clock a change may claim to be made: later ones would shut out all that follow.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(5);

    /// <summary>True when this one comes after the stored one.</summary>
    public bool IsAfter(DateTimeOffset? storedAt, Guid? storedId) =>
        storedAt is not { } at || At > at || (At == at && storedId is { } id && Id.CompareTo(id) > 0);
}
