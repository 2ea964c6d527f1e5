using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.House;

/// <summary>Which test shows what the app does, as a committed table; <c>FEATURES=write</c> writes its last column and drops from its list of later things what is shown by now.</summary>
public sealed partial class FeatureTableTest
{
    private const string Committed = "tests/UserFunctions.Tests/House/features.md";

    // 123 is advice to people, and nothing that the app does.
    private static readonly string[] Numbers = [.. Enumerable.Range(1, 122).Append(124).Select(Name)];

    // What is not there yet. Who adds to it gives something up.
    private static readonly string[] OfLater = ["S114", "S115", "S116", "S117"];

    private static string TablePath => Path.Combine(Sources.Repository, Committed);

    [Fact]
    public void The_table_says_what_the_tests_say()
    {
        var committed = File.ReadAllLines(TablePath);
        var now = committed.Select(Filled).Where(line => line is not null).ToList();
        if (Environment.GetEnvironmentVariable("FEATURES") == "write")
            File.WriteAllText(TablePath, string.Join('\n', now) + "\n");
        else
            Assert.True(committed.SequenceEqual(now), $"{Committed} says otherwise:\n{string.Join('\n', committed.Except(now))}\nRun it with FEATURES=write, then look at what changed.");
    }

    [Fact]
    public void Every_number_stands_there_once_and_in_order()
    {
        Assert.Equal(Numbers, File.ReadAllLines(TablePath).Select(line => Entry().Match(line)).Where(m => m.Success).Select(m => m.Groups["number"].Value));
    }

    [Fact]
    public void Every_number_is_shown_by_a_test_or_belongs_to_a_later_capability()
    {
        var later = File.ReadAllLines(TablePath).SelectMany(Later).ToList();
        Assert.Equal(OfLater, later);
        var open = Numbers.Except(Shown.Keys).Except(later);
        Assert.True(!open.Any(), $"No test shows {string.Join(", ", open)}.");
        Assert.Empty(later.Intersect(Shown.Keys));
    }

    [Fact]
    public void No_test_shows_a_number_that_is_none() =>
        Assert.Empty(Shown.Where(pair => !Numbers.Contains(pair.Key)).Select(pair => $"{pair.Key}: {pair.Value}"));

    private static IReadOnlyDictionary<string, string> Shown { get; } =
        (from type in typeof(FeatureTableTest).Assembly.GetTypes()
         from method in type.GetMethods()
         from number in method.GetCustomAttribute<SpecAttribute>()?.Numbers ?? []
         group $"{type.Name}.{method.Name}" by number)
        .ToDictionary(g => g.Key, g => string.Join(", ", g.Order(StringComparer.Ordinal)));

    // The line as it should be; null: it should not be there any more.
    private static string? Filled(string line)
    {
        if (Entry().Match(line) is { Success: true } entry)
            return $"| {entry.Groups["number"].Value} | {entry.Groups["what"].Value} | {Shown.GetValueOrDefault(entry.Groups["number"].Value, "")} |";
        var later = Later(line);
        var left = later.Where(number => !Shown.ContainsKey(number)).ToList();
        if (left.Count == later.Count)
            return line;
        return left.Count == 0 ? null : $"- {string.Join(", ", left)}: {line.Split(": ", 2)[1]}";
    }

    // "- S032-S036, S087: …"
    private static IReadOnlyList<string> Later(string line) => LaterLine().Match(line) is { Success: true } match
        ? [.. match.Groups["numbers"].Value.Split(", ").SelectMany(Range)]
        : [];

    private static IEnumerable<string> Range(string numbers)
    {
        var ends = numbers.Split('-').Select(n => int.Parse(n.AsSpan(1), CultureInfo.InvariantCulture)).ToList();
        return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1).Select(Name);
    }

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"S{number:D3}");

    [GeneratedRegex(@"^\| (?<number>S\d{3}) \| (?<what>[^|]+) \| (?<tests>[^|]*) \|$")]
    private static partial Regex Entry();

    [GeneratedRegex(@"^- (?<numbers>S\d{3}(-S\d{3})?(, S\d{3}(-S\d{3})?)*): ")]
    private static partial Regex LaterLine();
}
