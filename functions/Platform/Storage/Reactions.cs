using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace UserFunctions.Platform.Storage;

/// <summary>
/// What follows from a change, behind the answer to whoever made it: the caller does not wait for the queue, and changes that come close together are
/// followed together. Nothing is lost by that, because the change stands in the log and the sweep of the log repeats what a process did not get to.
/// </summary>
public sealed class Reactions : IHostedService
{
    /// <summary>How long a change waits for others to be followed with.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(50);

    private readonly ChangeReaction[] reactions;
    private readonly Lane[] lanes;

    /// <summary>Reactions that are made apart have a lane of their own.</summary>
    public Reactions(IEnumerable<ChangeReaction> reactions, TimeProvider time, ILogger<Reactions> logger)
    {
        this.reactions = [.. reactions];
        var together = this.reactions.Where(reaction => !reaction.IsApart).ToArray();
        lanes = [.. this.reactions.Where(reaction => reaction.IsApart).Select(reaction => new Lane([reaction], time, logger)), new Lane(together, time, logger)];
    }

    /// <summary>Sees to it that the reactions to a change run soon; returns at once.</summary>
    public void Follow(ChangeToReact change)
    {
        foreach (var lane in lanes)
            lane.Follow(change);
    }

    /// <summary>Runs the reactions to a change and waits for them, the others also when one fails.</summary>
    /// <exception cref="AggregateException">Some failed.</exception>
    public async Task Run(ChangeToReact change, CancellationToken cancellationToken)
    {
        var failures = await Each(reactions, change, cancellationToken);
        if (failures.Count > 0)
            throw new AggregateException($"Of the reactions to a change of the kind {change.What.Kind} some failed.", failures);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Lets the reactions that are under way end.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(lanes.Select(lane => lane.Following)).WaitAsync(cancellationToken);

    private static async Task<List<Exception>> Each(ChangeReaction[] reactions, ChangeToReact change, CancellationToken cancellationToken)
    {
        var failures = new List<Exception>();
        foreach (var reaction in reactions.Where(r => r.IsFor(change.What.Kind)))
        {
            try
            {
                await reaction.Run(change, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // The room that comes next has nothing to do with it.
                failures.Add(exception);
            }
        }

        return failures;
    }

    /// <summary>Reactions that run one after the other, so that a slow queue makes larger groups and not more calls.</summary>
    private sealed class Lane(ChangeReaction[] reactions, TimeProvider time, ILogger logger)
    {
        private readonly Lock gate = new();
        private List<ChangeToReact> pending = [];
        private Task following = Task.CompletedTask;

        public Task Following
        {
            get
            {
                lock (gate)
                    return following;
            }
        }

        public void Follow(ChangeToReact change)
        {
            if (!Array.Exists(reactions, r => r.IsFor(change.What.Kind)))
                return;
            lock (gate)
            {
                pending.Add(change);
                if (pending.Count == 1)
                    following = Later(following);
            }
        }

        private async Task Later(Task before)
        {
            await Task.WhenAll(before, Task.Delay(Linger, time));
            List<ChangeToReact> changes;
            lock (gate)
                (changes, pending) = (pending, []);
            foreach (var group in changes.GroupBy(c => (c.Tenant, c.What.Kind)))
                await Together([.. group]);
        }

        private async Task Together(IReadOnlyList<ChangeToReact> changes)
        {
            var first = changes[0];
            var what = new Change(first.What.Kind, [.. changes.SelectMany(c => c.What.Ids)]) { Also = [.. changes.SelectMany(c => c.What.Also ?? [])] };
            // Nobody waits for this task, so whatever it was is said here.
            foreach (var exception in await Each(reactions, first with { What = what }, CancellationToken.None))
                logger.LogWarning(exception, "A reaction to {Count} × {Kind} in {Tenant} failed; the sweep repeats it", changes.Count, first.What.Kind, first.Tenant);
        }
    }
}
