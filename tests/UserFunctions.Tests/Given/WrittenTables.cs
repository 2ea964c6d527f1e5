using System.Collections.Concurrent;
using System.Diagnostics;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tests.Given;

/// <summary>The real tables, which remember what each request wrote: what others do meanwhile is not its doing.</summary>
public sealed class WrittenTables(ITables inner) : ITables
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<(string Row, RowAction Action)>> written = new();

    /// <summary>The rows that the request of this trace wrote, as table, partition and key, without those that it took away again itself.</summary>
    public IReadOnlyList<string> Take(string trace) => !written.TryRemove(trace, out var all) ? []
        : [.. all.GroupBy(done => done.Row).Where(row => row.First().Action is not RowAction.Insert || row.Last().Action is not RowAction.Delete).Select(row => row.Key)];

    public Task CreateTable(string table, CancellationToken cancellationToken) => inner.CreateTable(table, cancellationToken);

    public Task<Row?> Get(string table, string partition, string key, CancellationToken cancellationToken) => inner.Get(table, partition, key, cancellationToken);

    public Task<RowPage> Page(string table, string partition, string from, string to, int top, string? next, CancellationToken cancellationToken) =>
        inner.Page(table, partition, from, to, top, next, cancellationToken);

    public async Task<BatchOutcome> Submit(string table, IReadOnlyList<RowOperation> operations, CancellationToken cancellationToken)
    {
        var trace = Activity.Current?.TraceId.ToString();
        var outcome = await inner.Submit(table, operations, cancellationToken);
        // That something is about to be written is announced to the sweeps, and stays announced when it is refused.
        if (outcome.Written && trace is not null && table != WatchLists.Table)
        {
            foreach (var (action, row) in operations)
                written.GetOrAdd(trace, _ => new()).Enqueue(($"{table} {row.Partition} {row.Key}", action));
        }

        return outcome;
    }
}
