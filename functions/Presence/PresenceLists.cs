namespace UserFunctions.Presence;

/// <summary>Names of the watch lists that the sweep of statuses looks at.</summary>
internal static class PresenceLists
{
    /// <summary>Everybody who has or had a device.</summary>
    public const string Online = "online";

    /// <summary>Everybody with a next status.</summary>
    public const string Next = "next";

    /// <summary>Each tenant with a status that has an idle time.</summary>
    public const string Idle = "idle";
}
