using UserFunctions.Platform.Search;

namespace UserFunctions.Users;

/// <summary>All users of a tenant that are not deleted, from memory, as of one position of its change log. Immutable.</summary>
public sealed class UserIndex
{
    internal UserIndex(long position, MemoryIndex rows) => (Position, Rows) = (position, rows);

    /// <summary>Number of the last change that it reflects.</summary>
    public long Position { get; }

    /// <summary>How many users there are.</summary>
    public int Count => Rows.Count;

    internal MemoryIndex Rows { get; }

    /// <summary>How many users have the role.</summary>
    public int CountWithRole(Guid role) => Rows.CountOf(Has(UserEntry.Role, role));

    /// <summary>Ids of the users with the role, in the order of their ids.</summary>
    public IReadOnlyList<Guid> WithRole(Guid role) => Rows.IdsOf(Has(UserEntry.Role, role));

    /// <summary>Ids of the group's members.</summary>
    public IReadOnlyList<Guid> MembersOf(Guid group) => Rows.IdsOf(RowFilter.Shared(UserEntry.Groups, value => value is Guid[] groups && groups.Contains(group)));

    /// <summary>Ids of the users of the department.</summary>
    public IReadOnlyList<Guid> OfDepartment(Guid department) => Rows.IdsOf(Has(UserEntry.Department, department));

    /// <summary>Ids of the users that answer for the client.</summary>
    public IReadOnlyList<Guid> WithClient(Guid client) => Rows.IdsOf(Linked(links => links.Clients.Contains(client)));

    /// <summary>Ids of the users that the caller ID is allowed to, or that an area code, or a report scope, binds to it.</summary>
    public IReadOnlyList<Guid> WithCallerId(string number) => Rows.IdsOf(Linked(links => links.CallerIds.Contains(number)));

    /// <summary>Ids of the users with the time group.</summary>
    public IReadOnlyList<Guid> WithTimeGroup(Guid timeGroup) => Rows.IdsOf(Linked(links => links.TimeGroup == timeGroup));

    /// <summary>How many users have the app's licence: given by hand, or by the tenant's default where nothing was said by hand (S066, S067).</summary>
    /// <param name="app">One of the tenant's apps.</param>
    /// <param name="byDefault">The tenant's default for it.</param>
    public int CountLicensed(string app, bool byDefault) =>
        Rows.CountOf(RowFilter.Shared(UserEntry.Licences, value => value is Dictionary<string, bool> byHand ? byHand.GetValueOrDefault(app, byDefault) : byDefault));

    private static RowFilter Has(int column, Guid id) => RowFilter.Shared(column, value => value is Guid known && known == id);

    private static RowFilter Linked(Func<UserLinks, bool> passes) => RowFilter.Shared(UserEntry.Links, value => value is UserLinks links && passes(links));
}
