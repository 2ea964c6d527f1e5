using System.Globalization;
using Azure;
using Azure.Data.Tables;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Worker;

/// <summary>Rows as Azure.Data.Tables' entities, and back.</summary>
internal static class Entities
{
    private static readonly HashSet<string> NotColumns =
        ["odata.etag", "odata.metadata", "PartitionKey", "RowKey", "Timestamp", OperationEcho.Column];

    /// <summary>Reads an entity; the operation id is not shown.</summary>
    public static Row ToRow(TableEntity entity)
    {
        var row = new Row(entity.PartitionKey, entity.RowKey) { ETag = entity.ETag.ToString() };
        foreach (var (name, value) in entity)
        {
            if (!NotColumns.Contains(name) && value is not null)
                row[name] = value is BinaryData bytes ? bytes.ToArray() : value;
        }

        return row;
    }

    /// <summary>One step of a batch that carries the operation id.</summary>
    public static TableTransactionAction ToAction(RowOperation operation, string id)
    {
        var (action, row) = operation;
        var condition = row.ETag is { } etag ? new ETag(etag) : ETag.All;
        return action switch
        {
            RowAction.Insert => new(TableTransactionActionType.Add, ToEntity(row, id)),
            RowAction.Replace when row.ETag is null => new(TableTransactionActionType.UpsertReplace, ToEntity(row, id)),
            RowAction.Replace => new(TableTransactionActionType.UpdateReplace, ToEntity(row, id), condition),
            RowAction.Merge when row.ETag is null => new(TableTransactionActionType.UpsertMerge, ToEntity(row, id)),
            RowAction.Merge => new(TableTransactionActionType.UpdateMerge, ToEntity(row, id), condition),
            RowAction.Delete => new(TableTransactionActionType.Delete, new TableEntity(row.Partition, row.Key), condition),
            _ => throw new ArgumentOutOfRangeException(nameof(operation), action, "No such action."),
        };
    }

    /// <summary>The client's own token, the two next keys with a space between; null for the first page.</summary>
    public static string? ToContinuation(PageToken? token) => token is null ? null : $"{token.Partition} {token.Key}";

    /// <summary>The client's own token as both implementations hand it out; null at the end.</summary>
    public static PageToken? ToToken(string? continuation)
    {
        if (string.IsNullOrEmpty(continuation))
            return null;
        var keys = continuation.Split(' ', 2);
        return new PageToken(keys[0], keys.Length == 2 && keys[1].Length > 0 ? keys[1] : null);
    }

    private static TableEntity ToEntity(Row row, string id)
    {
        var entity = new TableEntity(row.Partition, row.Key) { [OperationEcho.Column] = id };
        foreach (var (name, value) in row.Columns)
        {
            if (value is double number && !double.IsFinite(number))
                SetEndless(entity, name, number);
            else if (value is not null)
                entity[name] = value is DateTimeOffset time ? time.ToUniversalTime() : value;
        }

        return entity;
    }

    // JSON has no NaN: the service takes its name as text that is declared a double, which the client does not do by itself.
    private static void SetEndless(TableEntity entity, string name, double number)
    {
        entity[name + "@odata.type"] = "Edm.Double";
        entity[name] = number.ToString(CultureInfo.InvariantCulture);
    }
}
