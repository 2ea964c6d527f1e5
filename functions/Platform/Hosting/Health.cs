using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Platform.Hosting;

/// <summary><c>GET /api/health/live</c> and <c>/ready</c>: for probes, open to all, and telling nothing else.</summary>
public sealed class Health(ITables tables, BlobServiceClient blobs, QueueServiceClient queues, ILogger<Health> logger)
{
    /// <summary>How long the storage may take to answer before the app counts as not ready.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>200 while the process serves.</summary>
    [Function("HealthLive")]
    [Operation("Is the app running", "Answers while the process serves requests.", IsOpen = true, IsHidden = true, Visibility = Visibility.Internal)]
    [Answers(200, typeof(HealthView))]
    public Task<IResult> Live([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/live")] HttpRequest request) =>
        Task.FromResult<IResult>(Answer.Ok(new HealthView("live")));

    /// <summary>200 when tables, queues and blobs answer; 503 naming those that do not.</summary>
    [Function("HealthReady")]
    [Operation("Is the app ready", "Answers 200 when the storage behind the app answers, and 503 with the names of what does not.", IsOpen = true, IsHidden = true, Visibility = Visibility.Internal)]
    [Answers(200, typeof(HealthView))]
    public async Task<IResult> Ready([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/ready")] HttpRequest request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        var checks = new Dictionary<string, Task<bool>>
        {
            ["tables"] = Answers("tables", () => tables.Get(ChangeLog.Table, "health", "health", limit.Token)),
            ["queues"] = Answers("queues", () => queues.GetPropertiesAsync(limit.Token)),
            ["blobs"] = Answers("blobs", () => blobs.GetPropertiesAsync(limit.Token)),
        };
        await Task.WhenAll(checks.Values);
        var silent = checks.Where(c => !c.Value.Result).Select(c => c.Key).ToList();
        return silent.Count == 0
            ? Answer.Ok(new HealthView("ready"))
            : Answer.Problem(new(Errors.ErrorKind.Busy, "health.not_ready", $"The storage does not answer: {string.Join(", ", silent)}.", silent[0]));
    }

    private async Task<bool> Answers(string what, Func<Task> check)
    {
        try
        {
            await check();
            return true;
        }
        catch (Exception exception) when (exception is RequestFailedException or OperationCanceledException or AggregateException)
        {
            logger.LogError(exception, "{What} do not answer", what);
            return false;
        }
    }
}

/// <summary>How the app is.</summary>
/// <param name="Status"><c>live</c> or <c>ready</c>.</param>
public sealed record HealthView([property: Field("The word live or ready.")] string Status);
