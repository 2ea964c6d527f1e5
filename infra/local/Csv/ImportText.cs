using System.Globalization;
using System.Text.Json;

namespace UserFunctions.Local.Csv;

/// <summary>What an import would do, or did, for people.</summary>
internal sealed class ImportText(Screen screen)
{
    // On a terminal the sum matters; whoever wants to read all of many rows sends the output to a file.
    private const int RowsOnTerminal = 40;
    private const int Indent = 4;

    private const string New = "created";
    private const string None = "(none)";
    private const string Arrow = " → ";

    /// <summary>The field-level difference of a dry run: old → new.</summary>
    public void Plan(Run plan)
    {
        var rows = plan.Rows.Where(row => row.Changes.Count > 0).ToList();
        var alike = Alike([.. rows.Where(row => row.Outcome == New)]);
        foreach (var row in Shown(rows)) Difference(row, alike);
        Rest(rows, "more rows with changes");
        Notes(plan);
        screen.Line();
        screen.Line($"  {screen.Strong("Nothing was written.")} {(plan.IsRefused ? "It is all rows or none, and rows fail. Each by itself would" : "This would")}");
        Counts(plan.Counts, ["create", "change", "leave as they are", "skip", "fail"]);
    }

    /// <summary>The report of an import.</summary>
    public void Report(Run run)
    {
        Notes(run);
        screen.Line();
        var took = run is { StartedAt: { } start, FinishedAt: { } end } ? $" in {Taken(end - start)}" : "";
        screen.Line($"  Import {run.Id}: {Coloured(run.State)}{took}");
        if (run.Problem is { } problem) screen.Entry(Indent, problem.Target ?? "", (problem.Target ?? "").Length, problem.Message, screen.Bad);
        else Counts(run.Counts, ["created", "updated", "unchanged", "skipped", "failed"]);
    }

    private void Counts(RunCounts counts, string[] names)
    {
        int[] numbers = [counts.Created, counts.Updated, counts.Unchanged, counts.Skipped, counts.Failed];
        Func<string, string>[] colours = [screen.Good, screen.Good, text => text, screen.Odd, screen.Bad];
        var width = names.Max(name => name.Length);
        for (var i = 0; i < names.Length; i++)
        {
            // Skipping is rare: it is said where it happened.
            if (numbers[i] == 0 && names[i].StartsWith("skip", StringComparison.Ordinal)) continue;
            var line = $"{names[i].PadRight(width)}  {numbers[i],6}";
            screen.Line(new string(' ', Indent) + (numbers[i] == 0 ? screen.Faint(line) : colours[i](line)));
        }
    }

    // Most of what new users get is the same for all: said once, so that what is not can be seen.
    private HashSet<(string Field, string Value)> Alike(List<RunRow> created)
    {
        if (created.Count < 2) return [];
        var alike = created.Select(Values).Aggregate((common, values) => [.. common.Intersect(values)]);
        if (alike.Count == 0) return [];
        screen.Line();
        screen.Line($"  Each of the {created.Count} new users gets");
        screen.Entry(Indent - 2, "", 0, string.Join(", ", alike.Select(entry => $"{entry.Field} {entry.Value}")), screen.Faint);
        return [.. alike];
    }

    private static List<(string Field, string Value)> Values(RunRow row) => [.. row.Changes.Select(change => (change.Field, Shown(change.New)))];

    private void Difference(RunRow row, HashSet<(string, string)> alike)
    {
        screen.Line();
        screen.Line($"  {screen.Faint($"row {row.Row}")}  {screen.Strong(Screen.Cut(row.Email ?? "", screen.Width - 24))}  {(row.Outcome == New ? screen.Good("new") : screen.Odd("changed"))}");
        var changes = row.Changes.Where(change => row.Outcome != New || !alike.Contains((change.Field, Shown(change.New)))).ToList();
        var width = changes.Select(change => change.Field.Length).DefaultIfEmpty().Max();
        foreach (var change in changes) Difference(change, width);
    }

    private void Difference(RunChange change, int width)
    {
        var (old, now) = (Shown(change.Old), Shown(change.New));
        if (old == None)
            screen.Entry(Indent, change.Field, width, now, screen.Good);
        else if (Indent + width + 2 + old.Length + Arrow.Length + now.Length <= screen.Width)
            screen.Line($"{new string(' ', Indent)}{change.Field.PadRight(width)}  {screen.Faint(Screen.Plain(old))}{Arrow}{screen.Good(Screen.Plain(now))}");
        else
        {
            screen.Entry(Indent, change.Field, width, old, screen.Faint);
            screen.Entry(Indent, Arrow.Trim().PadLeft(width), width, now, screen.Good);
        }
    }

    // What is wrong, and what is worth knowing, row by row.
    private void Notes(Run run)
    {
        Table("Failed rows", run, row => row.Errors, screen.Bad);
        Table("Warnings", run, row => row.Warnings, screen.Odd);
    }

    private void Table(string title, Run run, Func<RunRow, IReadOnlyList<RunNote>> notes, Func<string, string> colour)
    {
        var rows = run.Rows.Where(row => notes(row).Count > 0).ToList();
        if (rows.Count == 0) return;
        var columns = Math.Max("column".Length, rows.SelectMany(notes).Max(note => (note.Target ?? "").Length));
        screen.Line();
        screen.Line($"  {screen.Strong(title)}");
        screen.Line(screen.Faint($"{new string(' ', Indent)}{"row",5}  {"line",5}  {"column".PadRight(columns)}  message"));
        foreach (var row in Shown(rows))
        {
            foreach (var note in notes(row))
                screen.Entry(Indent, $"{row.Row,5}  {row.Line,5}  {note.Target}", 14 + columns, note.Message, colour);
        }

        Rest(rows, "more rows");
    }

    private IEnumerable<RunRow> Shown(List<RunRow> rows) => screen.IsTerminal ? rows.Take(RowsOnTerminal) : rows;

    private void Rest(List<RunRow> rows, string what)
    {
        if (screen.IsTerminal && rows.Count > RowsOnTerminal) screen.Line(screen.Faint($"    … and {rows.Count - RowsOnTerminal} {what}; all of them with | less"));
    }

    private static string Taken(TimeSpan time) =>
        time < TimeSpan.FromSeconds(1) ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms") : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");

    private string Coloured(string state) => state switch
    {
        "Succeeded" => screen.Good(state),
        "PartiallySucceeded" => screen.Odd(state),
        _ => screen.Bad(state),
    };

    // As a cell of the file would say it.
    private static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => None,
        JsonValueKind.String => value.GetString() is { Length: > 0 } text ? text : None,
        JsonValueKind.Array => value.GetArrayLength() == 0 ? None : string.Join(';', value.EnumerateArray().Select(Shown)),
        JsonValueKind.Object => string.Join(';', value.EnumerateObject().Select(Shown).OfType<string>()) is { Length: > 0 } text ? text : None,
        _ => value.GetRawText(),
    };

    private static string? Shown(JsonProperty member) => Shown(member.Value) is var text && text == None ? null : $"{member.Name}={text}";
}
