using System.Net.Http.Json;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using UserFunctions.Invitations;
using UserFunctions.Local;
using UserFunctions.Platform.Hosting;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Bench;

/// <summary>Azurite in memory, the app in this process, and a client that calls it over loopback.</summary>
internal sealed class Bed : IAsyncDisposable
{
    private readonly Azurite azurite;
    private readonly LocalApp app;
    private readonly string mail;

    private Bed(Azurite azurite, LocalApp app, string mail)
    {
        (this.azurite, this.app, this.mail) = (azurite, app, mail);
        Services = app.Services;
        Tables = (RecordingTables)app.Services.GetRequiredService<ITables>();
        Blobs = app.Services.GetRequiredService<BlobServiceClient>();
        Http = new HttpClient { BaseAddress = new Uri(app.BaseAddress, "api/") };
        Http.DefaultRequestHeaders.Add("x-functions-key", app.Key);
    }

    public string ConnectionString => azurite.ConnectionString;

    public IServiceProvider Services { get; }

    public RecordingTables Tables { get; }

    public BlobServiceClient Blobs { get; }

    public HttpClient Http { get; }

    /// <summary>Keys are counted as ever, and no figure comes to the limit.</summary>
    public static IReadOnlyDictionary<string, string?> Limits { get; } = new Dictionary<string, string?> { [RequestBudgets.Setting] = $"{RateLimit.MostPerMinute}" };

    public int Mails => Directory.Exists(mail) ? Directory.GetFiles(mail, "*.eml").Length : 0;

    /// <summary>Starts it; without the delivery of invitations, what is measured is the request alone: mails are sent by other instances, later.</summary>
    public static async Task<Bed> Start(bool delivers)
    {
        var azurite = await Azurite.Start(AzuriteOptions.ForTests with { Say = Console.Error.WriteLine });
        var mail = Directory.CreateTempSubdirectory("userfunctions-bench-").FullName;
        var app = await LocalApp.Start(new LocalAppOptions
        {
            ConnectionString = azurite.ConnectionString,
            LogLevel = LogLevel.Warning,
            Only = delivers ? null : [.. FunctionCatalog.Find(typeof(App).Assembly).Select(f => f.Name).Where(n => n != "DeliverInvitation")],
            Settings = new Dictionary<string, string?>(Limits) { ["Invitations:PickupFolder"] = mail, ["Webhooks:AllowLoopback"] = "true", ["SignIn:FailuresPerAddress"] = "0" },
            ReplaceServices = services =>
            {
                var made = services.Last(s => s.ServiceType == typeof(ITables));
                services.AddSingleton<ITables>(provider => new RecordingTables((ITables)made.ImplementationFactory!(provider)));
            },
        });
        return new Bed(azurite, app, mail);
    }

    /// <summary>A client of a new tenant, whose partition is empty.</summary>
    public async Task<HttpClient> Tenant(string name)
    {
        await app.Services.GetRequiredService<TenantRegistry>().Ensure(name, CancellationToken.None);
        using var made = (await Http.PostAsJsonAsync("keys", new { name = "bench", role = "Administrator", tenant = name })).EnsureSuccessStatusCode();
        var client = new HttpClient { BaseAddress = Http.BaseAddress };
        client.DefaultRequestHeaders.Add("x-functions-key", (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString());
        return client;
    }

    /// <summary>Lets a tenant have so many users.</summary>
    public async Task Allow(string tenant, int users)
    {
        using var changed = await Http.PatchAsJsonAsync("tenant", new { tenant, quotas = new { users } });
        changed.EnsureSuccessStatusCode();
    }

    /// <summary>Waits until so many mails have come and their messages are gone, so that what follows is measured alone.</summary>
    public Task Settle(int mails)
    {
        var messages = Services.GetRequiredService<QueueServiceClient>().GetQueueClient(InviteMessage.Queue);
        return Poll.Until(async () => Mails >= mails && (await messages.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0, TimeSpan.FromMilliseconds(50));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
        await azurite.DisposeAsync();
        Directory.Delete(mail, recursive: true);
    }
}
