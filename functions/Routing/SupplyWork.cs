using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace UserFunctions.Routing;

/// <summary>How much is done of a queue at a time.</summary>
/// <param name="TriesPerPlace">Conversations of one department or group that are offered or looked at in vain: of a longer queue the rest has its turn when the first have gone.</param>
public sealed record SupplyTerms(int TriesPerPlace = 500);

/// <summary>Somebody may have become free: what waits is looked at again, in its order. However often it is asked, a tenant's queue is gone through once at a time.</summary>
/// <remarks>A host that stops ends with the conversation in hand; the others wait for the sweep, of whichever host.</remarks>
public sealed class SupplyWork(OfferWork offers, WaitingQueues queues, QueueReader reader, SupplyTerms terms, TimeProvider time, ILogger<SupplyWork> logger) : IHostedService
{
    private readonly ConcurrentDictionary<string, Passing> passing = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stopping = new();

    /// <summary>Sees to it that the queue is gone through soon; returns at once.</summary>
    public void Ask(string tenant)
    {
        var pass = passing.GetOrAdd(tenant, static _ => new());
        if (!stopping.IsCancellationRequested && pass.Ask())
            pass.Running = Behind(tenant, pass);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        queues.Asked += Ask;
        return Task.CompletedTask;
    }

    /// <summary>Begins with no further conversation, and waits for what is in hand.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        queues.Asked -= Ask;
        await stopping.CancelAsync();
        await Task.WhenAll(passing.Values.Select(pass => pass.Running)).WaitAsync(cancellationToken);
    }

    /// <summary>Goes through the queue now, as it stands in the table.</summary>
    public async Task Pass(string tenant, CancellationToken cancellationToken)
    {
        queues.Of(tenant).LookedAt = null;
        await Once(tenant, cancellationToken);
    }

    private async Task Behind(string tenant, Passing pass)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            do
            {
                var wasFresh = await Once(tenant, CancellationToken.None);
                // Another process may have let somebody wait since the last look: that is seen a moment later.
                if (!wasFresh && pass.MayWait())
                    _ = Later(tenant, pass);
            }
            while (pass.Again() && !stopping.IsCancellationRequested);
        }
        catch (Exception exception)
        {
            pass.End();
            // Nobody waits for this task, so whatever it was is said here.
            logger.LogWarning(exception, "The queue of {Tenant} could not be gone through; the sweep does it", tenant);
        }
    }

    private async Task Later(string tenant, Passing pass)
    {
        await Task.Delay(QueueReader.LookEvery, time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        pass.EndWait();
        Ask(tenant);
    }

    /// <summary>Goes through the queue; false when what is known of it was not read just now.</summary>
    private async Task<bool> Once(string tenant, CancellationToken cancellationToken)
    {
        var isRead = await reader.Refresh(tenant, cancellationToken);
        var (queue, hopeless, tries) = (queues.Of(tenant), new HashSet<string>(StringComparer.Ordinal), new Dictionary<Guid, int>());
        foreach (var id in queue.InOrder.Select(one => one.Id).TakeWhile(_ => !stopping.IsCancellationRequested))
        {
            // Who asks for the same as one that nobody could have gets nobody either. A long queue in one place does not hold up the others.
            if (queue.Find(id) is not { } conversation || hopeless.Contains(WhatItAsks(conversation)) || !MayTry(WaitingQueue.PlaceOf(conversation)))
                continue;
            if (await offers.Route(tenant, conversation, conversation, DecisionCause.Supply, cancellationToken) is not { } after)
                await reader.Again(tenant, id, cancellationToken);
            else if (after.State is ConversationState.Queued && conversation is { Tried.Count: 0, ExcludedAgentIds.Count: 0 })
                hopeless.Add(WhatItAsks(conversation));
        }

        return isRead;

        bool MayTry(Guid place) => (tries[place] = tries.GetValueOrDefault(place) + 1) <= terms.TriesPerPlace;
    }

    private static string WhatItAsks(Conversation conversation) =>
        $"{conversation.ClientId}|{conversation.Channel}|{conversation.DepartmentId}|{conversation.GroupId}|{string.Join('|', conversation.Skills)}|{conversation.PreferredAgentId}";

    /// <summary>Whether a queue is being gone through, and has to be once more.</summary>
    private sealed class Passing
    {
        private readonly Lock gate = new();
        private int waits;
        private bool isBegun;
        private bool isAskedAgain;

        /// <summary>The last time that it was begun.</summary>
        public Task Running { get; set; } = Task.CompletedTask;

        /// <summary>True for the first who wants to ask again later.</summary>
        public bool MayWait() => Interlocked.Exchange(ref waits, 1) == 0;

        public void EndWait() => Volatile.Write(ref waits, 0);

        /// <summary>True: whoever asks begins.</summary>
        public bool Ask()
        {
            lock (gate)
            {
                isAskedAgain = isBegun;
                return !isBegun && (isBegun = true);
            }
        }

        /// <summary>True: once more; false: it is over.</summary>
        public bool Again()
        {
            lock (gate)
            {
                isBegun = isAskedAgain;
                isAskedAgain = false;
                return isBegun;
            }
        }

        public void End()
        {
            lock (gate)
                (isBegun, isAskedAgain) = (false, false);
        }
    }
}
