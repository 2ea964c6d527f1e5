using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace UserFunctions.Local.Http;

/// <summary>Keeps to http.maxConcurrentRequests and http.maxOutstandingRequests of host.json.</summary>
internal sealed class RequestLimit(HostSettings settings)
{
    private const int RetryAfterSeconds = 1;

    private readonly SemaphoreSlim? turns = settings.MaxConcurrentRequests < 0 ? null : new SemaphoreSlim(settings.MaxConcurrentRequests);
    private int outstanding;

    /// <summary>Runs the request when its turn comes; answers 429 when too many wait already.</summary>
    public async Task Pass(HttpContext context, RequestDelegate next)
    {
        try
        {
            if (Interlocked.Increment(ref outstanding) > settings.MaxOutstandingRequests && settings.MaxOutstandingRequests >= 0)
                Refuse(context.Response);
            else
                await InTurn(context, next);
        }
        finally
        {
            Interlocked.Decrement(ref outstanding);
        }
    }

    private async Task InTurn(HttpContext context, RequestDelegate next)
    {
        if (turns is null)
        {
            await next(context);
            return;
        }

        await turns.WaitAsync(context.RequestAborted);
        try
        {
            await next(context);
        }
        finally
        {
            turns.Release();
        }
    }

    private static void Refuse(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
    }
}
