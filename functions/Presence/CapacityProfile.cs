using System.Text.Json;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Presence;

/// <summary>How much many agents take at once, said in one place: the row <c>s|capacity-profile|id</c>. What it does not say has no limit.</summary>
/// <param name="Id">GUID v7.</param>
/// <param name="Version">The ETag.</param>
/// <param name="Name">1-100 characters, unique without regard to case.</param>
/// <param name="ChatLimit">Chats at once over all channels but voice: −1 unlimited, 0 none; null: not said.</param>
/// <param name="ChannelLimits">Conversations at once by channel: −1 unlimited, 0 none.</param>
/// <param name="TotalUnits">What all channels share, in units; null: they share nothing.</param>
/// <param name="ChannelUnits">Units that a conversation takes, by channel; a channel that is not named takes one.</param>
/// <param name="IsDefault">It holds for all who have no profile; at most one of a tenant does.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
public sealed record CapacityProfile(
    [property: Field("Id of the capacity profile.", Title = "Capacity Profile Id")] Guid Id,
    [property: Field("Counts the changes of the profile; the same number stands in the ETag.")] int Version,
    [property: Field("Name of the profile, at most 100 characters; no two profiles have the same one, whatever its case.")] string Name,
    [property: Field("Most chats at once over all channels but voice, from 0 (none) to 1000, or -1 for unlimited; absent: the profile says nothing of it.")] int? ChatLimit,
    [property: Field("Most conversations at once by channel, from 0 (none) to 1000, or -1 for unlimited; of a channel that is not named the profile says nothing.")] IReadOnlyDictionary<string, int> ChannelLimits,
    [property: Field("Units that all channels share, from 1 to 1000: conversations fit in as long as their units do; absent: channels share nothing.")] int? TotalUnits,
    [property: Field("Units that a conversation takes, by channel, from 0 to 1000; a channel that is not named takes 1.")] IReadOnlyDictionary<string, int> ChannelUnits,
    [property: Field("True: the profile holds for all users who have none.", Title = "Is Default")] bool IsDefault,
    [property: Field("When the profile was created, in UTC.")] DateTimeOffset CreatedAt,
    [property: Field("When the profile was changed last, in UTC.")] DateTimeOffset UpdatedAt)
{
    /// <summary>Begins the keys.</summary>
    public const string Prefix = Facts.SettingsPrefix + "capacity-profile|";

    /// <summary>What the quota is called.</summary>
    public const string Quota = "capacityProfiles";

    /// <summary>The most units that can be shared, and that one conversation can take.</summary>
    public const int MaxUnits = 1000;

    private const int MaxName = 100;

    /// <summary>A new profile from a body.</summary>
    public static Result<CapacityProfile> Create(JsonElement body, CapacityProfileList others, TenantSettings settings, Guid id, DateTimeOffset now) =>
        Apply(new(id, 1, "", null, new Dictionary<string, int>(), null, new Dictionary<string, int>(), false, now, now), body, others, settings);

    /// <summary>The profile after a merge; itself when nothing differs.</summary>
    public Result<CapacityProfile> Change(JsonElement body, CapacityProfileList others, TenantSettings settings, DateTimeOffset now)
    {
        if (!Apply(this, body, others, settings).Try(out var changed, out var error))
            return error;
        return Json.Write(changed) == Json.Write(this) ? this : changed with { Version = Version + 1, UpdatedAt = now };
    }

    private static Result<CapacityProfile> Apply(CapacityProfile current, JsonElement body, CapacityProfileList others, TenantSettings settings)
    {
        var reader = new FieldReader(body, "capacity profile");
        var changed = current with
        {
            Name = reader.Text("name", MaxName).Or(current.Name) ?? "",
            ChatLimit = reader.Integer("chatLimit", WorkSettings.Unlimited, WorkSettings.MaxLimit, "chats at once, −1 is unlimited, 0 is none").Or(current.ChatLimit),
            ChannelLimits = Users.ChannelLimits.Numbers(reader, "channelLimits", WorkSettings.Unlimited, WorkSettings.MaxLimit, settings.Channels).Or(current.ChannelLimits) ?? new Dictionary<string, int>(),
            TotalUnits = reader.Integer("totalUnits", 1, MaxUnits, "units").Or(current.TotalUnits),
            ChannelUnits = Users.ChannelLimits.Numbers(reader, "channelUnits", 0, MaxUnits, settings.Channels).Or(current.ChannelUnits) ?? new Dictionary<string, int>(),
            IsDefault = reader.Flag("isDefault").Or(current.IsDefault) ?? false,
        };
        reader.ReadOnly("id", current.Id);
        reader.ReadOnly("version", current.Version);
        reader.ReadOnly("createdAt", current.CreatedAt);
        reader.ReadOnly("updatedAt", current.UpdatedAt);
        if (changed.Name.Length == 0)
            reader.Missing("name", "give the profile a name");
        if (reader.Finish() is { } error)
            return error;
        if (others.Find(changed.Name) is { } named && named.Id != current.Id && named.Name.Equals(changed.Name, StringComparison.OrdinalIgnoreCase))
            return Error.Taken("name", changed.Name);
        return changed.IsDefault && others.Default is { } other && other.Id != current.Id
            ? Error.Conflict("isDefault", "capacity_profile.default_taken", $"The profile '{other.Name}' is the default already: change that one first.")
            : changed;
    }
}
