using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace UserFunctions.Platform.Storage;

/// <summary>Retries, diagnostics and transport of <see cref="RestTables"/>: Azure.Core's own options with this app's figures.</summary>
public sealed class RestTablesOptions : ClientOptions
{
    /// <summary>Four retries from 100 ms up to 5 s; a try may take 30 s, which is what the service allows itself.</summary>
    public RestTablesOptions()
    {
        Retry.Mode = RetryMode.Exponential;
        Retry.MaxRetries = 4;
        Retry.Delay = TimeSpan.FromMilliseconds(100);
        Retry.MaxDelay = TimeSpan.FromSeconds(5);
        Retry.NetworkTimeout = TimeSpan.FromSeconds(30);
        Diagnostics.ApplicationId = "UserFunctions";
    }
}

/// <summary>
/// Makes a failure of a batch that stands inside an accepted answer, such as a busy server's 503, a failure of the try: the retry
/// policy looks at the outer status only, which is 202.
/// </summary>
internal sealed class InnerFailurePolicy : HttpPipelineSynchronousPolicy
{
    public override void OnReceivedResponse(HttpMessage message)
    {
        if (BatchAnswer.PassingError(message.Response) is { } error)
            throw error.Exception();
    }
}

/// <summary>"Not there", "already there" and "changed" are answers here, not errors: nothing logs a warning for them.</summary>
internal sealed class TableClassifier : ResponseClassifier
{
    /// <summary>True for a failure of the server that may pass.</summary>
    public static bool Passes(int status) => status is 408 or 429 or 500 or 502 or 503 or 504;

    public override bool IsErrorResponse(HttpMessage message) => message.Response.Status is >= 400 and not (404 or 409 or 412);

    public override bool IsRetriableException(Exception exception) =>
        base.IsRetriableException(exception) || (exception is RequestFailedException failed && Passes(failed.Status));
}
