using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Users;

namespace UserFunctions.Presence;

/// <summary>Takes from a user what is open, as the next status asks: back to where it waited, or to another agent. Asked again it goes on where it was.</summary>
public delegate Task EmptyHands(string tenant, Guid user, NextStatus next, CancellationToken cancellationToken);

/// <summary>Gives users the status that they were to get when nothing is open any more. Whoever ends an agent's last piece of work asks for it, and the sweep for what they could not.</summary>
public sealed class ApplyNextStatus(AgentLoads loads, PresenceWriter writer, PresenceTable presence, EmptyHands empty, TimeProvider time)
{
    /// <summary>The same, behind what is done about what is open: it was asked for at once, or its deadline has come.</summary>
    public async Task<Result<UserStatus>> Press(string tenant, Guid user, CancellationToken cancellationToken)
    {
        if ((await presence.Status(tenant, user, cancellationToken)).Next is { } next && next.IsPressing(time.GetUtcNow()))
            await empty(tenant, user, next, cancellationToken);
        return await Handle(tenant, user, cancellationToken);
    }

    /// <summary>The status as it stands then: another one when a next one was set and nothing is open. Asked again it is the same.</summary>
    public async Task<Result<UserStatus>> Handle(string tenant, Guid user, CancellationToken cancellationToken)
    {
        var stands = await presence.Status(tenant, user, cancellationToken);
        if (stands.Next is null || (await loads.Read(tenant, user, cancellationToken)).Used.Count > 0)
            return stands;
        var (now, id) = (time.GetUtcNow(), Guid.CreateVersion7(time.GetUtcNow()));
        return await writer.Write(Caller.System(tenant, stands.Next.SetBy, id.ToString()), user, before => After(before, now, id), cancellationToken);
    }

    private static UserStatus? After(UserStatus before, DateTimeOffset now, Guid id) => before.Next is not { } next ? null
        : new UserStatus(before.UserId, next.Status, next.Reason, before.ChangedAt > now ? before.ChangedAt : now, next.SetBy, id)
        {
            StatusId = Enum.TryParse<PresenceClass>(next.StatusId, out _) ? null : next.StatusId,
            Source = next.Source,
            Version = before.Version + 1,
            IsDrained = true,
        };
}
