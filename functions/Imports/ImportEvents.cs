using UserFunctions.Platform.Events;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Imports;

/// <summary>What imports mean to callers outside.</summary>
public static class ImportEvents
{
    /// <summary>Kind of the change that ends a run; its id is the import's.</summary>
    public const string Kind = "import.finished";

    /// <summary>An import has ended.</summary>
    public static EventType Finished { get; } = new(
        "import.finished", "Import finished", "An import of a file has come to its end, which the counts describe; a dry run is told of when it is applied.", typeof(ImportEventData), Permission.ImportsRead)
    { IsOfUser = false };

    /// <summary>The room's seam.</summary>
    public static EventSource Source { get; } = new([Finished], Concerns, Read);

    /// <summary>What the log keeps of the end, so that it is told as it was: a plan that was applied ends again.</summary>
    internal static Change ChangeOf(Import import) => new(Kind, [import.Id], Json.Write(DataOf(import)));

    private static bool Concerns(Change change) => change.Parts.Any(part => part.Kind == Kind);

    private static ImportEventData DataOf(Import import) => new()
    {
        ImportId = import.Id,
        FileName = import.FileName,
        State = import.State.ToString(),
        Total = import.Counts.Total,
        Created = import.Counts.Created,
        Updated = import.Counts.Updated,
        Unchanged = import.Counts.Unchanged,
        Failed = import.Counts.Failed,
        Skipped = import.Counts.Skipped,
        Problem = import.Problem?.Message,
    };

    private static Task<IReadOnlyList<RoomEvent>> Read(string tenant, IReadOnlyList<CommittedChange> changes, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<RoomEvent>>(
    [
        .. from entry in changes
           from part in entry.What.Parts
           where part.Kind == Kind && part.Before is not null
           select new RoomEvent(Finished, entry.Number, $"imports/{part.Ids[0]:D}", Json.Read<ImportEventData>(part.Before)!, EventMarks.None),
    ]);
}
