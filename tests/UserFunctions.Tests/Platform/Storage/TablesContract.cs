using Azure.Core.Pipeline;
using UserFunctions.Platform.Storage;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Platform.Storage;

/// <summary>What every implementation of <see cref="ITables"/> does: derive from the classes below and say how to connect.</summary>
public abstract class TablesContract : IAsyncLifetime
{
    /// <summary>A partition, one is enough: tables are not shared.</summary>
    protected const string Partition = "tenant 1";

    /// <summary>What went over the wire, and where faults are made.</summary>
    protected WatchedTransport Wire { get; } = new();

    /// <summary>The implementation under test.</summary>
    protected ITables Tables { get; private set; } = null!;

    /// <summary>A table of this test's own.</summary>
    protected string Table { get; } = AzuriteFixture.NewName();

    /// <summary>Connects to the table service; retries should wait milliseconds only.</summary>
    protected abstract ITables Connect(string connectionString, HttpPipelineTransport transport);

    public async Task InitializeAsync()
    {
        Tables = Connect(await AzuriteFixture.ConnectionString, Wire);
        await Tables.CreateTable(Table, default);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    protected static Row NewRow(string key, params (string Name, object? Value)[] columns) =>
        new(Partition, key) { Columns = columns.ToDictionary(c => c.Name, c => c.Value) };

    protected Task<BatchOutcome> Submit(params RowOperation[] operations) => Tables.Submit(Table, operations, default);

    protected Task<Row?> Get(string key) => Tables.Get(Table, Partition, key, default);

    protected async Task<Row> Stored(string key, params (string Name, object? Value)[] columns)
    {
        Assert.True((await Submit(RowOperation.Insert(NewRow(key, columns)))).Written);
        return (await Get(key))!;
    }

    protected static void AssertRefused(BatchOutcome outcome, Refusal refusal, int index)
    {
        Assert.Equal((refusal, index), (outcome.Refused, outcome.Index));
        Assert.Empty(outcome.ETags);
        Assert.False(outcome.Written);
    }
}
