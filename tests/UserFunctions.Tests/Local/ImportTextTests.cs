using System.Text.Json;
using UserFunctions.Local.Csv;

namespace UserFunctions.Tests.Local;

/// <summary>What people read of an import in a terminal.</summary>
public sealed class ImportTextTests
{
    private const int Width = 72;

    private static readonly RunRow Changed = new(2, 3, "updated", "ana@example.com")
    {
        Changes =
        [
            Change("phone", "5551234567", "5559876543"), Change("groups", "[\"Inbound\",\"Night\"]", "[\"Inbound\"]"), Change("chatLimit", "-1", "4"), Change("designation", "Agent", null),
            Change("channelLimits", null, "{\"SMS\":3}"),
        ],
    };

    private static readonly RunRow Failed = new(7, 9, "failed", "ben@example.com") { Column = "phone", Code = "phone.invalid", Message = "phone '12' is not valid: give exactly 10 digits, without a prefix." };

    [Fact]
    public void A_plan_shows_each_field_old_and_new_in_columns()
    {
        var text = Written(false, false, t => t.Plan(new("p", "Planned", new(3, 0, 1, 1, 0, 1)) { Rows = [Changed, Failed] }));
        Assert.Equal(
            """

              row 2  ana@example.com  changed
                phone          5551234567 → 5559876543
                groups         Inbound;Night → Inbound
                chatLimit      -1 → 4
                designation    Agent → (none)
                channelLimits  SMS=3

              Failed rows
                  row   line  column  message
                    7      9  phone   phone '12' is not valid: give exactly 10
                                      digits, without a prefix.

              Nothing was written. This would
                create                  0
                change                  1
                leave as they are       1
                fail                    1

            """, text);
    }

    [Fact]
    public void What_does_not_fit_a_line_stands_in_two()
    {
        var row = new RunRow(1, 2, "updated", "a@example.com") { Changes = [Change("designation", new string('a', 50), new string('b', 80))] };
        var text = Written(false, false, t => t.Plan(new("p", "Planned", new(1, 0, 1, 0, 0, 0)) { Rows = [row] }));
        Assert.Contains($"    designation  {new string('a', 50)}\n              →  {new string('b', 55)}\n                 {new string('b', 25)}\n", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= Width, line));
    }

    [Fact]
    public void A_report_counts_and_names_what_failed_and_what_to_look_at()
    {
        var warned = new RunRow(1, 2, "created", "a@example.com") { Warnings = [new("password.ignored", "password", "The password is not changed.")] };
        var text = Written(false, false, t => t.Report(new("7", "PartiallySucceeded", new(2, 1, 0, 0, 0, 1)) { Rows = [warned, Failed], StartedAt = DateTimeOffset.UnixEpoch, FinishedAt = DateTimeOffset.UnixEpoch.AddSeconds(1.25) }));
        Assert.Contains("  Warnings\n      row   line  column    message\n        1      2  password  The password is not changed.\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\n  Import 7: PartiallySucceeded in 1.3 s\n    created         1\n    updated         0\n    unchanged       0\n    failed          1\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text);
    }

    [Fact]
    public void Colours_and_a_limit_of_rows_are_for_terminals()
    {
        var run = new Run("7", "Failed", new(50, 0, 0, 0, 0, 50)) { Rows = [.. Enumerable.Range(1, 50).Select(n => Failed with { Row = n })] };
        Assert.Equal(50, Lines(Written(false, false, t => t.Report(run))));
        var shown = Written(true, true, t => t.Report(run));
        Assert.Equal(40, Lines(shown));
        Assert.Contains("… and 10 more rows", shown, StringComparison.Ordinal);
        Assert.Contains("\u001b[31m", shown, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', Written(true, false, t => t.Report(run)));

        static int Lines(string text) => text.Split('\n').Count(line => line.Contains("phone '12'", StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_file_holds_cannot_steer_the_terminal()
    {
        var row = new RunRow(1, 2, "updated", "a\u001b[2J@example.com") { Changes = [Change("tags", "\u001b]0;x\u0007", "b\r\nc")] };
        var text = Written(false, false, t => t.Plan(new("p", "Planned", new(1, 0, 1, 0, 0, 0)) { Rows = [row] }));
        Assert.DoesNotContain(text, c => char.IsControl(c) && c != '\n');
    }

    private static RunChange Change(string field, string? old, string? now) => new(field, Value(old), Value(now));

    private static JsonElement Value(string? text) => text is null ? default : text[0] is '[' or '{' or '-' || text.Length == 1 ? JsonElement.Parse(text) : JsonSerializer.SerializeToElement(text);

    private static string Written(bool isTerminal, bool hasColour, Action<ImportText> write)
    {
        using var output = new StringWriter { NewLine = "\n" };
        write(new(new Screen(output, isTerminal, hasColour, Width)));
        return output.ToString();
    }
}
