using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using UserFunctions.Platform.Connector;
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

    /// <summary>The import was cancelled before it came to the row, or wrote none because it writes all or none.</summary>
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
public sealed record RowOutcome(int Row, int Line, RowState Outcome, string? Email, Guid? UserId, IReadOnlyList<FieldError> Errors)
{
    /// <summary>What the row may not have meant; null: nothing.</summary>
    public IReadOnlyList<FieldError>? Warnings { get; init; }

    /// <summary>In a plan: what the row would change; null: nothing, or it is no plan.</summary>
    public IReadOnlyList<RowChange>? Changes { get; init; }

    /// <summary>In a plan: tells this decision from every other; null: it is no plan.</summary>
    public string? Mark { get; init; }
}

/// <summary>One field that a row of a plan would change.</summary>
/// <param name="Field">Its name on the wire.</param>
/// <param name="Old">Its value on the wire; absent: it has none.</param>
/// <param name="New">Its value then; absent: none.</param>
public sealed record RowChange(string Field, JsonNode? Old, JsonNode? New);

/// <summary>How many rows there are and what became of them.</summary>
public sealed record ImportCounts(
    [property: Field("Rows of the file.")] int Total,
    [property: Field("Rows that created a user.")] int Created,
    [property: Field("Rows that changed a user.")] int Updated,
    [property: Field("Rows whose user was so already.")] int Unchanged,
    [property: Field("Rows that are wrong.")] int Failed)
{
    /// <summary>Rows that the import did not come to.</summary>
    [Field("Rows that the import did not come to.")]
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
