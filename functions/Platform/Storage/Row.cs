namespace UserFunctions.Platform.Storage;

/// <summary>One table row: two keys, an ETag and named values.</summary>
/// <param name="Partition">PartitionKey, 1-512 characters without <c>/ \ # ?</c> or control characters.</param>
/// <param name="Key">RowKey, same rules.</param>
/// <remarks>Values are string, bool, int, long, double, Guid, DateTimeOffset (UTC) or byte[]; a null value is an absent column.</remarks>
public sealed record Row(string Partition, string Key)
{
    /// <summary>The service's opaque version; null on a row that was never read.</summary>
    public string? ETag { get; init; }

    /// <summary>The columns, without keys, timestamp and operation id. Names are case-sensitive; <c>op</c> is not free.</summary>
    public Dictionary<string, object?> Columns { get; init; } = [];

    /// <summary>Sets a column while a row is being built.</summary>
    public object? this[string column]
    {
        get => Columns.GetValueOrDefault(column);
        set => Columns[column] = value;
    }

    /// <summary>A text column; null when absent.</summary>
    public string? Text(string column) => this[column] as string;

    /// <summary>An integer column of either width; null when absent.</summary>
    public long? Number(string column) => this[column] switch { int i => i, long l => l, _ => null };

    /// <summary>A time column, UTC; null when absent.</summary>
    public DateTimeOffset? Time(string column) => this[column] as DateTimeOffset?;

    /// <summary>A GUID column; null when absent.</summary>
    public Guid? Id(string column) => this[column] as Guid?;

    /// <summary>A yes/no column; false when absent.</summary>
    public bool Flag(string column) => this[column] is true;
}

/// <summary>What a batch does to one row.</summary>
public enum RowAction
{
    /// <summary>Fails when the row is there.</summary>
    Insert,

    /// <summary>Writes the whole row; with an ETag fails when it is not the current one or the row is gone; without one it is insert-or-replace.</summary>
    Replace,

    /// <summary>Writes the given columns and keeps the others; same conditions as <see cref="Replace"/>.</summary>
    Merge,

    /// <summary>Fails when the row is gone; with an ETag also when it is not the current one.</summary>
    Delete,
}

/// <summary>One step of a batch.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Row">Keys, columns and, as the condition, the ETag (null: unconditional).</param>
public sealed record RowOperation(RowAction Action, Row Row)
{
    /// <summary>Insert; fails when the row is there.</summary>
    public static RowOperation Insert(Row row) => new(RowAction.Insert, row);

    /// <summary>Replace; the row's ETag is the condition, null writes regardless.</summary>
    public static RowOperation Replace(Row row) => new(RowAction.Replace, row);

    /// <summary>Merge; the row's ETag is the condition, null writes regardless.</summary>
    public static RowOperation Merge(Row row) => new(RowAction.Merge, row);

    /// <summary>Delete; the row's ETag is the condition, null means whatever version is there.</summary>
    public static RowOperation Delete(Row row) => new(RowAction.Delete, row);
}

/// <summary>Why the service refused a batch.</summary>
public enum Refusal
{
    /// <summary>An insert met an existing row.</summary>
    Exists,

    /// <summary>A row that had to be there is not.</summary>
    Missing,

    /// <summary>A row's ETag is not the one given.</summary>
    Changed,
}

/// <summary>How a batch ended: all of it was written, or nothing was.</summary>
/// <param name="Refused">Null when it was written.</param>
/// <param name="Index">The operation that was refused; −1 when written.</param>
/// <param name="ETags">New ETags in the order of the operations (null for deletes, and for all when a lost answer hid them); empty when refused.</param>
public sealed record BatchOutcome(Refusal? Refused, int Index, IReadOnlyList<string?> ETags)
{
    /// <summary>True when everything was written.</summary>
    public bool Written => Refused is null;
}

/// <summary>One page of a range of rows.</summary>
/// <param name="Rows">In key order.</param>
/// <param name="Next">Where the next page begins: an opaque token, null at the end.</param>
public sealed record RowPage(IReadOnlyList<Row> Rows, string? Next);
