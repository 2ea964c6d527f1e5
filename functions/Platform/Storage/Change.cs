using System.Globalization;
using System.Text.Json.Serialization;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Platform.Storage;

/// <summary>What a write means, for the log.</summary>
/// <param name="Kind">Dotted: <c>user.created</c>.</param>
/// <param name="Ids">The entities concerned.</param>
/// <param name="Before">What they were, as JSON without secrets; null for a creation.</param>
public sealed record Change(string Kind, IReadOnlyList<Guid> Ids, string? Before = null)
{
    /// <summary>The key of a thing that has no id: an extension's number; null for all others.</summary>
    public string? Name { get; init; }

    /// <summary>What else the same batch did: groups made by typing their names, users changed beside those created; null: nothing.</summary>
    public IReadOnlyList<Change>? Also { get; init; }

    /// <summary>This change with others of the same batch.</summary>
    public Change With(IEnumerable<Change> also) => also.ToList() is { Count: > 0 } more ? this with { Also = [.. Also ?? [], .. more] } : this;

    /// <summary>This change and those that came with it.</summary>
    [JsonIgnore]
    public IEnumerable<Change> Parts => Also is null ? [this] : Also.Prepend(this);
}

/// <summary>A change that stands in the log.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Number">Its place in the tenant's log, from 1 without gaps.</param>
/// <param name="What">Kind, ids and before-image.</param>
/// <param name="At">When, UTC.</param>
/// <param name="By">Who.</param>
/// <param name="CorrelationId">Of the request or run that made it.</param>
public sealed record CommittedChange(string Tenant, long Number, Change What, DateTimeOffset At, string By, string CorrelationId)
{
    /// <summary>Dotted kind.</summary>
    public string Kind => What.Kind;

    /// <summary>The entities concerned.</summary>
    public IReadOnlyList<Guid> Ids => What.Ids;
}

/// <summary>A change as a process meets it.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Number">Its place in the tenant's log.</param>
/// <param name="What">The change; null when the log is met for the first time, whose changes up to this number are not told.</param>
/// <param name="Rows">What was written with it, when this very process wrote it; null: read what you need.</param>
public sealed record SeenChange(string Tenant, long Number, Change? What, IReadOnlyList<RowOperation>? Rows);

/// <summary>What another room does when a change of certain kinds was made. It is run at least once and must bear being run twice.</summary>
/// <param name="Kinds">The kinds it is for.</param>
/// <param name="Run">The reaction.</param>
public sealed record ChangeReaction(IReadOnlySet<string> Kinds, Func<ChangeToReact, CancellationToken, Task> Run)
{
    /// <summary>True: every kind, also of what came with another change.</summary>
    public bool IsForAll { get; init; }

    /// <summary>True when it neither waits for the others nor lets them wait.</summary>
    public bool IsApart { get; init; }

    /// <summary>True when the reaction is for a change of this kind.</summary>
    public bool IsFor(string kind) => IsForAll || Kinds.Contains(kind);
}

/// <summary>A change as a reaction sees it.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="What">Kind and ids.</param>
/// <param name="CorrelationId">Of the request or run that made it.</param>
/// <param name="IsRepeat">True when the reaction has probably run before: look before you act.</param>
public sealed record ChangeToReact(string Tenant, Change What, string CorrelationId, bool IsRepeat);

/// <summary>What a use case has decided to write.</summary>
/// <param name="value">What the use case returns once it is written.</param>
/// <param name="change">The log entry; null when nothing changes and nothing is to be written.</param>
public sealed class Draft<T>(T value, Change? change)
{
    private readonly Dictionary<int, Error> refusals = [];
    private readonly List<RowOperation> operations = [];
    private readonly List<Row> numbered = [];

    /// <summary>What the use case returns.</summary>
    public T Value { get; } = value;

    /// <summary>The log entry; null: nothing to write.</summary>
    public Change? Change { get; } = change;

    /// <summary>The rows, at most 98: the log and the request's name take two of a batch's hundred.</summary>
    public IReadOnlyList<RowOperation> Operations => operations;

    /// <summary>True when the use case runs the reactions itself later.</summary>
    public bool Defer { get; init; }

    /// <summary>Nothing changes: the value is the answer.</summary>
    public static Draft<T> Unchanged(T value) => new(value, null);

    /// <summary>The same rows with another value.</summary>
    public Draft<TOther> As<TOther>(TOther value)
    {
        var other = new Draft<TOther>(value, Change) { Defer = Defer };
        return other.With(operations.Select((operation, i) => new Step(operation, Refused(i)) { IsNumbered = numbered.Contains(operation.Row) }));
    }

    /// <summary>Adds steps in order.</summary>
    public Draft<T> With(IEnumerable<Step> steps)
    {
        foreach (var step in steps)
        {
            if (step.WhenRefused is { } error)
                refusals[operations.Count] = error;
            operations.Add(step.Operation);
            if (step.IsNumbered)
                numbered.Add(step.Operation.Row);
        }

        return this;
    }

    /// <summary>Writes the change's place in the log into the rows that keep it.</summary>
    internal void Number(long change)
    {
        foreach (var row in numbered)
            row[Step.ChangeColumn] = change;
    }

    /// <summary>What it means to the caller that the service refused this operation; null: decide anew.</summary>
    public Error? Refused(int index) => refusals.GetValueOrDefault(index);
}

/// <summary>One row to write and, if its refusal has only one meaning, that meaning.</summary>
/// <param name="Operation">The row.</param>
/// <param name="WhenRefused">Returned to the caller when the service refuses this row; null makes the use case decide anew.</param>
public sealed record Step(RowOperation Operation, Error? WhenRefused = null)
{
    /// <summary>Where a numbered row keeps the place in the log of the change that wrote it last.</summary>
    public const string ChangeColumn = "change";

    /// <summary>
    /// True: the row keeps the number of the change that it is written with. The before-image of that change keeps the number of the one before it, so
    /// a thing's changes are a list that is walked from the newest to the oldest by point reads, and nothing more is stored for it.
    /// </summary>
    public bool IsNumbered { get; init; }

    /// <summary>Insert.</summary>
    public static Step Insert(Row row, Error? whenRefused = null) => new(RowOperation.Insert(row), whenRefused);

    /// <summary>Replace under the row's ETag.</summary>
    public static Step Replace(Row row) => new(RowOperation.Replace(row));

    /// <summary>Delete under the row's ETag.</summary>
    public static Step Delete(Row row) => new(RowOperation.Delete(row));
}

/// <summary>The change row <c>c|{number:D12}</c>.</summary>
internal static class ChangeRow
{
    public const string Prefix = "c|";

    public static string Key(long number) => Prefix + number.ToString("D12", CultureInfo.InvariantCulture);

    public static Row Write(CommittedChange change)
    {
        var row = new Row(change.Tenant, Key(change.Number))
        {
            ["kind"] = change.Kind,
            ["at"] = change.At,
            ["by"] = change.By,
            ["correlationId"] = change.CorrelationId,
            ["name"] = change.What.Name,
        };
        row.Set("ids", Json.Write(change.Ids));
        row.Set("before", change.What.Before);
        row.Set("also", change.What.Also is null ? null : Json.Write(change.What.Also));
        return row;
    }

    public static CommittedChange Read(Row row) => new(
        row.Partition,
        long.Parse(row.Key[Prefix.Length..], CultureInfo.InvariantCulture),
        new Change(row.Text("kind")!, Json.Read<Guid[]>(row.LongTextOf("ids")) ?? [], row.LongTextOf("before"))
        {
            Name = row.Text("name"),
            Also = Json.Read<Change[]>(row.LongTextOf("also")),
        },
        row.Time("at") ?? default,
        row.Text("by") ?? "",
        row.Text("correlationId") ?? "");
}
