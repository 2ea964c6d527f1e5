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
    /// <param name="figures">Retries, transport and diagnostics; null takes the app's own.</param>
    public SdkTables(Func<TableClientOptions, TableServiceClient> client, RestTablesOptions? figures = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        service = client(Options(figures ?? new RestTablesOptions()));
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
        await foreach (var page in query.AsPages(Entities.ToContinuation(PageToken.Parse(next)), top))
            return new RowPage([.. page.Values.Select(Entities.ToRow)], Entities.ToToken(page.ContinuationToken)?.ToString());
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
            var steps = operations.Select(operation => Entities.ToAction(operation, id)).ToList();
            var answers = await Send(service.GetTableClient(table), steps, cancellationToken);
            return new BatchOutcome(null, -1, [.. answers.Select(answer => answer.Headers.ETag?.ToString())]);
        }
        catch (RequestFailedException failure)
        {
            var refused = Refused(failure);
            var own = await OperationEcho.IsOwn(
                id, operations, refused.Index, tries.Value > 1, (partition, key) => ReadOperation(table, partition, key, cancellationToken));
            return own ? new BatchOutcome(null, -1, new string?[operations.Count]) : refused;
        }
    }

    // A row on its own needs no batch.
    private static async Task<IReadOnlyList<Response>> Send(TableClient client, List<TableTransactionAction> steps, CancellationToken cancellationToken) =>
        steps.Count == 1 ? [await Send(client, steps[0], cancellationToken)] : (await client.SubmitTransactionAsync(steps, cancellationToken)).Value;

    private static async Task<Response> Send(TableClient client, TableTransactionAction step, CancellationToken cancellationToken)
    {
        var row = (TableEntity)step.Entity;
        var answer = await (step.ActionType switch
        {
            TableTransactionActionType.Add => client.AddEntityAsync(row, cancellationToken),
            TableTransactionActionType.UpdateReplace => client.UpdateEntityAsync(row, step.ETag, TableUpdateMode.Replace, cancellationToken),
            TableTransactionActionType.UpdateMerge => client.UpdateEntityAsync(row, step.ETag, TableUpdateMode.Merge, cancellationToken),
            TableTransactionActionType.UpsertReplace => client.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken),
            TableTransactionActionType.UpsertMerge => client.UpsertEntityAsync(row, TableUpdateMode.Merge, cancellationToken),
            _ => client.DeleteEntityAsync(row.PartitionKey, row.RowKey, step.ETag, cancellationToken),
        });
        // The client takes a delete of what is not there for done.
        return answer.Status < 300 ? answer : throw TableError.Of(answer).Exception();
    }

    private static TableClientOptions Options(RestTablesOptions figures)
    {
        var options = new TableClientOptions { Transport = figures.Transport };
        options.Retry.Mode = figures.Retry.Mode;
        options.Retry.MaxRetries = figures.Retry.MaxRetries;
        options.Retry.Delay = figures.Retry.Delay;
        options.Retry.MaxDelay = figures.Retry.MaxDelay;
        options.Retry.NetworkTimeout = figures.Retry.NetworkTimeout;
        options.Diagnostics.ApplicationId = figures.Diagnostics.ApplicationId;
        options.AddPolicy(new BatchPolicy(), HttpPipelinePosition.PerRetry);
        options.AddPolicy(new InnerFailurePolicy(), HttpPipelinePosition.PerRetry);
        return options;
    }

    // What is no refusal goes on as the exception that both implementations throw.
    private static BatchOutcome Refused(RequestFailedException failure)
    {
        var index = failure is TableTransactionFailedException batch ? batch.FailedTransactionActionIndex : 0;
        return new TableError(failure.Status, failure.ErrorCode, failure.Message).Refusal is { } refusal && index is { } at
            ? new BatchOutcome(refusal, at, [])
            : throw new RequestFailedException(failure.Status, failure.Message, failure.ErrorCode, failure);
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
