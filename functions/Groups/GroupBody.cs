using UserFunctions.Platform.Connector;

namespace UserFunctions.Groups;

#pragma warning disable CS1591 // Each property is described by its sentence, or where the group shows it.

/// <summary>A group to be created, as a body says it; what <see cref="Group.Create"/> reads.</summary>
[DescribedBy(typeof(GroupView))]
public sealed record GroupBody
{
    [Field("Name of the group, at most 100 characters; no two groups have the same one, whatever its case.", IsRequired = true)]
    public string? Name { get; init; }

    public string? Description { get; init; }
}

/// <summary>What a body changes of a group: what it does not name stays.</summary>
[DescribedBy(typeof(GroupView))]
public sealed record GroupChanges
{
    public string? Name { get; init; }

    public string? Description { get; init; }
}

/// <summary>Who is to come and who is to go, as a body says it; what <see cref="ChangeMembers"/> reads.</summary>
public sealed record MembersBody
{
    [Field("Ids or e-mail addresses of users to put into the group; at most 200 together with those to remove.", Lookup = "users")]
    public IReadOnlyList<string>? Add { get; init; }

    [Field("Ids or e-mail addresses of users to take out of the group; nobody stands in both lists.", Lookup = "users")]
    public IReadOnlyList<string>? Remove { get; init; }
}

/// <summary>The query of the list of groups: it describes what <see cref="ListGroups"/> filters by.</summary>
public sealed record GroupQuery
{
    [Field("Words that stand in the name or description of the group, as one piece, whatever their case and accents.")]
    public string? Search { get; init; }

    [Field("Only groups that answer for this department, by its name or id.", Lookup = "departments")]
    public string? Department { get; init; }

    [Field("Only groups that somebody with this role is in, by its name or id.", Lookup = "roles")]
    public string? Role { get; init; }
}

/// <summary>The query of what may leave a department without anybody (S081).</summary>
public sealed record StaffingQuery
{
    [Field("True: it is done although nobody would be left to answer for a department. False unless given, and it is refused then.", Visibility = Visibility.Advanced)]
    public bool? Force { get; init; }
}
