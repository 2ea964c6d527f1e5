using System.Runtime.CompilerServices;
using Azure.Core;
using Azure.Core.Pipeline;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Worker;

/// <summary>
/// Sees every try of a request, which the client does not tell its caller: counts them, because deletes leave nothing behind
/// that would tell a retry from a first try, stops a batch that is larger than the service takes, and has failures judged as
/// <see cref="RestTables"/> judges them.
/// </summary>
internal sealed class BatchPolicy : HttpPipelineSynchronousPolicy
{
    private static readonly TableClassifier Classifier = new();
    private static readonly AsyncLocal<StrongBox<int>?> Tries = new();

    /// <summary>Starts to count the tries of the requests that the caller makes from here on.</summary>
    public static StrongBox<int> CountTries() => Tries.Value = new StrongBox<int>();

    /// <inheritdoc/>
    public override void OnSendingRequest(HttpMessage message)
    {
        message.ResponseClassifier = Classifier;
        if (Tries.Value is { } tries)
            tries.Value++;
        if (message.Request.Method == RequestMethod.Post && message.Request.Content?.TryComputeLength(out var bytes) == true)
            BatchLimits.CheckPayload(bytes);
    }
}
