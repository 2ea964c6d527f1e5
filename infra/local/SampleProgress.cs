namespace UserFunctions.Local;

/// <summary>Shows how far something is: a bar that is drawn over on a terminal, a line now and then anywhere else.</summary>
/// <param name="output">Where to.</param>
/// <param name="isTerminal">True: it can be drawn over.</param>
internal sealed class SampleProgress(TextWriter output, bool isTerminal)
{
    private const int BarWidth = 40;
    private const int PlainSteps = 5;

    private string shown = "";

    /// <summary>Shows a state; the same state again shows nothing.</summary>
    /// <param name="what">What is being counted.</param>
    /// <param name="done">How many are done.</param>
    /// <param name="total">Out of how many; 0 while that is not known.</param>
    /// <param name="more">What a bar says behind it.</param>
    public void Show(string what, int done, int total, string more = "")
    {
        var text = isTerminal ? $"{Bar(what, done, total)}  {more}".TrimEnd() : Plain(what, done, total);
        if (text.Length == 0 || text == shown) return;
        if (isTerminal) output.Write($"\r{text.PadRight(shown.Length)}");
        else output.WriteLine(text);
        shown = text;
    }

    /// <summary>Ends the line of a bar.</summary>
    public void End()
    {
        if (isTerminal && shown.Length > 0) output.WriteLine();
        shown = "";
    }

    private static string Bar(string what, int done, int total)
    {
        var filled = total == 0 ? 0 : BarWidth * Math.Min(done, total) / total;
        return $"  {what,-12} [{new string('#', filled)}{new string('.', BarWidth - filled)}] {done}/{total}";
    }

    // Rounded down to a fifth, so that a log holds five lines rather than five hundred.
    private static string Plain(string what, int done, int total)
    {
        if (total == 0) return "";
        var reached = done >= total ? total : total * (done * PlainSteps / total) / PlainSteps;
        return reached == 0 ? "" : $"  {what} {reached} of {total}";
    }
}
