using System.Text.Json.Serialization;
using UserFunctions.Platform.Http;
using UserFunctions.Roles;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

/// <summary>A person of the contact centre.</summary>
public sealed record User
{
    /// <summary>Groups a user may be in: with two rows a group a change of all of them still fits one batch.</summary>
    public const int MaxGroups = 40;

    /// <summary>How long a deleted user can be restored; then what is left of it is removed for good (S104).</summary>
    public static readonly TimeSpan RestorableFor = TimeSpan.FromDays(30);

    /// <summary>GUID v7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Starts at 1 and grows by one a change; the ETag.</summary>
    public required int Version { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Full name (S001), 1-200 characters.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Given name, at most 100 characters (200 when split from a full name); the whole of a full name of one word; null when unknown.</summary>
    public string? GivenName { get; init; }

    /// <summary>Family name, at most 100 characters; null when the full name is one word.</summary>
    public string? FamilyName { get; init; }

    /// <summary>As it was sent; unique per tenant without regard to case (S003).</summary>
    public required string Email { get; init; }

    /// <summary>Ten digits (S004); null: none.</summary>
    public string? Phone { get; init; }

    /// <summary>Job title (S002).</summary>
    public string? Designation { get; init; }

    /// <summary>Free texts for company purposes (S012), the first is the primary one.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Department (S011); null: none.</summary>
    public Guid? DepartmentId { get; init; }

    /// <summary>Internal number (S010), unique per tenant; null: none.</summary>
    public string? ExtensionNumber { get; init; }

    /// <summary>The role (S043).</summary>
    public required Guid RoleId { get; init; }

    /// <summary>The id that another system knows the user by, unique per tenant; null: none.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Level of access to the platform (S061).</summary>
    public AccessRole AccessRole { get; init; } = AccessRole.Standard;

    /// <summary>
    /// Licences given or taken by hand (S067); an app that is not named follows the tenant's default (S066). A <c>false</c> is kept although it is the default, so
    /// that a later default does not give it back, unless the body is a form sent back (it names <c>id</c> or <c>version</c>); a <c>true</c> that is the default is not.
    /// </summary>
    public IReadOnlyDictionary<string, bool> Licences { get; init; } = new Dictionary<string, bool>();

    /// <summary>True: the person's own recordings are not analysed (first row of S060).</summary>
    public bool AnalysisDisabled { get; init; }

    /// <summary>Names the stored profile image (S007); null: none.</summary>
    public string? ProfileImage { get; init; }

    /// <summary>Telephony.</summary>
    public CallingSettings Calling { get; init; } = new();

    /// <summary>Access.</summary>
    public LoginSettings Login { get; init; } = new();

    /// <summary>Clients, channels and limits.</summary>
    public WorkSettings Work { get; init; } = new();

    /// <summary>May be routed to.</summary>
    public AgentState AgentState { get; init; }

    /// <summary>As last set by the agent or an admin; a copy of the hot row for lists and answers, written with the log.</summary>
    public PresenceClass Presence { get; init; } = PresenceClass.Inactive;

    /// <summary>The tenant's own status that presence is the class of; null: the one that every tenant has.</summary>
    public string? StatusId { get; init; }

    /// <summary>A device of the user is signed in at the moment (S056); a copy of the hot rows, like presence.</summary>
    public bool HasSession { get; init; }

    /// <summary>Gets nothing new until what is open is done, because another status comes then; a copy of the hot row.</summary>
    public bool IsDraining { get; init; }

    /// <summary>When presence was changed, by the clock of whoever did; null: never.</summary>
    public DateTimeOffset? PresenceChangedAt { get; init; }

    /// <summary>Groups in the order given; the first is the primary one (S074).</summary>
    public IReadOnlyList<Guid> GroupIds { get; init; } = [];

    /// <summary>Pending until the invitation is accepted (S120).</summary>
    public required Lifecycle Lifecycle { get; init; }

    /// <summary>When it was deleted; null: it was not. A deleted user keeps what it was, so that it can be restored, and holds none of it.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>The number of the change that wrote the user as it is here; in a before-image it leads to the change before. Null on a user that was not read.</summary>
    public long? LastChange { get; init; }

    /// <summary>What <see cref="Lifecycle"/> was before the deletion; null unless deleted.</summary>
    public Lifecycle? DeletedFrom { get; init; }

    /// <summary>When it was last restored: invitations from before are void; null: never.</summary>
    public DateTimeOffset? RestoredAt { get; init; }

    /// <summary>The version that the user was last shut out with (disabled, blocked, deleted, another way of signing in): sessions that began with an earlier one are over, also when the user may sign in again. 0: never.</summary>
    public int SessionsSince { get; init; }

    /// <summary>The secret that this write gave the user's extension, to be shown this once (S019); null: it gave none. It is never stored.</summary>
    [JsonIgnore]
    public string? ExtensionSecret { get; init; }

    /// <summary>The table's own ETag; null on a user that was not read from it.</summary>
    [JsonIgnore]
    public string? RowETag { get; init; }

    /// <summary>Ids of what an answer shows by name.</summary>
    [JsonIgnore]
    public IEnumerable<Guid> NamedIds => DepartmentId is { } department ? GroupIds.Append(department) : GroupIds;

    /// <summary>The extension number that nobody else can have; null: none.</summary>
    [JsonIgnore]
    public string? HeldNumber => Lifecycle is Lifecycle.Deleted ? null : ExtensionNumber;

    /// <summary>The groups that list the user.</summary>
    [JsonIgnore]
    public IReadOnlyList<Guid> HeldGroupIds => Lifecycle is Lifecycle.Deleted ? [] : GroupIds;

    /// <summary>The user, as far as other rooms have to know one.</summary>
    [JsonIgnore]
    internal KnownUser Known => new(Id, RoleId, AccessRole, !Login.AccountEnabled ? "disabled" : AgentState is AgentState.Blocked ? "blocked" : null);

    /// <summary>Splits a full name on its last blank (S001).</summary>
    public static (string? Given, string? Family) Split(string displayName)
    {
        var at = displayName.LastIndexOf(' ');
        return at < 0 ? (displayName, null) : (displayName[..at].TrimEnd(), displayName[(at + 1)..]);
    }

    /// <summary>Joins two names to a full one; null when both are.</summary>
    public static string? Join(string? given, string? family) =>
        string.Join(' ', new[] { given, family }.Where(n => n is not null)) is { Length: > 0 } name ? name : null;

    /// <summary>What the user signs in with (S045).</summary>
    [JsonIgnore]
    public string LoginId => Login.LoginIdSameAsEmail ? Email : Login.LoginId ?? Email;

    /// <summary>False: the access role keeps the user out (S062); never the owner.</summary>
    [JsonIgnore]
    public bool HasAccess => AccessRole is not AccessRole.NoAccess || RoleId == Role.Owner.Id;

    [JsonIgnore]
    private bool MaySignIn => Lifecycle is Lifecycle.Active && Login is { AccountEnabled: true, WebLoginBlocked: false } && AgentState is not AgentState.Blocked && HasAccess;

    /// <summary>The user as it is written behind <paramref name="before"/>: whoever may not sign in any more has no session any more.</summary>
    internal User EndingSessions(User before)
    {
        var isShutOut = (before.MaySignIn && !MaySignIn) || before.Login.AuthenticationMethod != Login.AuthenticationMethod;
        var since = isShutOut ? Version : Math.Max(before.SessionsSince, SessionsSince);
        return since == SessionsSince ? this : this with { SessionsSince = since };
    }

    /// <summary>Where calls are forwarded (S026, S027); null: nowhere.</summary>
    [JsonIgnore]
    public string? CallForwardNumber => Calling.CallForwardSameAsUserNumber ? Phone : Calling.CallForwardNumber;

    /// <summary>
    /// Active when calls could reach the agent (S096): enabled, and either signed in on some device or not bound to it (S058). Derived, never written.
    /// </summary>
    [JsonIgnore]
    public bool IsAgentActive =>
        Lifecycle is Lifecycle.Active && Login.AccountEnabled && AgentState is AgentState.Enabled && (!Login.LoginBasedCalling || HasSession);

    /// <summary>The user without an extension number and without all that hangs on one: credentials, the leg of click-to-call, the bond to an address (S019, S021, S022).</summary>
    public User WithoutNumber() => this with
    {
        ExtensionNumber = null,
        Calling = Calling with
        {
            CreateAgentExtension = false,
            RouteAgentThrough = Calling.RouteAgentThrough is RouteAgentThrough.Extension ? RouteAgentThrough.Both : Calling.RouteAgentThrough,
            IpName = null,
        },
    };

    /// <summary>The user with what another one shows of the hot rows: it moves by itself, and says nothing new about the person.</summary>
    public User WithPresenceOf(User other) => this with
    {
        Presence = other.Presence,
        PresenceChangedAt = other.PresenceChangedAt,
        StatusId = other.StatusId,
        HasSession = other.HasSession,
        IsDraining = other.IsDraining,
    };

    /// <summary>True when both say the same about the person: version and times do not count.</summary>
    public bool SameAs(User other) => Said(this) == Said(other);

    private static string Said(User user) => Json.Write(user with { Version = 0, UpdatedAt = default });
}
