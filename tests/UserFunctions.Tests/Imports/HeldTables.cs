using UserFunctions.Platform.Storage;

namespace UserFunctions.Tests.Imports;

/// <summary>The real tables, with something done before the second chunk of an import is written.</summary>
internal sealed class HeldTables(ITables inner) : ITables
{
    private int chunks;

    public Func<Task>? BeforeSecondChunk { get; set; }

    public Task CreateTable(string table, CancellationToken cancellationToken) => inner.CreateTable(table, cancellationToken);

    public Task<Row?> Get(string table, string partition, string key, CancellationToken cancellationToken) => inner.Get(table, partition, key, cancellationToken);

    public Task<RowPage> Page(string table, string partition, string from, string to, int top, string? next, CancellationToken cancellationToken) =>
        inner.Page(table, partition, from, to, top, next, cancellationToken);

    public async Task<BatchOutcome> Submit(string table, IReadOnlyList<RowOperation> operations, CancellationToken cancellationToken)
    {
        if (operations.Any(o => o.Row.Key.StartsWith("o|", StringComparison.Ordinal)) && Interlocked.Increment(ref chunks) == 2)
            await BeforeSecondChunk!();
        return await inner.Submit(table, operations, cancellationToken);
    }
}
