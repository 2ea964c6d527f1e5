using UserFunctions.Platform.Storage;

namespace UserFunctions.Tests.Given;

/// <summary>The real tables; a test can hold one batch back, as for a process that stands still before it, and let it go when something else has happened.</summary>
public sealed class HeldTables(ITables inner) : ITables
{
    private readonly Lock gate = new();
    private Hold? next;
    private Watch? watched;

    /// <summary>Holds the next batch for a table that writes such a row.</summary>
    public Hold HoldNext(string table, Func<RowOperation, bool> isIt)
    {
        lock (gate)
            return next = new(table, isIt);
    }

    /// <summary>Completes when rows of a table with such a key have been read so many times.</summary>
    public Task Reads(string table, Func<string, bool> isIt, int times)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
            watched = new(table, isIt, times, done);
        return done.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public Task CreateTable(string table, CancellationToken cancellationToken) => inner.CreateTable(table, cancellationToken);

    public async Task<Row?> Get(string table, string partition, string key, CancellationToken cancellationToken)
    {
        var row = await inner.Get(table, partition, key, cancellationToken);
        lock (gate)
        {
            if (watched is { Left: > 0 } now && now.Table == table && now.IsIt(key))
            {
                watched = now with { Left = now.Left - 1 };
                if (now.Left == 1)
                    now.Done.SetResult();
            }
        }

        return row;
    }

    public Task<RowPage> Page(string table, string partition, string from, string to, int top, string? next, CancellationToken cancellationToken) =>
        inner.Page(table, partition, from, to, top, next, cancellationToken);

    public async Task<BatchOutcome> Submit(string table, IReadOnlyList<RowOperation> operations, CancellationToken cancellationToken)
    {
        if (Take(table, operations) is { } hold)
            await hold.Wait();
        return await inner.Submit(table, operations, cancellationToken);
    }

    private Hold? Take(string table, IReadOnlyList<RowOperation> operations)
    {
        lock (gate)
        {
            if (next is not { } hold || hold.Table != table || !operations.Any(hold.IsIt))
                return null;
            next = null;
            return hold;
        }
    }

    private sealed record Watch(string Table, Func<string, bool> IsIt, int Left, TaskCompletionSource Done);

    /// <summary>A batch that is held back.</summary>
    public sealed class Hold(string table, Func<RowOperation, bool> isIt)
    {
        private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal string Table => table;

        internal Func<RowOperation, bool> IsIt => isIt;

        /// <summary>Somebody stands before it.</summary>
        public Task Reached => reached.Task.WaitAsync(TimeSpan.FromSeconds(60));

        /// <summary>Lets it go.</summary>
        public void Release() => released.SetResult();

        internal Task Wait()
        {
            reached.SetResult();
            return released.Task;
        }
    }
}
