namespace UserFunctions.Tests.Given;

/// <summary>The local head as a process of its own, as <c>dotnet run</c> starts it.</summary>
public static class ChildApp
{
    /// <summary>Starts it on a free port; returns once it serves.</summary>
    /// <param name="connectionString">Its storage.</param>
    /// <param name="settings">As environment variables, with <c>__</c> between the parts.</param>
    public static async Task<ChildProcess> Start(string connectionString, IReadOnlyDictionary<string, string> settings)
    {
        // What a test counts are its own users: the owner that the local head makes by default would be one more.
        var all = new Dictionary<string, string>(settings) { ["AzureWebJobsStorage"] = connectionString, ["Keys__BootstrapOwner"] = "", ["Keys__RatePerMinute"] = "0" };
        var program = Path.Combine(AppContext.BaseDirectory, "UserFunctions.Local.dll");
        var child = ChildProcess.Start("dotnet", [program, "--port", "0"], AppContext.BaseDirectory, all);
        await child.Says(line => line.StartsWith("x-functions-key", StringComparison.Ordinal));
        return child;
    }

    /// <summary>Where it serves: <c>http://localhost:{port}/api/</c>.</summary>
    public static Uri Address(ChildProcess child)
    {
        var line = child.Lines.First(l => l.Contains("http://localhost:", StringComparison.Ordinal));
        return new Uri(new Uri(line[line.IndexOf("http://", StringComparison.Ordinal)..].Replace("{", "", StringComparison.Ordinal)), "/api/");
    }
}
