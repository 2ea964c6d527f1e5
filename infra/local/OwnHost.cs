using Microsoft.Extensions.Logging;
using UserFunctions.Users;

namespace UserFunctions.Local;

/// <summary>Storage and app in this process, by the settings of this machine.</summary>
internal sealed class OwnHost : IAsyncDisposable
{
    public const string PickupSetting = "Invitations:PickupFolder";

    private readonly OwnStorage storage;

    private OwnHost(OwnStorage storage, LocalApp app) => (this.storage, App) = (storage, app);

    public LocalApp App { get; }

    /// <summary>Null when the settings name another storage.</summary>
    public Azurite? Azurite => storage.Azurite;

    /// <summary>Starts both.</summary>
    /// <exception cref="StartException">Something on this machine keeps them from starting.</exception>
    public static async Task<OwnHost> Start(CommandLine line, LogLevel level, Action<string> say, CancellationToken cancellationToken)
    {
        PortCheck.Demand(line.Port);
        var storage = await OwnStorage.Start(line.Memory, say, cancellationToken);
        try
        {
            var options = new LocalAppOptions
            {
                ConnectionString = storage.ConnectionString,
                Port = line.Port,
                Only = line.Functions,
                Verbose = line.Verbose,
                LogLevel = level,
                Settings = Defaults(line),
            };
            return new(storage, await LocalApp.Start(options, cancellationToken));
        }
        catch
        {
            await storage.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await storage.DisposeAsync();
    }

    /// <summary>Settings that only this head has; what the environment says wins.</summary>
    private static Dictionary<string, string?> Defaults(CommandLine line)
    {
        var defaults = line.Memory ? LocalSecrets.Random() : LocalSecrets.OfThisMachine();
        defaults[BootstrapOwner.Setting] = "owner@example.com";
        defaults[PickupSetting] = Path.Combine(LocalFolders.Data, "mail");
        if (line.Port != 0)
        {
            defaults["Invitations:AcceptUrl"] = $"http://localhost:{line.Port}/api/invitations/accept";
            defaults["SignIn:ResetUrl"] = $"http://localhost:{line.Port}/api/password-resets/complete";
        }

        return defaults.Where(d => Environment.GetEnvironmentVariable(d.Key.Replace(":", "__", StringComparison.Ordinal)) is null).ToDictionary();
    }
}
