using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Users;

namespace UserFunctions.Presence;

/// <summary>Writes a user's hot rows and shows in the user's own row what they say: the only way to a status, whatever it comes of.</summary>
/// <remarks>
/// The hot rows say what is; the user's row shows a copy of it to lists and to routing. They are two writes: whoever died in between comes again, by its message or by the sweep, and
/// copies what stands by then.
/// </remarks>
public sealed class PresenceWriter(PresenceTable presence, SessionTable sessions, UserWriter users, TimeProvider time)
{
    /// <summary>Sets the status unless a newer change stands; false then.</summary>
    public async Task<Result<bool>> Set(Caller caller, UserStatus status, CancellationToken cancellationToken)
    {
        var stands = await presence.Set(caller.Tenant, status, cancellationToken);
        return (await Show(caller, status.UserId, cancellationToken)).Map(_ => stands);
    }

    /// <summary>Writes what <paramref name="decide"/> makes of the status; null: it stays.</summary>
    internal async Task<Result<UserStatus>> Write(Caller caller, Guid user, Func<UserStatus, UserStatus?> decide, CancellationToken cancellationToken)
    {
        var status = await presence.Write(caller.Tenant, user, decide, cancellationToken);
        return (await Show(caller, user, cancellationToken)).Map(_ => status);
    }

    /// <summary>Gives the user another status by itself, if it is not more available and <paramref name="holds"/> for the one that stands.</summary>
    internal async Task Lower(string tenant, Guid user, TenantStatus wanted, StatusSource source, Func<UserStatus, bool> holds, CancellationToken cancellationToken)
    {
        var (now, id) = (time.GetUtcNow(), Guid.CreateVersion7(time.GetUtcNow()));
        _ = await Write(Caller.System(tenant, UserStatus.Actor, id.ToString()), user, before => holds(before) ? before.Lowered(wanted, source, now, id) : null, cancellationToken);
    }

    /// <summary>Shows in the user's row what the hot rows say by now.</summary>
    internal async Task<Result<UserStatus>> Show(Caller caller, Guid user, CancellationToken cancellationToken)
    {
        UserStatus shown;
        var isDrained = false;
        do
        {
            shown = await presence.Status(caller.Tenant, user, cancellationToken);
            var copied = await users.Change(caller, user, null, ApplyStatus.ChangeKind, Copy, Drained, cancellationToken);
            // Who was deleted in between has no row to show it in.
            if (!copied.Ok && copied.Error!.Kind is not ErrorKind.NotFound)
                return copied.Error;
        }
        // The hot row may have moved while an older status of it was copied.
        while ((await presence.Status(caller.Tenant, user, cancellationToken)).Version != shown.Version);
        return shown;

        async Task<Result<User>> Copy(User current, UserContext context, CancellationToken token)
        {
            shown = await presence.Status(caller.Tenant, user, token);
            var hasSession = (await sessions.Of(caller.Tenant, user, token)).Live(context.Now).Count > 0;
            isDrained = current.IsDraining && shown.IsDrained;
            return Shown(current, shown, hasSession);
        }

        // Written with the copy, so that it is told once, whoever makes it.
        UserExtras Drained(User after) => isDrained ? new([], [new(PresenceEvents.DrainedKind, [after.Id])]) : UserExtras.None;
    }

    // The version stays: it counts what is said about the person, and a form that is open at the moment is none the worse.
    private static User Shown(User current, UserStatus status, bool hasSession)
    {
        var isSame = current.Presence == status.Status && current.StatusId == status.StatusId;
        return isSame && current.HasSession == hasSession && current.IsDraining == (status.Next is not null) ? current : current with
        {
            Presence = status.Status,
            StatusId = status.StatusId,
            PresenceChangedAt = isSame ? current.PresenceChangedAt : status.ChangedAt,
            HasSession = hasSession,
            IsDraining = status.Next is not null,
        };
    }
}
