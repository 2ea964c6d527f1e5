using UserFunctions.Platform.Storage;

namespace UserFunctions.Tests.SignIn;

/// <summary>The real tables, with every read and write of them counted: what takes as many takes as long.</summary>
internal sealed class CountedTables(ITables inner) : ITables
{
    private int reads;
    private int writes;

    /// <summary>Reads and writes since it was last asked.</summary>
    public (int Reads, int Writes) Taken() => (Interlocked.Exchange(ref reads, 0), Interlocked.Exchange(ref writes, 0));

    public Task CreateTable(string table, CancellationToken cancellationToken) => inner.CreateTable(table, cancellationToken);

    public Task<Row?> Get(string table, string partition, string key, CancellationToken cancellationToken)
    {
        // Whether another instance has changed anything is looked at every other second, whoever asks then.
        if (table != ChangeLog.Table || !key.StartsWith("c|", StringComparison.Ordinal))
            Interlocked.Increment(ref reads);
        return inner.Get(table, partition, key, cancellationToken);
    }

    public Task<RowPage> Page(string table, string partition, string from, string to, int top, string? next, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref reads);
        return inner.Page(table, partition, from, to, top, next, cancellationToken);
    }

    public Task<BatchOutcome> Submit(string table, IReadOnlyList<RowOperation> operations, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref writes);
        return inner.Submit(table, operations, cancellationToken);
    }
}
