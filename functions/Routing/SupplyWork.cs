using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using UserFunctions.Presence;

namespace UserFunctions.Routing;

/// <summary>Somebody may have become free: what waits is looked at again, in its order. However often it is asked, a tenant's queue is gone through once at a time.</summary>
/// <remarks>A host that stops ends with the conversation in hand; the others wait for the sweep, of whichever host.</remarks>
public sealed class SupplyWork(ConversationStore store, OfferWork offers, WaitingQueues queues, AgentLoads loads, TimeProvider time, ILogger<SupplyWork> logger) : IHostedService
{
    /// <summary>What this process knows of a queue is taken for the truth for so long; then others may have added to it.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    // Of a longer queue the rest has its turn when the first have gone.
    private const int MostAtOnce = 500;
    private const int WarmedAtOnce = 16;

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
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Begins with no further conversation, and waits for what is in hand.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await Task.WhenAll(passing.Values.Select(pass => pass.Running)).WaitAsync(cancellationToken);
    }

    /// <summary>Goes through the queue now, as it stands in the table.</summary>
    public async Task Pass(string tenant, CancellationToken cancellationToken)
    {
        queues.Of(tenant).LookedAt = null;
        await Once(tenant, cancellationToken);
    }

    /// <summary>Reads the queue if others may have added to it since, without offering anything.</summary>
    internal async Task Refresh(string tenant, CancellationToken cancellationToken)
    {
        var queue = queues.Of(tenant);
        if (IsDue(queue))
            await Look(tenant, queue, cancellationToken);
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
        await Task.Delay(LookEvery, time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        pass.EndWait();
        Ask(tenant);
    }

    /// <summary>Goes through the queue; false when what is known of it was not read just now.</summary>
    private async Task<bool> Once(string tenant, CancellationToken cancellationToken)
    {
        var queue = queues.Of(tenant);
        var isDue = IsDue(queue);
        if (isDue)
            await Look(tenant, queue, cancellationToken);
        var hopeless = new HashSet<string>(StringComparer.Ordinal);
        foreach (var conversation in queue.InOrder.Take(MostAtOnce).TakeWhile(_ => !stopping.IsCancellationRequested))
        {
            // Who asks for the same as one that nobody could have gets nobody either.
            if (hopeless.Contains(WhatItAsks(conversation)))
                continue;
            if (await offers.Route(tenant, conversation, conversation, DecisionCause.Supply, cancellationToken) is not { } after)
                queue.Forget(conversation.Id);
            else if (after.State is ConversationState.Queued && conversation is { Tried.Count: 0, ExcludedAgentIds.Count: 0 })
                hopeless.Add(WhatItAsks(conversation));
        }

        return isDue;
    }

    private bool IsDue(WaitingQueue queue) => queue.LookedAt is not { } at || time.GetElapsedTime(at) >= LookEvery;

    private async Task Look(string tenant, WaitingQueue queue, CancellationToken cancellationToken)
    {
        if (queue.LookedAt is null)
            await Warm(tenant, cancellationToken);
        var before = queue.InOrder.Select(conversation => conversation.Id).ToList();
        queue.LookedAt = time.GetTimestamp();
        var places = await store.Queue(tenant, MostAtOnce, cancellationToken);
        foreach (var place in places.Where(place => !queue.Knows(place)))
        {
            if (await store.Find(tenant, place.Id, cancellationToken) is { State: ConversationState.Queued } waiting)
                queue.Note(waiting, time.GetUtcNow());
        }

        if (places.Count < MostAtOnce)
            queue.Keep(places.Select(place => place.Id).ToHashSet(), before);
    }

    // Whose loads are not known is taken for free: those who have something in hand are looked up at the beginning.
    private async Task Warm(string tenant, CancellationToken cancellationToken)
    {
        var busy = (await store.Open(tenant, cancellationToken)).SelectMany(work => work.Agents).Distinct().Where(agent => loads.Of(tenant, agent).Load is null);
        await Parallel.ForEachAsync(busy, new ParallelOptions { MaxDegreeOfParallelism = WarmedAtOnce, CancellationToken = cancellationToken }, async (agent, token) => await loads.Read(tenant, agent, token));
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
