using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using UserFunctions.Imports;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.House;

namespace UserFunctions.Tests.Imports;

/// <summary>The files of the corpus, each imported by upload into a tenant of its own that has the same users and things.</summary>
public sealed class CsvCorpus : IAsyncLifetime
{
    private const int AtOnce = 4;

    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    private readonly ConcurrentDictionary<string, string> seen = new();

    /// <summary>Names of the files, without ending.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Directory.EnumerateFiles(Folder, "*.csv").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal)];

    /// <summary>What became of the file.</summary>
    public string Seen(string name) => seen[name];

    /// <summary>The file that says what should become of it.</summary>
    public static string ExpectedPath(string name) => Path.Combine(Folder, $"{name}.expected.json");

    /// <summary>The file's bytes.</summary>
    public static byte[] Content(string name) => File.ReadAllBytes(Path.Combine(Folder, $"{name}.csv"));

    public Task InitializeAsync() => Parallel.ForEachAsync(Names, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (name, _) => seen[name] = await Outcome(name));

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>A tenant with what the files of the corpus refer to, and a user of whom nothing is known.</summary>
    internal static async Task<(TestTenant Tenant, JsonElement Plain)> Tenant()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Group("Night shift");
        await tenant.Group("Sales team");
        await tenant.Department("Sales");
        await tenant.Client("Acme");
        (await tenant.Post("caller-ids", new { number = "8069651170", name = "Sales line" })).Expect(HttpStatusCode.Created);
        await tenant.User(new
        {
            email = "asha@example.com",
            displayName = "Asha Rao",
            phone = "0987654321",
            extensionNumber = "0204",
            externalId = "E-1",
            designation = "Agent",
            department = "Sales",
            groups = (string[])["Night shift"],
            tags = (string[])["vip"],
        });
        return (tenant, (await tenant.User(new { email = "plain@example.com", displayName = "Plain" })).Json);
    }

    private static string Folder => Path.Combine(Sources.Repository, "tests", "data", "csv");

    private static async Task<string> Outcome(string name)
    {
        var ((tenant, plain), content) = (await Tenant(), Content(name));
        var body = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };
        var sent = await tenant.Post("imports", body);
        if (sent.Status != HttpStatusCode.Accepted)
            return JsonSerializer.Serialize(new { status = (int)sent.Status, problem = new { code = sent["error"].GetProperty("code"), message = sent["error"].GetProperty("message") } }, Written);
        var import = await tenant.Finished(sent.Id);
        var seen = JsonSerializer.Serialize(new { state = import.State, problem = import.Problem, noticed = Noticed(content), rows = import.Rows.Length == 0 ? null : await Task.WhenAll(import.Rows.Select(row => Row(tenant, plain, row))) }, Written);
        return import.Rows.Where(row => row.UserId is not null).Aggregate(seen, (text, row) => text.Replace($"{row.UserId}", "(own id)", StringComparison.Ordinal));
    }

    // What the file itself makes doubtful, by row.
    private static Dictionary<string, string[]>? Noticed(byte[] content)
    {
        var read = CsvFile.Read(content);
        var noticed = read.Ok
            ? read.Value.Where(row => row.Warnings.Count > 0).ToDictionary(row => $"row {row.Number}", row => row.Warnings.Select(w => $"{w.Code}: {w.Message}").ToArray())
            : [];
        return noticed.Count == 0 ? null : noticed;
    }

    private static async Task<object> Row(TestTenant tenant, JsonElement plain, ReplyRow row) => new
    {
        row.Row,
        row.Line,
        row.Outcome,
        row.Email,
        Errors = row.Code is null ? null : (row.Details ?? [new(row.Code, row.Column!, row.Message!)]).Select(error => $"{error.Target}: {error.Code}: {error.Message}"),
        User = row.Outcome is "created" or "updated" ? await User(tenant, plain, row.UserId!.Value) : null,
    };

    // What of the user is other than of one of whom only the address is known; ids and times are others each time.
    private static async Task<Dictionary<string, JsonElement>> User(TestTenant tenant, JsonElement plain, Guid id)
    {
        var user = (await tenant.Get($"users/{id}")).Expect(HttpStatusCode.OK).Json;
        return user.EnumerateObject()
            .Where(field => !field.Name.EndsWith("Id", StringComparison.Ordinal) || field.Name is "externalId" or "loginId")
            .Where(field => field.Name is not ("id" or "version" or "createdAt" or "updatedAt" or "groupIds"))
            .Where(field => !plain.TryGetProperty(field.Name, out var usual) || !JsonElement.DeepEquals(usual, field.Value))
            .ToDictionary(field => field.Name, field => field.Name == "clients" ? Named(field.Value) : field.Value);
    }

    private static JsonElement Named(JsonElement clients) => JsonSerializer.SerializeToElement(
        clients.EnumerateArray().Select(access => new { client = access.GetProperty("client"), channels = access.GetProperty("channels") }));
}
