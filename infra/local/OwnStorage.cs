namespace UserFunctions.Local;

/// <summary>The storage that the settings of this machine name, or an Azurite that is started for it.</summary>
internal sealed class OwnStorage : IAsyncDisposable
{
    public const string Setting = "AzureWebJobsStorage";

    private const string DevelopmentStorage = "UseDevelopmentStorage=true";

    private OwnStorage(Azurite? azurite, string connectionString) => (Azurite, ConnectionString) = (azurite, connectionString);

    /// <summary>Null when the settings name another storage.</summary>
    public Azurite? Azurite { get; }

    public string ConnectionString { get; }

    /// <summary>Reads the settings of this machine, and starts what they do not name.</summary>
    /// <exception cref="StartException">The settings do not go together, or Azurite cannot be started.</exception>
    public static async Task<OwnStorage> Start(bool isInMemory, Action<string> say, CancellationToken cancellationToken)
    {
        LocalSettingsFile.Apply(Path.Combine(LocalFolders.Repository, "local.settings.json"));
        if (Configured is { } configured)
            return isInMemory ? throw new StartException($"--memory uses a storage of its own, but {Setting} names another: remove one of them.") : new(null, configured);
        var azurite = await Azurite.Start((isInMemory ? AzuriteOptions.ForTests : new AzuriteOptions()) with { Say = say }, cancellationToken);
        return new(azurite, azurite.ConnectionString);
    }

    public ValueTask DisposeAsync() => Azurite?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static string? Configured => Environment.GetEnvironmentVariable(Setting) is { Length: > 0 } text && text != DevelopmentStorage ? text : null;
}
