using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Queues;

namespace UserFunctions.Local.Pumps;

/// <summary>Wakes the pump of a queue when this process has sent a message to it, so that nobody waits for the next poll.</summary>
internal sealed class WakePolicy(PumpSignals signals) : HttpPipelineSynchronousPolicy
{
    private const string Messages = "/messages";

    /// <summary>Options of a queue client that wakes the pumps.</summary>
    public static QueueClientOptions Options(PumpSignals signals)
    {
        var options = new QueueClientOptions();
        options.AddPolicy(new WakePolicy(signals), HttpPipelinePosition.PerCall);
        return options;
    }

    public override void OnReceivedResponse(HttpMessage message)
    {
        var uri = message.Request.Uri;
        // A message that is hidden at first is none to wake for.
        if (message.Request.Method != RequestMethod.Post || message.Response.IsError || uri.Query.Contains("visibilitytimeout", StringComparison.Ordinal)) return;
        var path = uri.Path.TrimStart('/');
        if (path.EndsWith(Messages, StringComparison.Ordinal)) signals.Wake(path[..^Messages.Length].Split('/')[^1]);
    }
}
