using UserFunctions.Platform.Http;

namespace UserFunctions.Roles;

/// <summary>What a user is in one of the apps (S063).</summary>
public enum AppRole
{
    /// <summary>Nothing: the app is not there for the user.</summary>
    None,

    /// <summary>An agent (S068).</summary>
    Agent,

    /// <summary>An administrator (S069).</summary>
    Administrator,

    /// <summary>The owner (S070).</summary>
    Owner,

    /// <summary>Sees their own recordings.</summary>
    OwnRecordings,

    /// <summary>Sees everybody's recordings.</summary>
    AllRecordings,
}

/// <summary>What access role and licences make of a user in each app (S063).</summary>
public static class AppAccess
{
    /// <summary>The agents' desk.</summary>
    public const string Smartflows = "Smartflows";

    /// <summary>Recording of calls. Its source gives it no roles of its own; recordings are seen as in <see cref="VoiceAnalytics"/>.</summary>
    public const string CallRecording = "CallRecording";

    /// <summary>Transcription and analysis of recordings.</summary>
    public const string VoiceAnalytics = "VoiceAnalytics";

    /// <summary>The virtual receptionist.</summary>
    public const string VirtualReceptionist = "VirtualReceptionist";

    private static readonly Dictionary<string, (AppRole Standard, AppRole Admin, AppRole Owner)> Mapping = new(StringComparer.Ordinal)
    {
        [Smartflows] = (AppRole.Agent, AppRole.Administrator, AppRole.Owner),
        [CallRecording] = (AppRole.OwnRecordings, AppRole.AllRecordings, AppRole.AllRecordings),
        [VoiceAnalytics] = (AppRole.OwnRecordings, AppRole.AllRecordings, AppRole.AllRecordings),
        [VirtualReceptionist] = (AppRole.None, AppRole.Administrator, AppRole.Administrator),
    };

    /// <summary>What a user is in an app: without its licence nothing, without access nothing (S062); the owner is the owner whatever the access role.</summary>
    public static AppRole EffectiveRole(AccessRole accessRole, string app, bool isLicensed, bool isOwner)
    {
        if (!isLicensed || !Mapping.TryGetValue(app, out var roles))
            return AppRole.None;
        return isOwner ? roles.Owner : accessRole switch
        {
            AccessRole.Admin => roles.Admin,
            AccessRole.Standard => roles.Standard,
            _ => AppRole.None,
        };
    }

    /// <summary>What a role in <see cref="Smartflows"/> allows at the desk (S068-S070).</summary>
    public static IEnumerable<string> PermissionsOf(AppRole role) => role switch
    {
        AppRole.Agent => Permission.OfDesk.Where(Role.Agent.Allowed.Contains),
        AppRole.Administrator or AppRole.Owner => Permission.OfDesk,
        _ => [],
    };

    /// <summary>What the access role Admin can come to: whoever gives it has to have that.</summary>
    public static IReadOnlyList<string> PermissionsOfAdmin { get; } = [Permission.UsersRead, Permission.UsersWrite, .. Permission.OfDesk];
}
