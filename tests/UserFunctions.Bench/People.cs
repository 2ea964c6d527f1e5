using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Search;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Bench;

/// <summary>A tenant of very many users: one is created over HTTP, the others are its row with other values, whose snapshot is stored as the app would, and which can
/// be written straight to the table, a hundred at once.</summary>
internal sealed class People(Bed bed, HttpClient tenant, string name)
{
    public const int Count = 100_000;

    private const int RowsABatch = 100;
    private const int BatchesAtOnce = 4;

    private static readonly string[] Given =
    [
        "John", "Maria", "Asha", "Wei", "Olga", "Ahmed", "Joanna", "Peter", "José", "Zoë", "Lukas", "Ivan", "Sofia", "Chen", "Fatima", "Jonas", "Ravi", "Emma", "Noah", "Mia", "Liam", "Aïcha",
        "Søren", "Ингa", "Παύλος", "太郎", "Priya", "Carlos", "Anna", "Tom", "Nina", "Karl", "Ewa", "Hugo", "Lena", "Omar", "Yuki", "Ines", "Ole", "Vera",
    ];

    private static readonly string[] Family =
    [
        "Rao", "Müller", "Novak", "Garcia", "Chen", "Petrov", "Jones", "Brown", "Silva", "Kim", "Nguyen", "Rossi", "Dubois", "Larsen", "Kaya", "Haddad", "Okafor", "Tanaka", "Singh", "Kowalski",
        "Smith", "Meyer", "Lopez", "Moreau", "Andersson", "Ivanova", "Papadopoulos", "山田", "Costa", "Walker", "Young", "Hill", "Green", "Adams", "Baker", "Clark", "Lewis", "Hall", "Allen", "King",
        "Smithson", "Wright", "Scott", "Torres", "Reed", "Cook", "Morgan", "Bell", "Murphy", "Bailey",
    ];

    private static readonly string[] Titles = ["Agent", "Senior agent", "Team lead", "Trainer", "Planner", "Quality analyst", "Back office", "Manager"];

    private static readonly string[] Departments =
        ["Sales", "Engineering", "Support", "Billing", "Retention", "Field service", "Claims", "Onboarding", "Logistics", "Second level", "Complaints", "Premium care"];

    private static readonly string[] Tags = ["north"];
    private static readonly string[] FirstGroup = ["Team 0"];

    private List<Row> rows = [];

    /// <summary>Makes them and stores their snapshot; returns their index.</summary>
    public async Task<UserIndex> Make()
    {
        await bed.Allow(name, 2 * Count);
        var departments = new List<Guid>();
        foreach (var department in Departments)
            departments.Add(await Make("departments", new { name = department }));
        var groups = new List<Guid>();
        for (var n = 0; n < 40; n++)
            groups.Add(await Make("groups", new { name = $"Team {n}" }));
        bed.Tables.Start();
        await Make("users", new { displayName = "First User", email = "first@example.com", phone = "5551234567", designation = "Agent", tags = Tags, groups = FirstGroup, department = "Sales" });
        var model = bed.Tables.Stop().SelectMany(b => b.Operations).First(o => o.Row.Key.StartsWith("u|", StringComparison.Ordinal)).Row;
        var random = new Random(7);
        rows = [.. Enumerable.Range(0, Count).Select(n => Row(model, n, departments, groups, random))];
        var position = await bed.Services.GetRequiredService<ChangeLog>().Tail(name, default);
        var index = new UserIndex(position, MemoryIndex.Of(UserEntry.Shape, rows.Append(model).Select(row => UserEntry.Of(UserColumns.Read(row)))));
        await bed.Services.GetRequiredService<UserSnapshots>().Save(name, index, default);
        return index;
    }

    /// <summary>Writes the rows.</summary>
    public Task Write(int count) => Parallel.ForEachAsync(
        rows.Take(count).Select(RowOperation.Insert).Chunk(RowsABatch),
        new ParallelOptions { MaxDegreeOfParallelism = BatchesAtOnce },
        async (batch, token) => await bed.Tables.Raw.Submit(ChangeLog.Table, batch, token));

    private Row Row(Row model, int number, List<Guid> departments, List<Guid> groups, Random random)
    {
        var (given, family) = (Given[random.Next(Given.Length)], Family[random.Next(Family.Length)]);
        var created = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(number);
        var address = string.Create(CultureInfo.InvariantCulture, $"{Plain(given)}.{Plain(family)}{number}@{(number % 10 == 0 ? "contractors.example.net" : "example.com")}");
        return new Row(name, $"u|{Guid.CreateVersion7(created):D}")
        {
            Columns = new(model.Columns)
            {
                ["displayName"] = $"{given} {family}",
                ["givenName"] = given,
                ["familyName"] = family,
                ["email"] = address.ToLowerInvariant(),
                ["phone"] = random.NextInt64(2_000_000_000, 9_999_999_999).ToString(CultureInfo.InvariantCulture),
                ["designation"] = Titles[random.Next(Titles.Length)],
                ["createdAt"] = created,
                ["updatedAt"] = created.AddMinutes(random.Next(200_000)),
                ["departmentId"] = random.Next(10) == 0 ? null : departments[random.Next(departments.Count)],
                ["extensionNumber"] = random.Next(3) == 0 ? null : (100_000 + number).ToString(CultureInfo.InvariantCulture),
                ["lifecycle"] = random.Next(10) switch { 0 => "Pending", 1 => "Staged", _ => "Active" },
                ["presence"] = random.Next(3) switch { 0 => "Available", 1 => "Unavailable", _ => "Inactive" },
                ["callingAgent"] = random.Next(3) > 0,
                ["groupIds"] = JsonSerializer.Serialize(Enumerable.Range(0, random.Next(4)).Select(_ => groups[random.Next(groups.Count)]).Distinct()),
                ["tags"] = random.Next(2) == 0 ? null : JsonSerializer.Serialize(new[] { $"site {random.Next(50)}" }),
                ["externalId"] = $"hr-{number:D7}",
            },
        };
    }

    private async Task<Guid> Make(string path, object body)
    {
        using var made = await tenant.PostAsJsonAsync(path, body);
        made.EnsureSuccessStatusCode();
        return (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    private static string Plain(string text) => string.Concat(text.Where(char.IsAsciiLetter)) is { Length: > 0 } plain ? plain : "user";
}
