using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Imports;

/// <summary>
/// The columns of a file of users: one schema for the import, the export and the sample (S110, S111), in the order in which the export writes them. What
/// <see cref="Write"/> writes of a user, <see cref="CsvRow.Body"/> reads back to the same user.
/// </summary>
public static class UserCsv
{
    internal const string Password = "password";

    private const string True = "true";
    private const string False = "false";

    /// <summary>All columns; a password is only ever read.</summary>
    internal static IReadOnlyList<CsvColumn> Columns { get; } =
    [
        new("id", CellKind.Key, (user, _) => user.Id.ToString("D")),
        new("externalId", CellKind.Code, (user, _) => user.ExternalId),
        new("email", CellKind.Text, (user, _) => user.Email),
        new("displayName", CellKind.Text, (user, _) => user.DisplayName),
        new("givenName", CellKind.Text, (user, _) => user.GivenName),
        new("familyName", CellKind.Text, (user, _) => user.FamilyName),
        new("phone", CellKind.Digits, (user, _) => user.Phone),
        new("designation", CellKind.Text, (user, _) => user.Designation),
        new("tags", CellKind.List, (user, _) => CellText.Join(user.Tags)),
        new("role", CellKind.Text, (user, facts) => RoleList.Of(facts).Find(user.RoleId)?.Name),
        new("accessRole", CellKind.Text, (user, _) => user.AccessRole.ToString()),
        new("licences", CellKind.Licences, (user, facts) => UserCells.Licences(user, TenantSettings.Of(facts))),
        new("authenticationMethod", CellKind.Text, (user, _) => user.Login.AuthenticationMethod.ToString()),
        new("department", CellKind.Text, (user, facts) => facts.Departments.NameOf(user.DepartmentId)),
        new("groups", CellKind.List, (user, facts) => UserCells.Groups(user, facts)),
        new("channels", CellKind.List, (user, facts) => UserCells.Channels(user, TenantSettings.Of(facts))),
        new("clients", CellKind.Clients, (user, facts) => UserCells.Clients(user, facts)),
        new("channelLimits", CellKind.Limits, (user, facts) => UserCells.Limits(user, TenantSettings.Of(facts))),
        new("chatLimit", CellKind.Number, (user, _) => Shown(user.Work.ChatLimit)),
        new("extensionNumber", CellKind.Digits, (user, _) => user.ExtensionNumber),
        new("createAgentExtension", CellKind.Flag, (user, _) => Shown(user.Calling.CreateAgentExtension)),
        new("allowedCallerIds", CellKind.Numbers, (user, facts) => UserCells.Owned(user.Calling.AllowedCallerIds, facts)),
        new("areaCodeCallerIds", CellKind.AreaCodes, (user, facts) => UserCells.AreaCodes(user, facts)),
        new("callingAgent", CellKind.Flag, (user, _) => Shown(user.Calling.CallingAgent)),
        new("routeAgentThrough", CellKind.Text, (user, _) => user.Calling.RouteAgentThrough.ToString()),
        new("ipName", CellKind.Text, (user, _) => user.Calling.IpName),
        new("blockOutboundCall", CellKind.Text, (user, _) => user.Calling.BlockOutboundCall.ToString()),
        // Where a flag stands for the value, the flag says it: so it stays right when the phone or the address beside it is edited.
        new("callForwardNumber", CellKind.Digits, (user, _) => user.Calling.CallForwardNumber),
        new("callForwardSameAsUserNumber", CellKind.Flag, (user, _) => Shown(user.Calling.CallForwardSameAsUserNumber)),
        new("alternateNumbers", CellKind.Numbers, (user, _) => CellText.JoinPlain(user.Calling.AlternateNumbers)),
        new("sticky.enabled", CellKind.Flag, (user, _) => Shown(user.Calling.Sticky.Enabled)),
        new("sticky.ringStrategy", CellKind.Text, (user, _) => user.Calling.Sticky.RingStrategy.ToString()),
        new("sticky.timeoutSeconds", CellKind.Number, (user, _) => Shown(user.Calling.Sticky.TimeoutSeconds)),
        new("timeGroup", CellKind.Text, (user, facts) => user.Calling.TimeGroupId is { } group ? TimeGroup.Names(facts).NameOf(group) : null),
        new("interactions.enabled", CellKind.Flag, (user, _) => Shown(user.Calling.Interactions.Enabled)),
        new("interactions.video", CellKind.Flag, (user, _) => Shown(user.Calling.Interactions.Video)),
        new("interactions.whatsapp", CellKind.Flag, (user, _) => Shown(user.Calling.Interactions.Whatsapp)),
        new("interactions.sms", CellKind.Flag, (user, _) => Shown(user.Calling.Interactions.Sms)),
        new("agentDispositions", CellKind.Flag, (user, _) => Shown(user.Calling.AgentDispositions)),
        new("loginId", CellKind.Code, (user, _) => user.Login.LoginId),
        new("loginIdSameAsEmail", CellKind.Flag, (user, _) => Shown(user.Login.LoginIdSameAsEmail)),
        new("autoGeneratePassword", CellKind.Flag, (user, _) => Shown(user.Login.AutoGeneratePassword)),
        new(Password, CellKind.Secret, null),
        new("accountEnabled", CellKind.Flag, (user, _) => Shown(user.Login.AccountEnabled)),
        new("webLoginBlocked", CellKind.Flag, (user, _) => Shown(user.Login.WebLoginBlocked)),
        new("allowedIps", CellKind.Ips, (user, _) => UserCells.Ips(user.Login.AllowedIps)),
        new("twoFactorAuthentication", CellKind.Flag, (user, _) => Shown(user.Login.TwoFactorAuthentication)),
        new("loginBasedCalling", CellKind.Flag, (user, _) => Shown(user.Login.LoginBasedCalling)),
        new("dialerPanel", CellKind.Flag, (user, _) => Shown(user.Login.DialerPanel)),
        new("cdrDids", CellKind.Numbers, (user, facts) => UserCells.Owned(user.Login.CdrDids, facts)),
        new("cdrUsers", CellKind.List, (user, facts) => UserCells.CdrUsers(user, facts)),
        new("analysisDisabled", CellKind.Flag, (user, _) => Shown(user.AnalysisDisabled)),
    ];

    private static readonly FrozenDictionary<string, int> Places = Columns.Select((column, at) => (column.Name, at)).ToFrozenDictionary(p => p.Name, p => p.at);

    private static readonly Func<User, TenantFacts, string?>[] Written = [.. Columns.Select(c => c.Show).OfType<Func<User, TenantFacts, string?>>()];

    /// <summary>Names of the columns that the export and the sample have, in order: all but the password.</summary>
    public static IReadOnlyList<string> Header { get; } = [.. Columns.Where(c => c.Show is not null).Select(c => c.Name)];

    /// <summary>Writes the header's line.</summary>
    public static void WriteHeader(IBufferWriter<byte> to)
    {
        for (var i = 0; i < Header.Count; i++)
            CsvLine.Write(to, Header[i], isFirst: i == 0);
        CsvLine.End(to);
    }

    /// <summary>Writes the user's line: UTF-8, quoted where needed, CRLF at the end, and nothing in it that a spreadsheet would run.</summary>
    /// <param name="to">Gets the line.</param>
    /// <param name="user">Whom it is about.</param>
    /// <param name="facts">Names what the user refers to; what no longer exists is left out, as in an answer.</param>
    public static void Write(IBufferWriter<byte> to, User user, TenantFacts facts)
    {
        for (var i = 0; i < Written.Length; i++)
            CsvLine.Write(to, Written[i](user, facts), isFirst: i == 0);
        CsvLine.End(to);
    }

    /// <summary>Where the column stands in <see cref="Columns"/>.</summary>
    internal static int IndexOf(string name) => Places[name];

    private static string Shown(bool flag) => flag ? True : False;

    private static string Shown(int number) => number.ToString(CultureInfo.InvariantCulture);
}
