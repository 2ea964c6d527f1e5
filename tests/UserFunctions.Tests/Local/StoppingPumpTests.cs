using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Queues;
using Microsoft.Extensions.Logging.Abstractions;
using UserFunctions.Local.Pumps;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Local;

public sealed class StoppingPumpTests
{
    [Fact]
    public async Task A_message_that_is_received_while_the_host_stops_is_there_for_others_at_once()
    {
        using var stopping = new CancellationTokenSource();
        var clientOptions = new QueueClientOptions();
        clientOptions.AddPolicy(new AfterReceive(stopping.CancelAsync), HttpPipelinePosition.PerCall);
        var service = new QueueServiceClient(await AzuriteFixture.ConnectionString, clientOptions);
        var queue = service.GetQueueClient(AzuriteFixture.NewName());
        await queue.CreateAsync();
        await queue.SendMessageAsync("at the end");
        var runs = 0;
        var pump = new QueuePump(
            new()
            {
                Queue = queue,
                Poison = service.GetQueueClient(queue.Name + "-poison"),
                BatchSize = 8,
                NewBatchThreshold = 4,
                MaxDequeueCount = 5,
                VisibilityTimeout = TimeSpan.Zero,
                MaxPollingInterval = TimeSpan.FromSeconds(1),
                Lease = TimeSpan.FromMinutes(10),
                Base64 = false,
            },
            (_, _) => Task.FromResult(Interlocked.Increment(ref runs) > 0),
            new PumpSignals(),
            TimeProvider.System,
            NullLogger.Instance);
        await pump.Run(stopping.Token);
        Assert.Equal(0, runs);
        Assert.Equal("at the end", (await queue.ReceiveMessageAsync()).Value.MessageText);
    }

    /// <summary>Does something when the service has given out messages, before their receiver has them.</summary>
    private sealed class AfterReceive(Func<Task> then) : HttpPipelinePolicy
    {
        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException("Storage is called asynchronously here.");

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            await ProcessNextAsync(message, pipeline);
            if (message.Request.Method == RequestMethod.Get && message.Request.Uri.Path.EndsWith("/messages", StringComparison.Ordinal))
                await then();
        }
    }
}
