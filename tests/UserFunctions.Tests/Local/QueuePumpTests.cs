using System.Collections.Concurrent;
using Azure.Core;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging.Abstractions;
using UserFunctions.Local.Pumps;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Local;

public sealed class QueuePumpTests : IAsyncLifetime
{
    private readonly UpdateCount updates = new();
    private readonly ConcurrentQueue<(string Body, long Count)> runs = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly PumpSignals signals = new();
    private QueueClient queue = null!;
    private QueueClient poison = null!;
    private Task pumping = Task.CompletedTask;

    public async Task InitializeAsync()
    {
        var options = new QueueClientOptions();
        options.AddPolicy(updates, HttpPipelinePosition.PerCall);
        var service = new QueueServiceClient(await AzuriteFixture.ConnectionString, options);
        queue = service.GetQueueClient(AzuriteFixture.NewName());
        poison = service.GetQueueClient(queue.Name + "-poison");
        await queue.CreateAsync();
    }

    public async Task DisposeAsync()
    {
        await stopping.CancelAsync();
        await pumping;
        stopping.Dispose();
    }

    [Fact]
    public async Task A_message_is_decoded_run_once_and_deleted()
    {
        Start(_ => Task.FromResult(true));
        await Send("héllo");
        await Eventually.Holds(IsEmpty);
        Assert.Equal([("héllo", 1L)], runs);
    }

    [Fact]
    public async Task A_message_that_fails_five_times_is_moved_to_the_poison_queue()
    {
        Start(_ => Task.FromResult(false));
        await Send("bad");
        var moved = await Eventually.Finds(Poisoned);
        Assert.Equal(Base64("bad"), moved.MessageText);
        Assert.Equal([1, 2, 3, 4, 5], runs.Select(r => r.Count));
        await Eventually.Holds(IsEmpty);
    }

    [Fact]
    public async Task A_message_that_fails_at_first_runs_again_and_is_done()
    {
        Start(count => Task.FromResult(count == 3));
        await Send("late");
        await Eventually.Holds(IsEmpty);
        Assert.Equal([1, 2, 3], runs.Select(r => r.Count));
        Assert.False(await poison.ExistsAsync());
    }

    [Fact]
    public async Task A_failed_message_stays_hidden_for_the_visibility_timeout()
    {
        Start(_ => Task.FromResult(false), visibility: TimeSpan.FromHours(1));
        await Send("later");
        await Eventually.Holds(() => Task.FromResult(updates.Count == 1));
        Assert.Single(runs);
        Assert.Null((await queue.PeekMessageAsync()).Value);
        Assert.False(await IsEmpty());
    }

    [Fact]
    public async Task A_message_that_is_not_base64_goes_to_poison_at_first_receive_without_running()
    {
        Start(_ => Task.FromResult(true));
        await queue.SendMessageAsync("{ \"not\": \"base64\" }");
        Assert.Equal("{ \"not\": \"base64\" }", (await Eventually.Finds(Poisoned)).MessageText);
        Assert.Empty(runs);
    }

    [Fact]
    public async Task A_message_received_too_often_already_goes_to_poison_without_running()
    {
        await Send("crashed its hosts");
        for (var i = 0; i < 5; i++)
        {
            var message = (await queue.ReceiveMessageAsync()).Value;
            await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, (string?)null, TimeSpan.Zero);
        }

        Start(_ => Task.FromResult(true));
        await Eventually.Finds(Poisoned);
        Assert.Empty(runs);
    }

    [Fact]
    public async Task A_message_in_hand_is_hidden_from_others_for_longer_than_one_lease()
    {
        var gate = new TaskCompletionSource<bool>();
        Start(_ => gate.Task, lease: TimeSpan.FromSeconds(1));
        await Send("long");
        await Eventually.Holds(() => Task.FromResult(updates.Count >= 3));
        Assert.Single(runs);
        gate.SetResult(true);
        await Eventually.Holds(IsEmpty);
        Assert.Single(runs);
    }

    [Fact]
    public async Task A_message_of_a_receiver_that_died_runs_again_when_its_lease_ends()
    {
        await Send("orphan");
        await queue.ReceiveMessageAsync(TimeSpan.FromSeconds(1));
        Start(_ => Task.FromResult(true));
        await Eventually.Holds(IsEmpty);
        Assert.Equal([("orphan", 2L)], runs);
    }

    [Fact]
    public async Task A_message_that_somebody_else_deleted_meanwhile_is_no_error()
    {
        var gate = new TaskCompletionSource<bool>();
        Start(_ => gate.Task);
        await Send("gone");
        await Eventually.Holds(() => Task.FromResult(runs.Count == 1));
        await queue.ClearMessagesAsync();
        gate.SetResult(true);
        await Send("next");
        await Eventually.Holds(() => Task.FromResult(runs.Count == 2));
        await Eventually.Holds(IsEmpty);
    }

    [Fact]
    public async Task No_more_messages_run_at_once_than_a_batch_and_the_threshold()
    {
        var gate = new TaskCompletionSource<bool>();
        Start(_ => gate.Task, batch: 2, threshold: 1);
        for (var i = 0; i < 8; i++) await Send($"{i}");
        await Eventually.Holds(() => Task.FromResult(runs.Count == 2));
        // Six messages are still there to be seen, so the pump leaves them alone and not merely does not find them.
        Assert.Equal(6, (await queue.PeekMessagesAsync(8)).Value.Length);
        gate.SetResult(true);
        await Eventually.Holds(IsEmpty);
        Assert.Equal(8, runs.Count);
    }

    [Fact]
    public async Task A_queue_that_is_created_later_is_worked_off()
    {
        await queue.DeleteAsync();
        Start(_ => Task.FromResult(true));
        await Eventually.Holds(async () => await Try(() => queue.CreateIfNotExistsAsync()) && await Try(() => Send("late queue")));
        await Eventually.Holds(() => Task.FromResult(!runs.IsEmpty));
    }

    [Fact]
    public async Task A_signal_ends_a_pause_at_once()
    {
        var pause = signals.Wait("q", TimeSpan.FromHours(1), TimeProvider.System, CancellationToken.None);
        signals.Wake("q");
        await pause.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_signal_before_the_pause_is_not_lost()
    {
        signals.Wake("q");
        await signals.Wait("q", TimeSpan.FromHours(1), TimeProvider.System, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Sending_a_message_wakes_the_pump_of_its_queue_unless_the_message_is_hidden()
    {
        var sender = new QueueClient(await AzuriteFixture.ConnectionString, queue.Name, WakePolicy.Options(signals));
        var pause = signals.Wait(queue.Name, TimeSpan.FromHours(1), TimeProvider.System, CancellationToken.None);
        await sender.SendMessageAsync("hidden", visibilityTimeout: TimeSpan.FromHours(1));
        Assert.False(pause.IsCompleted);
        await sender.SendMessageAsync("to be seen");
        await pause.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Pauses_grow_to_the_cap_and_begin_again_after_a_find()
    {
        var pause = new PollingPause(TimeSpan.FromSeconds(2));
        Assert.Equal([100, 200, 300, 500, 900, 1700, 2000, 2000], Enumerable.Range(0, 8).Select(_ => (int)pause.Next().TotalMilliseconds));
        pause.Reset();
        Assert.Equal(100, pause.Next().TotalMilliseconds);
    }

    private void Start(
        Func<long, Task<bool>> run, int batch = 8, int threshold = 4, TimeSpan visibility = default, TimeSpan? lease = null)
    {
        var options = new QueuePumpOptions
        {
            Queue = queue,
            Poison = poison,
            BatchSize = batch,
            NewBatchThreshold = threshold,
            MaxDequeueCount = 5,
            VisibilityTimeout = visibility,
            MaxPollingInterval = TimeSpan.FromMilliseconds(200),
            Lease = lease ?? TimeSpan.FromMinutes(10),
            Base64 = true,
        };
        var pump = new QueuePump(options, Run, signals, TimeProvider.System, NullLogger.Instance);
        pumping = pump.Run(stopping.Token);

        Task<bool> Run(QueueMessage message, string body)
        {
            runs.Enqueue((body, message.DequeueCount));
            return run(message.DequeueCount);
        }
    }

    private async Task Send(string text) => await queue.SendMessageAsync(Base64(text));

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

    private async Task<bool> IsEmpty() => (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0;

    private async Task<QueueMessage?> Poisoned() => await poison.ExistsAsync() ? (await poison.ReceiveMessageAsync()).Value : null;

    private static async Task<bool> Try(Func<Task> action)
    {
        try
        {
            await action();
            return true;
        }
        catch (Azure.RequestFailedException)
        {
            return false;
        }
    }
}
