using UserFunctions.Platform.Connector;

namespace UserFunctions.Imports;

/// <summary>How far an undoing is.</summary>
public enum UndoState
{
    /// <summary>Rows are left.</summary>
    Running,

    /// <summary>Every row that had written a user has an outcome.</summary>
    Done,
}

/// <summary>The undoing of an import on the wire.</summary>
public sealed record UndoView(
    [property: Field("Running: rows are left; Done: every row has an outcome.")] UndoState State,
    [property: Field("When it was asked for, in UTC.")] DateTimeOffset RequestedAt,
    [property: Field("When it ended, in UTC; absent: it has not.")] DateTimeOffset? FinishedAt,
    [property: Field("How many rows had written a user, and what became of them.")] UndoCounts Counts)
{
    /// <summary>The view.</summary>
    public static UndoView Of(ImportUndo undo) => new(undo.FinishedAt is null ? UndoState.Running : UndoState.Done, undo.RequestedAt, undo.FinishedAt, undo.Counts);
}

/// <summary>What undoing did with a row's user, on the wire; code and message say why the user stays or what did not come back.</summary>
public sealed record UndoneRowView(
    [property: Field("What became of it. deleted: the import had created the user; restored: the user is what they were; skipped: the user stays, see code and message.")] UndoneState Outcome,
    [property: Field("Why the user stays or what did not come back, as a code that does not change; absent: all is as before.")] string? Code,
    [property: Field("The same in words.")] string? Message)
{
    /// <summary>The view.</summary>
    public static UndoneRowView Of(UndoOutcome outcome) => new(outcome.Outcome, outcome.Why?.Code, outcome.Why?.Message);
}
