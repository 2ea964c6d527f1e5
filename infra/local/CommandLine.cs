using System.Globalization;

namespace UserFunctions.Local;

/// <summary>The options of the program.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        Runs the functions on this machine, with Azurite beside them.

          check                 serve nothing: look whether all that is stored agrees (0 if it does)
          import <file>         import users from a CSV file; import --help says more
          export <file>         write the users to a CSV file; export --help says more
          --tenant <name>       with check: only this tenant
          --port <number>       port on 127.0.0.1 (default 7071; 0 takes a free one)
          --functions <names>   serve only these
          --memory              keep nothing: storage in memory, on free ports
          --sample              drop a CSV of 500 users into the import container and show what happens
          --once                with --sample: end when the sample is through (0 if nothing failed)
          --verbose             log more
          --help                this text
        """;

    public const int DefaultPort = 7071;

    public int Port { get; init; } = DefaultPort;

    public IReadOnlyList<string>? Functions { get; private init; }

    public bool Memory { get; private init; }

    public bool Sample { get; private init; }

    public bool Once { get; private init; }

    public bool Verbose { get; private init; }

    public bool Check { get; private init; }

    public string? Tenant { get; private init; }

    public bool Help { get; private init; }

    /// <exception cref="StartException">An option is unknown or wrong.</exception>
    public static CommandLine Parse(string[] args)
    {
        var line = new CommandLine();
        var rest = Words(args);
        while (rest.TryDequeue(out var option)) line = line.With(option, rest);
        if (line.Once && !line.Sample) throw new StartException("--once goes with --sample.");
        return line.Tenant is not null && !line.Check ? throw new StartException("--tenant goes with check.") : line;
    }

    /// <summary>The words of a command line, with <c>--name=value</c> parted.</summary>
    public static Queue<string> Words(IEnumerable<string> args) => new(args.SelectMany(Split));

    /// <summary>The next word, which an option needs.</summary>
    /// <exception cref="StartException">There is none.</exception>
    public static string Value(Queue<string> rest, string option, string what) =>
        rest.TryDequeue(out var value) && value.Length > 0 ? value : throw new StartException($"{option} needs {what}.");

    /// <summary>The value of <c>--port</c>.</summary>
    /// <exception cref="StartException">It is none.</exception>
    public static int ReadPort(Queue<string> rest) =>
        rest.TryDequeue(out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue
            ? port
            : throw new StartException($"--port needs a number from 0 to {ushort.MaxValue}.");

    private CommandLine With(string option, Queue<string> rest) => option switch
    {
        "--port" or "-p" => this with { Port = ReadPort(rest) },
        "--functions" => this with { Functions = ReadNames(rest) },
        "--memory" => this with { Memory = true },
        "--sample" => this with { Sample = true },
        "--once" => this with { Once = true },
        "check" => this with { Check = true },
        "--tenant" => this with { Tenant = Value(rest, option, "a name") },
        "--verbose" => this with { Verbose = true },
        "--help" or "-h" => this with { Help = true },
        _ => throw new StartException($"Unknown option '{option}': see --help."),
    };

    private static string[] Split(string argument)
    {
        var at = argument.IndexOf('=', StringComparison.Ordinal);
        return at > 0 && argument.StartsWith("--", StringComparison.Ordinal) ? [argument[..at], argument[(at + 1)..]] : [argument];
    }

    private static List<string> ReadNames(Queue<string> rest)
    {
        var names = new List<string>();
        while (rest.TryPeek(out var name) && !name.StartsWith('-')) names.AddRange(rest.Dequeue().Split(',', StringSplitOptions.RemoveEmptyEntries));
        return names.Count > 0 ? names : throw new StartException("--functions needs at least one name.");
    }
}
