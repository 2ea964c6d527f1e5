using UserFunctions.Platform.Storage;

namespace UserFunctions.Tests.Given;

/// <summary>The real tables; while a test wants it, every change of a directory meets one that another process wrote just before it.</summary>
public sealed class BusyTables(ITables inner) : ITables
{
    /// <summary>True: nobody gets a change in.</summary>
    public bool IsBusy { get; set; }

    public Task CreateTable(string table, CancellationToken cancellationToken) => inner.CreateTable(table, cancellationToken);

    public Task<Row?> Get(string table, string partition, string key, CancellationToken cancellationToken) => inner.Get(table, partition, key, cancellationToken);

    public Task<RowPage> Page(string table, string partition, string from, string to, int top, string? next, CancellationToken cancellationToken) =>
        inner.Page(table, partition, from, to, top, next, cancellationToken);

    public Task<BatchOutcome> Submit(string table, IReadOnlyList<RowOperation> operations, CancellationToken cancellationToken) =>
        IsBusy && table == ChangeLog.Table && operations[0].Row.Key.StartsWith("c|", StringComparison.Ordinal)
            ? Task.FromResult(new BatchOutcome(Refusal.Exists, 0, []))
            : inner.Submit(table, operations, cancellationToken);
}
