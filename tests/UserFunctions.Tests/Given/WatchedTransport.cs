using System.Collections.Concurrent;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace UserFunctions.Tests.Given;

/// <summary>One try as it went out.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Address">Where to.</param>
/// <param name="Headers">All headers that the pipeline set.</param>
/// <param name="Body">The body's bytes as Latin-1 text; empty without one.</param>
public sealed record SentTry(string Method, Uri Address, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>The real transport, with every try written down and faults where a test wants them.</summary>
public sealed class WatchedTransport : HttpPipelineTransport
{
    private readonly HttpClientTransport real = HttpClientTransport.Shared;
    private readonly ConcurrentQueue<SentTry> sent = new();

    /// <summary>Every try so far.</summary>
    public IReadOnlyList<SentTry> Sent => [.. sent];

    /// <summary>Asked before a try is sent: an answer that is given instead of the server's; throwing means it never got there.</summary>
    public Func<SentTry, Response?>? Before { get; set; }

    /// <summary>Called when the server has done its work: throwing means that its answer was lost.</summary>
    public Func<SentTry, Task>? After { get; set; }

    /// <summary>Makes the next answer, and only that, get lost after the server did the work.</summary>
    /// <param name="meanwhile">What happens until the retry; null for nothing.</param>
    public void LoseNextAnswer(Func<Task>? meanwhile = null) => After = async _ =>
    {
        After = null;
        if (meanwhile is not null)
            await meanwhile();
        throw new IOException("The answer was lost.");
    };

    /// <summary>Makes the next request, and only that, get lost before the server sees it.</summary>
    /// <param name="meanwhile">What happens until the retry.</param>
    public void LoseNextRequest(Func<Task> meanwhile) => Before = _ =>
    {
        Before = null;
        After = null;
        meanwhile().GetAwaiter().GetResult();
        throw new IOException("The request was lost.");
    };

    public override Request CreateRequest() => real.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("Storage is called asynchronously here.");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        var attempt = Record(message.Request);
        sent.Enqueue(attempt);
        if (Before?.Invoke(attempt) is { } answer)
        {
            message.Response = answer;
            return;
        }

        await real.ProcessAsync(message);
        if (After is not null)
            await After(attempt);
    }

    private static SentTry Record(Request request)
    {
        using var body = new MemoryStream();
        request.Content?.WriteTo(body, CancellationToken.None);
        var headers = request.Headers.ToDictionary(h => h.Name, h => h.Value, StringComparer.OrdinalIgnoreCase);
        return new SentTry(request.Method.Method, request.Uri.ToUri(), headers, System.Text.Encoding.Latin1.GetString(body.ToArray()));
    }
}
