using System.Net;
using System.Text.RegularExpressions;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.SignIn;

namespace UserFunctions.Tests.Platform.Http;

/// <summary>What is there to be thrown at: one of everything that a path can name.</summary>
/// <param name="Ids">What stands in a path below such a first word, or in the place of such a name.</param>
/// <param name="Known">Texts that mean something in the tenant.</param>
internal sealed partial record Things(IReadOnlyDictionary<string, string> Ids, IReadOnlyList<string> Known)
{
    /// <summary>What the app needs for it: a webhook's receiver that nobody has to find.</summary>
    public static IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?> { ["Webhooks:AllowLoopback"] = "true" };

    /// <summary>Makes all of it in a tenant that has none of it yet.</summary>
    public static async Task<Things> Make(TestTenant tenant)
    {
        var group = await tenant.Group("Night shift");
        var department = await tenant.Department("Sales", new { linkedGroups = new[] { "Night shift" } });
        var client = await tenant.Client("Acme");
        var user = await tenant.User(new
        {
            email = "asha@example.com",
            phone = "9876543210",
            loginId = "asha.rao",
            externalId = "ext-1",
            extensionNumber = "204",
            groups = new[] { "Night shift" },
            department = "Sales",
            clients = new[] { new { client = "Acme", channels = new[] { "LiveChat", "SMS" } } },
            licences = new Dictionary<string, bool> { ["Smartflows"] = true },
        });
        await Person.Accept(tenant, user.Id);
        await tenant.Extension("31");
        var key = (await tenant.Post("keys", new { name = "other", role = "Agent" })).Expect(HttpStatusCode.Created);
        var ids = new Dictionary<string, string>
        {
            ["users"] = $"{user.Id}",
            ["userId"] = $"{user.Id}",
            ["groups"] = $"{group.Id}",
            ["departments"] = $"{department.Id}",
            ["clients"] = $"{client.Id}",
            ["keys"] = $"{key.Id}",
            ["extensions"] = "31",
            ["hooks"] = "status",
            ["triggers"] = "user.created",
            ["eventId"] = $"{Guid.NewGuid()}",
        };
        foreach (var (path, body) in More)
        {
            var made = await tenant.Post(path, body);
            Assert.True(made.Status is HttpStatusCode.Created or HttpStatusCode.Accepted, $"{path}: {made.Text}");
            ids[path] = made.TextOf("id") ?? made.TextOf("number")!;
        }

        // Somebody has one in hand, and another one waits.
        (await tenant.Post($"conversations/{ids["conversations"]}/assign", new { agent = user.Id, force = true })).Expect(HttpStatusCode.OK);
        var waits = (await tenant.Post("conversations", Chat)).Expect(HttpStatusCode.Created);
        return new(ids, [.. ids.Values, $"{waits.Id}", "asha@example.com", "asha.rao", "ext-1", "204", "Night shift", "Sales", "Acme", "SMS", "LiveChat", "Voice", "8069651170", "Lunch", "Half", "Office"]);
    }

    private static object Chat => new { client = "Acme", channel = "LiveChat", department = "Sales" };

    private static IEnumerable<(string Path, object Body)> More =>
    [
        ("caller-ids", new { number = "8069651170", name = "Sales line" }),
        ("time-groups", new { name = "Office", timeZone = "UTC", windows = new[] { new { days = new[] { "Monday" }, from = "09:00", to = "18:00" } } }),
        ("roles", new { name = "Campaign manager", permissions = new[] { "users.read" } }),
        ("statuses", new { name = "Lunch", @class = "Unavailable" }),
        ("capacity-profiles", new { name = "Half", chatLimit = 2 }),
        ("webhooks", new { callbackUrl = "http://127.0.0.1:9/users", events = new[] { "user.created" } }),
        ("imports", new { fileName = "team.csv", contentBase64 = Convert.ToBase64String("displayName,email\nCleo Diaz,cleo@example.com\n"u8) }),
        ("conversations", Chat),
    ];

    /// <summary>The route with what is there or, one time in four, with what is not; null: always with what is there.</summary>
    public string Path(string route, Random? random)
    {
        var first = route.Split('/')[0];
        var path = Parameter().Replace(route, match =>
        {
            var isThere = random is null || random.Next(4) > 0;
            var name = match.Groups["name"].Value;
            if (isThere && (Ids.GetValueOrDefault(name) ?? Ids.GetValueOrDefault(first)) is { } id)
                return Uri.EscapeDataString(id);
            return match.Value.Contains(":guid", StringComparison.Ordinal) ? $"{Guid.NewGuid()}" : ((string[])["99", "%F0%9F%98%80", new('9', 600), "%2e%2e%2f", "a%7Cb", "%25"])[random?.Next(6) ?? 0];
        });
        return random?.Next(5) switch
        {
            0 => path + "?createMissing=true&force=true",
            1 => path + "?section=login&dryRun=true",
            _ => path,
        };
    }

    [GeneratedRegex(@"\{(?<name>\w+)[^}]*\}")]
    private static partial Regex Parameter();
}
