namespace UserFunctions.Platform.Storage;

/// <summary>
/// Table Storage as this app uses it. Two implementations: <c>RestTables</c> on Azure.Core's pipeline, <c>SdkTables</c> on
/// Azure.Data.Tables in the Azure head. One contract suite describes both.
/// </summary>
/// <remarks>
/// Network and service failures, a missing table among them, are exceptions (<see cref="Azure.RequestFailedException"/>) after the
/// pipeline's own retries. Keys, names and values that the service would refuse are an <see cref="ArgumentException"/> and nothing is
/// sent: see <see cref="RowLimits"/> and <see cref="BatchLimits"/>. Tables have lower-case names.
/// </remarks>
public interface ITables
{
    /// <summary>Creates the table; does nothing when it is there.</summary>
    Task CreateTable(string table, CancellationToken cancellationToken);

    /// <summary>Reads one row by its keys; null when it is not there.</summary>
    Task<Row?> Get(string table, string partition, string key, CancellationToken cancellationToken);

    /// <summary>Reads rows of one partition with <paramref name="from"/> ≤ key &lt; <paramref name="to"/> in key order.</summary>
    /// <param name="table">Table name.</param>
    /// <param name="partition">PartitionKey.</param>
    /// <param name="from">First key, inclusive.</param>
    /// <param name="to">End of the range, exclusive.</param>
    /// <param name="top">Rows a page, 1-1000. A page may hold fewer and still have a next one.</param>
    /// <param name="next"><see cref="RowPage.Next"/> of the page before; null for the first.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<RowPage> Page(string table, string partition, string from, string to, int top, string? next, CancellationToken cancellationToken);

    /// <summary>Writes all operations or none: 1-100 of them, one partition, no row twice, at most 4 MiB.</summary>
    /// <remarks>
    /// A conflict that is only the echo of this very batch (the first try landed, its answer was lost, a retry met its own
    /// rows) is reported as written: every written row carries the batch's operation id in the column <c>op</c>, which is read
    /// again before anything is called a conflict.
    /// </remarks>
    /// <exception cref="ArgumentException">The batch breaks a limit of the service; nothing was sent.</exception>
    Task<BatchOutcome> Submit(string table, IReadOnlyList<RowOperation> operations, CancellationToken cancellationToken);
}
