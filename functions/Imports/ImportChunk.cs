using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Imports;

/// <summary>Turns rows into the operations of one batch: as many as fit, each user once, in the order of the file.</summary>
internal sealed class ImportChunk
{
    // A batch holds 100: the change row, the outcomes and the run's own row are added to these.
    private const int MaxSteps = 97;

    // The outcomes are one row of the table, which holds half a million letters.
    private const int MaxLetters = 450_000;

    private readonly HashSet<string> touched = new(StringComparer.Ordinal);
    private readonly List<User> before = [];
    private readonly List<Change> also = [];
    private int letters;
    private int imageLetters;
    private bool makes;

    public List<RowOutcome> Outcomes { get; } = [];

    public List<Step> Steps { get; } = [];

    /// <summary>Ids of the created users.</summary>
    public IEnumerable<Guid> Created => Outcomes.Where(o => o.Outcome is RowState.Created).Select(o => o.UserId!.Value);

    /// <summary>True when every row is a new user, or wrong by itself: the batch refutes it when that is not so by now.</summary>
    public bool IsNew { get; private set; } = true;

    /// <summary>The log entry; null when no user is written.</summary>
    public Change? Change(bool isAtomic) => Steps.Count == 0 ? null : new(isAtomic ? CreateUser.AtomicKind : CreateUser.BulkKind, [.. Created])
    {
        Also = before.Count + also.Count == 0 ? null : [.. Changed, .. also],
    };

    private IEnumerable<Change> Changed => before.Count == 0 ? [] : [new(ChangeUser.Kind, [.. before.Select(u => u.Id)], Json.Write(before))];

    /// <summary>The chunk that begins with the first of these rows.</summary>
    public static ImportChunk Of(IEnumerable<CsvRow> rows, Func<CsvRow, RowDecision> decide)
    {
        var chunk = new ImportChunk();
        _ = rows.TakeWhile(row => chunk.TryAdd(row, decide)).Count();
        return chunk;
    }

    // False when the row has to go into the next chunk.
    private bool TryAdd(CsvRow row, Func<CsvRow, RowDecision> decide)
    {
        // What an earlier row does to a value must be seen, so that nothing depends on where the file is cut into chunks.
        if (Claimed(row).Any(touched.Contains))
            return false;
        var decision = decide(row);
        var keys = decision.Steps.Select(s => s.Operation.Row.Key).ToList();
        var length = Json.Write(decision.Outcome).Length + 1;
        var imageLength = decision.Before is null ? 0 : BeforeImages.LettersInAlso(decision.Before);
        var isFull = Steps.Count + decision.Steps.Count > MaxSteps || letters + length > MaxLetters || imageLetters + imageLength > BeforeImages.MaxLetters;
        // Two rows of one chunk would make one thing twice.
        if (Outcomes.Count > 0 && (isFull || (makes && decision.Makes) || keys.Any(touched.Contains)))
            return false;
        Outcomes.Add(decision.Outcome);
        Steps.AddRange(decision.Steps);
        also.AddRange(decision.Also);
        touched.UnionWith(keys);
        letters += length;
        imageLetters += imageLength;
        makes |= decision.Makes;
        IsNew &= decision.Outcome.Outcome is RowState.Created || row.Errors.Count > 0;
        if (decision.Before is not null)
            before.Add(decision.Before);
        return true;
    }

    private static IEnumerable<string> Claimed(CsvRow row)
    {
        if (row.Id is { } id)
            yield return UserTable.Key(id);
        if (row.Email is { } email)
            yield return UserTable.EmailKey(email);
        if (row.ExternalId is { } externalId)
            yield return UserTable.ExternalKey(externalId);
        if (row["loginId"] is { } loginId)
            yield return UserTable.LoginKey(loginId);
        if (row.ExtensionNumber is { } number)
            yield return ExtensionClaim.Key(number);
    }
}
