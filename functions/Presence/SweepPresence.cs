using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Presence;

/// <summary>Every fifteen seconds: what becomes of those whose last device is gone, of those who only finished what was open, and of those of whom there was no sign for too long.</summary>
public sealed class SweepPresence(
    WatchLists lists, SessionTable sessions, PresenceTable presence, PresenceWriter writer, ApplyNextStatus nextStatus, UserIndexes indexes, Facts facts, TimeProvider time, ILogger<SweepPresence> logger)
{
    private const int UsersAtOnce = 16;

    /// <summary>Looks at all users who have or had a device, and at those in a status with an idle time.</summary>
    [Function("SweepPresence")]
    public async Task Run([TimerTrigger("*/15 * * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        await Parallel.ForEachAsync(lists.On(PresenceLists.Online, cancellationToken), Options(cancellationToken), (listed, token) => Kept(listed, Disconnect, token));
        await Parallel.ForEachAsync(lists.On(PresenceLists.Next, cancellationToken), Options(cancellationToken), (listed, token) => Kept(listed, GiveNext, token));
        await foreach (var listed in lists.On(PresenceLists.Idle, cancellationToken))
            await Kept(listed, Idle, cancellationToken);
    }

    // The others are not held up; this one is looked at again soon.
    private async ValueTask Kept(Row listed, Func<Row, CancellationToken, Task> look, CancellationToken cancellationToken)
    {
        try
        {
            await look(listed, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.LogError(exception, "The presence of {Listed} could not be looked at", listed.Key);
        }
    }

    private async Task Disconnect(Row listed, CancellationToken cancellationToken)
    {
        var ((tenant, id), now) = (WatchLists.WhoIs(listed), time.GetUtcNow());
        var devices = await sessions.Of(tenant, id, cancellationToken);
        if (devices.Live(now).Count > 0)
            return;
        var user = (await indexes.Now(tenant, cancellationToken)).Find(id);
        if (user is { HasSession: true })
            _ = await writer.Show(Caller.System(tenant, UserStatus.Actor, id.ToString()), id, cancellationToken);
        var known = await facts.ForReading(tenant, [], cancellationToken);
        var settings = PresenceSettings.Of(known);
        if (devices.EndedAt(now) is { } ended && ended + settings.Grace > now)
            return;
        // Who counts as always there loses nothing by going (S058).
        if (user is { Login.LoginBasedCalling: true })
            await writer.Lower(tenant, id, StatusList.Of(known).Of(settings.DisconnectStatusId, PresenceClass.Inactive), StatusSource.Disconnect, _ => true, cancellationToken);
        var emptied = await sessions.Write(tenant, id, before => before.Live(now).Count > 0 || before.All.Count == 0 ? before : PresenceSessions.None, cancellationToken);
        if (emptied is { Ok: true, Value.All.Count: 0 })
            await lists.Remove(listed, cancellationToken);
    }

    private async Task GiveNext(Row listed, CancellationToken cancellationToken)
    {
        var (tenant, id) = WatchLists.WhoIs(listed);
        if (await nextStatus.Press(tenant, id, cancellationToken) is { Ok: true, Value.Next: null })
            await lists.Remove(listed, cancellationToken);
    }

    private async Task Idle(Row listed, CancellationToken cancellationToken)
    {
        var tenant = listed.Key;
        var statuses = StatusList.Of(await facts.ForReading(tenant, [], cancellationToken));
        if (!statuses.All.Any(status => status.IdleMinutes is not null))
        {
            await lists.Remove(listed, cancellationToken);
            return;
        }

        var here = (await indexes.Now(tenant, cancellationToken)).InStatus((status, id) => statuses.Of(id, status).IdleMinutes is not null);
        await Parallel.ForEachAsync(here, Options(cancellationToken), async (id, token) => await Idle(tenant, id, statuses, token));
    }

    private async Task Idle(string tenant, Guid id, StatusList statuses, CancellationToken cancellationToken)
    {
        var shown = await presence.Status(tenant, id, cancellationToken);
        var active = (await sessions.Of(tenant, id, cancellationToken)).ActiveAt;
        if (!IsIdle(shown))
            return;
        var becomes = statuses.Of(statuses.Of(shown.StatusId, shown.Status).IdleStatusId, PresenceClass.Inactive);
        await writer.Lower(tenant, id, becomes, StatusSource.Idle, IsIdle, cancellationToken);

        // Every change of the status is a sign of the user, also one to the same (a status that is set again by a flow is meant).
        bool IsIdle(UserStatus status) =>
            statuses.Of(status.StatusId, status.Status).IdleMinutes is { } minutes && Latest(status.ChangedAt, active) is { } last && last.AddMinutes(minutes) <= time.GetUtcNow();
    }

    private static DateTimeOffset? Latest(DateTimeOffset? one, DateTimeOffset? other) => one > other || other is null ? one : other;

    private static ParallelOptions Options(CancellationToken cancellationToken) => new() { MaxDegreeOfParallelism = UsersAtOnce, CancellationToken = cancellationToken };
}
