using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Platform.Search;

/// <summary>Reads what is asked of a list: a filter for each column by its name, <c>sort</c>, <c>search</c>; all errors at once.</summary>
public static class ListRequest
{
    private const string Sort = "sort";
    private const string Search = "search";

    /// <summary>The query words of a list with these columns, and more of its own.</summary>
    public static IReadOnlyList<string> Words(IReadOnlyList<ListColumn> columns, params IEnumerable<string> more) =>
        [.. columns.SelectMany(column => column.Aliases.Prepend(column.Name)), Sort, Search, .. more];

    /// <summary>The query; <paramref name="more"/> are filters that the list adds.</summary>
    public static Result<IndexQuery> ReadQuery(this HttpRequest request, PageRequest page, IReadOnlyList<ListColumn> columns, IEnumerable<Result<RowFilter>> more)
    {
        var errors = new List<FieldError>();
        var filters = new List<RowFilter>();
        var asked =
            from column in columns
            from name in column.Aliases.Prepend(column.Name)
            from value in request.Query[name]
            where !string.IsNullOrWhiteSpace(value)
            select column.Filter(value.Trim());
        foreach (var filter in asked.Concat(more))
        {
            if (filter.Try(out var found, out var error))
                filters.Add(found);
            else
                errors.AddRange(Parts(error));
        }

        var sort = request.Word(Sort) ?? "";
        var sorted = columns.FirstOrDefault(column => column.Ordering is not null && column.Name.Equals(sort.TrimStart('-'), StringComparison.OrdinalIgnoreCase));
        if (sort.Length > 0 && (sorted is null || sort.StartsWith("--", StringComparison.Ordinal)))
            errors.AddRange(Parts(ListColumn.Invalid(Sort, sort, $"use one of {string.Join(", ", columns.Where(c => c.Ordering is not null).Select(c => c.Name))}, with - in front for the reverse")));
        var tokens = Tokens(request, errors);
        if (errors.Count > 0)
            return Error.Of(errors);
        return new IndexQuery
        {
            Filters = filters,
            Tokens = tokens,
            Ordering = sorted?.Ordering,
            Backwards = sorted is not null && sort[0] == '-',
            OrderName = sorted is null ? (tokens.Count > 0 ? "-rank" : "-id") : sort.ToLowerInvariant(),
            After = page.After,
            Top = page.Top,
        };
    }

    /// <summary>What is wrong with the page's cursor when the index does not know it.</summary>
    public static Error WrongCursor { get; } =
        Error.Invalid("cursor", "cursor.invalid", "cursor is not one that a nextLink of this list in this order gave: follow nextLink as it is, or leave the cursor out.");

    private static IReadOnlyList<byte[]> Tokens(HttpRequest request, List<FieldError> errors)
    {
        var typed = request.Word(Search) ?? "";
        var tokens = typed.Length <= Platform.Search.Words.MaxLength ? Platform.Search.Words.Tokens(typed) : [];
        if (typed.Length > Platform.Search.Words.MaxLength)
            errors.Add(new("search.too_long", Search, $"search has {typed.Length} characters; at most {Platform.Search.Words.MaxLength} are allowed."));
        else if (tokens.Count > Platform.Search.Words.MaxTokens)
            errors.Add(new("search.invalid", Search, $"search has {tokens.Count} different words; at most {Platform.Search.Words.MaxTokens} are allowed."));
        else if (tokens.Count == 0 && typed.Length > 0)
            errors.Add(new("search.invalid", Search, $"search '{FieldReader.Shown(typed)}' holds no letter and no digit: type what to look for, or leave it out."));
        return tokens;
    }

    private static IEnumerable<FieldError> Parts(Error error) => error.Details is { Count: > 0 } details ? details : [new(error.Code, error.Target ?? "", error.Message)];
}
