namespace UserFunctions.Local.Csv;

/// <summary>The commands that bring users in from a CSV file and write them to one.</summary>
internal static class CsvCommands
{
    /// <summary>Everything is as it was asked for.</summary>
    public const int AllGood = 0;

    /// <summary>It could not be done; what is wrong is on stderr, or in the report.</summary>
    public const int CouldNot = 1;

    /// <summary>Some rows failed.</summary>
    public const int SomeFailed = 2;

    /// <summary>The command that these arguments begin with; null when it is none of these.</summary>
    /// <exception cref="StartException">An option is unknown or wrong.</exception>
    public static Func<CancellationToken, Task<int>>? Find(string[] args) => args is [var name and ("import" or "export"), .. var rest]
        ? rest.Any(word => word is "--help" or "-h") ? _ => Help(name) : name == "import" ? Import(rest) : Export(rest)
        : null;

    private static Task<int> Help(string name)
    {
        Console.WriteLine(name == "import" ? ImportLine.Usage : ExportLine.Usage);
        return Task.FromResult(AllGood);
    }

    private static Func<CancellationToken, Task<int>> Import(string[] args)
    {
        var line = ImportLine.Parse(args);
        return token => Guarded(line.Host, async access =>
        {
            var screen = Screen.OfConsole();
            // Only somebody who sees the question can answer it.
            var ask = line.Yes ? _ => Task.FromResult(true) : screen.IsTerminal && !Console.IsInputRedirected ? question => Ask(question, token) : (Func<string, Task<bool>>?)null;
            return await new ImportCommand(new ImportApi(access.Client), screen, ask).Run(line, access.IsOwn, token);
        }, "Stopped watching. What was uploaded goes on at the host.", token);
    }

    private static Func<CancellationToken, Task<int>> Export(string[] args)
    {
        var line = ExportLine.Parse(args);
        return token => Guarded(line.Host, access => ExportCommand.Run(access.Client, line, Console.Error, token), "Stopped. Nothing was written.", token);
    }

    // stdout may be the file itself.
    private static async Task<int> Guarded(HostLine line, Func<HostAccess, Task<int>> run, string whenStopped, CancellationToken cancellationToken)
    {
        try
        {
            await using var access = await HostAccess.Open(line, Console.Error.WriteLine, cancellationToken);
            return await run(access);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync(whenStopped);
        }
        catch (Exception exception) when (exception is HttpRequestException or HttpIOException)
        {
            await Console.Error.WriteLineAsync($"The host does not answer any more: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
        }

        return CouldNot;
    }

    private static async Task<bool> Ask(string question, CancellationToken cancellationToken)
    {
        Console.Write($"{question} [y/N] ");
        try
        {
            // What is waiting for a line does not hear Ctrl+C.
            var answer = await Task.Run(Console.ReadLine, CancellationToken.None).WaitAsync(cancellationToken);
            return answer?.Trim().ToLowerInvariant() is "y" or "yes";
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine();
            return false;
        }
    }
}
