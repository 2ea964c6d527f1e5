using System.Collections.Concurrent;
using Azure.Storage.Queues;
using UserFunctions.Platform.Http;

namespace UserFunctions.Platform.Storage;

/// <summary>Puts messages on queues, as base64 JSON: what the queue trigger reads.</summary>
/// <param name="service">Made with <see cref="QueueMessageEncoding.Base64"/>.</param>
/// <param name="time">The clock that due times are meant by.</param>
public sealed class Queues(QueueServiceClient service, TimeProvider time)
{
    // The clock of a queue is not ours.
    private static readonly TimeSpan ClockMargin = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, QueueClient> clients = new(StringComparer.Ordinal);

    /// <summary>Sends one message; returns when the queue has it. With a delay nobody receives it before, and up to a second later: queues count in whole seconds.</summary>
    /// <remarks>A delay that is negative, because what it is for came due meanwhile, is none.</remarks>
    public Task Send<T>(string queue, T message, CancellationToken cancellationToken, TimeSpan delay = default) =>
        clients.GetOrAdd(queue, service.GetQueueClient).SendMessageAsync(Json.Write(message), TimeSpan.FromSeconds(Math.Max(0, Math.Ceiling(delay.TotalSeconds))), cancellationToken: cancellationToken);

    /// <summary>Sends one message for something that is due then: whoever receives it finds it due, unless it was put off since. At once when the time has come already.</summary>
    public Task SendAt<T>(string queue, T message, DateTimeOffset dueAt, CancellationToken cancellationToken) =>
        Send(queue, message, cancellationToken, dueAt - time.GetUtcNow() is { Ticks: > 0 } left ? left + ClockMargin : default);

    /// <summary>Creates the queue; does nothing when it is there.</summary>
    public Task Create(string queue, CancellationToken cancellationToken) =>
        service.GetQueueClient(queue).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
}
