using System.Collections.Concurrent;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Bench;

/// <summary>Passes everything on and, while told to, remembers the batches: so the raw figure writes the very same rows.</summary>
internal sealed class RecordingTables(ITables inner) : ITables
{
    private ConcurrentQueue<(string Table, IReadOnlyList<RowOperation> Operations)>? recorded;

    public ITables Raw => inner;

    public void Start() => recorded = new();

    public IReadOnlyList<(string Table, IReadOnlyList<RowOperation> Operations)> Stop()
    {
        var batches = recorded!.ToArray();
        recorded = null;
        return batches;
    }

    public Task CreateTable(string table, CancellationToken cancellationToken) => inner.CreateTable(table, cancellationToken);

    public Task<Row?> Get(string table, string partition, string key, CancellationToken cancellationToken) => inner.Get(table, partition, key, cancellationToken);

    public Task<RowPage> Page(string table, string partition, string from, string to, int top, string? next, CancellationToken cancellationToken) =>
        inner.Page(table, partition, from, to, top, next, cancellationToken);

    public Task<BatchOutcome> Submit(string table, IReadOnlyList<RowOperation> operations, CancellationToken cancellationToken)
    {
        recorded?.Enqueue((table, operations));
        return inner.Submit(table, operations, cancellationToken);
    }
}
