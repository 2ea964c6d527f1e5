using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace UserFunctions.Local.Csv;

/// <summary>A host that answers: one that runs already, or one that runs for as long as the command takes.</summary>
internal sealed class HostAccess : IAsyncDisposable
{
    private const string KeyHeader = "x-functions-key";
    private const string LivePath = "health/live";

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    private readonly OwnHost? own;

    private HostAccess(Uri address, string key, OwnHost? own)
    {
        this.own = own;
        // A file of very many users takes longer than the usual limit; who waits can press Ctrl+C.
        Client = new HttpClient { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        Client.DefaultRequestHeaders.Add(KeyHeader, key);
    }

    /// <summary>Its base address ends with the route prefix; it sends the key.</summary>
    public HttpClient Client { get; }

    /// <summary>True when the host ends with the command.</summary>
    public bool IsOwn => own is not null;

    /// <summary>Finds the host, or starts it.</summary>
    /// <exception cref="StartException">There is none, or it cannot be started.</exception>
    public static async Task<HostAccess> Open(HostLine line, Action<string> say, CancellationToken cancellationToken)
    {
        if (line.Url is { } url)
            return await Answers(url, cancellationToken) ? new(url, line.Key!, null) : throw new StartException($"Nothing answers at {url}.");
        LocalSettingsFile.Apply(Path.Combine(LocalFolders.Repository, "local.settings.json"));
        var here = new Uri($"http://127.0.0.1:{line.Port}/{Prefix}");
        if (line.Port != 0 && await Answers(here, cancellationToken)) return new(here, line.Key ?? KeyOfThisMachine(), null);
        var host = await OwnHost.Start(new CommandLine { Port = line.Port }, LogLevel.Warning, say, cancellationToken);
        return new(new Uri(host.App.BaseAddress, Prefix), line.Key ?? host.App.Key, host);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (own is not null) await own.DisposeAsync();
    }

    private static string Prefix => HostSettings.Read(new ConfigurationBuilder().Build()).RoutePrefix is { Length: > 0 } prefix ? prefix + "/" : "";

    private static string KeyOfThisMachine() =>
        Environment.GetEnvironmentVariable(LocalSecrets.KeySetting.Replace(":", "__", StringComparison.Ordinal)) ?? LocalSecrets.OfThisMachine()[LocalSecrets.KeySetting]!;

    private static async Task<bool> Answers(Uri address, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { Timeout = AnswerLimit };
        try
        {
            using var answer = await client.GetAsync(new Uri(address, LivePath), cancellationToken);
            return answer.IsSuccessStatusCode ? true : throw new StartException($"What answers at {address} is not this app: {(int)answer.StatusCode} for {LivePath}.");
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StartException($"What listens at {address} does not answer within {AnswerLimit.TotalSeconds:0} s.");
        }
    }
}
