using UserFunctions.Platform.Connector;

namespace UserFunctions.Tenants;

/// <summary>What a deletion took from whom.</summary>
/// <param name="Changes">Empty when nobody used it.</param>
public sealed record TakenReport(
    [property: Field("What was taken away, and from whom.")] IReadOnlyList<Taken> Changes)
{
    /// <summary>The report of one thing; null: nobody used it.</summary>
    public static TakenReport Of(Taken? taken) => new(taken is null ? [] : [taken]);
}
