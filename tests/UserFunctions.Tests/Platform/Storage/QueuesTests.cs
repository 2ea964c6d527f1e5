using System.Diagnostics;
using Azure.Storage.Queues;
using UserFunctions.Platform.Storage;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Platform.Storage;

public sealed class QueuesTests
{
    // Whoever is woken too early finds nothing to do, and is not woken again.
    [Theory]
    [InlineData(0.1)]
    [InlineData(1.9)]
    public async Task A_message_with_a_delay_is_received_by_nobody_before_it(double seconds)
    {
        var (queues, queue) = await OwnQueue();
        var began = Stopwatch.StartNew();
        await queues.Send(queue.Name, new { text = "later" }, CancellationToken.None, TimeSpan.FromSeconds(seconds));
        await Eventually.Finds(async () => (await queue.ReceiveMessageAsync()).Value);
        Assert.True(began.Elapsed.TotalSeconds >= seconds, $"It came after {began.Elapsed.TotalSeconds} s.");
    }

    [Fact]
    public async Task A_message_for_a_time_is_received_by_nobody_whose_clock_is_up_to_a_second_behind()
    {
        var (queues, queue) = await OwnQueue();
        var dueAt = DateTimeOffset.UtcNow.AddSeconds(0.5);
        await queues.SendAt(queue.Name, new { text = "due" }, dueAt, CancellationToken.None);
        await Eventually.Finds(async () => (await queue.ReceiveMessageAsync()).Value);
        Assert.True(DateTimeOffset.UtcNow >= dueAt.AddSeconds(1));
    }

    [Fact]
    public async Task A_message_for_a_time_that_has_come_is_there_at_once()
    {
        var (queues, queue) = await OwnQueue();
        await queues.SendAt(queue.Name, new { text = "overdue" }, DateTimeOffset.UtcNow.AddSeconds(-5), CancellationToken.None);
        Assert.NotNull((await queue.ReceiveMessageAsync()).Value);
    }

    private static async Task<(Queues Queues, QueueClient Queue)> OwnQueue()
    {
        var service = new QueueServiceClient(await AzuriteFixture.NewAccount(), new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        var queue = service.GetQueueClient("later");
        await queue.CreateIfNotExistsAsync();
        return (new(service, TimeProvider.System), queue);
    }
}
