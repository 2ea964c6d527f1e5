using System.Security.Cryptography;
using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using UserFunctions.Imports;
using UserFunctions.Invitations;
using UserFunctions.Platform.Storage;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Imports;

/// <summary>How far an import and its mails are, as the storage and the mail's receiver see it.</summary>
/// <param name="Import">The run; null before it is known.</param>
/// <param name="Mails">Mails that went out.</param>
internal sealed record Progress(Import? Import, int Mails)
{
    public int Done => Import?.Counts.Done ?? 0;

    public override string ToString() => Import is null ? "not known yet" : $"{Import.State}, {Done} rows, {Mails} mails";
}

/// <summary>An app that is a process of its own, on a storage account of its own: killed and started again at will.</summary>
internal sealed class KilledApp(string connectionString, IReadOnlyDictionary<string, string> mailSettings, Func<int> countMails) : IAsyncDisposable
{
    public const string Tenant = "main";
    public const string FileName = "everybody.csv";

    private readonly string key = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
    private readonly string tokenKey = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
    private ChildProcess? process;
    private Guid import;

    /// <summary>The same tables that the app uses, from outside.</summary>
    public ITables Tables { get; } = StorageConnection.Resolve(
        new ConfigurationBuilder().AddInMemoryCollection([new("AzureWebJobsStorage", connectionString)]).Build()).Tables(TimeProvider.System);

    /// <summary>The import's id.</summary>
    public Guid ImportId => import;

    /// <summary>Starts the process; returns once it serves.</summary>
    public async Task Start()
    {
        if (process is not null)
            await process.DisposeAsync();
        process = await ChildApp.Start(connectionString, new Dictionary<string, string>(mailSettings)
        {
            ["Keys__Bootstrap"] = key,
            ["Invitations__TokenKey"] = tokenKey,
            // What a process held when it was killed comes free after these instead of minutes.
            ["Local__QueueLease"] = "00:00:02",
            ["Imports__StaleAfter"] = "00:00:02",
            ["Invitations__ClaimedFor"] = "00:00:03",
        });
    }

    /// <summary>SIGKILL.</summary>
    public Task Kill() => process!.Kill();

    /// <summary>Drops the file, as a person would; with metadata that say how it is imported.</summary>
    public async Task Drop(string text, string fileName = FileName, Dictionary<string, string>? metadata = null)
    {
        var blob = new BlobContainerClient(connectionString, Import.Container).GetBlobClient($"{Tenant}/{fileName}");
        var stored = await blob.UploadAsync(BinaryData.FromString(text), new BlobUploadOptions { Metadata = metadata });
        import = Import.IdOf($"{Tenant}/{fileName}", stored.Value.ETag.ToString());
    }

    /// <summary>How far it is at this moment.</summary>
    public async Task<Progress> Look() => new(await new ImportTable(Tables).Find(Tenant, import, CancellationToken.None), countMails());

    /// <summary>Looks without pause until it is so.</summary>
    public async Task<Progress> Until(Func<Progress, bool> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        while (true)
        {
            var progress = await Look();
            if (isSo(progress))
                return progress;
            Assert.False(limit.IsCancellationRequested, $"It got stuck at: {progress}\n{string.Join('\n', process!.Lines.TakeLast(40))}");
        }
    }

    /// <summary>Waits until every invitation is out and nothing is left on the queue or to be taken up.</summary>
    public async Task IsQuiet()
    {
        var queue = new QueueClient(connectionString, InviteMessage.Queue);
        await Eventually.Holds(async () => (await Rows("", InvitationTable.Table)).Count(r => r.Text("delivery") == nameof(Delivery.Sent)) == 500);
        await Eventually.Holds(async () => (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0);
        await Eventually.Holds(async () => (await new ImportTable(Tables).Unfinished(CancellationToken.None)).Count == 0);
        Assert.Equal(0, (await new QueueClient(connectionString, InviteMessage.PoisonQueue).GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    /// <summary>The tenant's rows.</summary>
    public async Task<IReadOnlyList<Row>> Rows(string prefix, string table = ChangeLog.Table)
    {
        var rows = new List<Row>();
        var (from, to) = prefix.Length == 0 ? ("!", "~~") : (prefix, KeyRange.EndOf(prefix));
        for (RowPage? page = null; page is null || page.Next is not null;)
        {
            page = await Tables.Page(table, Tenant, from, to, 1000, page?.Next, CancellationToken.None);
            rows.AddRange(page.Rows);
        }

        return rows;
    }

    /// <summary>The report beside the file, header left out.</summary>
    public async Task<IReadOnlyList<string[]>> Report()
    {
        var blob = new BlobContainerClient(connectionString, Import.Container).GetBlobClient($"{Tenant}/{FileName}{Import.ReportSuffix}");
        return [.. SimpleCsv.Read(Encoding.UTF8.GetString((await blob.DownloadContentAsync()).Value.Content.ToArray()[3..])).Skip(1)];
    }

    /// <summary>Asks the running process.</summary>
    public async Task<Reply> Send(HttpMethod method, string path, object? body = null)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri(ChildApp.Address(process!), path)) { Content = body is null ? null : TestApp.Body(body) };
        request.Headers.Add("x-functions-key", key);
        using var response = await client.SendAsync(request);
        return await Reply.Read(response);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
    }
}
