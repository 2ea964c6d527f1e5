using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using UserFunctions.Local;
using UserFunctions.Local.Pumps;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Local;

public sealed class BlobPumpTests : IAsyncLifetime
{
    private readonly Journal journal = new();
    private readonly string hostId = AzuriteFixture.NewName();
    private readonly List<LocalApp> apps = [];
    private BlobContainerClient container = null!;
    private QueueServiceClient queues = null!;

    public async Task InitializeAsync()
    {
        container = new BlobContainerClient(await AzuriteFixture.ConnectionString, AzuriteFixture.NewName());
        queues = new QueueServiceClient(await AzuriteFixture.ConnectionString);
        await container.CreateAsync();
    }

    public async Task DisposeAsync()
    {
        foreach (var app in apps) await app.DisposeAsync();
    }

    [Fact]
    public async Task A_dropped_blob_runs_the_function_with_its_content_and_the_parts_of_its_path()
    {
        await Start();
        await Drop("main/users.csv", "hello");
        Assert.Equal("main users.csv hello", await journal.Next());
    }

    [Fact]
    public async Task Blobs_that_were_there_before_the_first_start_run_too()
    {
        await Drop("main/early.csv", "old");
        await Start();
        Assert.Equal("main early.csv old", await journal.Next());
    }

    [Fact]
    public async Task A_name_in_the_pattern_takes_as_much_as_it_can_slashes_too()
    {
        await Start();
        await Drop("a/b/c.csv", "x");
        Assert.Equal("a/b c.csv x", await journal.Next());
    }

    [Fact]
    public async Task A_blob_whose_name_does_not_match_does_not_run()
    {
        await Start();
        await Drop("no-tenant.csv", "x");
        await Drop("main/second.csv", "y");
        Assert.Equal("main second.csv y", await journal.Next());
        Assert.Equal(0, journal.Count);
    }

    [Fact]
    public async Task A_new_upload_under_the_same_name_runs_again()
    {
        await Start();
        await Drop("main/users.csv", "one");
        Assert.Equal("main users.csv one", await journal.Next());
        await Drop("main/users.csv", "two");
        Assert.Equal("main users.csv two", await journal.Next());
    }

    [Fact]
    public async Task Two_hosts_that_see_the_same_blob_run_it_once()
    {
        await Start();
        await Start();
        for (var i = 0; i < 10; i++) await Drop($"main/{i}.csv", "x");
        var runs = new List<string>();
        for (var i = 0; i < 10; i++) runs.Add(await journal.Next());
        await AllIsQuiet();
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"main {i}.csv x"), runs.Order());
        Assert.Equal(0, journal.Count);
    }

    [Fact]
    public async Task A_blob_that_ran_does_not_run_again_after_a_restart()
    {
        await Start();
        await Drop("main/once.csv", "x");
        await journal.Next();
        await AllIsQuiet();
        await apps[0].DisposeAsync();
        await Start();
        await Drop("main/after.csv", "y");
        Assert.Equal("main after.csv y", await journal.Next());
        Assert.Equal(0, journal.Count);
    }

    [Fact]
    public async Task A_blob_that_fails_five_times_leaves_a_message_on_the_poison_queue()
    {
        await Start();
        await Drop("main/bad.csv", "bad");
        for (var i = 0; i < 5; i++) Assert.Equal("main bad.csv bad", await journal.Next());
        var poison = queues.GetQueueClient("webjobs-blobtrigger-poison");
        var message = await Eventually.Finds(async () => await poison.ExistsAsync() ? await Find(poison) : null);
        Assert.Equal(("BlobTrigger", "Host.Functions.Import", "BlockBlob", "main/bad.csv"), (message.Type, message.FunctionId, message.BlobType, message.BlobName));
        Assert.Equal((await container.GetBlobClient("main/bad.csv").GetPropertiesAsync()).Value.ETag.ToString("H"), message.ETag);
        await AllIsQuiet();
        Assert.Equal(0, journal.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_whose_blob_has_changed_or_gone_is_dropped(bool isThere)
    {
        if (isThere) await Drop("main/x.csv", "new");
        await Start();
        if (isThere) Assert.Equal("main x.csv new", await journal.Next());
        var stale = new BlobMessage("BlobTrigger", "Host.Functions.Import", "BlockBlob", container.Name, "main/x.csv", "\"0x0\"");
        await Control.SendMessageAsync(BlobFunctions.Encode(stale));
        await AllIsQuiet();
        Assert.Equal(0, journal.Count);
    }

    [Fact]
    public async Task A_receipt_is_written_once_and_a_second_sender_is_told_that_it_is_done()
    {
        var receipts = new BlobReceipts(container, hostId, TimeProvider.System);
        var sent = 0;
        for (var i = 0; i < 3; i++)
            Assert.True(await receipts.Once("F", "c", "b/ü.csv", new("\"0x1\""), () => Task.FromResult(sent++), CancellationToken.None));
        Assert.Equal(1, sent);
        Assert.True(await container.GetBlobClient($"blobreceipts/{hostId}/F/0x1/c/b/ü.csv").ExistsAsync());
    }

    [Fact]
    public async Task A_receipt_whose_writer_died_is_left_alone_for_a_while_and_then_taken_over()
    {
        var died = new BlobReceipts(container, hostId, TimeProvider.System);
        await Assert.ThrowsAsync<InvalidOperationException>(() => died.Once("F", "c", "b", new("\"0x1\""), () => throw new InvalidOperationException(), CancellationToken.None));
        var sent = 0;
        Assert.False(await died.Once("F", "c", "b", new("\"0x1\""), () => Task.FromResult(sent++), CancellationToken.None));
        var later = new BlobReceipts(container, hostId, new LaterTime(TimeSpan.FromMinutes(1)));
        Assert.True(await later.Once("F", "c", "b", new("\"0x1\""), () => Task.FromResult(sent++), CancellationToken.None));
        Assert.Equal(1, sent);
    }

    [Fact]
    public async Task A_stream_that_is_not_read_costs_no_request_and_one_of_an_older_version_cannot_be_read()
    {
        await Drop("main/x", "old");
        var blob = container.GetBlobClient("main/x");
        var version = (await blob.GetPropertiesAsync()).Value.ETag;
        await using var stream = new LazyBlobStream(blob, version);
        await Drop("main/x", "new");
        var exception = await Assert.ThrowsAsync<Azure.RequestFailedException>(() => stream.ReadAsync(new byte[8]).AsTask());
        Assert.Equal(412, exception.Status);
    }

    [Theory]
    [InlineData("c/{name}", "a/b.csv", "name=a/b.csv")]
    [InlineData("c/{tenant}/{name}", "a/b/c.csv", "tenant=a/b,name=c.csv")]
    [InlineData("c/in/{name}.csv", "in/x.y.csv", "name=x.y")]
    [InlineData("c/in/{name}.csv", "in/x.CSV", null)]
    [InlineData("c/in/{name}.csv", "In/x.csv", null)]
    [InlineData("c/in/{name}.csv", "in/xcsv", null)]
    [InlineData("c/fixed.txt", "fixed.txt", "")]
    public void A_pattern_matches_greedily_and_by_case(string path, string blob, string? expected)
    {
        var values = new BlobPattern(path).Match(blob);
        Assert.Equal(expected, values is null ? null : string.Join(",", values.Select(v => $"{v.Key}={v.Value}")));
    }

    private QueueClient Control => queues.GetQueueClient($"azure-webjobs-blobtrigger-{hostId}");

    private async Task Start() => apps.Add(await SampleApp.Start(journal, [SampleApp.Blob(container.Name)], ("AzureFunctionsWebHost:hostid", hostId)));

    private async Task Drop(string name, string text) => await container.GetBlobClient(name).UploadAsync(BinaryData.FromString(text), overwrite: true);

    private Task AllIsQuiet() => Eventually.Holds(async () => (await Control.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0);

    private async Task<BlobMessage?> Find(QueueClient poison)
    {
        var messages = (await poison.PeekMessagesAsync(32)).Value;
        return messages.Select(m => JsonSerializer.Deserialize<BlobMessage>(Convert.FromBase64String(m.MessageText))!).FirstOrDefault(m => m.ContainerName == container.Name);
    }

    private sealed class LaterTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
