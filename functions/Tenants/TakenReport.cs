using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;

namespace UserFunctions.Tenants;

/// <summary>What a deletion took from whom.</summary>
/// <param name="Changes">Empty when nobody used it.</param>
public sealed record TakenReport(
    [property: Field("What was taken away, and from whom.")] IReadOnlyList<Taken> Changes)
{
    /// <summary>The report of one thing; null: nobody used it.</summary>
    public static TakenReport Of(Taken? taken) => new(taken is null ? [] : [taken]);

    /// <summary>204 when nobody is concerned, otherwise 200 with the report.</summary>
    internal Answer Answered() => Changes.Count == 0 ? Answer.NoContent() : Answer.Ok(this);
}
