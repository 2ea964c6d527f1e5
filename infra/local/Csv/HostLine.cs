namespace UserFunctions.Local.Csv;

/// <summary>Which host a command talks to.</summary>
internal sealed record HostLine
{
    public const string Usage = """
        Which host:
          --port <number>     the one on this machine at this port (default 7071); when
                              none answers, one runs for as long as the command does
                              (0: always)
          --url <url>         one anywhere, such as https://my-app.azurewebsites.net
          --key <key>         the API key (default: that of the host on this machine)
        """;

    public int Port { get; private init; } = CommandLine.DefaultPort;

    /// <summary>Where the routes begin; null: on this machine.</summary>
    public Uri? Url { get; private init; }

    public string? Key { get; private init; }

    /// <summary>The line with this option; null when it is none of these.</summary>
    /// <exception cref="StartException">The option is wrong.</exception>
    public HostLine? With(string option, Queue<string> rest) => option switch
    {
        "--port" or "-p" => this with { Port = CommandLine.ReadPort(rest) },
        "--url" => this with { Url = ReadUrl(CommandLine.Value(rest, option, "a URL")) },
        "--key" => this with { Key = CommandLine.Value(rest, option, "a key") },
        _ => null,
    };

    /// <exception cref="StartException">Options do not go together.</exception>
    public HostLine Checked() =>
        Url is not null && Key is null ? throw new StartException("--url needs --key: an API key of that host.") : this;

    // Routes are below /api; who gives more of a path knows better.
    private static Uri ReadUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new StartException($"--url needs an address such as https://my-app.azurewebsites.net, not '{text}'.");
        return new Uri(url, url.AbsolutePath is "/" ? "/api/" : url.AbsolutePath.TrimEnd('/') + "/");
    }
}
