using UserFunctions.Platform.Http;

namespace UserFunctions.Presence;

/// <summary>Ends all devices of a user who has signed out everywhere: what is offered is taken back at once, and the status follows as after any lost device.</summary>
public sealed class EndDevices(SessionTable sessions, PresenceWriter writer, TimeProvider time)
{
    /// <summary>Ends those that count; a user without any is not written. A device that says again that it is there counts again.</summary>
    public async Task Handle(string tenant, Guid user, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if ((await sessions.Of(tenant, user, cancellationToken)).Live(now).Count == 0)
            return;
        _ = await sessions.Write(tenant, user, before => before.EndedAll(now), cancellationToken);
        // Whoever is disturbed in it leaves it to the sweep of statuses, which has the user on its list.
        _ = await writer.Show(Caller.System(tenant, UserStatus.Actor, user.ToString()), user, cancellationToken);
    }
}
