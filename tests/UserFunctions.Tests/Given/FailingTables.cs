using UserFunctions.Platform.Storage;

namespace UserFunctions.Tests.Given;

/// <summary>The real tables, whose writes to one table a test can make fail, as they do for a process that dies before them.</summary>
public sealed class FailingTables(ITables inner) : ITables
{
    private int refused;

    /// <summary>The table that cannot be written; null: all can.</summary>
    public string? Unwritable { get; set; }

    /// <summary>How often it was tried in vain.</summary>
    public int Refused => refused;

    public Task CreateTable(string table, CancellationToken cancellationToken) => inner.CreateTable(table, cancellationToken);

    public Task<Row?> Get(string table, string partition, string key, CancellationToken cancellationToken) => inner.Get(table, partition, key, cancellationToken);

    public Task<RowPage> Page(string table, string partition, string from, string to, int top, string? next, CancellationToken cancellationToken) =>
        inner.Page(table, partition, from, to, top, next, cancellationToken);

    public Task<BatchOutcome> Submit(string table, IReadOnlyList<RowOperation> operations, CancellationToken cancellationToken)
    {
        if (table != Unwritable)
            return inner.Submit(table, operations, cancellationToken);
        Interlocked.Increment(ref refused);
        throw new IOException($"{table} cannot be written.");
    }
}
