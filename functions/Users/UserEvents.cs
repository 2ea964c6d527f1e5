using UserFunctions.Platform.Events;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;

namespace UserFunctions.Users;

/// <summary>What changes of users mean to callers outside. What an event is follows from what the user was before and behind the change, not from who wrote it.</summary>
public sealed class UserEvents(UserStates states, UserLog history, Facts facts)
{
    /// <summary>A user is there.</summary>
    public static EventType Created { get; } = new(
        "user.created", "User created", "A user was created, by a form, a flow, a file or another system; those of an import of all or none when it has ended.", typeof(UserEventData), Permission.UsersRead);

    /// <summary>A user is another.</summary>
    public static EventType Changed { get; } = new("user.changed", "User changed", "Fields of a user were changed; the status alone is no change.", typeof(UserEventData), Permission.UsersRead);

    /// <summary>A user is gone.</summary>
    public static EventType Deleted { get; } = new("user.deleted", "User deleted", "A user was deleted; for 30 days it can be restored.", typeof(UserEventData), Permission.UsersRead);

    /// <summary>A user is back.</summary>
    public static EventType Restored { get; } = new("user.restored", "User restored", "A deleted user was restored.", typeof(UserEventData), Permission.UsersRead);

    /// <summary>What filters of events about users may name.</summary>
    public static EventWords Words { get; } = new(facts => new(RoleList.Of(facts).All.Select(role => new NamedThing(role.Id, role.Name))), [.. UserImage.Names.Where(name => name is not (Status or Gone))]);

    // The status has an event of its own, and so has a deletion.
    private const string Status = "presence";
    private const string Gone = "deletedAt";

    // Changes that are looked at of a user who was changed by an import of all or none, while it ran.
    private const int MostLooked = 50;

    /// <summary>The room's seam.</summary>
    public EventSource Source => new([Created, Changed, Deleted, Restored], UserStates.Concerns, Read);

    private async Task<IReadOnlyList<RoomEvent>> Read(string tenant, IReadOnlyList<CommittedChange> changes, CancellationToken cancellationToken)
    {
        var moments = await states.Read(tenant, changes, cancellationToken);
        var known = await facts.ForReading(tenant, [], cancellationToken);
        var told = new List<RoomEvent?>();
        foreach (var moment in moments)
            told.Add(moment.Is(CreateUser.CommittedChangesKind) ? await Committed(tenant, moment, known, cancellationToken) : Of(moment, known));
        return [.. told.OfType<RoomEvent>()];
    }

    // What an import of all or none did to a user is told when it has ended, in one event. Whatever others did to the user while it ran was told by itself.
    private async Task<RoomEvent?> Committed(string tenant, UserMoment moment, TenantFacts facts, CancellationToken cancellationToken)
    {
        if (moment.After is not { Lifecycle: not Lifecycle.Deleted } after)
            return null;
        var (before, fields, looked) = ((User?)null, new List<string>(), 0);
        await foreach (var change in history.Back(tenant, after, cancellationToken))
        {
            var isOfImport = change.Entry.By == moment.Entry.By;
            if (isOfImport && change.Before is not null)
                fields.AddRange(Fields(before = change.Before, change.After, change.SetsPassword, facts));
            if ((!isOfImport && before is not null) || ++looked == MostLooked)
                break;
        }

        return fields.Count == 0 ? null : Told(Changed, moment with { Before = before }, [.. fields.Distinct()], facts);
    }

    private static IEnumerable<string> Fields(User before, User after, bool setsPassword, TenantFacts facts) =>
        UserImage.Difference(before, after, setsPassword, facts).Select(change => change.Field).Where(field => field != Status);

    private static RoomEvent? Of(UserMoment moment, TenantFacts facts)
    {
        if (moment.After is not { } after || IsPending(moment.Entry.What))
            return null;
        if (moment.Before is not { } before)
            return moment.Is(CreateUser.Kind) || moment.Is(CreateUser.BulkKind) || moment.Is(CreateUser.CommittedKind) ? Told(Created, moment, [], facts) : null;
        var (was, isGone) = (before.Lifecycle is Lifecycle.Deleted, after.Lifecycle is Lifecycle.Deleted);
        if (was != isGone)
            return Told(isGone ? Deleted : Restored, moment, [], facts);
        var changes = Fields(before, after, moment.Is(Credential.Kind), facts).ToList();
        return isGone || changes.Count == 0 ? null : Told(Changed, moment, changes, facts);
    }

    // What an import of all or none writes is told at its end, and what it takes back was never told.
    private static bool IsPending(Change change) => change.Parts.Any(part => part.Kind is CreateUser.AtomicKind or CreateUser.TakenBackKind);

    private static RoomEvent Told(EventType type, UserMoment moment, IReadOnlyList<string> changes, TenantFacts facts) =>
        new(type, moment.Entry.Number, SubjectOf(moment.Id), DataOf(moment.After!, changes, facts), MarksOf(moment, type == Changed ? changes : null, facts));

    /// <summary>What an event about a user is about.</summary>
    internal static string SubjectOf(Guid user) => $"users/{user:D}";

    /// <summary>What filters look at: who moves from one department to another concerns both.</summary>
    internal static EventMarks MarksOf(UserMoment moment, IReadOnlyList<string>? changes, TenantFacts facts)
    {
        var (departments, groups, roles) = (Set(), Set(), Set());
        foreach (var user in new[] { moment.Before, moment.After }.OfType<User>())
        {
            if (user.DepartmentId is { } department)
                Add(departments, department, facts.Departments.NameOf(department));
            foreach (var group in user.GroupIds)
                Add(groups, group, facts.Groups.NameOf(group));
            Add(roles, user.RoleId, RoleList.Of(facts).Find(user.RoleId)?.Name);
        }

        return new(departments, groups, roles, changes);

        static HashSet<string> Set() => new(StringComparer.OrdinalIgnoreCase);
        static void Add(HashSet<string> to, Guid id, string? name) => to.UnionWith(name is null ? [id.ToString("D")] : [id.ToString("D"), name]);
    }

    private static UserEventData DataOf(User user, IReadOnlyList<string> changes, TenantFacts facts)
    {
        var groups = user.GroupIds.Select(id => facts.Groups.NameOf(id)).OfType<string>().ToList();
        return new()
        {
            Id = user.Id,
            Version = user.Version,
            Email = user.Email,
            DisplayName = user.DisplayName,
            GivenName = user.GivenName,
            FamilyName = user.FamilyName,
            Phone = user.Phone,
            Designation = user.Designation,
            ExternalId = user.ExternalId,
            Department = facts.Departments.NameOf(user.DepartmentId),
            DepartmentId = user.DepartmentId,
            Groups = [.. groups.Take(UserEventData.MostListed)],
            Role = RoleNameOf(user, facts),
            ExtensionNumber = user.HeldNumber,
            Lifecycle = user.Lifecycle.ToString(),
            AccountEnabled = user.Login.AccountEnabled,
            AgentState = user.AgentState.ToString(),
            Presence = user.Presence.ToString(),
            AgentStatus = user.IsAgentActive ? UserView.Active : UserView.Offline,
            CreatedAt = user.CreatedAt,
            UpdatedAt = user.UpdatedAt,
            Changes = changes,
            IsCut = groups.Count > UserEventData.MostListed,
        };
    }

    /// <summary>The role by name; one that is gone counts as that of an agent, as everywhere.</summary>
    internal static string RoleNameOf(User user, TenantFacts facts) => RoleList.Of(facts).Find(user.RoleId)?.Name ?? Role.Agent.Name;
}
