using UserFunctions.Clients;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;
using UserFunctions.Tenants;

namespace UserFunctions.Local.Check;

/// <summary>What a check of a tenant came to.</summary>
/// <param name="Users">Users, without tombstones.</param>
/// <param name="Groups">Groups.</param>
/// <param name="Changes">Entries of the change log.</param>
/// <param name="Findings">What is wrong; empty when everything agrees.</param>
public sealed record CheckReport(int Users, int Groups, int Changes, IReadOnlyList<Finding> Findings)
{
    /// <summary>Conversations, also those that have ended.</summary>
    public int Conversations { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"checked {Users} users, {Groups} groups, {Changes} changes, {Conversations} conversations: {Findings.Count} findings";
}

/// <summary>
/// Whether a tenant's rows agree with each other: every value that must be unique, every membership and number both ways, and the change log with all of
/// them. Pure: all rows of the partition go in, what is wrong comes out. A department, client, time group or caller ID that a user names may be gone; answers hide that.
/// </summary>
public static class TenantCheck
{
    // What rooms read of the settings rows.
    private static readonly Func<TenantFacts, object>[] Readers =
    [
        TenantSettings.Of, RoleList.Of, ClientList.Of, CallerIdList.Of, TimeGroup.Names,
        facts => facts.SettingsUnder(TimeGroup.Prefix).Select(TimeGroupTable.Read).ToList(),
    ];

    /// <summary>Checks all rows that a tenant has in the table of the directory.</summary>
    public static CheckReport Of(IReadOnlyList<Row> all)
    {
        var rows = new TenantRows(all);
        var settings = Settings(rows);
        // Who owns the tenant and which roles there are stands in the settings.
        var users = settings.Count == 0 ? UserChecks.Of(rows) : [];
        IReadOnlyList<Finding> findings = [.. settings, .. users, .. LogChecks.Of(rows)];
        return new(rows.LiveUsers.Count(), rows.Groups.Count, rows.Changes.Count, [.. rows.Unreadable, .. findings]);
    }

    private static List<Finding> Settings(TenantRows rows)
    {
        var findings = new List<Finding>();
        foreach (var reader in Readers)
        {
            try
            {
                _ = reader(new(new([]), new([]), rows.Settings));
            }
            catch (Exception exception)
            {
                findings.Add(new(Facts.SettingsPrefix, $"the settings cannot be read: {exception.Message}"));
            }
        }

        return findings;
    }
}
