using Azure.Storage.Queues;
using UserFunctions.Local;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Local;

public sealed class QueueFunctionTests : IAsyncLifetime
{
    private readonly Journal journal = new();
    private LocalApp app = null!;
    private QueueClient queue = null!;

    public async Task InitializeAsync()
    {
        var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 };
        queue = new QueueClient(await AzuriteFixture.ConnectionString, AzuriteFixture.NewName(), options);
        await queue.CreateAsync();
        app = await SampleApp.Start(journal, [SampleApp.Queue(queue.Name)]);
    }

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task A_message_becomes_an_object_and_its_metadata_are_found_by_name()
    {
        await queue.SendMessageAsync("""{"name":"call back","times":0}""");
        Assert.Equal("call back 0 1 True True", await journal.Next());
        await Eventually.Holds(async () => (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0);
    }

    [Fact]
    public async Task A_message_that_fails_is_hidden_for_the_time_that_host_json_says()
    {
        await queue.SendMessageAsync("""{"name":"again","times":1}""");
        Assert.Equal("again 1 1 True True", await journal.Next());
        // host.json says 30 s: until then nothing is to be seen, though the message is there.
        await Eventually.Holds(async () => (await queue.PeekMessageAsync()).Value is null);
        Assert.Equal(1, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
        Assert.Equal(TimeSpan.FromSeconds(30), app.Settings.VisibilityTimeout);
    }
}
