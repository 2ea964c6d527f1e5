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
public sealed record UndoView(UndoState State, DateTimeOffset RequestedAt, DateTimeOffset? FinishedAt, UndoCounts Counts)
{
    /// <summary>The view.</summary>
    public static UndoView Of(ImportUndo undo) => new(undo.FinishedAt is null ? UndoState.Running : UndoState.Done, undo.RequestedAt, undo.FinishedAt, undo.Counts);
}

/// <summary>What undoing did with a row's user, on the wire; code and message say why the user stays or what did not come back.</summary>
public sealed record UndoneRowView(UndoneState Outcome, string? Code, string? Message)
{
    /// <summary>The view.</summary>
    public static UndoneRowView Of(UndoOutcome outcome) => new(outcome.Outcome, outcome.Why?.Code, outcome.Why?.Message);
}
