using System.Security.Cryptography;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using UserFunctions.Local;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tests.Given;

/// <summary>An app on a storage account of its own, with one tenant: for tests that replace a part of it or look into its queues.</summary>
public sealed class OwnApp : IAsyncDisposable
{
    // All instances share these, as those of one deployment do. Tests ask more often than people.
    private readonly Dictionary<string, string?> shared = new()
    {
        ["Keys:RatePerMinute"] = "0",
        // A test's client says where it calls from, as a front end does.
        ["Http:TrustedProxies"] = "1",
        ["Keys:Bootstrap"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(32)),
        ["Invitations:TokenKey"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(32)),
        ["Webhooks:SecretKey"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(32)),
        ["SignIn:TokenKey"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(32)),
    };

    private readonly List<LocalApp> apps = [];

    private readonly bool isLent;

    private OwnApp(string connectionString, bool isLent) => (ConnectionString, this.isLent) = (connectionString, isLent);

    /// <summary>For AzureWebJobsStorage.</summary>
    public string ConnectionString { get; }

    /// <summary>Where its mails go.</summary>
    public string MailFolder { get; } = Directory.CreateTempSubdirectory("user-functions-mail-").FullName;

    /// <summary>Where its one-time codes go.</summary>
    public string CodeFolder { get; } = Directory.CreateTempSubdirectory("user-functions-codes-").FullName;

    /// <summary>The first instance.</summary>
    public LocalApp App => apps[0];

    /// <summary>Its time.</summary>
    public LaterTime Time { get; } = new();

    /// <summary>What its functions logged, with every exception in full.</summary>
    public HeardLog Log { get; } = new();

    /// <summary>The tenant of the bootstrap key, <c>main</c>.</summary>
    public TestTenant Tenant => new(App, "main", App.Key, Guid.Empty);

    /// <summary>Starts it.</summary>
    /// <param name="only">Names of the functions it serves; null for all.</param>
    /// <param name="replace">Registrations that win; null for none.</param>
    /// <param name="settings">Settings on top; null for none.</param>
    /// <param name="storage">Where its data go; null for an account of the test process's Azurite.</param>
    public static async Task<OwnApp> Start(
        IReadOnlyCollection<string>? only = null, Action<IServiceCollection>? replace = null, IReadOnlyDictionary<string, string?>? settings = null, string? storage = null)
    {
        var own = new OwnApp(storage ?? await AzuriteFixture.NewAccount(), isLent: storage is not null);
        await own.Another(only, replace, settings);
        return own;
    }

    /// <summary>One more instance on the same storage, with the same time and log.</summary>
    public async Task<LocalApp> Another(IReadOnlyCollection<string>? only = null, Action<IServiceCollection>? replace = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var app = await LocalApp.Start(new LocalAppOptions
        {
            ConnectionString = ConnectionString,
            LogLevel = LogLevel.Debug,
            Only = only,
            ReplaceServices = services =>
            {
                services.AddSingleton<TimeProvider>(Time);
                services.RemoveAll<ILoggerProvider>();
                services.AddSingleton<ILoggerProvider>(Log);
                replace?.Invoke(services);
            },
            Settings = shared.Append(new("Invitations:PickupFolder", MailFolder)).Append(new("SignIn:CodeFolder", CodeFolder)).Concat(settings ?? new Dictionary<string, string?>())
                .GroupBy(s => s.Key).ToDictionary(s => s.Key, s => s.Last().Value),
        });
        apps.Add(app);
        return app;
    }

    /// <summary>A function class as the host makes it.</summary>
    public T Function<T>() => ActivatorUtilities.CreateInstance<T>(App.Services);

    /// <summary>A queue, its messages decoded.</summary>
    public QueueClient Queue(string name) => App.Services.GetRequiredService<QueueServiceClient>().GetQueueClient(name);

    /// <summary>The mails so far.</summary>
    public IReadOnlyList<ReceivedMail> Mails => [.. Directory.EnumerateFiles(MailFolder, "*.eml").Order(StringComparer.Ordinal).Select(ReceivedMail.Read)];

    /// <summary>All rows of one partition.</summary>
    public async Task<IReadOnlyList<Row>> Rows(string partition, string prefix = "", string table = ChangeLog.Table)
    {
        var tables = App.Services.GetRequiredService<ITables>();
        var rows = new List<Row>();
        var (from, to) = prefix.Length == 0 ? ("!", "~~") : (prefix, KeyRange.EndOf(prefix));
        for (RowPage? page = null; page is null || page.Next is not null;)
        {
            page = await tables.Page(table, partition, from, to, 1000, page?.Next, CancellationToken.None);
            rows.AddRange(page.Rows);
        }

        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        var queues = App.Services.GetRequiredService<QueueServiceClient>();
        foreach (var app in apps)
            await app.DisposeAsync();
        if (!isLent)
            await Empty(queues);
        Directory.Delete(MailFolder, recursive: true);
        Directory.Delete(CodeFolder, recursive: true);
    }

    // Azurite goes through the messages of all accounts whenever anybody asks for one: those that nobody will ever take make every other test slower.
    private static async Task Empty(QueueServiceClient queues)
    {
        await foreach (var queue in queues.GetQueuesAsync())
            await queues.DeleteQueueAsync(queue.Name);
    }
}
