using System.Globalization;

namespace UserFunctions.Webhooks;

/// <summary>A place in the change log as callers hold it. What is in it is nobody's business but the app's.</summary>
internal static class EventCursor
{
    private const string Prefix = "n";

    /// <summary>The cursor behind the change of this number.</summary>
    public static string Of(long number) => Prefix + number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The number; null when it is none that this app gave.</summary>
    public static long? Read(string text) =>
        text.StartsWith(Prefix, StringComparison.Ordinal) && long.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
