using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace UserFunctions.Platform.Storage;

/// <summary>
/// What follows from a change, behind the answer to whoever made it: the caller does not wait for the queue. Nothing is lost by that, because the
/// change stands in the log and the sweep of the log repeats what a process did not get to.
/// </summary>
public sealed class Reactions(IEnumerable<ChangeReaction> reactions, ILogger<Reactions> logger) : IHostedService
{
    private const int MostAtOnce = 64;

    private readonly ChangeReaction[] reactions = [.. reactions];
    private readonly SemaphoreSlim places = new(MostAtOnce, MostAtOnce);
    private readonly ConcurrentDictionary<Guid, Task> running = new();

    /// <summary>Begins the reactions to a change and returns; waits only while too many are under way.</summary>
    public async ValueTask Follow(ChangeToReact change)
    {
        var following = reactions.Where(r => r.Kinds.Contains(change.What.Kind)).ToList();
        if (following.Count == 0)
            return;
        await places.WaitAsync();
        var id = Guid.NewGuid();
        running[id] = Task.Run(async () =>
        {
            try
            {
                await Run(change, CancellationToken.None);
            }
            catch (Azure.RequestFailedException exception)
            {
                logger.LogWarning(exception, "Reaction to {Kind} in {Tenant} failed; the sweep repeats it", change.What.Kind, change.Tenant);
            }
            finally
            {
                running.TryRemove(id, out _);
                places.Release();
            }
        });
    }

    /// <summary>Runs the reactions to a change and waits for them.</summary>
    public async Task Run(ChangeToReact change, CancellationToken cancellationToken)
    {
        foreach (var reaction in reactions.Where(r => r.Kinds.Contains(change.What.Kind)))
            await reaction.Run(change, cancellationToken);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Lets the reactions that are under way end.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(running.Values).WaitAsync(cancellationToken);
}
