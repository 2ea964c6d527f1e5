namespace UserFunctions.Platform.Events;

/// <summary>Something that callers can be told of: an event of the domain, made of what the change log says.</summary>
/// <param name="Name">Dotted, never changed once released: <c>user.created</c>.</param>
/// <param name="Title">What a designer shows in a dropdown.</param>
/// <param name="Description">A sentence with a full stop.</param>
/// <param name="Data">Record of its flat data.</param>
/// <param name="Permission">What a caller needs to be told of it: nobody is told what they may not read.</param>
public sealed record EventType(string Name, string Title, string Description, Type Data, string Permission)
{
    /// <summary>The name as a part of ids and keys.</summary>
    public string Slug => Name.Replace('.', '-');

    /// <summary>False: it is about no user, so it has no department, group or role that a filter could look at.</summary>
    public bool IsOfUser { get; init; } = true;
}

/// <summary>What a room says that happened.</summary>
/// <param name="Type">One of the room's types.</param>
/// <param name="Change">Number of the change that it came with.</param>
/// <param name="Subject">What it happened to, as a path below <c>/api/</c>: <c>users/{id}</c>. Of one subject the events are told in order.</param>
/// <param name="Data">What the thing was right behind that change, not what it is by now.</param>
/// <param name="Marks">What filters look at.</param>
public sealed record RoomEvent(EventType Type, long Change, string Subject, EventData Data, EventMarks Marks);

/// <summary>What filters look at: names and ids, those of before and of behind the change.</summary>
/// <param name="Departments">Departments.</param>
/// <param name="Groups">Groups.</param>
/// <param name="Roles">Roles.</param>
/// <param name="Changes">Names of the fields that changed; null: the event has none, and no filter on them holds it back.</param>
public sealed record EventMarks(IReadOnlySet<string> Departments, IReadOnlySet<string> Groups, IReadOnlySet<string> Roles, IReadOnlyList<string>? Changes)
{
    private static readonly HashSet<string> Nothing = [];

    /// <summary>Of what belongs to nobody.</summary>
    public static EventMarks None { get; } = new(Nothing, Nothing, Nothing, null);
}

/// <summary>Which events a caller wants; each part that is null lets everything pass.</summary>
/// <param name="Department">Id of a department that the subject was or is in.</param>
/// <param name="Group">Id of a group.</param>
/// <param name="Role">Id of a role.</param>
/// <param name="ChangedFields">One of these fields must have changed; events without changed fields pass.</param>
public sealed record EventFilter(string? Department, string? Group, string? Role, IReadOnlyList<string>? ChangedFields)
{
    /// <summary>Lets everything pass.</summary>
    public static EventFilter None { get; } = new(null, null, null, null);

    /// <summary>True when the event is wanted.</summary>
    public bool Passes(EventMarks marks) =>
        (Department is null || marks.Departments.Contains(Department))
        && (Group is null || marks.Groups.Contains(Group))
        && (Role is null || marks.Roles.Contains(Role))
        && (ChangedFields is not { Count: > 0 } || marks.Changes is null || ChangedFields.Any(field => marks.Changes.Contains(field, StringComparer.OrdinalIgnoreCase)));

    /// <summary>True when both want the same.</summary>
    public bool SameAs(EventFilter other) =>
        (Department, Group, Role) == (other.Department, other.Group, other.Role)
        && (ChangedFields ?? []).Order(StringComparer.Ordinal).SequenceEqual((other.ChangedFields ?? []).Order(StringComparer.Ordinal));
}

/// <summary>The seam by which a room says what its changes mean to callers outside.</summary>
/// <param name="Types">Its types.</param>
/// <param name="Concerns">False when a change certainly means none of them: it is asked before anything is read.</param>
/// <param name="Read">The events of changes that follow one another in a tenant's log, oldest first. Asked again it says the same.</param>
public sealed record EventSource(
    IReadOnlyList<EventType> Types, Func<Storage.Change, bool> Concerns, Func<string, IReadOnlyList<Storage.CommittedChange>, CancellationToken, Task<IReadOnlyList<RoomEvent>>> Read);
