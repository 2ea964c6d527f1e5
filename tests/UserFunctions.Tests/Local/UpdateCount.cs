using Azure.Core;
using Azure.Core.Pipeline;

namespace UserFunctions.Tests.Local;

/// <summary>Counts how often a message was renewed or returned.</summary>
internal sealed class UpdateCount : HttpPipelineSynchronousPolicy
{
    private int count;

    public int Count => count;

    public override void OnReceivedResponse(HttpMessage message)
    {
        if (message.Request.Method == RequestMethod.Put && message.Request.Uri.Path.Contains("/messages/", StringComparison.Ordinal)) Interlocked.Increment(ref count);
    }
}
