namespace UserFunctions.Platform.Storage;

/// <summary>Removes the expired rows that <see cref="RepeatedRequest"/> wrote.</summary>
public sealed class RequestRows(ITables tables, TimeProvider time)
{
    private const int RowsABatch = 100;

    /// <summary>Deletes a tenant's expired rows, a hundred a batch; returns how many.</summary>
    public async Task<int> Purge(string tenant, CancellationToken cancellationToken)
    {
        var purged = 0;
        string? next = null;
        do
        {
            var page = await tables.Page(ChangeLog.Table, tenant, RepeatedRequest.Prefix, KeyRange.EndOf(RepeatedRequest.Prefix), RowsABatch, next, cancellationToken);
            var expired = page.Rows.Where(row => row.Time("expiresAt") <= time.GetUtcNow()).Select(RowOperation.Delete).ToList();
            // A row that changed since is in use again; the next night looks at its neighbours.
            if (expired.Count > 0 && (await tables.Submit(ChangeLog.Table, expired, cancellationToken)).Written)
                purged += expired.Count;
            next = page.Next;
        }
        while (next is not null);
        return purged;
    }
}
