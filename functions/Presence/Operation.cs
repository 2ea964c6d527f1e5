using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Presence;

/// <summary>How a queued change ended.</summary>
public enum OperationState
{
    /// <summary>On its way.</summary>
    Queued,

    /// <summary>Stands.</summary>
    Applied,

    /// <summary>A newer change stands already; this one changed nothing.</summary>
    Superseded,

    /// <summary>Wrong: see code and message.</summary>
    Refused,
}

/// <summary>What became of one change that was put on a queue.</summary>
/// <param name="Id">GUID.</param>
/// <param name="Kind"><c>status</c> or <c>capacity</c>.</param>
/// <param name="State">How it ended.</param>
/// <param name="User">The user as the change named it.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="FinishedAt">UTC; null while queued.</param>
/// <param name="Code">Error code; null unless refused.</param>
/// <param name="Message">What to change; null unless refused or superseded.</param>
public sealed record Operation(
    [property: Field("Id of the operation.")] Guid Id,
    [property: Field("What is changed: status or capacity.")] string Kind,
    [property: Field("Queued: on its way; Applied: stands; Superseded: a newer change stands already; Refused: see code and message.")] OperationState State,
    [property: Field("The user as the change named them: an id or e-mail address.")] string? User,
    [property: Field("When the change was asked for, in UTC.")] DateTimeOffset CreatedAt,
    [property: Field("When it ended, in UTC; absent: it has not.")] DateTimeOffset? FinishedAt,
    [property: Field("Why it was refused, as a code that does not change; absent: it was not.")] string? Code,
    [property: Field("The same in words, with what to change.")] string? Message);

/// <summary>Rows of operations: table <c>operations</c>, partition = tenant, row = id.</summary>
public sealed class OperationTable(ITables tables)
{
    private const string MarkColumn = "mark";

    /// <summary>The table's name.</summary>
    public const string Table = "operations";

    /// <summary>Partition of refused messages that name no tenant. No tenant can be called so; the bootstrap key lists it.</summary>
    public const string Unreadable = "~unreadable";

    /// <summary>The operation; null when there is none.</summary>
    public async Task<Operation?> Find(string tenant, Guid id, CancellationToken cancellationToken) =>
        await tables.Get(Table, tenant, id.ToString("D"), cancellationToken) is { } row ? Read(row) : null;

    /// <summary>Writes the operation as it is now.</summary>
    public Task Save(string tenant, Operation operation, CancellationToken cancellationToken) =>
        tables.Submit(Table, [RowOperation.Merge(Write(tenant, operation))], cancellationToken);

    /// <summary>Keeps that a message of this mark is being applied, before it changes anything; what it is kept as when it has come before.</summary>
    /// <returns>The operation as it stands, and false when a message of another mark has its id.</returns>
    internal async Task<(Operation Stands, bool IsSame)> Begin(string tenant, Operation operation, string mark, CancellationToken cancellationToken)
    {
        var row = Write(tenant, operation);
        row[MarkColumn] = mark;
        while (!(await tables.Submit(Table, [RowOperation.Insert(row)], cancellationToken)).Written)
        {
            if (await tables.Get(Table, tenant, row.Key, cancellationToken) is { } known)
                return (Read(known), known.Text(MarkColumn) is not { } other || other == mark);
        }

        return (operation, true);
    }

    internal async Task<(List<Operation> Operations, string? Last)> List(string tenant, PageRequest page, OperationState? state, CancellationToken cancellationToken)
    {
        var (rows, last) = await tables.List(Table, tenant, KeyRange.Ids, page, row => state is null || row.Text("state") == state.ToString(), cancellationToken);
        return ([.. rows.Select(Read)], last);
    }

    private static Row Write(string tenant, Operation operation) => new(tenant, operation.Id.ToString("D"))
    {
        ["kind"] = operation.Kind,
        ["state"] = operation.State.ToString(),
        ["user"] = operation.User,
        ["createdAt"] = operation.CreatedAt,
        ["finishedAt"] = operation.FinishedAt,
        ["code"] = operation.Code,
        ["message"] = operation.Message,
    };

    private static Operation Read(Row row) => new(
        Guid.Parse(row.Key),
        row.Text("kind") ?? "",
        Enum.Parse<OperationState>(row.Text("state") ?? nameof(OperationState.Queued)),
        row.Text("user"),
        row.Time("createdAt") ?? default,
        row.Time("finishedAt"),
        row.Text("code"),
        row.Text("message"));
}
