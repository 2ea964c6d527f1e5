using System.Text.Json;
using System.Text.Json.Serialization;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Presence;

/// <summary>What holds for the statuses of a whole tenant: the row <c>s|presence</c>; a tenant without one has the defaults.</summary>
/// <param name="Version">0 until it is written for the first time; the ETag.</param>
/// <param name="GraceSeconds">For so long nobody's status changes after the last device is gone: 0-3600.</param>
/// <param name="DisconnectStatusId">What a user gets then who takes calls only while signed in; null: Inactive.</param>
public sealed record PresenceSettings(int Version, int GraceSeconds, string? DisconnectStatusId)
{
    /// <summary>The row's key.</summary>
    public const string Key = Facts.SettingsPrefix + "presence";

    /// <summary>Seconds of grace when the tenant does not say.</summary>
    public const int UsualGraceSeconds = 60;

    /// <summary>Most seconds of grace.</summary>
    public const int MaxGraceSeconds = 3600;

    /// <summary>The table's own ETag; null when there is no row yet.</summary>
    [JsonIgnore]
    public string? RowETag { get; init; }

    /// <summary>The same as a time.</summary>
    [JsonIgnore]
    public TimeSpan Grace => TimeSpan.FromSeconds(GraceSeconds);

    /// <summary>The settings as of these facts.</summary>
    public static PresenceSettings Of(TenantFacts facts) => facts.Of(known => known.Settings.FirstOrDefault(row => row.Key == Key) is { } row
        ? Json.Read<PresenceSettings>(row.Text("settings"))! with { RowETag = row.ETag }
        : new PresenceSettings(0, UsualGraceSeconds, null));

    /// <summary>The settings after a merge; themselves when nothing differs.</summary>
    public Result<PresenceSettings> Change(JsonElement body, StatusList statuses)
    {
        var reader = new FieldReader(body, "presence settings");
        var grace = reader.Integer("graceSeconds", 0, MaxGraceSeconds, "seconds").Or(GraceSeconds) ?? UsualGraceSeconds;
        var named = reader.Text("disconnectStatus", TenantStatus.MaxName);
        var status = named.Value is { } name ? statuses.Find(name) : null;
        if (named.Value is not null && status is null)
            reader.Add("disconnectStatus", "unknown", $"disconnectStatus '{FieldReader.Shown(named.Value)}' does not exist: use one of {statuses.Names}.");
        else if (status?.Class is PresenceClass.Available)
            reader.Add("disconnectStatus", "more_available", $"disconnectStatus '{status.Name}' is Available: nobody becomes that by being gone.");
        reader.ReadOnly("version", Version);
        if (reader.Finish() is { } error)
            return error;
        var after = this with { GraceSeconds = grace, DisconnectStatusId = named.IsSet ? status?.Id : DisconnectStatusId };
        return after == this ? this : after with { Version = Version + 1 };
    }

    /// <summary>Writes these settings over the row that they were read from, or as the first.</summary>
    internal Step Save(string tenant)
    {
        var row = new Row(tenant, Key) { ETag = RowETag, ["settings"] = Json.Write(this) };
        return RowETag is null ? Step.Insert(row) : Step.Replace(row);
    }
}

/// <summary>The presence settings on the wire.</summary>
public sealed record PresenceSettingsView(
    [property: Field("Counts the changes of the settings, 0 for a tenant that never changed them; the same number stands in the ETag.")] int Version,
    [property: Field("Seconds for which the status of a user stays after the last device is gone, 0 to 3600; usually 60.")] int GraceSeconds,
    [property: Field("Name of the status that a user gets then who takes calls only while signed in.")] string DisconnectStatus)
{
    /// <summary>The view among these statuses.</summary>
    public static PresenceSettingsView Of(PresenceSettings settings, StatusList statuses) =>
        new(settings.Version, settings.GraceSeconds, statuses.Of(settings.DisconnectStatusId, PresenceClass.Inactive).Name);
}

/// <summary>What a body changes of the presence settings: what it does not name stays.</summary>
public sealed record PresenceSettingsChanges
{
    /// <summary>Null: the usual ones.</summary>
    [Field("Seconds for which the status of a user stays after the last device is gone, 0 to 3600; null: 60.")]
    public int? GraceSeconds { get; init; }

    /// <summary>Null: Inactive.</summary>
    [Field("Name or id of the status that a user gets then who takes calls only while signed in, Unavailable or Inactive or one of their class; null: Inactive.", Lookup = "statuses")]
    public string? DisconnectStatus { get; init; }
}
