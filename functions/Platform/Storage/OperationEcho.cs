namespace UserFunctions.Platform.Storage;

/// <summary>
/// Tells a conflict from the echo of one's own write. A try whose answer was lost may have landed; the next try then meets its
/// own rows and is refused. Every written row carries the batch's operation id, so the rows themselves say who was there first.
/// </summary>
public static class OperationEcho
{
    /// <summary>The column that holds the operation id. It belongs to the table implementations: rows handed out do not show it.</summary>
    public const string Column = "op";

    /// <summary>A new operation id, one for each batch; the same for all its tries.</summary>
    public static string NewId() => Guid.NewGuid().ToString("N");

    /// <summary>Asks the rows whether a refused batch had in fact been written by an earlier try.</summary>
    /// <param name="id">The batch's operation id.</param>
    /// <param name="operations">The batch.</param>
    /// <param name="refused">Index of the refused operation.</param>
    /// <param name="retried">
    /// True when more than one try was sent. Only needed for a batch of nothing but deletes: they leave no id behind, so after a
    /// retry they count as done when all the rows are gone. Say false when it is not known.
    /// </param>
    /// <param name="read">Reads <see cref="Column"/> of the row with that partition and key: null when there is no such row, "" when it has no id.</param>
    public static async Task<bool> IsOwn(
        string id, IReadOnlyList<RowOperation> operations, int refused, bool retried, Func<string, string, Task<string?>> read)
    {
        var witnesses = Witnesses(operations, refused);
        foreach (var row in witnesses)
        {
            if (await read(row.Partition, row.Key) == id)
                return true;
        }

        return witnesses.Count == 0 && retried && await AllGone(operations, read);
    }

    // The refused row first. Another writer may have changed it since, so an inserted row of the batch is asked as well: rows
    // such as the change log are written once and keep the id.
    private static List<Row> Witnesses(IReadOnlyList<RowOperation> operations, int refused)
    {
        var rows = new List<Row>(2);
        if (operations[refused].Action != RowAction.Delete)
            rows.Add(operations[refused].Row);
        if (rows.Count == 1 && operations[refused].Action == RowAction.Insert)
            return rows;
        var other = operations.FirstOrDefault(o => o.Action == RowAction.Insert)
            ?? operations.FirstOrDefault(o => o.Action != RowAction.Delete);
        if (other is not null && !rows.Contains(other.Row))
            rows.Add(other.Row);
        return rows;
    }

    private static async Task<bool> AllGone(IReadOnlyList<RowOperation> operations, Func<string, string, Task<string?>> read)
    {
        foreach (var operation in operations)
        {
            if (await read(operation.Row.Partition, operation.Row.Key) is not null)
                return false;
        }

        return true;
    }
}
