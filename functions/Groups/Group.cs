using System.Text.Json;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Groups;

/// <summary>A group of users, also called a team (S074-S083). Users carry their groups; a group's row holds only its own facts.</summary>
public sealed record Group(Guid Id, int Version, string Name, string? Description, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    private const int MaxName = 100;
    private const int MaxDescription = 500;

    /// <summary>A new group from a body.</summary>
    public static Result<Group> Create(JsonElement body, NameList groups, Guid id, DateTimeOffset now) =>
        Apply(new Group(id, 1, "", null, now, now), new FieldReader(body, "group"), groups);

    /// <summary>The group after a merge; itself when nothing differs.</summary>
    public Result<Group> Change(JsonElement body, NameList groups, DateTimeOffset now)
    {
        if (!Apply(this, new FieldReader(body, "group"), groups).Try(out var changed, out var error))
            return error;
        return changed == this ? this : changed with { Version = Version + 1, UpdatedAt = now };
    }

    private static Result<Group> Apply(Group current, FieldReader reader, NameList groups)
    {
        var name = reader.Text("name", MaxName);
        var description = reader.Text("description", MaxDescription);
        reader.ReadOnly("id", current.Id);
        reader.ReadOnly("version", current.Version);
        reader.ReadOnly("createdAt", current.CreatedAt);
        reader.ReadOnly("updatedAt", current.UpdatedAt);
        // As of their reading: what was read may be sent back although somebody came, or a department was linked, since.
        foreach (var derived in GroupView.Derived)
            _ = reader.Raw(derived);
        var changed = current with { Name = name.Or(current.Name) ?? "", Description = description.Or(current.Description) };
        if (changed.Name.Length == 0)
            reader.Missing("name", "give the group a name");
        if (reader.Finish() is { } error)
            return error;
        return groups.TryFind(changed.Name, out var other) && other.Id != current.Id ? Error.Taken("name", changed.Name) : changed;
    }
}
