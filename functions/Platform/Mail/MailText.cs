using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace UserFunctions.Platform.Mail;

/// <summary>A plain text as HTML: paragraphs, lines, and a link that can be pressed. Everything in it is escaped.</summary>
public static partial class MailText
{
    private const string Page = "margin:0;padding:24px;background:#ffffff;color:#1b1b1b;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif";

    /// <summary>The HTML of a text.</summary>
    /// <param name="text">The plain text; a line between two blank ones begins a paragraph.</param>
    /// <param name="title">The subject.</param>
    /// <param name="language">ISO 639-1.</param>
    /// <param name="link">An address that occurs in the text and is made a link; null: there is none.</param>
    public static string Html(string text, string title, string language, string? link)
    {
        var encoder = HtmlEncoder.Create(System.Text.Unicode.UnicodeRanges.All);
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<!doctype html><html lang=\"{encoder.Encode(language)}\"><head><meta charset=\"utf-8\"><title>{encoder.Encode(title)}</title></head><body style=\"{Page}\">");
        foreach (var paragraph in Blank().Split(text.ReplaceLineEndings("\n").Trim()))
        {
            var lines = paragraph.Split('\n').Select(line => string.Join(Anchor(link, encoder), link is null ? [encoder.Encode(line)] : line.Split(link).Select(encoder.Encode)));
            html.Append("<p style=\"margin:0 0 16px\">").AppendJoin("<br>", lines).Append("</p>");
        }

        return html.Append("</body></html>").ToString();
    }

    private static string Anchor(string? link, HtmlEncoder encoder) =>
        link is null ? "" : $"<a href=\"{encoder.Encode(link)}\" style=\"color:#0b57a4\">{encoder.Encode(link)}</a>";

    [GeneratedRegex(@"\n[ \t]*\n\s*")]
    private static partial Regex Blank();
}
