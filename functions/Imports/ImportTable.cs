using System.Globalization;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Imports;

/// <summary>
/// Rows of imports. In the tenant's part of the directory, because they are written in one batch with the users: <c>i|id</c> the run, <c>o|id|row</c>
/// the outcomes of one chunk, named by its first row, <c>op|id|row</c> those of its plan, and <c>ou|id|row</c> those of one chunk of its undoing. In the table <c>imports</c>: partition <c>active</c>, what is not finished in any tenant, and
/// partition = tenant, the runs by age for the list.
/// </summary>
public sealed class ImportTable(ITables tables)
{
    /// <summary>The table of the two indexes.</summary>
    public const string Table = "imports";

    private const int RowsAtOnce = 1000;

    // Outcomes that are kept in one row: with many errors each still less than it holds.
    private const int RowsARow = 50;
    private const string Active = "~active";

    internal async Task<Import?> Find(string tenant, Guid id, CancellationToken cancellationToken) =>
        await tables.Get(ChangeLog.Table, tenant, Key(id), cancellationToken) is { } row ? Read(row) : null;

    /// <summary>Makes the run known; does nothing when it is. The indexes come first: a run that is in none would be lost if its process died.</summary>
    internal async Task Start(Import import, CancellationToken cancellationToken)
    {
        var age = (DateTimeOffset.MaxValue.Ticks - import.CreatedAt.Ticks).ToString("D19", CultureInfo.InvariantCulture);
        var listed = new Row(import.Tenant, $"{age}|{import.Id:D}") { ["importId"] = import.Id };
        await Task.WhenAll(
            Open(import, cancellationToken),
            tables.Submit(Table, [RowOperation.Replace(listed)], cancellationToken));
        await tables.Submit(ChangeLog.Table, [RowOperation.Insert(Write(import))], cancellationToken);
    }

    /// <summary>Writes what changed of the run.</summary>
    internal Task Save(Import import, CancellationToken cancellationToken) =>
        tables.Submit(ChangeLog.Table, [RowOperation.Merge(Write(import))], cancellationToken);

    /// <summary>Writes that this process takes the run up; false when the run has moved since it was read.</summary>
    internal async Task<bool> Begin(Import import, CancellationToken cancellationToken) =>
        (await tables.Submit(ChangeLog.Table, [RowOperation.Merge(Write(import) with { ETag = import.RowETag })], cancellationToken)).Written;

    /// <summary>Writes all of the run anew, also what it has no more; false when it has moved since it was read.</summary>
    internal async Task<bool> Again(Import import, CancellationToken cancellationToken) =>
        (await tables.Submit(ChangeLog.Table, [RowOperation.Replace(Write(import) with { ETag = import.RowETag })], cancellationToken)).Written;

    /// <summary>What changed of the run, to be written in a batch with more.</summary>
    internal static Step Saved(Import import) => new(RowOperation.Merge(Write(import)));

    /// <summary>The same, unless the run has moved since it was read.</summary>
    internal static Step SavedUnmoved(Import import, Error whenMoved) => new(RowOperation.Merge(Write(import) with { ETag = import.RowETag }), whenMoved);

    /// <summary>Something is left to do for this run.</summary>
    internal Task Open(Import import, CancellationToken cancellationToken) =>
        tables.Submit(Table, [RowOperation.Replace(new Row(Active, ActiveKey(import)) { ["tenant"] = import.Tenant, ["importId"] = import.Id, ["for"] = WorkOf(import) })], cancellationToken);

    /// <summary>Nothing is left to do for this run, unless something else was begun meanwhile: whoever ends an import and its invitations must not close what an undo has opened.</summary>
    internal async Task Close(Import import, CancellationToken cancellationToken)
    {
        if (await tables.Get(Table, Active, ActiveKey(import), cancellationToken) is { } row && (row.Text("for") ?? WorkOf(import)) == WorkOf(import))
            await tables.Submit(Table, [RowOperation.Delete(row)], cancellationToken);
    }

    // One that takes itself back does so as a part of its own run.
    private static string WorkOf(Import import) => import is { Undo: not null, IsTakenBack: false } ? "undo" : import.PlannedAt is null ? "run" : "apply";

    /// <summary>The runs that something is left to do for, of all tenants.</summary>
    internal async Task<IReadOnlyList<(string Tenant, Guid Id)>> Unfinished(CancellationToken cancellationToken)
    {
        var found = new List<(string, Guid)>();
        await foreach (var row in tables.Rows(Table, Active, KeyRange.Ids, RowsAtOnce, cancellationToken))
            found.Add((row.Text("tenant")!, row.Id("importId")!.Value));
        return found;
    }

    /// <summary>How many of a tenant's imports wait for their turn.</summary>
    public async Task<int> Waiting(string tenant, CancellationToken cancellationToken)
    {
        var unfinished = await Unfinished(cancellationToken);
        var found = await Task.WhenAll(unfinished.Where(run => run.Tenant == tenant).Select(run => Find(run.Tenant, run.Id, cancellationToken)));
        return found.Count(import => import?.State is ImportState.Queued);
    }

    /// <summary>The 409 for one more that would wait than may; files that come at the same moment do not see each other.</summary>
    internal async Task<Error?> Full(string tenant, TenantFacts facts, CancellationToken cancellationToken) =>
        Quotas.Check("imports", "imports that wait", Quotas.Of(facts).Imports, await Waiting(tenant, cancellationToken));

    /// <summary>A page of the runs that pass, newest first.</summary>
    internal async Task<(IReadOnlyList<Import> Imports, string? Last)> List(string tenant, PageRequest page, Func<Import, bool> passes, CancellationToken cancellationToken)
    {
        var found = new List<Import>();
        for (var next = page; ;)
        {
            var (rows, last) = await tables.List(Table, tenant, KeyRange.Ids, next with { Top = page.Top - found.Count }, _ => true, cancellationToken);
            var read = await Task.WhenAll(rows.Select(row => Find(tenant, row.Id("importId")!.Value, cancellationToken)));
            found.AddRange(read.OfType<Import>().Where(passes));
            if (last is null || found.Count == page.Top)
                return ([.. found.DistinctBy(i => i.Id)], last);
            next = next with { After = last };
        }
    }

    /// <summary>All outcomes so far, by row.</summary>
    internal Task<List<RowOutcome>> Outcomes(string tenant, Guid id, CancellationToken cancellationToken) => Read(tenant, $"o|{id:D}|", cancellationToken);

    /// <summary>What a dry run found, by row; empty when there was none.</summary>
    internal Task<List<RowOutcome>> Plan(string tenant, Guid id, CancellationToken cancellationToken) => Read(tenant, $"op|{id:D}|", cancellationToken);

    /// <summary>The outcomes as people are shown them: those of the plan while it is one; of rows that were taken back, that nothing became of them.</summary>
    internal async Task<List<RowOutcome>> Shown(Import import, CancellationToken cancellationToken)
    {
        if (import.State is ImportState.Planned)
            return await Plan(import.Tenant, import.Id, cancellationToken);
        var outcomes = await Outcomes(import.Tenant, import.Id, cancellationToken);
        if (!import.IsTakenBack)
            return outcomes;
        // Whose user could not be taken back, because somebody changed them since, is what the row made them.
        var kept = (await Undone(import.Tenant, import.Id, cancellationToken)).Where(o => o.Outcome is UndoneState.Skipped).Select(o => o.Row).ToHashSet();
        return [.. outcomes.Select(o => o.Outcome is RowState.Failed || kept.Contains(o.Row) ? o : o with { Outcome = RowState.Skipped })];
    }

    /// <summary>Keeps the outcomes of a run that writes no users. Those of a plan are written anew; others stay as they are, and false says that another process has written the first.</summary>
    internal async Task<bool> Keep(Import import, IReadOnlyList<RowOutcome> outcomes, CancellationToken cancellationToken)
    {
        var isFirst = true;
        foreach (var some in outcomes.Chunk(RowsARow))
        {
            var row = new Row(import.Tenant, $"{(import.Options.IsDryRun ? "op" : "o")}|{import.Id:D}|{some[0].Row.ToString("D4", CultureInfo.InvariantCulture)}");
            row.Set("outcomes", Json.Write(some));
            var kept = await tables.Submit(ChangeLog.Table, [import.Options.IsDryRun ? RowOperation.Replace(row) : RowOperation.Insert(row)], cancellationToken);
            if (!kept.Written && isFirst)
                return false;
            isFirst = false;
        }

        return true;
    }

    private async Task<List<RowOutcome>> Read(string tenant, string prefix, CancellationToken cancellationToken)
    {
        var outcomes = new List<RowOutcome>();
        await foreach (var row in tables.Rows(ChangeLog.Table, tenant, KeyRange.Under(prefix), RowsAtOnce, cancellationToken))
            outcomes.AddRange(Json.Read<RowOutcome[]>(row.LongTextOf("outcomes")) ?? []);
        return outcomes;
    }

    /// <summary>The rows that a chunk adds to the batch of its users. A refusal of the first means that the chunk was done by somebody else.</summary>
    internal static IEnumerable<Step> Steps(Import import, IReadOnlyList<RowOutcome> chunk)
    {
        var outcomes = new Row(import.Tenant, $"o|{import.Id:D}|{chunk[0].Row.ToString("D4", CultureInfo.InvariantCulture)}");
        outcomes.Set("outcomes", Json.Write(chunk));
        yield return Step.Insert(outcomes, ChunkDone);
        yield return Saved(import);
    }

    /// <summary>The rows that a chunk of an undoing adds to the batch of its users; a refusal as above.</summary>
    internal static IEnumerable<Step> UndoSteps(Import import, IReadOnlyList<UndoOutcome> chunk)
    {
        var outcomes = new Row(import.Tenant, $"ou|{import.Id:D}|{chunk[0].Row.ToString("D4", CultureInfo.InvariantCulture)}");
        outcomes.Set("outcomes", Json.Write(chunk));
        yield return Step.Insert(outcomes, ChunkDone);
        yield return Saved(import);
    }

    /// <summary>What became of the rows of an undoing so far, the last row first; empty when there is none.</summary>
    internal async Task<List<UndoOutcome>> Undone(string tenant, Guid id, CancellationToken cancellationToken)
    {
        var outcomes = new List<UndoOutcome>();
        await foreach (var row in tables.Rows(ChangeLog.Table, tenant, KeyRange.Under($"ou|{id:D}|"), RowsAtOnce, cancellationToken))
            outcomes.AddRange(Json.Read<UndoOutcome[]>(row.LongTextOf("outcomes")) ?? []);
        return [.. outcomes.OrderByDescending(outcome => outcome.Row)];
    }

    /// <summary>Another process did this chunk.</summary>
    internal static Error ChunkDone { get; } = Error.Conflict("row", "import.chunk_done", "Another process did these rows.");

    private static string Key(Guid id) => $"i|{id:D}";

    private static string ActiveKey(Import import) => $"{import.Tenant}|{import.Id:D}";

    private static Row Write(Import import) => new(import.Tenant, Key(import.Id))
    {
        ["fileName"] = import.FileName,
        ["etag"] = import.ETag,
        ["roleId"] = import.Rights.RoleId,
        ["userId"] = import.Rights.UserId,
        ["state"] = import.State.ToString(),
        ["total"] = import.Counts.Total,
        ["created"] = import.Counts.Created,
        ["updated"] = import.Counts.Updated,
        ["unchanged"] = import.Counts.Unchanged,
        ["failed"] = import.Counts.Failed,
        ["createdAt"] = import.CreatedAt,
        ["updatedAt"] = import.UpdatedAt,
        ["startedAt"] = import.StartedAt,
        ["finishedAt"] = import.FinishedAt,
        ["skipped"] = import.Counts.Skipped,
        ["starts"] = import.Starts,
        ["cancelledAt"] = import.CancelledAt,
        ["plannedAt"] = import.PlannedAt,
        ["options"] = import.Options == new ImportOptions() ? null : Json.Write(import.Options),
        ["undo"] = import.Undo is null ? null : Json.Write(import.Undo),
        ["problem"] = import.Problem is null ? null : Json.Write(import.Problem),
    };

    private static Import Read(Row row)
    {
        return new()
        {
            Id = Guid.Parse(row.Key.AsSpan(2)),
            RowETag = row.ETag,
            Tenant = row.Partition,
            FileName = row.Text("fileName") ?? "",
            ETag = row.Text("etag") ?? "",
            Rights = new(row.Id("roleId") ?? default, row.Id("userId")),
            State = Enum.Parse<ImportState>(row.Text("state") ?? nameof(ImportState.Queued)),
            Counts = new(Count("total"), Count("created"), Count("updated"), Count("unchanged"), Count("failed")) { Skipped = Count("skipped") },
            CreatedAt = row.Time("createdAt") ?? default,
            UpdatedAt = row.Time("updatedAt") ?? default,
            StartedAt = row.Time("startedAt"),
            FinishedAt = row.Time("finishedAt"),
            Starts = Count("starts"),
            CancelledAt = row.Time("cancelledAt"),
            PlannedAt = row.Time("plannedAt"),
            Options = Json.Read<ImportOptions>(row.Text("options")) ?? new(),
            Undo = Json.Read<ImportUndo>(row.Text("undo")),
            Problem = Json.Read<FieldError>(row.Text("problem")),
        };

        int Count(string column) => (int)(row.Number(column) ?? 0);
    }
}
