using UserFunctions.Platform.Connector;
using UserFunctions.Tenants;

namespace UserFunctions.Departments;

#pragma warning disable CS1591 // Each property is described by its sentence, or where the department shows it.

/// <summary>A department to be created, as a body says it; what <see cref="DepartmentFields"/> reads.</summary>
[DescribedBy(typeof(DepartmentView))]
public sealed record DepartmentBody
{
    [Field("Name of the department, at most 100 characters; no two departments have the same one, whatever its case.", IsRequired = true)]
    public string? Name { get; init; }

    [Field("Names or ids of the groups that answer for the department, at most 100; none unless given.", Lookup = "groups")]
    public IReadOnlyList<string>? LinkedGroups { get; init; }

    [Field("Where calls that came through the department go when the agent cannot be reached at that time; they end unless it is given.", Visibility = Visibility.Advanced)]
    public FailoverBody? Failover { get; init; }
}

/// <summary>What a body changes of a department: what it does not name stays.</summary>
[DescribedBy(typeof(DepartmentView))]
public sealed record DepartmentChanges
{
    public string? Name { get; init; }

    [Field("Names or ids of all groups that answer for the department from then on, at most 100; an empty list takes all away.", Lookup = "groups")]
    public IReadOnlyList<string>? LinkedGroups { get; init; }

    [Field("Where calls that came through the department go when the agent cannot be reached at that time; null: they end.", Visibility = Visibility.Advanced)]
    public FailoverBody? Failover { get; init; }
}

/// <summary>The query of a creation.</summary>
public record CreateDepartmentQuery
{
    [Field("True: a group that is named and not there is made, which takes the permission groups.write. False unless given.", Visibility = Visibility.Advanced)]
    public bool? CreateMissing { get; init; }
}

/// <summary>The query of a change (S075, S081).</summary>
public sealed record ChangeDepartmentQuery : CreateDepartmentQuery
{
    [Field("True: groups are taken away although nobody would be left to answer for the department. False unless given, and it is refused then.", Visibility = Visibility.Advanced)]
    public bool? Force { get; init; }
}

/// <summary>The query of a deletion.</summary>
public sealed record DeleteDepartmentQuery
{
    [Field("True: also a department in use is deleted; its users stay and have none from then on. False unless given, and it is refused then.", Visibility = Visibility.Advanced)]
    public bool? Force { get; init; }
}
