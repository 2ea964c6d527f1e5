using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Departments;

/// <summary>Who answers for a department: its own users and the members of its linked groups (S080, S082), and whether somebody is left to (S081).</summary>
public static class Staffing
{
    /// <summary>The department's linked groups that are there.</summary>
    public static IReadOnlyList<Guid> Links(Department department, NameList groups) => [.. department.LinkedGroupIds.Where(id => groups.NameOf(id) is not null)];

    /// <summary>Ids of the users of a department with these linked groups, each once, in the order of their ids.</summary>
    public static IReadOnlyList<Guid> Members(Guid department, IEnumerable<Guid> links, UserIndex users)
    {
        var members = new SortedSet<Guid>(users.OfDepartment(department));
        foreach (var group in links)
            members.UnionWith(users.MembersOf(group));
        return [.. members];
    }

    /// <summary>The refusal when linking these groups instead leaves nobody to a department that has somebody; null: it does not.</summary>
    public static Error? WhenLinked(Department before, Department after, NameList groups, UserIndex users)
    {
        var isEmptied = IsLive(Members(before.Id, Links(before, groups), users), users) && !IsLive(Members(after.Id, Links(after, groups), users), users);
        return Refusal(isEmptied ? [before] : []);
    }

    /// <summary>The refusal when deleting the group leaves nobody to a department that has somebody; null: it does not.</summary>
    public static Error? WhenDeleted(Guid group, IReadOnlyList<Department> departments, NameList groups, UserIndex users) =>
        WhenLeft(group, users.MembersOf(group), departments, groups, users);

    /// <summary>The refusal when these users' leaving the group leaves nobody to a department that has somebody; null: it does not.</summary>
    public static Error? WhenLeft(Guid group, IReadOnlyList<Guid> leaving, IReadOnlyList<Department> departments, NameList groups, UserIndex users)
    {
        if (!IsLive(leaving, users))
            return null;
        var stay = users.MembersOf(group).Except(leaving).ToList();
        return Refusal([.. departments.Where(d => d.LinkedGroupIds.Contains(group) && !IsLive(stay.Concat(Members(d.Id, Links(d, groups).Where(g => g != group), users)), users))]);
    }

    // Live: somebody could answer, now or when the invitation is accepted.
    private static bool IsLive(IEnumerable<Guid> members, UserIndex users) => members.Any(id => users.LifecycleOf(id) is Lifecycle.Active or Lifecycle.Pending);

    private static Error? Refusal(IReadOnlyList<Department> emptied) => emptied.Count == 0 ? null : Error.Conflict(
        "force", "department.emptied", $"Nobody would be left to answer for {string.Join(", ", emptied.Select(d => $"'{d.Name}'"))}: add somebody else first, or send force=true.");
}
