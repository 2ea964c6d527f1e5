using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using UserFunctions.Platform.Errors;

namespace UserFunctions.Platform.Http;

/// <summary>Which page of a list is asked for.</summary>
/// <param name="Top">Entries a page, 1-200.</param>
/// <param name="After">The last key of the page before; null for the first page.</param>
public sealed record PageRequest(int Top, string? After);

/// <summary>One page of a list on the wire.</summary>
/// <param name="Value">The entries.</param>
/// <param name="NextLink">Absolute URL of the next page; null at the end.</param>
/// <param name="TotalCount">How many there are on all pages; null where that is not known without reading them all.</param>
public sealed record PageAnswer<T>(IReadOnlyList<T> Value, [property: JsonPropertyOrder(1)] string? NextLink, int? TotalCount = null);

/// <summary>Query words of lists: <c>top</c>, <c>cursor</c> and the list's own filters.</summary>
public static class Paging
{
    /// <summary>Entries a page when the caller does not say.</summary>
    public const int DefaultTop = 50;

    /// <summary>The most entries a page may have.</summary>
    public const int MaxTop = 200;

    // A table holds no time before it.
    private const int FirstYear = 1601;

    private static readonly string[] Times = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"];

    // "code" is the API key's query word.
    private static readonly string[] Always = ["top", "cursor", "code"];

    /// <summary>Reads <c>top</c> and <c>cursor</c>; a query word that neither they nor <paramref name="filters"/> know is an error.</summary>
    public static Result<PageRequest> ReadPage(this HttpRequest request, params IReadOnlyList<string> filters)
    {
        var errors = new List<FieldError>();
        foreach (var word in request.Query.Keys.Where(k => !Always.Contains(k) && !filters.Contains(k)))
            errors.Add(new($"{FieldReader.Shown(word)}.unknown", FieldReader.Shown(word), $"'{FieldReader.Shown(word)}' is not a query word here; allowed are {string.Join(", ", filters.Concat(Always))}."));
        var top = DefaultTop;
        if (request.Query["top"].ToString() is { Length: > 0 } sent && !(int.TryParse(sent, NumberStyles.None, CultureInfo.InvariantCulture, out top) && top is > 0 and <= MaxTop))
            errors.Add(new("top.invalid", "top", $"top '{FieldReader.Shown(sent)}' is not valid: give a whole number from 1 to {MaxTop}."));
        var after = Cursor(request.Query["cursor"].ToString(), errors);
        return errors.Count == 0 ? new PageRequest(top, after) : Error.Of(errors);
    }

    /// <summary>The page's part of things that are at hand in the order of their ids, and the last one's id when there are more.</summary>
    public static (IReadOnlyList<T> Items, string? Last) Of<T>(this PageRequest page, IEnumerable<T> inOrder, Func<T, Guid> idOf)
    {
        // A cursor that is not of this list begins it anew.
        var rest = Guid.TryParse(page.After, out var after) ? inOrder.SkipWhile(item => idOf(item).CompareTo(after) <= 0) : inOrder;
        var items = rest.Take(page.Top + 1).ToList();
        return items.Count <= page.Top ? (items, null) : (items[..^1], idOf(items[^2]).ToString("D"));
    }

    /// <summary>The page's part of things that are at hand in an order of their own, and where the next one begins when there are more: behind the last one, or at its place when it is gone by then.</summary>
    public static (IReadOnlyList<T> Items, string? Last) Part<T>(this PageRequest page, IReadOnlyList<T> inOrder, Func<T, string> keyOf)
    {
        var from = Place(page.After, [.. inOrder.Select(keyOf)]);
        var items = inOrder.Skip(from).Take(page.Top).ToList();
        var last = from + items.Count - 1;
        return (items, last + 1 < inOrder.Count ? $"{last.ToString(CultureInfo.InvariantCulture)} {keyOf(items[^1])}" : null);
    }

    /// <summary>One word of the query; null when absent or empty.</summary>
    public static string? Word(this HttpRequest request, string name) => request.Query[name].ToString() is { Length: > 0 } word ? word.Trim() : null;

    /// <summary>A yes/no word of the query; false when absent.</summary>
    public static Result<bool> ReadFlag(this HttpRequest request, string name) => request.Word(name)?.ToLowerInvariant() switch
    {
        null or "false" => false,
        "true" => true,
        var other => Error.Invalid(name, $"{name}.invalid", $"{name} '{FieldReader.Shown(other)}' is not valid: use true or false."),
    };

    /// <summary>Words of an enum with commas between them, in any case; empty when absent.</summary>
    public static Result<IReadOnlyList<TEnum>> ReadChoices<TEnum>(this HttpRequest request, string name)
        where TEnum : struct, Enum
    {
        var choices = new List<TEnum>();
        foreach (var word in (request.Word(name) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Enum.GetNames<TEnum>().FirstOrDefault(known => known.Equals(word, StringComparison.OrdinalIgnoreCase)) is not { } found)
                return Error.Invalid(name, $"{name}.invalid", $"{name} '{FieldReader.Shown(word)}' is not valid: use {string.Join(", ", Enum.GetNames<TEnum>())}.");
            choices.Add(Enum.Parse<TEnum>(found));
        }

        return choices;
    }

    /// <summary>A point in time in the query, from the year 1601 on; null when absent.</summary>
    public static Result<DateTimeOffset?> ReadTime(this HttpRequest request, string name)
    {
        if (request.Word(name) is not { } sent)
            return (DateTimeOffset?)null;
        var isTime = DateTimeOffset.TryParseExact(sent, Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time);
        return isTime && time.Year >= FirstYear
            ? time
            : Error.Invalid(name, $"{name}.invalid", $"{name} '{FieldReader.Shown(sent)}' is not a time: give one such as 2026-03-01T09:30:00Z (UTC; a + of an offset is %2B in a URL).");
    }

    /// <summary>The answer with its absolute <c>nextLink</c>, which repeats the filters and leaves out the key.</summary>
    public static Answer Page<T>(this HttpRequest request, IReadOnlyList<T> value, PageRequest page, string? last, int? totalCount = null)
    {
        if (last is null)
            return Answer.Ok(new PageAnswer<T>(value, null, totalCount));
        var query = request.Query.Where(pair => !Always.Contains(pair.Key)).SelectMany(pair => pair.Value.Select(word => KeyValuePair.Create(pair.Key, word)))
            .Append(new("top", page.Top.ToString(CultureInfo.InvariantCulture)))
            .Append(new("cursor", WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(last))));
        var link = QueryHelpers.AddQueryString(request.Origin() + request.PathBase + request.Path, query);
        return Answer.Ok(new PageAnswer<T>(value, link, totalCount));
    }

    /// <summary>An absolute URL below <c>/api/</c> of the host that was called.</summary>
    public static string Link(this HttpRequest request, string path) => $"{request.Origin()}/api/{path}";

    // A cursor that is not of this list begins it anew.
    private static int Place(string? after, List<string> keys)
    {
        if (after?.Split(' ', 2) is not [var place, var key] || !int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var last))
            return 0;
        return keys.IndexOf(key) is var found and >= 0 ? found + 1 : Math.Min(last, keys.Count);
    }

    private static string Origin(this HttpRequest request) => $"{request.Scheme}://{request.Host}";

    private static string? Cursor(string sent, List<FieldError> errors)
    {
        if (sent.Length == 0)
            return null;
        try
        {
            return Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(sent));
        }
        catch (FormatException)
        {
            errors.Add(new("cursor.invalid", "cursor", $"cursor '{FieldReader.Shown(sent)}' is not one that a nextLink gave: follow nextLink as it is."));
            return null;
        }
    }
}
