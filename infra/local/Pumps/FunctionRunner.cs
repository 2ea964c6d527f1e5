using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Hosting;
using UserFunctions.Platform.Http;

namespace UserFunctions.Local.Pumps;

/// <summary>Runs queue, blob and timer functions: a scope, an activity, the two log lines, the time limit.</summary>
/// <param name="services">The app's services; each run has its own scope.</param>
/// <param name="limit">After this long the function's token is cancelled.</param>
/// <param name="time">Measures the limit and the duration.</param>
/// <param name="loggers">One category for each function.</param>
/// <param name="abort">Cancelled when the host will wait no longer.</param>
internal sealed class FunctionRunner(IServiceProvider services, TimeSpan limit, TimeProvider time, ILoggerFactory loggers, CancellationToken abort)
{
    /// <summary>Runs the function once.</summary>
    /// <param name="function">What to run.</param>
    /// <param name="reason">Why, for the log.</param>
    /// <param name="argument">The value of each parameter that is not a CancellationToken. What it throws counts as the function's failure.</param>
    /// <returns>False when it failed; the exception is logged.</returns>
    public async Task<bool> Run(FunctionDescription function, string reason, Func<ParameterInfo, object?> argument)
    {
        var logger = loggers.CreateLogger("Function." + function.Name);
        var id = Guid.NewGuid();
        var start = time.GetTimestamp();
        using var scope = logger.Correlate(id.ToString());
        using var activity = Telemetry.Source.StartActivity(function.Name, ActivityKind.Consumer);
        logger.LogInformation("Executing 'Functions.{Function}' (Reason='{Reason}', Id={Id})", function.Name, reason, id);
        var succeeded = await Succeeds(function, argument, logger);
        activity?.SetStatus(succeeded ? ActivityStatusCode.Ok : ActivityStatusCode.Error);
        logger.LogInformation(
            "Executed 'Functions.{Function}' ({Outcome}, Id={Id}, Duration={Duration:0}ms)",
            function.Name, succeeded ? "Succeeded" : "Failed", id, time.GetElapsedTime(start).TotalMilliseconds);
        return succeeded;
    }

    private async Task<bool> Succeeds(FunctionDescription function, Func<ParameterInfo, object?> argument, ILogger logger)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var token = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, abort);
        try
        {
            var arguments = function.Method.GetParameters().Select(p => p.ParameterType == typeof(CancellationToken) ? token.Token : argument(p));
            await using var scope = services.CreateAsyncScope();
            var target = ActivatorUtilities.CreateInstance(scope.ServiceProvider, function.Class);
            await (Task)function.Method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, [.. arguments], null)!;
            return true;
        }
        catch (Exception exception)
        {
            logger.LogError(exception, "Function '{Function}' failed: {Message}", function.Name, exception.Message);
            return false;
        }
    }
}
