using System.Text;

namespace UserFunctions.Local.Csv;

/// <summary>What lines are written on: how wide it is, and whether it knows colours.</summary>
internal sealed class Screen
{
    private const int PlainWidth = 80;
    private const int LeastWidth = 60;
    private const int MostWidth = 140;

    /// <summary>A screen on a writer.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="isTerminal">True: lines can be drawn over.</param>
    /// <param name="hasColour">True: colours are understood and wanted.</param>
    /// <param name="width">Characters a line.</param>
    public Screen(TextWriter output, bool isTerminal, bool hasColour, int width) =>
        (Output, IsTerminal, HasColour, Width) = (output, isTerminal, hasColour, Math.Clamp(width, LeastWidth, MostWidth));

    public TextWriter Output { get; }

    public bool IsTerminal { get; }

    public bool HasColour { get; }

    public int Width { get; }

    /// <summary>The program's own output: colours only on a terminal, and not where NO_COLOR is set (no-color.org).</summary>
    public static Screen OfConsole()
    {
        var isTerminal = !Console.IsOutputRedirected;
        var hasColour = isTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb";
        return new(Console.Out, isTerminal, hasColour, isTerminal && Console.WindowWidth > 0 ? Console.WindowWidth - 1 : PlainWidth);
    }

    public void Line(string text = "") => Output.WriteLine(text);

    public string Good(string text) => Coloured(text, 32);

    public string Bad(string text) => Coloured(text, 31);

    public string Odd(string text) => Coloured(text, 33);

    public string Faint(string text) => Coloured(text, 2);

    public string Strong(string text) => Coloured(text, 1);

    /// <summary>A text behind its name in a column of names; what does not fit goes on under itself.</summary>
    /// <param name="indent">Blanks before the name.</param>
    /// <param name="name">The name, at most as wide as its column.</param>
    /// <param name="nameWidth">The width of the column of names.</param>
    /// <param name="text">The text, uncoloured.</param>
    /// <param name="colour">Colours each part of it; null: none.</param>
    public void Entry(int indent, string name, int nameWidth, string text, Func<string, string>? colour = null)
    {
        var lead = new string(' ', indent) + name.PadRight(nameWidth) + "  ";
        foreach (var part in Wrap(text, Math.Max(20, Width - lead.Length)))
        {
            Line(lead + (colour is null ? part : colour(part)));
            lead = new string(' ', lead.Length);
        }
    }

    /// <summary>The text in lines of at most this width, broken at blanks where there are any.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        var rest = Plain(text);
        while (rest.Length > width)
        {
            var at = rest.LastIndexOf(' ', width);
            var end = at > 0 ? at : char.IsHighSurrogate(rest[width - 1]) ? width - 1 : width;
            yield return rest[..end];
            rest = rest[end..].TrimStart();
        }

        yield return rest;
    }

    /// <summary>The text in one line of at most this width; <c>…</c> stands for what is left out.</summary>
    public static string Cut(string text, int width)
    {
        var plain = Plain(text);
        return plain.Length <= width ? plain : plain[..(char.IsHighSurrogate(plain[width - 2]) ? width - 2 : width - 1)] + "…";
    }

    /// <summary>The text as one that cannot steer the terminal, whatever a file holds.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
            plain.Append(c is '\n' or '\t' ? ' ' : char.IsControl(c) ? '\uFFFD' : c);
        return plain.ToString();
    }

    private string Coloured(string text, int code) => HasColour && text.Length > 0 ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
