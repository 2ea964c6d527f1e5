using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace UserFunctions.Platform.Storage;

/// <summary>
/// What follows from a change, behind the answer to whoever made it: the caller does not wait for the queue, and changes that come close together are
/// followed together. Nothing is lost by that, because the change stands in the log and the sweep of the log repeats what a process did not get to.
/// </summary>
public sealed class Reactions(IEnumerable<ChangeReaction> reactions, TimeProvider time, ILogger<Reactions> logger) : IHostedService
{
    /// <summary>How long a change waits for others to be followed with.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(50);

    private readonly ChangeReaction[] reactions = [.. reactions];
    private readonly Lock pendingLock = new();
    private List<ChangeToReact> pending = [];
    private Task following = Task.CompletedTask;

    /// <summary>Sees to it that the reactions to a change run soon; returns at once.</summary>
    public void Follow(ChangeToReact change)
    {
        if (!Array.Exists(reactions, r => r.IsFor(change.What.Kind)))
            return;
        lock (pendingLock)
        {
            pending.Add(change);
            if (pending.Count == 1)
                following = Later(following);
        }
    }

    /// <summary>Runs the reactions to a change and waits for them.</summary>
    public async Task Run(ChangeToReact change, CancellationToken cancellationToken)
    {
        foreach (var reaction in reactions.Where(r => r.IsFor(change.What.Kind)))
            await reaction.Run(change, cancellationToken);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Lets the reactions that are under way end.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (pendingLock)
            return following.WaitAsync(cancellationToken);
    }

    // One after the other, so that a slow queue makes larger groups and not more calls.
    private async Task Later(Task before)
    {
        await Task.WhenAll(before, Task.Delay(Linger, time));
        List<ChangeToReact> changes;
        lock (pendingLock)
            (changes, pending) = (pending, []);
        foreach (var group in changes.GroupBy(c => (c.Tenant, c.What.Kind)))
            await Together([.. group]);
    }

    private async Task Together(IReadOnlyList<ChangeToReact> changes)
    {
        var first = changes[0];
        try
        {
            var what = new Change(first.What.Kind, [.. changes.SelectMany(c => c.What.Ids)]) { Also = [.. changes.SelectMany(c => c.What.Also ?? [])] };
            await Run(first with { What = what }, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // Nobody waits for this task, so whatever it was is said here.
            logger.LogWarning(exception, "Reaction to {Count} × {Kind} in {Tenant} failed; the sweep repeats it", changes.Count, first.What.Kind, first.Tenant);
        }
    }
}
