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

/// <summary>Azure.Core's retries, and one more reason for them: a batch answer of 202 around a busy server's 5xx.</summary>
internal sealed class TableRetryPolicy(RetryOptions options)
    : RetryPolicy(options.MaxRetries, DelayStrategy.CreateExponentialDelayStrategy(options.Delay, options.MaxDelay))
{
    protected override bool ShouldRetry(HttpMessage message, Exception? exception) =>
        base.ShouldRetry(message, exception) || InnerFailurePasses(message, exception);

    protected override async ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
        await base.ShouldRetryAsync(message, exception) || InnerFailurePasses(message, exception);

    private bool InnerFailurePasses(HttpMessage message, Exception? exception) =>
        exception is null
        && message.ProcessingContext.RetryNumber < options.MaxRetries
        && message.HasResponse
        && BatchAnswer.IsTransient(message.Response);
}

/// <summary>"Not there", "already there" and "changed" are answers here, not errors: nothing logs a warning for them.</summary>
internal sealed class TableClassifier : ResponseClassifier
{
    public override bool IsErrorResponse(HttpMessage message) => message.Response.Status is >= 400 and not (404 or 409 or 412);
}
