using Azure;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Hosting;

namespace UserFunctions.Local.Pumps;

/// <summary>Runs one timer function: on one instance at a time, never two runs at once, a missed time once at the start.</summary>
internal sealed class TimerPump(FunctionDescription function, CronSchedule schedule, BlobClient recordBlob, FunctionRunner runner, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);

    // A timer of the operating system holds no more than 49 days.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private bool isStarted;

    /// <summary>Runs until told to stop, then waits for the run in hand.</summary>
    public async Task Run(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await using var record = new TimerRecord(recordBlob, time);
                if (await record.TryHold(stopping)) await RunWhileHeld(record, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is RequestFailedException or AggregateException)
            {
                logger.LogWarning("Timer '{Function}' cannot keep its record: {Message}", function.Name, exception.Message);
            }

            await Wait(AskAgain, stopping);
        }
    }

    private async Task RunWhileHeld(TimerRecord record, CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping, record.Lost);
        var status = await Begin(record, ended.Token);
        while (status.Next is { } next && !ended.IsCancellationRequested)
        {
            var now = time.GetUtcNow();
            if (now < next) await Wait(next - now, ended.Token);
            else status = await RunOnce(record, status, isPastDue: false);
        }

        // No further time in the schedule: keep the timer, and the host, as they are.
        while (!ended.IsCancellationRequested) await Wait(LongestWait, ended.Token);
    }

    /// <summary>Makes up for a missed time, or for RunOnStartup, once.</summary>
    private async Task<TimerStatus> Begin(TimerRecord record, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var known = await record.Read(cancellationToken);
        var isPastDue = known is not null && schedule.Next(known.Last ?? known.LastUpdated) <= now;
        var runsNow = isPastDue || (function.RunOnStartup && !isStarted);
        isStarted = true;
        var status = new TimerStatus(known?.Last, schedule.Next(now), now);
        if (runsNow) return await RunOnce(record, status, isPastDue);
        // A time missed from now on is missed since now, also when the timer has never run.
        if (known is null || known.Next != status.Next) await record.Write(status with { LastUpdated = known?.LastUpdated ?? now });
        return status;
    }

    private async Task<TimerStatus> RunOnce(TimerRecord record, TimerStatus status, bool isPastDue)
    {
        var start = time.GetUtcNow();
        var info = new TimerInfo
        {
            IsPastDue = isPastDue,
            ScheduleStatus = new ScheduleStatus
            {
                Last = status.Last?.UtcDateTime ?? default,
                Next = status.Next?.UtcDateTime ?? default,
                LastUpdated = status.LastUpdated.UtcDateTime,
            },
        };
        await runner.Run(function, $"Timer fired at {start:O}", _ => info);
        var end = time.GetUtcNow();
        var ran = new TimerStatus(start, schedule.Next(end), end);
        await record.Write(ran);
        return ran;
    }

    private async Task Wait(TimeSpan wait, CancellationToken cancellationToken) =>
        await Task.WhenAny(Task.Delay(wait < LongestWait ? wait : LongestWait, time, cancellationToken));
}
