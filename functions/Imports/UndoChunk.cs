using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Imports;

/// <summary>The users of one batch of an undoing, each with its before-image.</summary>
internal sealed class UndoChunk
{
    // A batch holds 100: the change row, the outcomes and the run's own row are added to these.
    private const int MaxSteps = 97;

    private readonly HashSet<string> touched = new(StringComparer.Ordinal);
    private readonly List<Change> changes = [];
    private int letters;

    public List<UndoOutcome> Outcomes { get; } = [];

    public List<Step> Steps { get; } = [];

    /// <summary>The log entry; null when no user is written.</summary>
    public Change? Change => changes.Count == 0 ? null : changes[0].With(changes.Skip(1));

    /// <summary>Adds the user; false when they have to go into the next chunk.</summary>
    public bool TryAdd(UndoneUser user)
    {
        if (user.TakenKey is { } taken && touched.Contains(taken))
            return false;
        var keys = user.Steps.Select(step => step.Operation.Row.Key).ToList();
        var more = user.Change?.Parts.Select(part => part with { Also = null }).ToList() ?? [];
        var length = more.Sum(part => part.Before is null ? 0 : Json.Write(part.Before).Length);
        if (Outcomes.Count > 0 && (Steps.Count + keys.Count > MaxSteps || letters + length > BeforeImages.MaxLetters || keys.Exists(touched.Contains)))
            return false;
        Outcomes.Add(user.Outcome);
        Steps.AddRange(user.Steps);
        changes.AddRange(more);
        touched.UnionWith(keys);
        letters += length;
        return true;
    }
}
