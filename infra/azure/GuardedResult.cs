using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Http;

namespace UserFunctions.Worker;

/// <summary>
/// An answer whose writing may fail. The worker writes it after the last middleware has returned, so nothing else would catch
/// that. It shows no properties on purpose: the worker also serialises the returned object and sends it to the host, which
/// drops it; of a list of users that would be the whole list again.
/// </summary>
internal sealed class GuardedResult(IResult answer, RequestPipeline pipeline) : IResult
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        try
        {
            await answer.ExecuteAsync(httpContext);
        }
        catch (Exception exception)
        {
            await Rescue(httpContext, pipeline.Crash(httpContext, exception));
        }
    }

    private static async Task Rescue(HttpContext httpContext, IResult problem)
    {
        if (httpContext.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            httpContext.Abort();
            return;
        }

        httpContext.Response.ContentLength = null;
        await problem.ExecuteAsync(httpContext);
    }
}
