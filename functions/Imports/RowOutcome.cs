using System.Text.Json.Serialization;
using UserFunctions.Platform.Errors;

namespace UserFunctions.Imports;

/// <summary>What became of one row.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RowState>))]
public enum RowState
{
    /// <summary>A new user.</summary>
    [JsonStringEnumMemberName("created")]
    Created,

    /// <summary>An existing user was changed.</summary>
    [JsonStringEnumMemberName("updated")]
    Updated,

    /// <summary>The user was so already.</summary>
    [JsonStringEnumMemberName("unchanged")]
    Unchanged,

    /// <summary>The import was cancelled before it came to the row.</summary>
    [JsonStringEnumMemberName("skipped")]
    Skipped,

    /// <summary>Nothing was written; see the errors.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}

/// <summary>The outcome of one data row.</summary>
/// <param name="Row">1 for the first row behind the header.</param>
/// <param name="Line">The physical line on which the row begins, from 1.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Email">As in the file, when the row failed cut to what a message shows; null when it has none.</param>
/// <param name="UserId">The user; null when it failed.</param>
/// <param name="Errors">What was wrong, by column; empty unless it failed.</param>
public sealed record RowOutcome(int Row, int Line, RowState Outcome, string? Email, Guid? UserId, IReadOnlyList<FieldError> Errors);

/// <summary>How many rows there are and what became of them.</summary>
public sealed record ImportCounts(int Total, int Created, int Updated, int Unchanged, int Failed)
{
    /// <summary>Rows that the import did not come to.</summary>
    public int Skipped { get; init; }

    /// <summary>Rows that have an outcome.</summary>
    [JsonIgnore]
    public int Done => Created + Updated + Unchanged + Failed + Skipped;

    /// <summary>The counts of these outcomes.</summary>
    public static ImportCounts Of(int total, IReadOnlyList<RowOutcome> outcomes) => new(
        total, Count(outcomes, RowState.Created), Count(outcomes, RowState.Updated), Count(outcomes, RowState.Unchanged), Count(outcomes, RowState.Failed))
    {
        Skipped = Count(outcomes, RowState.Skipped),
    };

    private static int Count(IReadOnlyList<RowOutcome> outcomes, RowState state) => outcomes.Count(o => o.Outcome == state);
}
