using System.Text.Json.Serialization;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;

namespace UserFunctions.Imports;

/// <summary>What undoing an import did with the user of one row.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UndoneState>))]
public enum UndoneState
{
    /// <summary>The import had created the user, who is deleted now and can be restored.</summary>
    [JsonStringEnumMemberName("deleted")]
    Deleted,

    /// <summary>The user is what they were before the import.</summary>
    [JsonStringEnumMemberName("restored")]
    Restored,

    /// <summary>The user stays as they are; see why.</summary>
    [JsonStringEnumMemberName("skipped")]
    Skipped,
}

/// <summary>What became of one row that had written a user.</summary>
/// <param name="Row">Its number.</param>
/// <param name="UserId">The user.</param>
/// <param name="Outcome">What became of them.</param>
/// <param name="Why">Why the user stays, or what did not come back; null: it is all as before.</param>
public sealed record UndoOutcome(int Row, Guid UserId, UndoneState Outcome, FieldError? Why);

/// <summary>How many rows had written a user and what became of them.</summary>
public sealed record UndoCounts(
    [property: Field("Rows that had written a user.")] int Total,
    [property: Field("Users whom the import had created and who are deleted now.")] int Deleted,
    [property: Field("Users who are what they were before the import.")] int Restored,
    [property: Field("Users who stay as they are.")] int Skipped)
{
    /// <summary>The counts of these outcomes.</summary>
    public static UndoCounts Of(int total, IReadOnlyList<UndoOutcome> outcomes) => new(
        total, Count(outcomes, UndoneState.Deleted), Count(outcomes, UndoneState.Restored), Count(outcomes, UndoneState.Skipped));

    private static int Count(IReadOnlyList<UndoOutcome> outcomes, UndoneState state) => outcomes.Count(o => o.Outcome == state);
}

/// <summary>The undoing of an import that has ended.</summary>
/// <param name="Rights">Of whoever asked for it, as they are when users are written.</param>
/// <param name="RequestedAt">UTC.</param>
/// <param name="FinishedAt">UTC; null: rows are left.</param>
/// <param name="Counts">So far.</param>
public sealed record ImportUndo(ImportRights Rights, DateTimeOffset RequestedAt, DateTimeOffset? FinishedAt, UndoCounts Counts)
{
    /// <summary>For how long after its end an import can be undone.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(24);

    /// <summary>Who stands in the log.</summary>
    public static string ActorOf(Guid import) => $"import-undo:{import}";

    /// <summary>Why the import cannot be undone now; null when it can.</summary>
    public static Error? Refused(Import import, DateTimeOffset now)
    {
        if (!import.IsFinished)
            return Error.Conflict("id", "import.not_finished", $"Import {import.Id} is {import.State}: it can be undone when it has ended.");
        if (import.State is ImportState.Planned)
            return Error.Conflict("id", "import.not_applied", $"Import {import.Id} is a plan and has written nothing: there is nothing to undo.");
        return now - (import.FinishedAt ?? import.UpdatedAt) > Window
            ? new(ErrorKind.Gone, "undo.expired", $"Import {import.Id} ended at {import.FinishedAt:u}, more than {Window.TotalHours:0} hours ago, and cannot be undone any more: change or delete its users one by one.", "id")
            : null;
    }
}
