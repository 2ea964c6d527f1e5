using Microsoft.AspNetCore.WebUtilities;

namespace UserFunctions.Local.Csv;

/// <summary>The options of <c>export</c>.</summary>
internal sealed record ExportLine
{
    public static string Usage { get; } = $"""
        export <file>: writes users to a CSV file that can be edited and imported
        again, up to 500 rows a file.
        The file is replaced once everything has come; - is the standard output.

          --search <words>    only users in whom these words occur
          --filter <n>=<v>    only users with this value: --filter department=Sales;
                              may be given more than once
          --view <name>       agents or team-members
          --sort <column>     displayName, or -updatedAt for the newest change first
          --columns <names>   only these columns, with commas between them; id and
                              email are always there

        {HostLine.Usage}
        """;

    public required string File { get; init; }

    /// <summary>What is asked of the list.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Query { get; private init; } = [];

    public HostLine Host { get; private init; } = new();

    /// <summary>Below the route prefix.</summary>
    public Uri Path => new(QueryHelpers.AddQueryString("users/export.csv", Query), UriKind.Relative);

    /// <exception cref="StartException">An option is unknown or wrong.</exception>
    public static ExportLine Parse(string[] args)
    {
        var rest = CommandLine.Words(args);
        var line = new ExportLine { File = "" };
        while (rest.TryDequeue(out var word)) line = line.With(word, rest);
        return line.File.Length == 0 ? throw new StartException("export needs a file: see export --help.") : line with { Host = line.Host.Checked() };
    }

    private ExportLine With(string word, Queue<string> rest) => word switch
    {
        "--search" or "--view" or "--sort" or "--columns" => Asking(word[2..], CommandLine.Value(rest, word, "a value")),
        "--filter" => CommandLine.Value(rest, word, "name=value").Split('=', 2) is [{ Length: > 0 } name, var value]
            ? Asking(name, value)
            : throw new StartException("--filter needs name=value, such as --filter department=Sales."),
        _ when Host.With(word, rest) is { } host => this with { Host = host },
        _ when word.StartsWith('-') && word != "-" => throw new StartException($"Unknown option '{word}': see export --help."),
        _ => File.Length == 0 ? this with { File = word } : throw new StartException($"export takes one file, and '{word}' is a second one."),
    };

    private ExportLine Asking(string name, string value) => this with { Query = [.. Query, new(name, value)] };
}
