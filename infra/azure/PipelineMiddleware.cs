using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Http;

namespace UserFunctions.Worker;

/// <summary>
/// The app's one request pipeline around every HTTP function. Queue, blob and timer functions pass through untouched: their
/// exceptions must reach the host, which tries again.
/// </summary>
public sealed class PipelineMiddleware : IFunctionsWorkerMiddleware
{
    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        var pipeline = context.InstanceServices.GetRequiredService<RequestPipeline>();
        using var scope = pipeline.Scope(http);
        var answer = await Run(pipeline, http, context, next);
        context.GetInvocationResult().Value = answer is null ? null : new GuardedResult(answer, pipeline);
    }

    // An exception that got out would be a 500 without a body, or under this worker even a 200.
    private static async Task<IResult?> Run(RequestPipeline pipeline, HttpContext http, FunctionContext context, FunctionExecutionDelegate next)
    {
        try
        {
            if (await pipeline.Begin(http) is { } refusal)
                return refusal;
            await next(context);
            return context.GetInvocationResult().Value as IResult;
        }
        catch (Exception exception)
        {
            return pipeline.Crash(http, exception);
        }
    }
}
