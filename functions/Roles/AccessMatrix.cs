namespace UserFunctions.Roles;

/// <summary>One row of the table of what each access role may do (S060).</summary>
/// <param name="Permission">Its name.</param>
/// <param name="What">In words.</param>
/// <param name="Admin">For <see cref="AccessRole.Admin"/>.</param>
/// <param name="Standard">For <see cref="AccessRole.Standard"/>.</param>
/// <param name="NoAccess">For <see cref="AccessRole.NoAccess"/>.</param>
public sealed record AccessRule(string Permission, string What, bool Admin, bool Standard, bool NoAccess)
{
    /// <summary>The cell of an access role.</summary>
    public bool Allows(AccessRole role) => role switch
    {
        AccessRole.Admin => Admin,
        AccessRole.Standard => Standard,
        _ => NoAccess,
    };
}

/// <summary>What each access role may do (S060): thirty cells.</summary>
public static class AccessMatrix
{
    /// <summary>One's own recordings are transcribed and analysed; it can be switched off for a user.</summary>
    public const string OwnAnalysed = "recordings.own.analysed";

    /// <summary>May manage users (S014).</summary>
    public const string UserManagement = "userManagement";

    /// <summary>The rows, in the order of the source.</summary>
    public static IReadOnlyList<AccessRule> Rows { get; } =
    [
        new(OwnAnalysed, "own recordings are transcribed and analysed", Admin: true, Standard: true, NoAccess: true),
        new("recordings.own.query", "query own recordings, transcriptions and analysis", Admin: true, Standard: true, NoAccess: false),
        new("recordings.own.delete", "delete own recordings, transcriptions and analysis", Admin: true, Standard: true, NoAccess: false),
        new("recordings.own.rate", "rate own transcriptions", Admin: true, Standard: true, NoAccess: false),
        new("recordings.all.query", "query all recordings, transcriptions and analysis", Admin: true, Standard: false, NoAccess: false),
        new(UserManagement, "manage users", Admin: true, Standard: false, NoAccess: false),
        new("dashboard", "open the dashboard", Admin: true, Standard: true, NoAccess: false),
        new("dashboard.filterOwn", "filter the dashboard on own recordings", Admin: true, Standard: true, NoAccess: false),
        new("dashboard.filterAll", "filter the dashboard on all recordings", Admin: true, Standard: false, NoAccess: false),
        new("alarm.create", "create alarms for sentiments and words", Admin: true, Standard: false, NoAccess: false),
    ];

    /// <summary>The row of a permission; null when it is none of the table's.</summary>
    public static AccessRule? Find(string permission) => Rows.FirstOrDefault(row => row.Permission == permission);
}
