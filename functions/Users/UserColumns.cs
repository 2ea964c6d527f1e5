using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;

namespace UserFunctions.Users;

/// <summary>A user as the columns of <c>u|id</c>: scalars as themselves, lists and small objects as JSON, defaults absent.</summary>
internal static class UserColumns
{
    public static Row Write(string tenant, User user)
    {
        var row = new Row(tenant, UserTable.Key(user.Id))
        {
            ETag = user.RowETag,
            ["version"] = user.Version,
            ["createdAt"] = user.CreatedAt,
            ["updatedAt"] = user.UpdatedAt,
            ["displayName"] = user.DisplayName,
            ["givenName"] = user.GivenName,
            ["familyName"] = user.FamilyName,
            ["email"] = user.Email,
            ["phone"] = user.Phone,
            ["designation"] = user.Designation,
            ["externalId"] = user.ExternalId,
            ["departmentId"] = user.DepartmentId,
            ["extensionNumber"] = user.ExtensionNumber,
            ["roleId"] = user.RoleId,
            ["accessRole"] = user.AccessRole.ToString(),
            ["analysisDisabled"] = Yes(user.AnalysisDisabled),
            ["profileImage"] = user.ProfileImage,
            ["lifecycle"] = user.Lifecycle.ToString(),
            ["agentState"] = user.AgentState.ToString(),
            ["presence"] = user.Presence.ToString(),
            ["statusId"] = user.StatusId,
            ["hasSession"] = Yes(user.HasSession),
            ["isDraining"] = Yes(user.IsDraining),
            ["presenceChangedAt"] = user.PresenceChangedAt,
            ["deletedAt"] = user.DeletedAt,
            ["deletedFrom"] = user.DeletedFrom?.ToString(),
            ["restoredAt"] = user.RestoredAt,
            ["sessionsSince"] = user.SessionsSince == 0 ? null : user.SessionsSince,
            ["tags"] = List(user.Tags),
            ["groupIds"] = List(user.GroupIds),
            ["licences"] = user.Licences.Count == 0 ? null : Json.Write(user.Licences),
        };
        Write(row, user.Calling);
        Write(row, user.Login);
        Write(row, user.Work);
        return row;
    }

    public static User Read(Row row) => new()
    {
        Id = Guid.Parse(row.Key.AsSpan(UserTable.Prefix.Length)),
        RowETag = row.ETag,
        Version = (int)(row.Number("version") ?? 0),
        CreatedAt = row.Time("createdAt") ?? default,
        UpdatedAt = row.Time("updatedAt") ?? default,
        DisplayName = row.Text("displayName") ?? "",
        GivenName = row.Text("givenName"),
        FamilyName = row.Text("familyName"),
        Email = row.Text("email") ?? "",
        Phone = row.Text("phone"),
        Designation = row.Text("designation"),
        ExternalId = row.Text("externalId"),
        DepartmentId = row.Id("departmentId"),
        ExtensionNumber = row.Text("extensionNumber"),
        RoleId = row.Id("roleId") ?? Role.Agent.Id,
        AccessRole = Choice(row, "accessRole", AccessRole.Standard),
        AnalysisDisabled = row.Flag("analysisDisabled"),
        ProfileImage = row.Text("profileImage"),
        Lifecycle = Choice(row, "lifecycle", Lifecycle.Pending),
        AgentState = Choice(row, "agentState", AgentState.Enabled),
        Presence = Choice(row, "presence", PresenceClass.Inactive),
        StatusId = row.Text("statusId"),
        HasSession = row.Flag("hasSession"),
        IsDraining = row.Flag("isDraining"),
        PresenceChangedAt = row.Time("presenceChangedAt"),
        DeletedAt = row.Time("deletedAt"),
        DeletedFrom = row.Text("deletedFrom") is { } deletedFrom ? Enum.Parse<Lifecycle>(deletedFrom) : null,
        RestoredAt = row.Time("restoredAt"),
        SessionsSince = (int)(row.Number("sessionsSince") ?? 0),
        LastChange = row.Number(Step.ChangeColumn),
        Tags = Texts(row, "tags"),
        GroupIds = Json.Read<Guid[]>(row.Text("groupIds")) ?? [],
        Licences = Json.Read<Dictionary<string, bool>>(row.Text("licences")) ?? [],
        Calling = ReadCalling(row),
        Login = ReadLogin(row),
        Work = ReadWork(row),
    };

    private static void Write(Row row, CallingSettings calling)
    {
        row["callingAgent"] = calling.CallingAgent;
        row["createAgentExtension"] = Yes(calling.CreateAgentExtension);
        row["allowedCallerIds"] = List(calling.AllowedCallerIds);
        row.Set("areaCodeCallerIds", List(calling.AreaCodeCallerIds));
        row["routeAgentThrough"] = Unless(calling.RouteAgentThrough, RouteAgentThrough.Both);
        row["ipName"] = calling.IpName;
        row["blockOutboundCall"] = Unless(calling.BlockOutboundCall, BlockOutboundCall.None);
        row["callForwardNumber"] = calling.CallForwardNumber;
        row["callForwardSameAsUserNumber"] = Yes(calling.CallForwardSameAsUserNumber);
        row["alternateNumbers"] = List(calling.AlternateNumbers);
        row["sticky"] = calling.Sticky == Sticky.Off ? null : Json.Write(calling.Sticky);
        row["timeGroupId"] = calling.TimeGroupId;
        row["interactions"] = calling.Interactions == Interactions.Off ? null : Json.Write(calling.Interactions);
        row["agentDispositions"] = Yes(calling.AgentDispositions);
    }

    private static CallingSettings ReadCalling(Row row) => new()
    {
        CallingAgent = row.Flag("callingAgent"),
        CreateAgentExtension = row.Flag("createAgentExtension"),
        AllowedCallerIds = Texts(row, "allowedCallerIds"),
        AreaCodeCallerIds = Json.Read<AreaCodeCallerId[]>(row.LongTextOf("areaCodeCallerIds")) ?? [],
        RouteAgentThrough = Choice(row, "routeAgentThrough", RouteAgentThrough.Both),
        IpName = row.Text("ipName"),
        BlockOutboundCall = Choice(row, "blockOutboundCall", BlockOutboundCall.None),
        CallForwardNumber = row.Text("callForwardNumber"),
        CallForwardSameAsUserNumber = row.Flag("callForwardSameAsUserNumber"),
        AlternateNumbers = Texts(row, "alternateNumbers"),
        Sticky = Json.Read<Sticky>(row.Text("sticky")) ?? Sticky.Off,
        TimeGroupId = row.Id("timeGroupId"),
        Interactions = Json.Read<Interactions>(row.Text("interactions")) ?? Interactions.Off,
        AgentDispositions = row.Flag("agentDispositions"),
    };

    private static void Write(Row row, LoginSettings login)
    {
        row["loginId"] = login.LoginId;
        row["loginIdSameAsEmail"] = login.LoginIdSameAsEmail;
        row["autoGeneratePassword"] = Yes(login.AutoGeneratePassword);
        row["accountEnabled"] = login.AccountEnabled;
        row["webLoginBlocked"] = Yes(login.WebLoginBlocked);
        row["allowedIps"] = login.AllowedIps.Mode is AllowedIpsMode.AllowAll ? null : Json.Write(login.AllowedIps);
        row["cdrDids"] = List(login.CdrDids);
        row["cdrUsers"] = List(login.CdrUsers);
        row["twoFactorAuthentication"] = Yes(login.TwoFactorAuthentication);
        row["loginBasedCalling"] = Yes(login.LoginBasedCalling);
        row["dialerPanel"] = Yes(login.DialerPanel);
        row["authenticationMethod"] = login.AuthenticationMethod.ToString();
    }

    private static LoginSettings ReadLogin(Row row) => new()
    {
        LoginId = row.Text("loginId"),
        LoginIdSameAsEmail = row["loginIdSameAsEmail"] is not false,
        AutoGeneratePassword = row.Flag("autoGeneratePassword"),
        AccountEnabled = row["accountEnabled"] is not false,
        WebLoginBlocked = row.Flag("webLoginBlocked"),
        AllowedIps = Json.Read<AllowedIps>(row.Text("allowedIps")) ?? AllowedIps.Anywhere,
        CdrDids = Texts(row, "cdrDids"),
        CdrUsers = Json.Read<CdrSubject[]>(row.Text("cdrUsers")) ?? [],
        TwoFactorAuthentication = row.Flag("twoFactorAuthentication"),
        LoginBasedCalling = row.Flag("loginBasedCalling"),
        DialerPanel = row.Flag("dialerPanel"),
        AuthenticationMethod = Choice(row, "authenticationMethod", AuthenticationMethod.Password),
    };

    private static void Write(Row row, WorkSettings work)
    {
        row["channels"] = work.Channels is null ? null : Json.Write(work.Channels);
        row.Set("clients", List(work.Clients));
        row["channelLimits"] = work.ChannelLimits.Count == 0 ? null : Json.Write(work.ChannelLimits);
        row["chatLimit"] = work.ChatLimit == WorkSettings.Unlimited ? null : work.ChatLimit;
        row.Set("capacity", work.Capacity is null ? null : Json.Write(work.Capacity));
        row["limitsSetAt"] = work.LimitsSet?.At;
        row["limitsSetBy"] = work.LimitsSet?.By;
        row["limitsSetWith"] = work.LimitsSet?.Id;
    }

    private static WorkSettings ReadWork(Row row) => new()
    {
        Channels = Json.Read<string[]>(row.Text("channels")),
        Clients = Json.Read<ClientAccess[]>(row.LongTextOf("clients")) ?? [],
        ChannelLimits = Json.Read<Dictionary<string, int>>(row.Text("channelLimits")) ?? [],
        ChatLimit = (int)(row.Number("chatLimit") ?? WorkSettings.Unlimited),
        Capacity = Json.Read<OwnCapacity>(row.LongTextOf("capacity")),
        LimitsSet = row.Time("limitsSetAt") is { } at ? new(at, row.Text("limitsSetBy") ?? "", row.Id("limitsSetWith")) : null,
    };

    private static bool? Yes(bool value) => value ? true : null;

    private static string? Unless<TEnum>(TEnum value, TEnum usual)
        where TEnum : struct, Enum => value.Equals(usual) ? null : value.ToString();

    private static TEnum Choice<TEnum>(Row row, string column, TEnum usual)
        where TEnum : struct, Enum => row.Text(column) is { } text ? Enum.Parse<TEnum>(text) : usual;

    private static string? List<T>(IReadOnlyList<T> items) => items.Count == 0 ? null : Json.Write(items);

    private static string[] Texts(Row row, string column) => Json.Read<string[]>(row.Text(column)) ?? [];
}
