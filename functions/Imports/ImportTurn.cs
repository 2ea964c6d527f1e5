using UserFunctions.Platform.Storage;

namespace UserFunctions.Imports;

/// <summary>
/// Whose turn it is: of a tenant's imports one runs, the others stay Queued and begin in the order in which they came. The row <c>j|imports</c> names the one; it has the
/// turn until it has ended, and one whose process died is ended by whoever takes it up.
/// </summary>
public sealed class ImportTurn(ITables tables, ImportTable imports, Queues queues)
{
    private const string Key = "j|imports";

    /// <summary>True when the run may go on, false when another one has to end first: that one's end begins this one.</summary>
    internal async Task<bool> Take(Import import, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await tables.Get(ChangeLog.Table, import.Tenant, Key, cancellationToken);
            var holder = row?.Id("importId");
            if (holder == import.Id)
                return true;
            if (holder is { } other && await imports.Find(import.Tenant, other, cancellationToken) is { IsFinished: false })
                return false;
            if (await Give(import, row, cancellationToken))
                return true;
        }
    }

    /// <summary>Gives the turn to the one that came first of those that wait, and begins it. Where none waits, the next to come takes it.</summary>
    internal async Task Pass(Import ended, CancellationToken cancellationToken)
    {
        if (await tables.Get(ChangeLog.Table, ended.Tenant, Key, cancellationToken) is not { } row || row.Id("importId") != ended.Id)
            return;
        var unfinished = await imports.Unfinished(cancellationToken);
        var found = await Task.WhenAll(unfinished.Where(run => run.Tenant == ended.Tenant).Select(run => imports.Find(run.Tenant, run.Id, cancellationToken)));
        var next = found.OfType<Import>().Where(import => import.State is ImportState.Queued).OrderBy(import => import.CreatedAt).ThenBy(import => import.Id).FirstOrDefault();
        // Given before it is begun: nobody who comes in between goes first.
        if (next is not null && await Give(next, row, cancellationToken))
            await queues.Send(ImportMessage.Queue, new ImportMessage(next.Tenant, next.Id), cancellationToken);
    }

    private async Task<bool> Give(Import import, Row? row, CancellationToken cancellationToken)
    {
        var given = new Row(import.Tenant, Key) { ["importId"] = import.Id };
        return (await tables.Submit(ChangeLog.Table, [row is null ? RowOperation.Insert(given) : RowOperation.Replace(given with { ETag = row.ETag })], cancellationToken)).Written;
    }
}
