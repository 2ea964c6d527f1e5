using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Presence;

/// <summary>A user's status as it is (S095).</summary>
/// <param name="UserId">Whose.</param>
/// <param name="Status">What it is; Inactive until it is set for the first time.</param>
/// <param name="Reason">Why, in the words of whoever set it; null: none given.</param>
/// <param name="ChangedAt">When the change was made, by the clock of whoever made it; null: never set.</param>
/// <param name="ChangedBy">Who.</param>
/// <param name="ChangeId">The operation that set it.</param>
public sealed record UserStatus(
    [property: Field("Id of the user.")] Guid UserId,
    [property: Field("Available: ready for work; Unavailable: at work, but not for new conversations; Inactive: absent.")] PresenceClass Status,
    [property: Field("Why, in the words of whoever set it; absent: not said.")] string? Reason,
    [property: Field("When it was set, in UTC; absent: never.")] DateTimeOffset? ChangedAt,
    [property: Field("Who set it, such as key:{id}.")] string? ChangedBy,
    [property: Field("Id of the operation that set it.")] Guid? ChangeId)
{
    /// <summary>Reads <c>status</c> and <c>reason</c>.</summary>
    internal static (PresenceClass Status, string? Reason) Read(FieldReader fields, TenantSettings settings)
    {
        const int maxReason = 200;
        var status = fields.Text("status", 50).Value;
        if (status is null)
            fields.Missing("status", $"use one of {Choices}");
        else if (!Enum.GetNames<PresenceClass>().Contains(status, StringComparer.OrdinalIgnoreCase))
            fields.Add("status", "unknown", $"status '{FieldReader.Shown(status)}' does not exist: use one of {Choices}.");
        _ = Enum.TryParse<PresenceClass>(status, ignoreCase: true, out var parsed);
        return (parsed, fields.Text("reason", maxReason).Value);
    }

    private static string Choices => string.Join(", ", Enum.GetNames<PresenceClass>());
}

/// <summary>How much an agent takes at once; the user's own row keeps it.</summary>
/// <param name="UserId">Whose.</param>
/// <param name="ChatLimit">Chats at once over all channels (S092): −1 unlimited (S093, the default S094), 0 none.</param>
/// <param name="ChannelLimits">Conversations at once by channel (S088): −1 unlimited, 0 none; a channel that is not named has no limit of its own.</param>
/// <param name="ChangedAt">When the change was made; null: never set.</param>
/// <param name="ChangedBy">Who.</param>
/// <param name="ChangeId">The operation that set it; null when it was set with the user's other fields.</param>
public sealed record UserCapacity(
    [property: Field("Id of the user.")] Guid UserId,
    [property: Field("Most conversations at once over all channels, from 0 (none) to 1000, or -1 for unlimited.")] int ChatLimit,
    [property: Field("Most conversations at once by channel, from 0 (none) to 1000, or -1 for unlimited; a channel that is not named has no limit of its own.")] IReadOnlyDictionary<string, int> ChannelLimits,
    [property: Field("When it was set, in UTC; absent: never.")] DateTimeOffset? ChangedAt,
    [property: Field("Who set it, such as key:{id}.")] string? ChangedBy,
    [property: Field("Id of the operation that set it; absent: it was set with other fields of the user.")] Guid? ChangeId)
{
    /// <summary>The user's capacity, with the limits that hold: one of a channel that the user lacks says nothing until they have it.</summary>
    public static UserCapacity Of(User user, TenantSettings settings) =>
        new(user.Id, user.Work.ChatLimit, user.Work.LimitsWithin(settings), user.Work.LimitsSet?.At, user.Work.LimitsSet?.By, user.Work.LimitsSet?.Id);

    /// <summary>Reads <c>chatLimit</c> and <c>channelLimits</c>; both together replace what was set before.</summary>
    internal static (int ChatLimit, Dictionary<string, int> ChannelLimits) Read(FieldReader fields, TenantSettings settings)
    {
        var chat = fields.Integer("chatLimit", WorkSettings.Unlimited, WorkSettings.MaxLimit, "conversations at once, −1 is unlimited, 0 is none");
        var channels = fields.Raw("channelLimits");
        if (!chat.IsSet && channels is null)
            fields.Missing("chatLimit", "give chatLimit, channelLimits or both");
        return (chat.Value ?? WorkSettings.Unlimited, channels is { } given ? Users.ChannelLimits.Read(fields, given, settings.Channels, settings.Channels) : []);
    }

    /// <summary>The user after a change of both limits; the same when a newer one, or this very one, stands.</summary>
    internal static User After(User user, int chatLimit, IReadOnlyDictionary<string, int> channelLimits, LimitsMark mark, DateTimeOffset now)
    {
        if (!new ChangeOrder(mark.At, mark.Id ?? default).IsAfter(user.Work.LimitsSet?.At, user.Work.LimitsSet?.Id))
            return user;
        var after = user with { Work = user.Work with { ChatLimit = chatLimit, ChannelLimits = channelLimits, LimitsSet = mark } };
        // The same limits again are no other user; but what comes late must find that they were confirmed.
        return after.SameAs(user) ? after : after with { Version = user.Version + 1, UpdatedAt = now };
    }
}
