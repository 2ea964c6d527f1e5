using System.Text.Json;
using UserFunctions.Clients;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Tests.Imports;

/// <summary>A tenant in memory whose things have names that a file could stumble over, and the users that its rules allow.</summary>
internal static class CsvFacts
{
    public static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(56);

    private static readonly string[] Groups = ["Night shift", "a;b", "+plus", "-minus", "back\\slash", "<clear>", "=1+1", "semi\\;colon"];
    private static readonly string[] Departments = ["Sales", "@Home", "=SUM(A1)", "R&D; \"Labs\"", "'quoted"];
    private static readonly string[] Clients = ["Acme", "A=B", "x,y;z", "Back\\", "+Plus"];
    private static readonly string[] CallerIds = ["8069651170", "8069651180", "+4712345678", "+498912345678"];
    private static readonly string[] Ips = ["203.0.113.7", "203.0.113.0/24", "2001:db8::/32"];
    private static readonly string[] Channels = ["Voice", "SMS", "LiveChat", "WhatsApp"];

    private static readonly string[] Names =
        ["Asha Rao", "=1+2", "+vip", "-x", "@home", "'=q", "''-q", "'plain", "a;b", "x\\y", "x\\", "say \"hi\"", "O'Neil", "Zoë 🦊", "山田 太郎", "سارة", "{\"a\":1}", "a,b|c", "\\+x", "1E5", "007"];

    public static TenantFacts Facts { get; } = Make(new TenantSettings { Version = 1, Ips = [new("Office", ["203.0.113.0/24"])] });

    public static TenantFacts With(TenantSettings settings) => Make(settings with { Version = 1 });

    public static UserContext Context { get; } = new(Caller.System("t", "test", "c"), Facts, Now);

    /// <summary>A user that the rules allow, made of what the seed chooses.</summary>
    public static User Valid(Random random, Guid id)
    {
        var made = new UserFields(JsonSerializer.SerializeToElement(Body(random, id), Json.Options)).Create(Context with { Users = new Dictionary<string, Guid> { [Other.ToString()] = Other } }, id);
        Assert.True(made.Ok, made.Error?.Message);
        return made.Value;
    }

    public static Guid Other { get; } = Guid.Parse("0197a1c0-0000-7000-8000-00000000000a");

    private static Dictionary<string, object?> Body(Random random, Guid id)
    {
        var body = new Dictionary<string, object?>
        {
            ["displayName"] = One(random, Names),
            ["email"] = $"u{random.Next(1000)}@example.com",
            ["tags"] = Some(random, Names),
            ["groups"] = Some(random, Groups),
            ["role"] = One(random, ["Agent", "Administrator"]),
            ["accessRole"] = One(random, ["NoAccess", "Standard", "Admin"]),
            ["chatLimit"] = random.Next(-1, 5),
            ["channels"] = random.Next(3) switch { 0 => null, 1 => Channels, _ => (string[])["SMS", "LiveChat", "WhatsApp"] },
            ["clients"] = Some(random, Clients).Select(client => new { client, channels = Some(random, ["SMS", "LiveChat"]) }),
            ["channelLimits"] = Some(random, ["SMS", "LiveChat"]).ToDictionary(c => c, _ => random.Next(-1, 9)),
            ["licences"] = Some(random, ["Smartflows", "VoiceAnalytics"]).ToDictionary(a => a, _ => random.Next(2) == 0),
            ["allowedCallerIds"] = CallerIds,
            ["areaCodeCallerIds"] = Some(random, ["91", "22", "4471"]).Select(areaCode => new { areaCode, callerId = One(random, CallerIds) }),
            ["alternateNumbers"] = Some(random, ["9876543210", "9876543211"]),
            ["allowedIps"] = Some(random, Ips) is { Length: > 0 } ranges ? new { ranges } : null,
            ["cdrDids"] = Some(random, CallerIds),
            ["cdrUsers"] = (string[])["self", Other.ToString(), .. Some(random, Groups)],
            ["sticky"] = new { enabled = random.Next(2) == 0, timeoutSeconds = random.Next(5, 121), ringStrategy = One(random, ["OrderBy", "Simultaneously"]) },
            ["interactions"] = new { enabled = random.Next(2) == 0, video = random.Next(2) == 0, whatsapp = random.Next(2) == 0, sms = random.Next(2) == 0 },
        };
        Maybe("givenName", One(random, Names));
        Maybe("familyName", One(random, Names));
        Maybe("designation", One(random, Names));
        Maybe("externalId", One(random, Names));
        Maybe("department", One(random, Departments));
        Maybe("phone", "0987654321");
        Maybe("callForwardSameAsUserNumber", true);
        Maybe("extensionNumber", One(random, ["101", "0102"]));
        Maybe("ipName", body.ContainsKey("extensionNumber") ? "Office" : null);
        Maybe("loginId", "asha.rao");
        Maybe("timeGroup", "Office; hours");
        foreach (var flag in (string[])["callingAgent", "agentDispositions", "accountEnabled", "webLoginBlocked", "loginBasedCalling", "analysisDisabled"])
            Maybe(flag, random.Next(2) == 0);
        return body;

        void Maybe(string name, object? value)
        {
            if (random.Next(2) == 0)
                body[name] = value;
        }
    }

    private static T One<T>(Random random, T[] of) => of[random.Next(of.Length)];

    private static T[] Some<T>(Random random, T[] of) => [.. of.Where(_ => random.Next(2) == 0)];

    private static TenantFacts Make(TenantSettings settings)
    {
        Row[] rows =
        [
            settings.Save("t").Operation.Row,
            .. Clients.Select((name, i) => ClientTable.Write("t", new Client(Id(i), 1, name, Channels, Now, Now), null)),
            .. CallerIds.Select(number => CallerIdTable.Write("t", new CallerId(number, null, 1, Now, Now), null)),
            TimeGroupTable.Write("t", new TimeGroup(Id(0), 1, "Office; hours", "UTC", [new([DayOfWeek.Monday], "09:00", "18:00")], Failover.HangUp, Now, Now), null),
        ];
        return new(Named(Departments), Named(Groups), rows);
    }

    private static NameList Named(string[] names) => new(names.Select((name, i) => new NamedThing(Id(i), name)));

    private static Guid Id(int number) => new(number, 1, 2, [8, 0, 0, 0, 0, 0, 0, 1]);
}
