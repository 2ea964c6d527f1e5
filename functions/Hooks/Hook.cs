namespace UserFunctions.Hooks;

/// <summary>A door for what other systems send of their own accord: <c>POST /api/hooks/{name}</c>, by an API key or signed with the hook's secret.</summary>
/// <param name="Name">As the path names it.</param>
/// <param name="Permission">What whoever comes in must be allowed.</param>
public sealed record Hook(string Name, string Permission)
{
    /// <summary>How far the time of a signed request may be off, either way.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>For how long both secrets are taken after a rotation, unless the caller says otherwise.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    /// <summary>The most that it can be, in hours.</summary>
    public const int MostOverlapHours = 168;

    /// <summary>Status of a user.</summary>
    public static Hook Status { get; } = new("status", Platform.Http.Permission.PresenceWrite);

    /// <summary>Capacity of a user.</summary>
    public static Hook Capacity { get; } = new("capacity", Platform.Http.Permission.PresenceWrite);

    /// <summary>A user, who is made or changed.</summary>
    public static Hook Users { get; } = new("users", Platform.Http.Permission.UsersWrite);

    /// <summary>All there are.</summary>
    public static IReadOnlyList<Hook> All { get; } = [Status, Capacity, Users];

    /// <summary>The hook of this name; null when there is none.</summary>
    public static Hook? Find(string name) => All.FirstOrDefault(hook => hook.Name == name);
}
