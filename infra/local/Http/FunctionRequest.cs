using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Hosting;
using UserFunctions.Platform.Http;

namespace UserFunctions.Local.Http;

/// <summary>What happens around an HTTP function here: the limit, the app's pipeline, the host's two log lines.</summary>
internal sealed class FunctionRequest(HostSettings settings, ILoggerFactory loggers)
{
    private readonly RequestLimit limit = new(settings);
    private readonly ILogger logger = loggers.CreateLogger("Function.Http");

    /// <summary>The middleware between routing and the endpoint. Without an endpoint the answer is 404 with an empty body, whoever asks.</summary>
    public Task Serve(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<FunctionDescription>() is { } function)
            return limit.Pass(context, c => Logged(function, c, next));
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private async Task Logged(FunctionDescription function, HttpContext context, RequestDelegate next)
    {
        using var scope = context.RequestServices.GetRequiredService<RequestPipeline>().Scope(context);
        if (!logger.IsEnabled(LogLevel.Information))
        {
            await Guarded(context, next);
            return;
        }

        var id = Guid.NewGuid();
        var start = Stopwatch.GetTimestamp();
        logger.LogInformation("Executing 'Functions.{Function}' (Reason='This function was programmatically called via the host APIs.', Id={Id})", function.Name, id);
        var succeeded = await Guarded(context, next);
        logger.LogInformation(
            "Executed 'Functions.{Function}' ({Outcome}, Id={Id}, Duration={Duration:0}ms)",
            function.Name, succeeded ? "Succeeded" : "Failed", id, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    private async Task<bool> Guarded(HttpContext context, RequestDelegate next)
    {
        var pipeline = context.RequestServices.GetRequiredService<RequestPipeline>();
        try
        {
            if (await pipeline.Begin(context) is { } answer)
                await answer.ExecuteAsync(context);
            else
                await next(context);
            return true;
        }
        catch (Exception exception)
        {
            await Crash(pipeline, context, exception);
            return false;
        }
    }

    private static async Task Crash(RequestPipeline pipeline, HttpContext context, Exception exception)
    {
        var answer = pipeline.Crash(context, exception);
        if (context.Response.HasStarted)
        {
            // The caller already holds a status; cutting the connection is the only way left to say that the rest is missing.
            context.Abort();
            return;
        }

        context.Response.ContentLength = null;
        context.Response.ContentType = null;
        await answer.ExecuteAsync(context);
    }
}
