using System.Text.RegularExpressions;
using UserFunctions.Platform.Http;

namespace UserFunctions.Tenants;

/// <summary>Words in braces within a tenant's own texts of the invitation, each replaced by its value when the mail is written.</summary>
public static partial class Placeholders
{
    /// <summary>The link, without which nobody could accept.</summary>
    public const string Link = "link";

    /// <summary>What may stand in the mail's text.</summary>
    public static IReadOnlyList<string> OfText { get; } = ["name", "tenant", Link, "expires"];

    /// <summary>What may stand in the subject: what mail servers write into their logs holds no link.</summary>
    public static IReadOnlyList<string> OfSubject { get; } = ["name", "tenant"];

    /// <summary>What is wrong with a subject, in words that follow its field's name; null: nothing.</summary>
    public static string? FaultOfSubject(string subject) => Unknown(subject, OfSubject);

    /// <summary>What is wrong with a text; null: nothing.</summary>
    public static string? FaultOfText(string text) => Unknown(text, OfText)
        ?? (Named(text).Contains(Link) ? null : "must hold {link}, which becomes the address that the person accepts at");

    /// <summary>The text with its placeholders replaced, all at once: a value that looks like a placeholder stays as it is.</summary>
    /// <param name="text">A text without faults; of any other the unknown placeholders stay.</param>
    /// <param name="valueOf">The value of a placeholder; null leaves it.</param>
    public static string Fill(string text, Func<string, string?> valueOf) => Pattern().Replace(text, match => valueOf(match.Groups[1].Value) ?? match.Value);

    private static string? Unknown(string text, IReadOnlyList<string> known) => Named(text).FirstOrDefault(name => !known.Contains(name)) is { } unknown
        ? $"holds {{{FieldReader.Shown(unknown)}}}, which is no placeholder here: use {string.Join(", ", known.Select(name => $"{{{name}}}"))}, or leave out the braces"
        : null;

    private static IEnumerable<string> Named(string text) => Pattern().Matches(text).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"\{([^{}\n]{0,40})\}", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
