using System.Text.Json;
using System.Text.Json.Serialization;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Users;

namespace UserFunctions.Presence;

/// <summary>A status that users can have: one of the three that every tenant has, or one of the tenant's own, in the row <c>s|status|id</c>.</summary>
/// <param name="Id">GUID v7; the class's name of the three that every tenant has.</param>
/// <param name="Version">The ETag; 1 until it is changed for the first time.</param>
/// <param name="Name">1-50 characters, unique without regard to case.</param>
/// <param name="Class">What it means to routing; fixed when it is made.</param>
/// <param name="IdleMinutes">After so long without a sign of the user it becomes <paramref name="IdleStatusId"/>: 5-1440; null: never.</param>
/// <param name="IdleStatusId">The status that it becomes then; null: Inactive.</param>
/// <param name="CreatedAt">UTC; null: every tenant has it.</param>
/// <param name="UpdatedAt">UTC; null: never changed.</param>
public sealed record TenantStatus(string Id, int Version, string Name, PresenceClass Class, int? IdleMinutes, string? IdleStatusId, DateTimeOffset? CreatedAt, DateTimeOffset? UpdatedAt)
{
    /// <summary>Begins the keys.</summary>
    public const string Prefix = KeptNames.StatusPrefix;

    /// <summary>What the quota of a tenant's own is called.</summary>
    public const string Quota = "statuses";

    /// <summary>Shortest idle time.</summary>
    public const int MinIdleMinutes = 5;

    /// <summary>Longest idle time.</summary>
    public const int MaxIdleMinutes = 1440;

    /// <summary>Characters of a name.</summary>
    public const int MaxName = 50;

    /// <summary>The three that every tenant has, as they are until the tenant changes them (S095).</summary>
    public static IReadOnlyList<TenantStatus> BuiltIn { get; } =
        [.. Enum.GetValues<PresenceClass>().Select(status => new TenantStatus(status.ToString(), 1, status.ToString(), status, null, null, null, null))];

    /// <summary>True: every tenant has it; nobody renames or deletes it.</summary>
    [JsonIgnore]
    public bool IsBuiltIn => CreatedAt is null;

    /// <summary>A new one from a body.</summary>
    public static Result<TenantStatus> Create(JsonElement body, StatusList others, Guid id, DateTimeOffset now)
    {
        var reader = new FieldReader(body, "status");
        var status = reader.Choice<PresenceClass>("class").Value;
        if (status is null)
            reader.Missing("class", $"use one of {string.Join(", ", Enum.GetNames<PresenceClass>())}");
        return Apply(new(id.ToString("D"), 1, "", status ?? default, null, null, now, now), reader, others);
    }

    /// <summary>The status after a merge; itself when nothing differs.</summary>
    public Result<TenantStatus> Change(JsonElement body, StatusList others, DateTimeOffset now)
    {
        var reader = new FieldReader(body, "status");
        reader.ReadOnly("class", Class, "a status keeps its class: make another status");
        if (IsBuiltIn)
            reader.ReadOnly("name", Name, "every tenant has this status: make another one");
        if (!Apply(this, reader, others).Try(out var changed, out var error))
            return error;
        return changed == this ? this : changed with { Version = Version + 1, UpdatedAt = now };
    }

    private static Result<TenantStatus> Apply(TenantStatus current, FieldReader reader, StatusList others)
    {
        var name = current.IsBuiltIn ? current.Name : reader.Text("name", MaxName).Or(current.Name) ?? "";
        var idle = reader.Integer("idleMinutes", MinIdleMinutes, MaxIdleMinutes, "minutes, null is never").Or(current.IdleMinutes);
        var becomes = reader.Text("idleStatus", MaxName);
        var target = becomes.Value is { } wanted ? others.Find(wanted) : null;
        if (becomes.Value is not null && target is null)
            reader.Add("idleStatus", "unknown", $"idleStatus '{FieldReader.Shown(becomes.Value)}' does not exist: use one of {others.Names}.");
        else if (target?.Class < current.Class)
            reader.Add("idleStatus", "more_available", $"idleStatus '{target.Name}' is more available than {current.Class}: nobody becomes that by being idle.");
        foreach (var (field, now) in ((string, object?)[])[("id", current.Id), ("version", current.Version), ("isBuiltIn", current.IsBuiltIn), ("createdAt", current.CreatedAt), ("updatedAt", current.UpdatedAt)])
            reader.ReadOnly(field, now);
        if (name.Length == 0)
            reader.Missing("name", "give the status a name");
        if (reader.Finish() is { } error)
            return error;
        if (others.Find(name) is { } other && other.Id != current.Id)
            return Error.Taken("name", name);
        return current with { Name = name, IdleMinutes = idle, IdleStatusId = becomes.IsSet ? target?.Id : current.IdleStatusId };
    }
}
