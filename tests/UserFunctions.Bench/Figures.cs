using System.Globalization;

namespace UserFunctions.Bench;

/// <summary>One line of the table.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Ours">Our time in milliseconds, or another amount in <paramref name="Unit"/>.</param>
/// <param name="Raw">The raw storage calls it is made of, measured in the same run; null: there are none to compare with.</param>
/// <param name="Bound">Largest ratio (or amount, where there is no raw figure) that holds; null: for orientation only.</param>
/// <param name="Unit">ms unless said otherwise.</param>
internal sealed record Figure(string Name, double Ours, double? Raw, double? Bound, string Unit = "ms")
{
    public double Measured => Raw is { } raw ? Ours / raw : Ours;

    public bool Holds => Bound is null || Measured <= Bound;
}

/// <summary>Collects figures and prints them as one table.</summary>
internal sealed class Figures
{
    private readonly List<Figure> all = [];

    public bool Hold => all.TrueForAll(f => f.Holds);

    public void Add(Figure figure) => all.Add(figure);

    public void Print(TextWriter to)
    {
        to.WriteLine();
        to.WriteLine($"{"figure",-64} {"ours",10} {"raw",10} {"ratio",7} {"bound",9}");
        foreach (var figure in all)
        {
            var ratio = figure.Raw is null ? "" : Text(figure.Measured, "0.00");
            var bound = figure.Bound is not { } b ? "" : (figure.Raw is null ? $"≤ {Text(b, "0")} {figure.Unit}" : $"≤ {Text(b, "0.0")}") + (figure.Holds ? "" : "  FAILS");
            to.WriteLine($"{figure.Name,-64} {Amount(figure.Ours, figure.Unit),10} {(figure.Raw is { } raw ? Amount(raw, figure.Unit) : ""),10} {ratio,7} {bound,9}");
        }

        to.WriteLine();
        to.WriteLine("Times are medians unless the name says otherwise. raw = the same storage calls through the same client in the same run, nothing around them.");
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Amount(double value, string unit) => $"{Text(value, value < 10 ? "0.00" : "0")} {unit}";

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
