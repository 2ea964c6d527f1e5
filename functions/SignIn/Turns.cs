using System.Collections.Concurrent;
using UserFunctions.Platform.Errors;

namespace UserFunctions.SignIn;

/// <summary>
/// One attempt at a user at a time, in this process: what is typed at once is counted one after the other, so nobody gets more guesses by sending them together. Over several instances the
/// ETag of the user's record does the same, at the price of doing some of them again.
/// </summary>
public sealed class Turns
{
    /// <summary>Attempts at one user that wait for their turn.</summary>
    public const int MostWaiting = 20;

    private readonly ConcurrentDictionary<string, Queue> queues = new(StringComparer.Ordinal);

    /// <summary>Runs it in its turn; 429 <c>sign_in.too_many</c> when too many wait.</summary>
    public async Task<Result<T>> Take<T>(string partition, Func<Task<Result<T>>> run, CancellationToken cancellationToken)
    {
        if (Join(partition) is not { } queue)
            return new Error(ErrorKind.TooMany, "sign_in.too_many", "Too many attempts at this user are under way: try again in a moment.") { RetryAfter = TimeSpan.FromSeconds(2) };
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
            Leave(partition, queue);
        }
    }

    private Queue? Join(string partition)
    {
        while (true)
        {
            var queue = queues.GetOrAdd(partition, _ => new());
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

    private void Leave(string partition, Queue queue)
    {
        lock (queue)
        {
            if (--queue.Waiting > 0)
                return;
            queue.IsGone = true;
            queues.TryRemove(partition, out _);
        }
    }

    private sealed class Queue
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public int Waiting { get; set; }

        public bool IsGone { get; set; }
    }
}
