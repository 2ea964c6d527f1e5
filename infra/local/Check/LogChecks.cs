using UserFunctions.Groups;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Local.Check;

/// <summary>What must hold between the change log and the rows: replayed from its first entry it leads to what is there.</summary>
internal static class LogChecks
{
    public static IEnumerable<Finding> Of(TenantRows rows) => [.. Gaps(rows), .. UserReplay.Of(rows), .. Things(rows)];

    private static IEnumerable<Finding> Gaps(TenantRows rows)
    {
        var expected = 1L;
        foreach (var change in rows.Changes)
        {
            if (change.Number != expected)
                yield return new(ChangeRow.Key(expected), $"is missing: the next entry of the log is {change.Number}");
            expected = change.Number + 1;
        }
    }

    // Groups and departments: those that were made and not removed are there, each under a name of its own.
    private static IEnumerable<Finding> Things(TenantRows rows)
    {
        var parts = rows.Changes.SelectMany(change => change.What.Parts).ToLookup(part => part.Kind, part => part.Ids);
        var groups = Left("group.created", "group.removed").ToHashSet();
        var deleted = Left("group.deleted", "group.removed").ToHashSet();
        var departments = Left("department.created", "department.deleted").ToHashSet();
        foreach (var (id, (group, isDeleting)) in rows.Groups)
        {
            if (!groups.Contains(id))
                yield return new(GroupTable.Key(id), "is there, but no entry of the log made it");
            if (isDeleting != deleted.Contains(id))
                yield return new(GroupTable.Key(id), isDeleting ? "is being deleted, but no entry of the log says so" : "was deleted by the log");
        }

        foreach (var id in groups.Except(rows.Groups.Keys))
            yield return new(GroupTable.Key(id), "is missing: the log made it and did not remove it");
        foreach (var id in departments.Except(rows.Departments.Keys).Concat(rows.Departments.Keys.Except(departments)))
            yield return new($"d|{id:D}", departments.Contains(id) ? "is missing: the log made it and did not delete it" : "is there, but by the log it is not");
        foreach (var twice in Twice(rows.Groups.Values.Where(g => !g.IsDeleting).Select(g => g.Group.Name)).Concat(Twice(rows.Departments.Values.Select(d => d.Name))))
            yield return new("g|, d|", $"the name '{twice}' stands for two of one kind");

        IEnumerable<Guid> Left(string made, string removed) => parts[made].SelectMany(ids => ids).Except(parts[removed].SelectMany(ids => ids));
    }

    private static IEnumerable<string> Twice(IEnumerable<string> names) =>
        names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(same => same.Skip(1).Any()).Select(same => same.Key);
}

/// <summary>Follows each user through the log: every before-image is what the entry before it left.</summary>
internal sealed class UserReplay
{
    private readonly Dictionary<Guid, State> states = [];
    private readonly List<Finding> findings = [];

    public static IEnumerable<Finding> Of(TenantRows rows)
    {
        var replay = new UserReplay();
        foreach (var change in rows.Changes)
            replay.Meet(change, rows);
        foreach (var user in rows.Users.Values)
            replay.End(user);
        foreach (var (id, state) in replay.states.Where(pair => !rows.Users.ContainsKey(pair.Key)))
            replay.Miss(id, state, rows.Find(UserTable.PurgedKey(id)));
        return replay.findings;
    }

    private void Meet(CommittedChange change, TenantRows rows)
    {
        foreach (var id in UserReload.Concerned(change.What).Distinct())
        {
            // The state after an entry is the next one's image, or the row; here only what was before counts.
            var after = rows.Users.GetValueOrDefault(id) ?? new User { Id = id, Version = 0, CreatedAt = default, UpdatedAt = default, DisplayName = "", Email = "", RoleId = default, Lifecycle = default };
            var met = UserChange.Of(change, after)!;
            if (Mismatch(states.GetValueOrDefault(id), met.Before) is { } wrong)
                findings.Add(new(ChangeRow.Key(change.Number), $"{met.Kind} of user {id}: {wrong}"));
            states[id] = new(change.Number, met.Kind, met.Before?.Version ?? 0);
        }
    }

    private void End(User user)
    {
        var key = UserTable.Key(user.Id);
        if (!states.TryGetValue(user.Id, out var state))
            findings.Add(new(key, "is there, but no entry of the log made it"));
        else if (Mismatch(state, user) is { } wrong)
            findings.Add(new(key, wrong));
        else if (state.Kind == DeleteUser.Kind && user.Lifecycle is not Lifecycle.Deleted)
            findings.Add(new(key, $"is there, but entry {state.Number} of the log deleted it"));
    }

    private void Miss(Guid id, State state, Row? purged)
    {
        if (state.Kind != PurgeUsers.Kind)
            findings.Add(new(UserTable.Key(id), $"is missing: entry {state.Number} of the log wrote it"));
        else if (purged?.Number(Step.ChangeColumn) != state.Number)
            findings.Add(new(UserTable.PurgedKey(id), $"does not say that entry {state.Number} of the log purged the user"));
    }

    // A few fields change without a new version.
    private static string? Mismatch(State? state, User? image) => (state, image) switch
    {
        (null, null) => null,
        (null, _) => "what it was before stands there, but nothing made it",
        (_, null) => $"it was made a second time, after entry {state.Number}",
        _ when image.LastChange != state.Number => $"it names entry {image.LastChange} as the one before, but that is {state.Number}",
        _ when image.Version - state.VersionBefore is not (0 or 1) => $"its version is {image.Version}, but entry {state.Number} met version {state.VersionBefore}",
        _ => null,
    };

    private sealed record State(long Number, string Kind, int VersionBefore);
}
