using UserFunctions.Platform.Storage;

namespace UserFunctions.Presence;

/// <summary>Says that an agent may get work of what waits; returns at once.</summary>
public delegate void MayGetWork(string tenant);

/// <summary>Offers that an agent left unanswered count no more once the agent has acted: whoever sets a status is there again, also one who sets the same.</summary>
public sealed class ForgetMisses(ITables tables, AgentLoads loads)
{
    private const int MaxAttempts = 30;

    /// <summary>Clears the count, decided on the agent's load as it is; there is nothing to write where nothing was missed.</summary>
    /// <returns>True when there was something to forget: the agent may get work again.</returns>
    public async Task<bool> Handle(string tenant, Guid user, CancellationToken cancellationToken)
    {
        var hadMissed = false;
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var seen = await loads.Read(tenant, user, cancellationToken);
            if (seen is { Misses: 0, NotRespondingSince: null })
                return hadMissed;
            hadMissed = true;
            // Whether it was written or somebody else was first, what stands is read next.
            await tables.Submit(PresenceTable.Table, [ReservationTable.Write(tenant, seen, seen with { Misses = 0, NotRespondingSince = null })], cancellationToken);
        }

        return hadMissed;
    }
}
