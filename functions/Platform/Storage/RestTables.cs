using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace UserFunctions.Platform.Storage;

/// <summary>Table Storage over its REST interface, on Azure.Core's pipeline: its retries, its diagnostics, its transport.</summary>
/// <remarks>Safe for any number of callers at once; one instance per endpoint.</remarks>
public sealed class RestTables : ITables
{
    private const string Scope = "https://storage.azure.com/.default";

    private readonly HttpPipeline pipeline;
    private readonly TableUrl url;

    /// <summary>Signs with the account key.</summary>
    /// <param name="endpoint">The table service; with Azurite the account is in the path.</param>
    /// <param name="account">Account name.</param>
    /// <param name="key">Account key, base64.</param>
    /// <param name="time">The clock whose time is signed.</param>
    /// <param name="options">Retries and diagnostics; null takes the app's own.</param>
    public RestTables(Uri endpoint, string account, string key, TimeProvider time, RestTablesOptions? options = null)
        : this(endpoint, new SharedKeyLitePolicy(account, key, time), options)
    {
    }

    /// <summary>Signs in as an identity, which needs https.</summary>
    /// <param name="endpoint">The table service.</param>
    /// <param name="credential">The identity; its role is Storage Table Data Contributor.</param>
    /// <param name="options">Retries and diagnostics; null takes the app's own.</param>
    public RestTables(Uri endpoint, TokenCredential credential, RestTablesOptions? options = null)
        : this(endpoint, new BearerTokenAuthenticationPolicy(credential, Scope), options)
    {
    }

    private RestTables(Uri endpoint, HttpPipelinePolicy signing, RestTablesOptions? options)
    {
        options ??= new RestTablesOptions();
        url = new TableUrl(endpoint);
        pipeline = HttpPipelineBuilder.Build(options, [], [signing, new InnerFailurePolicy()], new TableClassifier());
    }

    /// <inheritdoc/>
    public async Task CreateTable(string table, CancellationToken cancellationToken)
    {
        RowLimits.CheckTable(table);
        using var message = Message(RequestMethod.Post, url.Tables);
        message.Request.Headers.Add("Prefer", "return-no-content");
        SetContent(message, "application/json", JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["TableName"] = table }));
        await Send(message, cancellationToken);
        if (message.Response.Status >= 300 && TableError.Of(message.Response) is not { Status: 409, Code: "TableAlreadyExists" } and var error)
            throw error.Exception();
    }

    /// <inheritdoc/>
    public async Task<Row?> Get(string table, string partition, string key, CancellationToken cancellationToken)
    {
        RowLimits.CheckTable(table);
        RowLimits.CheckKey(partition, "PartitionKey");
        RowLimits.CheckKey(key, "RowKey");
        using var message = Message(RequestMethod.Get, url.Row(table, partition, key));
        await Send(message, cancellationToken);
        return IsThere(message.Response) ? EntityJson.ReadOne(message.Response.Content.ToMemory().Span) : null;
    }

    /// <inheritdoc/>
    public async Task<RowPage> Page(
        string table, string partition, string from, string to, int top, string? next, CancellationToken cancellationToken)
    {
        RowLimits.CheckTable(table);
        RowLimits.CheckKey(partition, "PartitionKey");
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(top, 1000);
        using var message = Message(RequestMethod.Get, url.Range(table, partition, from, to, top, PageToken.Parse(next)));
        await Send(message, cancellationToken);
        var response = message.Response;
        if (response.Status != 200)
            throw TableError.Of(response).Exception();
        return new RowPage(EntityJson.ReadMany(response.Content.ToMemory().Span), Next(response));
    }

    /// <inheritdoc/>
    public async Task<BatchOutcome> Submit(string table, IReadOnlyList<RowOperation> operations, CancellationToken cancellationToken)
    {
        RowLimits.CheckTable(table);
        BatchLimits.Check(operations);
        var id = OperationEcho.NewId();
        // A row on its own needs no batch, and both sides have less to write and read.
        using var message = operations.Count == 1 ? Single(table, operations[0], id) : Batch(table, operations, id);
        await Send(message, cancellationToken);
        var outcome = operations.Count == 1 ? BatchAnswer.ReadSingle(message.Response) : BatchAnswer.Read(message.Response, operations.Count);
        if (outcome.Written)
            return outcome;

        var retried = message.ProcessingContext.RetryNumber > 0;
        var own = await OperationEcho.IsOwn(
            id, operations, outcome.Index, retried, (partition, key) => ReadOperation(table, partition, key, cancellationToken));
        return own ? new BatchOutcome(null, -1, new string?[operations.Count]) : outcome;
    }

    private async Task<string?> ReadOperation(string table, string partition, string key, CancellationToken cancellationToken)
    {
        using var message = Message(RequestMethod.Get, url.Row(table, partition, key) + "?$select=" + OperationEcho.Column);
        await Send(message, cancellationToken);
        return IsThere(message.Response) ? EntityJson.ReadOperation(message.Response.Content.ToMemory().Span) : null;
    }

    private HttpMessage Single(string table, RowOperation operation, string id)
    {
        var (action, row) = operation;
        var address = action == RowAction.Insert ? url.Table(table) : url.Row(table, row.Partition, row.Key);
        var message = Message(RequestMethod.Parse(BatchBody.Verb(action)), address);
        if (BatchBody.Condition(action, row) is { } etag)
            message.Request.Headers.Add("If-Match", etag);
        if (action == RowAction.Delete)
            return message;
        message.Request.Headers.Add("Prefer", "return-no-content");
        SetContent(message, "application/json", EntityJson.WriteAlone(row, id));
        return message;
    }

    private HttpMessage Batch(string table, IReadOnlyList<RowOperation> operations, string id)
    {
        using var body = new BatchBody(url, table, operations, id);
        BatchLimits.CheckPayload(body.Bytes.Length);
        var message = Message(RequestMethod.Post, url.Batch);
        SetContent(message, BatchBody.ContentType(id), body.Bytes);
        return message;
    }

    private HttpMessage Message(RequestMethod method, string address)
    {
        var message = pipeline.CreateMessage();
        var request = message.Request;
        request.Method = method;
        request.Uri.Reset(new Uri(address));
        request.Headers.Add("Accept", "application/json;odata=minimalmetadata");
        request.Headers.Add("DataServiceVersion", "3.0");
        request.Headers.Add("x-ms-version", "2020-12-06");
        return message;
    }

    private async ValueTask Send(HttpMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await pipeline.SendAsync(message, cancellationToken);
        }
        catch (AggregateException tries)
        {
            // The pipeline collects what went wrong in several tries; callers know one kind of failure.
            var last = tries.InnerExceptions[^1] as RequestFailedException;
            throw new RequestFailedException(last?.Status ?? 0, tries.Message, last?.ErrorCode, tries);
        }
    }

    private static void SetContent(HttpMessage message, string type, ReadOnlyMemory<byte> bytes)
    {
        message.Request.Headers.Add("Content-Type", type);
        message.Request.Content = RequestContent.Create(bytes);
    }

    // A missing table is a mistake in the set-up, not a missing row.
    private static bool IsThere(Response response)
    {
        if (response.Status == 200)
            return true;
        var error = TableError.Of(response);
        return error.Refusal == Refusal.Missing ? false : throw error.Exception();
    }

    private static string? Next(Response response) =>
        response.Headers.TryGetValue("x-ms-continuation-NextPartitionKey", out var partition)
            ? new PageToken(partition, response.Headers.TryGetValue("x-ms-continuation-NextRowKey", out var key) ? key : null).ToString()
            : null;
}
