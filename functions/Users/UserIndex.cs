using System.Collections.Immutable;

namespace UserFunctions.Users;

/// <summary>All users of a tenant that are not deleted, from memory, as of one position of its change log. Immutable.</summary>
public sealed class UserIndex
{
    private readonly ImmutableDictionary<Guid, User> users;

    internal UserIndex(long position, ImmutableDictionary<Guid, User> users) => (Position, this.users) = (position, users);

    /// <summary>Number of the last change that it reflects.</summary>
    public long Position { get; }

    /// <summary>How many users there are.</summary>
    public int Count => users.Count;

    /// <summary>How many users have the role.</summary>
    public int CountWithRole(Guid role) => users.Values.Count(user => user.RoleId == role);

    /// <summary>Ids of the users with the role, in the order of their ids.</summary>
    public IReadOnlyList<Guid> WithRole(Guid role) => Where(user => user.RoleId == role);

    /// <summary>Ids of the group's members.</summary>
    public IReadOnlyList<Guid> MembersOf(Guid group) => Where(user => user.GroupIds.Contains(group));

    /// <summary>Ids of the users of the department.</summary>
    public IReadOnlyList<Guid> OfDepartment(Guid department) => Where(user => user.DepartmentId == department);

    /// <summary>Ids of the users that answer for the client.</summary>
    public IReadOnlyList<Guid> WithClient(Guid client) => Where(user => user.Work.Clients.Any(access => access.ClientId == client));

    /// <summary>Ids of the users that the caller ID is allowed to, or that an area code, or a report scope, binds to it.</summary>
    public IReadOnlyList<Guid> WithCallerId(string number) => Where(user =>
        user.Calling.AllowedCallerIds.Contains(number) || user.Calling.AreaCodeCallerIds.Any(rule => rule.CallerId == number) || user.Login.CdrDids.Contains(number));

    /// <summary>Ids of the users with the time group.</summary>
    public IReadOnlyList<Guid> WithTimeGroup(Guid timeGroup) => Where(user => user.Calling.TimeGroupId == timeGroup);

    /// <summary>How many users have the app's licence: given by hand, or by the tenant's default where nothing was said by hand (S066, S067).</summary>
    /// <param name="app">One of the tenant's apps.</param>
    /// <param name="byDefault">The tenant's default for it.</param>
    public int CountLicensed(string app, bool byDefault) => users.Values.Count(user => user.Licences.GetValueOrDefault(app, byDefault));

    internal UserIndex With(long position, IEnumerable<KeyValuePair<Guid, User?>> changes)
    {
        var next = users.ToBuilder();
        foreach (var (id, user) in changes)
        {
            if (user is null or { Lifecycle: Lifecycle.Deleted })
                next.Remove(id);
            else
                next[id] = user;
        }

        return new(position, next.ToImmutable());
    }

    private ImmutableArray<Guid> Where(Func<User, bool> passes) =>
        [.. users.Values.Where(passes).Select(user => user.Id).OrderBy(id => id.ToString("D"), StringComparer.Ordinal)];
}
