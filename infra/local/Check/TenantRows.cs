using UserFunctions.Departments;
using UserFunctions.Groups;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Local.Check;

/// <summary>Something that must hold and does not.</summary>
/// <param name="Row">Key of the row that is wrong, or that is missing.</param>
/// <param name="Wrong">What is wrong with it.</param>
public sealed record Finding(string Row, string Wrong)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Row}: {Wrong}";
}

/// <summary>A tenant's rows, read as the app reads them; a row that cannot be read is a finding.</summary>
internal sealed class TenantRows
{
    private readonly Dictionary<string, Row> byKey;

    public TenantRows(IReadOnlyList<Row> rows)
    {
        byKey = rows.ToDictionary(row => row.Key, StringComparer.Ordinal);
        Users = Read(UserTable.Prefix, UserColumns.Read).ToDictionary(pair => pair.Thing.Id, pair => pair.Thing);
        Groups = Read(GroupTable.Prefix, row => (GroupTable.Read(row), row.Flag("deleting"))).ToDictionary(pair => pair.Thing.Item1.Id, pair => pair.Thing);
        Departments = Read(DepartmentTable.Prefix, DepartmentTable.Read).ToDictionary(pair => pair.Thing.Id, pair => pair.Thing);
        Changes = [.. Read(ChangeRow.Prefix, ChangeRow.Read).Select(pair => pair.Thing).OrderBy(change => change.Number)];
        Settings = [.. Under(Facts.SettingsPrefix)];
    }

    public List<Finding> Unreadable { get; } = [];

    /// <summary>All users, tombstones too.</summary>
    public IReadOnlyDictionary<Guid, User> Users { get; }

    /// <summary>Groups, and whether their members are being let go.</summary>
    public IReadOnlyDictionary<Guid, (Group Group, bool IsDeleting)> Groups { get; }

    public IReadOnlyDictionary<Guid, Department> Departments { get; }

    /// <summary>The log in its order.</summary>
    public IReadOnlyList<CommittedChange> Changes { get; }

    public IReadOnlyList<Row> Settings { get; }

    public IEnumerable<User> LiveUsers => Users.Values.Where(user => user.Lifecycle is not Lifecycle.Deleted);

    public Row? Find(string key) => byKey.GetValueOrDefault(key);

    public IEnumerable<Row> Under(string prefix) => byKey.Values.Where(row => row.Key.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(row => row.Key, StringComparer.Ordinal);

    /// <summary>The rows below a prefix with what they hold.</summary>
    public IReadOnlyList<(Row Row, T Thing)> Read<T>(string prefix, Func<Row, T> read)
    {
        var things = new List<(Row, T)>();
        foreach (var row in Under(prefix))
        {
            try
            {
                things.Add((row, read(row)));
            }
            catch (Exception exception)
            {
                Unreadable.Add(new(row.Key, $"cannot be read: {exception.Message}"));
            }
        }

        return things;
    }
}
