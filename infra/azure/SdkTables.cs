using Azure;
using Azure.Core;
using Azure.Data.Tables;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Worker;

/// <summary>Table Storage over Azure.Data.Tables, with the guards and the echo check that <see cref="RestTables"/> has.</summary>
/// <remarks>Safe for any number of callers at once; one instance per endpoint.</remarks>
public sealed class SdkTables : ITables
{
    private readonly TableServiceClient service;

    /// <summary>Makes the client with this app's retries and checks.</summary>
    /// <param name="client">Adds endpoint and credential to the options it is given.</param>
    public SdkTables(Func<TableClientOptions, TableServiceClient> client)
    {
        ArgumentNullException.ThrowIfNull(client);
        service = client(Options());
    }

    /// <inheritdoc/>
    public async Task CreateTable(string table, CancellationToken cancellationToken)
    {
        RowLimits.CheckTable(table);
        await service.CreateTableIfNotExistsAsync(table, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Row?> Get(string table, string partition, string key, CancellationToken cancellationToken) =>
        await Find(table, partition, key, null, cancellationToken) is { } entity ? Entities.ToRow(entity) : null;

    /// <inheritdoc/>
    public async Task<RowPage> Page(
        string table, string partition, string from, string to, int top, string? next, CancellationToken cancellationToken)
    {
        RowLimits.CheckTable(table);
        RowLimits.CheckKey(partition, "PartitionKey");
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(top, 1000);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {from} and RowKey lt {to}");
        var query = service.GetTableClient(table).QueryAsync<TableEntity>(filter, top, select: null, cancellationToken);
        await foreach (var page in query.AsPages(next, top))
            return new RowPage([.. page.Values.Select(Entities.ToRow)], page.ContinuationToken);
        return new RowPage([], null);
    }

    /// <inheritdoc/>
    public async Task<BatchOutcome> Submit(string table, IReadOnlyList<RowOperation> operations, CancellationToken cancellationToken)
    {
        RowLimits.CheckTable(table);
        BatchLimits.Check(operations);
        var id = OperationEcho.NewId();
        var tries = BatchPolicy.CountTries();
        try
        {
            var answer = await service.GetTableClient(table).SubmitTransactionAsync(operations.Select(o => Entities.ToAction(o, id)), cancellationToken);
            return new BatchOutcome(null, -1, [.. answer.Value.Select(part => part.Headers.ETag?.ToString())]);
        }
        catch (RequestFailedException failure) when (Refused(failure) is { } refused)
        {
            var own = await OperationEcho.IsOwn(
                id, operations, refused.Index, tries.Value > 1, (partition, key) => ReadOperation(table, partition, key, cancellationToken));
            return own ? new BatchOutcome(null, -1, new string?[operations.Count]) : refused;
        }
    }

    private static TableClientOptions Options()
    {
        var figures = new RestTablesOptions();
        var options = new TableClientOptions { RetryPolicy = new TableRetryPolicy(figures.Retry) };
        options.Diagnostics.ApplicationId = figures.Diagnostics.ApplicationId;
        options.Retry.NetworkTimeout = figures.Retry.NetworkTimeout;
        options.AddPolicy(new BatchPolicy(), HttpPipelinePosition.PerRetry);
        return options;
    }

    private static BatchOutcome? Refused(RequestFailedException failure)
    {
        var error = new TableError(failure.Status, failure.ErrorCode, failure.Message);
        var index = (failure as TableTransactionFailedException)?.FailedTransactionActionIndex;
        return error.Refusal is { } refusal && index is { } at ? new BatchOutcome(refusal, at, []) : null;
    }

    // Reading the answer instead of catching an exception: the change log is followed to its first missing row, all the time.
    private async Task<TableEntity?> Find(string table, string partition, string key, string[]? select, CancellationToken cancellationToken)
    {
        RowLimits.CheckTable(table);
        RowLimits.CheckKey(partition, "PartitionKey");
        RowLimits.CheckKey(key, "RowKey");
        var found = await service.GetTableClient(table).GetEntityIfExistsAsync<TableEntity>(partition, key, select, cancellationToken);
        if (found.HasValue)
            return found.Value;
        // A missing table is a mistake in the set-up, not a missing row.
        var error = TableError.Of(found.GetRawResponse());
        return error.Refusal == Refusal.Missing ? null : throw error.Exception();
    }

    private async Task<string?> ReadOperation(string table, string partition, string key, CancellationToken cancellationToken) =>
        await Find(table, partition, key, [OperationEcho.Column], cancellationToken) is { } entity
            ? entity.GetString(OperationEcho.Column) ?? ""
            : null;
}
