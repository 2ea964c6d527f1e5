using System.Collections.Concurrent;
using UserFunctions.Platform.Errors;

namespace UserFunctions.SignIn;

/// <summary>
/// One attempt on a login id at a time, in this process: what is typed at once is counted one after the other, so nobody gets more guesses by sending them together. Over several instances
/// the ETag of the user's record does the same, at the price of doing some of them again. Login ids that are nobody's wait each for their own, as those of users do.
/// </summary>
public sealed class Turns
{
    /// <summary>Attempts on one login id that wait for their turn.</summary>
    public const int MostWaiting = 20;

    /// <summary>The refusal when too many wait.</summary>
    public static Error TooMany { get; } = new(ErrorKind.TooMany, "sign_in.too_many", "Too many attempts on this login id are under way: try again in a moment.") { RetryAfter = TimeSpan.FromSeconds(2) };

    private readonly ConcurrentDictionary<string, Queue> queues = new(StringComparer.Ordinal);

    /// <summary>Runs it in its turn; 429 <c>sign_in.too_many</c> when too many wait.</summary>
    public async Task<Result<T>> Take<T>(string turn, Func<Task<Result<T>>> run, CancellationToken cancellationToken)
    {
        if (Join(turn) is not { } queue)
            return TooMany;
        try
        {
            await queue.Gate.WaitAsync(cancellationToken);
            try
            {
                return await run();
            }
            finally
            {
                queue.Gate.Release();
            }
        }
        finally
        {
            Leave(turn, queue);
        }
    }

    private Queue? Join(string turn)
    {
        while (true)
        {
            var queue = queues.GetOrAdd(turn, _ => new());
            lock (queue)
            {
                if (queue.IsGone)
                    continue;
                if (queue.Waiting > MostWaiting)
                    return null;
                queue.Waiting++;
                return queue;
            }
        }
    }

    private void Leave(string turn, Queue queue)
    {
        lock (queue)
        {
            if (--queue.Waiting > 0)
                return;
            queue.IsGone = true;
            queues.TryRemove(turn, out _);
        }
    }

    private sealed class Queue
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public int Waiting { get; set; }

        public bool IsGone { get; set; }
    }
}
