using System.Collections.Concurrent;
using Azure.Storage.Queues;
using UserFunctions.Platform.Http;

namespace UserFunctions.Platform.Storage;

/// <summary>Puts messages on queues, as base64 JSON: what the queue trigger reads.</summary>
/// <param name="service">Made with <see cref="QueueMessageEncoding.Base64"/>.</param>
public sealed class Queues(QueueServiceClient service)
{
    private readonly ConcurrentDictionary<string, QueueClient> clients = new(StringComparer.Ordinal);

    /// <summary>Sends one message; returns when the queue has it. With a delay nobody receives it before.</summary>
    public Task Send<T>(string queue, T message, CancellationToken cancellationToken, TimeSpan delay = default) =>
        clients.GetOrAdd(queue, service.GetQueueClient).SendMessageAsync(Json.Write(message), delay, cancellationToken: cancellationToken);

    /// <summary>Creates the queue; does nothing when it is there.</summary>
    public Task Create(string queue, CancellationToken cancellationToken) =>
        service.GetQueueClient(queue).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
}
