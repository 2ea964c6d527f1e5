using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Imports;

/// <summary>What the storage holds of the users that a chunk's rows name.</summary>
/// <param name="Users">By lower-case address; absent: no such user.</param>
/// <param name="Numbers">Rows of extension numbers; absent: no such extension.</param>
internal sealed record Existing(IReadOnlyDictionary<string, User> Users, IReadOnlyDictionary<string, Row> Numbers)
{
    /// <summary>Nothing: the guess that all rows are new, which the batch itself refutes when it is wrong.</summary>
    public static Existing Nothing { get; } = new(new Dictionary<string, User>(), new Dictionary<string, Row>());
}

/// <summary>Turns rows into the operations of one batch: as many as fit, each user once, in the order of the file.</summary>
internal sealed class ImportChunk(UserContext context, Existing existing, LicenceSeats seats)
{
    // A batch holds 100: the change row, the outcomes and the run's own row are added to these.
    private const int MaxSteps = 97;

    // The outcomes are one row of the table, which holds half a million letters.
    private const int MaxLetters = 450_000;

    private readonly HashSet<string> touched = new(StringComparer.Ordinal);
    private readonly List<User> before = [];
    private readonly List<Change> numbers = [];
    private int letters;
    private int imageLetters;

    public List<RowOutcome> Outcomes { get; } = [];

    public List<Step> Steps { get; } = [];

    /// <summary>Ids of the created users.</summary>
    public IEnumerable<Guid> Created => Outcomes.Where(o => o.Outcome is RowState.Created).Select(o => o.UserId!.Value);

    /// <summary>The log entry; null when no user is written.</summary>
    public Change? Change => Steps.Count == 0 ? null : new(CreateUser.BulkKind, [.. Created])
    {
        Also = before.Count + numbers.Count == 0 ? null : [.. Changed, .. numbers],
    };

    private IEnumerable<Change> Changed => before.Count == 0 ? [] : [new(ChangeUser.Kind, [.. before.Select(u => u.Id)], Json.Write(before))];

    /// <summary>True when a row failed on what the storage holds; under a guess that says nothing.</summary>
    public bool HasRefused { get; private set; }

    /// <summary>The chunk that begins with the first of these rows.</summary>
    public static ImportChunk Of(IEnumerable<CsvRow> rows, UserContext context, Existing existing, LicenceSeats seats)
    {
        var chunk = new ImportChunk(context, existing, seats);
        _ = rows.TakeWhile(chunk.TryAdd).Count();
        return chunk;
    }

    /// <summary>Adds the row; false when it has to go into the next chunk.</summary>
    public bool TryAdd(CsvRow row)
    {
        // What an earlier row does to a number must be seen, so that nothing depends on where the file is cut into chunks.
        if (row.ExtensionNumber is { } number && touched.Contains(ExtensionClaim.Key(number)))
            return false;
        var (outcome, steps, named) = Decide(row);
        var keys = steps.Select(s => s.Operation.Row.Key).ToList();
        var length = Json.Write(outcome.Outcome).Length + 1;
        var imageLength = outcome.Before is null ? 0 : BeforeImages.LettersInAlso(outcome.Before);
        if (Outcomes.Count > 0 && (Steps.Count + steps.Count > MaxSteps || letters + length > MaxLetters || imageLetters + imageLength > BeforeImages.MaxLetters || keys.Any(touched.Contains)))
            return false;
        Outcomes.Add(outcome.Outcome);
        Steps.AddRange(steps);
        numbers.AddRange(named);
        touched.UnionWith(keys);
        letters += length;
        imageLetters += imageLength;
        HasRefused |= outcome.Outcome.Outcome is RowState.Failed && row.Errors.Count == 0;
        if (outcome.Before is not null)
            before.Add(outcome.Before);
        return true;
    }

    private ((RowOutcome Outcome, User? Before) Outcome, List<Step> Steps, IEnumerable<Change> Numbers) Decide(CsvRow row)
    {
        if (row.Errors.Count > 0)
            return (Failed(row, row.Errors), [], []);
        if (!context.Caller.Permissions.Contains(Permission.UsersWrite))
            return (Failed(row, [new("key.forbidden", "row", $"Whoever uploaded the file has the role '{context.Caller.Role}', which lacks the permission '{Permission.UsersWrite}' by now.")]), [], []);
        var current = row.Email is { } email ? existing.Users.GetValueOrDefault(email.ToLowerInvariant()) : null;
        var body = row.Body(current, context.Facts);
        var fields = new UserFields(body);
        var decided = current is null ? fields.Create(context, Guid.CreateVersion7(context.Now)) : fields.Change(current, context);
        if (!decided.Try(out var user, out var error))
            return (Failed(row, error.Details!), [], []);
        if ((UserGuard.Check(current, user, context) ?? (current is null ? null : Upstream.CheckFields(current, user, body, context))) is { } refused)
            return (Failed(row, [new(refused.Code, refused.Target!, refused.Message)]), [], []);
        var wanted = user.ExtensionNumber is { } number ? existing.Numbers.GetValueOrDefault(number) : null;
        if (user.ExtensionNumber is { } taken && ExtensionClaim.Check(taken, wanted, user.Id, context.Now) is { } conflict)
            return (Failed(row, [new(conflict.Code, "extensionNumber", conflict.Message)]), [], []);
        if (seats.Take(current, user) is { } full)
            return (Failed(row, [new(full.Code, full.Target!, full.Message)]), [], []);
        if (current is null)
            return (Done(row, user, RowState.Created, null), [.. UserTable.Add(context.Caller.Tenant, user, new(wanted, null))], ExtensionClaim.Changes(null, user));
        if (ReferenceEquals(user, current))
            return (Done(row, user, RowState.Unchanged, null), [], []);
        var left = current.ExtensionNumber is { } old && old != user.ExtensionNumber ? existing.Numbers.GetValueOrDefault(old) : null;
        return (Done(row, user, RowState.Updated, current), [.. UserTable.Update(context.Caller.Tenant, current, user, new(wanted, left))], ExtensionClaim.Changes(current, user));
    }

    private static (RowOutcome, User?) Done(CsvRow row, User user, RowState state, User? before) =>
        (new(row.Number, row.Line, state, user.Email, user.Id, []), before);

    private static (RowOutcome, User?) Failed(CsvRow row, IReadOnlyList<FieldError> errors) =>
        (new(row.Number, row.Line, RowState.Failed, row.Email is { } email ? FieldReader.Shown(email) : null, null, errors), null);
}
