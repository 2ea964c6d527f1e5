using System.Globalization;
using System.Text.Json.Serialization;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Search;
using UserFunctions.Roles;

namespace UserFunctions.Users;

/// <summary>What is one of few: the axes and switches of a user that lists show.</summary>
internal sealed record UserTraits(
    AccessRole AccessRole, AuthenticationMethod AuthenticationMethod, Lifecycle Lifecycle, AgentState AgentState, PresenceClass Presence,
    bool CallingAgent, bool AgentExtension, bool AccountEnabled, bool WebLoginBlocked, bool LoginBasedCalling)
{
    /// <summary>As <see cref="User.IsAgentActive"/>.</summary>
    public bool IsAgentActive =>
        Lifecycle is Lifecycle.Active && AccountEnabled && AgentState is AgentState.Enabled && (!LoginBasedCalling || Presence is not PresenceClass.Inactive);

    public static UserTraits Of(User user) => new(
        user.AccessRole, user.Login.AuthenticationMethod, user.Lifecycle, user.AgentState, user.Presence,
        user.Calling.CallingAgent, user.Calling.CreateAgentExtension, user.Login.AccountEnabled, user.Login.WebLoginBlocked, user.Login.LoginBasedCalling);
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
        return user.Work.Clients.Count == 0 && callerIds.Length == 0 && channels.Length == 0 && user.Calling is { TimeGroupId: null, IpName: null }
            ? null : new(user.Work.Channels, user.Work.Clients, callerIds, user.Calling.AllowedCallerIds.Count, user.Calling.TimeGroupId, channels, user.Calling.IpName);
    }
}

/// <summary>A user as the index keeps it. Names of departments, groups and roles are not in it: they are looked up when somebody asks, so a new name shows at once.</summary>
internal static class UserEntry
{
    public const int Version = 0, CreatedAt = 1, UpdatedAt = 2;

    public const int DisplayName = 0, GivenName = 1, FamilyName = 2, Email = 3, Phone = 4, ExternalId = 5, LoginId = 6, ExtensionNumber = 7, CallForwardNumber = 8;

    public const int Traits = 0, Department = 1, Role = 2, Licences = 3, Groups = 4, Tags = 5, Designation = 6, Links = 7;

    /// <summary>Of hits of one kind names come before addresses, these before numbers, these before departments.</summary>
    public const int DepartmentWeight = 1;

    /// <summary>The columns. Grow the version when an entry is made differently.</summary>
    public static IndexShape Shape { get; } = new(
        2,
        ["version", "createdAt", "updatedAt"],
        ["displayName", "givenName", "familyName", "email", "phone", "externalId", "loginId", "extensionNumber", "callForwardNumber"],
        [
            new("traits", text => Json.Read<UserTraits>(text)!),
            new("department", text => Guid.Parse(text)),
            new("role", text => Guid.Parse(text)),
            new("licences", text => Json.Read<Dictionary<string, bool>>(text)!),
            new("groups", text => Json.Read<Guid[]>(text)!),
            new("tags", text => Json.Read<string[]>(text)!),
            new("designation", text => text),
            new("links", text => Json.Read<UserLinks>(text)!),
        ],
        [new("name", 4, Names), new("email", 3, texts => [texts[Email]!], '@'), new("phone", 2, texts => texts[Phone] is { } phone ? [phone] : [])]);

    public static Entry Of(User user) => new(
        user.Id,
        [user.Version, user.CreatedAt.UtcTicks, user.UpdatedAt.UtcTicks],
        [
            user.DisplayName, user.GivenName, user.FamilyName, user.Email, user.Phone, user.ExternalId, user.LoginId, user.ExtensionNumber, user.CallForwardNumber,
        ],
        [
            Json.Write(UserTraits.Of(user)), user.DepartmentId?.ToString("D"), user.RoleId.ToString("D", CultureInfo.InvariantCulture),
            user.Licences.Count == 0 ? null : Json.Write(user.Licences.OrderBy(l => l.Key, StringComparer.Ordinal).ToDictionary()),
            user.GroupIds.Count == 0 ? null : Json.Write(user.GroupIds), user.Tags.Count == 0 ? null : Json.Write(user.Tags), user.Designation,
            UserLinks.Of(user) is { } links ? Json.Write(links) : null,
        ]);

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
