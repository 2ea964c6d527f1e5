namespace UserFunctions.Local.Csv;

/// <summary>The options of <c>import</c>.</summary>
internal sealed record ImportLine
{
    public static string Usage { get; } = $"""
        import <file>: imports users from a CSV file.

          --dry-run           show what would change, field by field; write nothing
          --yes               show what would change and do it. Without it you are
                              asked on a terminal; anywhere else it is done at once
          --atomic            all rows or none
          --mode <words>      create, update or upsert (default); partial or atomic
          --role <name>       the role of new users whose row gives none
          --create-missing    make groups and departments that are named and missing
          --fix-file <path>   write the failed rows to a file that can be corrected
                              and imported again

        {HostLine.Usage}

        Ends with 0 when every row is as the file says, or would be, with 2 when rows
        fail, and with 1 when nothing could be done or you said no.
        """;

    public required string File { get; init; }

    public bool DryRun { get; private init; }

    public bool Yes { get; private init; }

    public string? Role { get; private init; }

    public bool CreateMissing { get; private init; }

    public string? FixFile { get; private init; }

    /// <summary>As the API takes them; empty: as it is by default.</summary>
    public IReadOnlyList<string> Modes { get; private init; } = [];

    public HostLine Host { get; private init; } = new();

    /// <exception cref="StartException">An option is unknown or wrong.</exception>
    public static ImportLine Parse(string[] args)
    {
        var rest = CommandLine.Words(args);
        var line = new ImportLine { File = "" };
        while (rest.TryDequeue(out var word)) line = line.With(word, rest);
        if (line.File.Length == 0) throw new StartException("import needs a file: see import --help.");
        if (line is { DryRun: true, Yes: true }) throw new StartException("--dry-run writes nothing, so there is nothing for --yes to say.");
        return line with { Host = line.Host.Checked() };
    }

    private ImportLine With(string word, Queue<string> rest) => word switch
    {
        "--dry-run" => this with { DryRun = true },
        "--yes" or "-y" => this with { Yes = true },
        "--atomic" => this with { Modes = [.. Modes, "atomic"] },
        "--mode" => this with { Modes = [.. Modes, .. CommandLine.Value(rest, word, "a word such as update").Split(',', StringSplitOptions.TrimEntries)] },
        "--role" => this with { Role = CommandLine.Value(rest, word, "a name") },
        "--create-missing" => this with { CreateMissing = true },
        "--fix-file" => this with { FixFile = CommandLine.Value(rest, word, "a path") },
        _ when Host.With(word, rest) is { } host => this with { Host = host },
        _ when word.StartsWith('-') => throw new StartException($"Unknown option '{word}': see import --help."),
        _ => File.Length == 0 ? this with { File = word } : throw new StartException($"import takes one file, and '{word}' is a second one."),
    };
}
