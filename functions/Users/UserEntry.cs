using System.Globalization;
using System.Text.Json.Serialization;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Search;
using UserFunctions.Roles;

namespace UserFunctions.Users;

/// <summary>What is one of few: the axes and switches of a user that lists show.</summary>
internal sealed record UserTraits(
    AccessRole AccessRole, AuthenticationMethod AuthenticationMethod, Lifecycle Lifecycle, AgentState AgentState, PresenceClass Presence,
    bool CallingAgent, bool AgentExtension, bool CreateAgentExtension, bool AccountEnabled, bool WebLoginBlocked, bool LoginBasedCalling, bool AnalysisDisabled, string? StatusId,
    bool HasSession, bool IsDraining)
{
    /// <summary>As <see cref="User.IsAgentActive"/>.</summary>
    public bool IsAgentActive =>
        Lifecycle is Lifecycle.Active && AccountEnabled && AgentState is AgentState.Enabled && (!LoginBasedCalling || HasSession);

    public static UserTraits Of(User user) => new(
        user.AccessRole, user.Login.AuthenticationMethod, user.Lifecycle, user.AgentState, user.Presence,
        user.Calling.CallingAgent, user.HeldNumber is not null, user.Calling.CreateAgentExtension, user.Login.AccountEnabled, user.Login.WebLoginBlocked,
        user.Login.LoginBasedCalling, user.AnalysisDisabled, user.StatusId, user.HasSession, user.IsDraining);
}

/// <summary>What a user refers to beside department, role and groups: for the questions of decisions.</summary>
internal sealed record UserLinks(
    IReadOnlyList<string>? OwnChannels, IReadOnlyList<ClientAccess> Clients, IReadOnlyList<string> CallerIds, int Allowed, Guid? TimeGroup, IReadOnlyList<string> Channels, string? IpName)
{
    /// <summary>The first of the caller IDs, in their order: those that are allowed.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> AllowedCallerIds => [.. CallerIds.Take(Allowed)];

    public static UserLinks? Of(User user)
    {
        string[] callerIds = [.. user.Calling.AllowedCallerIds.Concat(user.Calling.AreaCodeCallerIds.Select(rule => rule.CallerId)).Concat(user.Login.CdrDids).Distinct()];
        string[] channels =
        [
            .. (user.Work.Channels ?? []).Concat(user.Work.Clients.SelectMany(access => access.Channels)).Concat(user.Work.ChannelLimits.Keys).Distinct(StringComparer.OrdinalIgnoreCase),
        ];
        return user.Work.Clients.Count == 0 && callerIds.Length == 0 && channels.Length == 0 && user is { Work.Channels: null, Calling: { TimeGroupId: null, IpName: null } }
            ? null : new(user.Work.Channels, user.Work.Clients, callerIds, user.Calling.AllowedCallerIds.Count, user.Calling.TimeGroupId, channels, user.Calling.IpName);
    }
}

/// <summary>
/// A user as the index keeps it: all of it but the table's own ETag. Names of departments, groups and roles are not in it: they are looked up when somebody asks, so a new name
/// shows at once.
/// </summary>
internal static class UserEntry
{
    public const int Version = 0, CreatedAt = 1, UpdatedAt = 2, LastChange = 3, PresenceChangedAt = 4;

    public const int DisplayName = 0, GivenName = 1, FamilyName = 2, Email = 3, Phone = 4, ExternalId = 5, LoginId = 6, ExtensionNumber = 7, CallForwardNumber = 8, Own = 9;

    public const int Traits = 0, Department = 1, Role = 2, Licences = 3, Groups = 4, Tags = 5, Designation = 6, Links = 7, Calling = 8, Login = 9, Work = 10;

    /// <summary>Of hits of one kind names come before addresses, these before numbers, these before departments.</summary>
    public const int DepartmentWeight = 1;

    /// <summary>The columns. Grow the version when an entry is made differently.</summary>
    public static IndexShape Shape { get; } = new(
        5,
        ["version", "createdAt", "updatedAt", "lastChange", "presenceChangedAt"],
        ["displayName", "givenName", "familyName", "email", "phone", "externalId", "loginId", "extensionNumber", "callForwardNumber", "own"],
        [
            new("traits", text => Json.Read<UserTraits>(text)!),
            new("department", text => Guid.Parse(text)),
            new("role", text => Guid.Parse(text)),
            new("licences", text => Json.Read<Dictionary<string, bool>>(text)!),
            new("groups", text => Json.Read<Guid[]>(text)!),
            new("tags", text => Json.Read<string[]>(text)!),
            new("designation", text => text),
            new("links", text => Json.Read<UserLinks>(text)!),
            new("calling", text => Json.Read<CallingSettings>(text)!),
            new("login", text => Json.Read<LoginSettings>(text)!),
            new("work", text => Json.Read<WorkSettings>(text)!),
        ],
        [new("name", 4, Names), new("email", 3, texts => [texts[Email]!], '@'), new("phone", 2, texts => texts[Phone] is { } phone ? [phone] : [])]);

    public static Entry Of(User user) => new(
        user.Id,
        [user.Version, user.CreatedAt.UtcTicks, user.UpdatedAt.UtcTicks, user.LastChange ?? 0, user.PresenceChangedAt?.UtcTicks ?? 0],
        [
            user.DisplayName, user.GivenName, user.FamilyName, user.Email, user.Phone, user.ExternalId, user.LoginId, user.ExtensionNumber, user.CallForwardNumber,
            UserOwn.Of(user),
        ],
        [
            Json.Write(UserTraits.Of(user)), user.DepartmentId?.ToString("D"), user.RoleId.ToString("D", CultureInfo.InvariantCulture),
            user.Licences.Count == 0 ? null : Json.Write(user.Licences),
            user.GroupIds.Count == 0 ? null : Json.Write(user.GroupIds), user.Tags.Count == 0 ? null : Json.Write(user.Tags), user.Designation,
            UserLinks.Of(user) is { } links ? Json.Write(links) : null, UserRest.Calling(user), UserRest.Login(user), UserRest.Work(user),
        ]);

    /// <summary>The user that the entry was made of; <see cref="User.RowETag"/> is null.</summary>
    public static User UserOf(IndexRow row)
    {
        var (texts, traits) = (row.Texts, (UserTraits)row.Shared(Traits)!);
        var own = UserOwn.Read(texts[Own]);
        return new()
        {
            Id = row.Id,
            Version = (int)row.Number(Version),
            CreatedAt = new(row.Number(CreatedAt), TimeSpan.Zero),
            UpdatedAt = new(row.Number(UpdatedAt), TimeSpan.Zero),
            DisplayName = texts[DisplayName]!,
            GivenName = texts[GivenName],
            FamilyName = texts[FamilyName],
            Email = texts[Email]!,
            Phone = texts[Phone],
            Designation = row.Shared(Designation) as string,
            Tags = row.Shared(Tags) as string[] ?? [],
            DepartmentId = row.Shared(Department) as Guid?,
            ExtensionNumber = texts[ExtensionNumber],
            RoleId = (Guid)row.Shared(Role)!,
            ExternalId = texts[ExternalId],
            AccessRole = traits.AccessRole,
            Licences = row.Shared(Licences) as Dictionary<string, bool> ?? [],
            AnalysisDisabled = traits.AnalysisDisabled,
            ProfileImage = own.ProfileImage,
            Calling = UserRest.Calling(row, texts, traits, own),
            Login = UserRest.Login(row, texts, traits),
            Work = UserRest.Work(row, own),
            AgentState = traits.AgentState,
            Presence = traits.Presence,
            StatusId = traits.StatusId,
            HasSession = traits.HasSession,
            IsDraining = traits.IsDraining,
            PresenceChangedAt = row.Number(PresenceChangedAt) is > 0 and var changed ? new(changed, TimeSpan.Zero) : null,
            GroupIds = row.Shared(Groups) as Guid[] ?? [],
            Lifecycle = traits.Lifecycle,
            LastChange = row.Number(LastChange) is > 0 and var change ? change : null,
            RestoredAt = own.RestoredAt,
            SessionsSince = own.SessionsSince ?? 0,
        };
    }

    // Given and family name are nearly always parts of the full one, where they are found anyway.
    private static IEnumerable<string> Names(string?[] texts)
    {
        var full = texts[DisplayName]!;
        yield return full;
        foreach (var name in (string?[])[texts[GivenName], texts[FamilyName]])
        {
            if (name is not null && !$" {full} ".Contains($" {name} ", StringComparison.Ordinal))
                yield return name;
        }
    }
}
