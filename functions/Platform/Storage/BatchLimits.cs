namespace UserFunctions.Platform.Storage;

/// <summary>
/// The table service's limits on a batch, checked before anything is sent: the emulator lets several through that Azure
/// refuses, and a refusal half-way through a request says less than these texts.
/// </summary>
public static class BatchLimits
{
    /// <summary>Operations in a batch.</summary>
    public const int MaxOperations = 100;

    /// <summary>Bytes of a batch's body as it is sent, 4 MiB.</summary>
    public const int MaxPayloadBytes = 4 * 1024 * 1024;

    // A character of text counts two bytes in a row and at least one on the wire, so rows of more than twice the payload
    // cannot fit, whatever is in them.
    private const int MaxRowBytes = 2 * MaxPayloadBytes;

    /// <summary>Checks a batch and every row in it. The exact size is known only once the body is written: see <see cref="CheckPayload"/>.</summary>
    /// <exception cref="ArgumentException">It breaks a limit; the text says which, where and what is allowed.</exception>
    public static void Check(IReadOnlyList<RowOperation> operations)
    {
        ArgumentNullException.ThrowIfNull(operations);
        if (operations.Count is 0 or > MaxOperations)
            throw Broken($"A batch holds 1-{MaxOperations} operations; this one has {operations.Count}.");

        var partition = operations[0].Row.Partition;
        var keys = operations.Count == 1 ? null : new HashSet<string>(operations.Count, StringComparer.Ordinal);
        long bytes = 0;
        foreach (var (action, row) in operations)
        {
            if (!string.Equals(row.Partition, partition, StringComparison.Ordinal))
                throw Broken($"A batch stays in one partition; this one is in '{partition}' and in '{row.Partition}'.");
            if (keys?.Add(row.Key) == false)
                throw Broken($"A batch holds a row once; '{row.Key}' is in this one twice.");
            bytes += action == RowAction.Delete ? CheckedKeys(row) : RowLimits.Check(row);
        }

        if (bytes > MaxRowBytes)
            throw TooLarge(bytes / 2);
    }

    /// <summary>Checks the size of a batch's body.</summary>
    /// <param name="bytes">Length of the body as it is sent.</param>
    /// <exception cref="ArgumentException">It is over <see cref="MaxPayloadBytes"/>.</exception>
    public static void CheckPayload(long bytes)
    {
        if (bytes > MaxPayloadBytes)
            throw TooLarge(bytes);
    }

    private static int CheckedKeys(Row row)
    {
        RowLimits.CheckKey(row.Partition, "PartitionKey");
        RowLimits.CheckKey(row.Key, "RowKey");
        return 0;
    }

    private static ArgumentException TooLarge(long bytes) =>
        Broken($"A batch's body holds {MaxPayloadBytes} bytes; this one needs at least {bytes}: split it.");

    private static ArgumentException Broken(string text) => new(text);
}
