using UserFunctions.Platform.Storage;

namespace UserFunctions.Tests.Given;

/// <summary>The real tables of a process that dies after so many writes to some of them: what it wrote is there, and from then on it neither reads nor writes anything.</summary>
public sealed class CutTables(ITables inner, params string[] counted) : ITables
{
    private readonly Lock gate = new();
    private int left = int.MaxValue;

    /// <summary>True once it wanted to write more, or was ended.</summary>
    public bool IsDead { get; private set; }

    /// <summary>Lets it live, for so many batches more: the next one it does not see written.</summary>
    public void Live(int writes = int.MaxValue)
    {
        lock (gate)
            (IsDead, left) = (false, writes);
    }

    /// <summary>Ends it here.</summary>
    public void Die()
    {
        lock (gate)
            IsDead = true;
    }

    public Task CreateTable(string table, CancellationToken cancellationToken) => inner.CreateTable(table, cancellationToken);

    public Task<Row?> Get(string table, string partition, string key, CancellationToken cancellationToken)
    {
        Demand();
        return inner.Get(table, partition, key, cancellationToken);
    }

    public Task<RowPage> Page(string table, string partition, string from, string to, int top, string? next, CancellationToken cancellationToken)
    {
        Demand();
        return inner.Page(table, partition, from, to, top, next, cancellationToken);
    }

    public Task<BatchOutcome> Submit(string table, IReadOnlyList<RowOperation> operations, CancellationToken cancellationToken)
    {
        lock (gate)
            IsDead = IsDead || (counted.Contains(table) && left-- <= 0);
        Demand();
        return inner.Submit(table, operations, cancellationToken);
    }

    private void Demand()
    {
        if (IsDead)
            throw new IOException("This process is dead.");
    }
}
