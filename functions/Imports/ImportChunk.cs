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
internal sealed class ImportChunk(string tenant, TenantNames names, Existing existing, DateTimeOffset now)
{
    // A batch holds 100: the change row, the outcomes and the run's own row are added to these.
    private const int MaxSteps = 97;

    private readonly HashSet<string> touched = new(StringComparer.Ordinal);
    private readonly List<User> before = [];

    public List<RowOutcome> Outcomes { get; } = [];

    public List<Step> Steps { get; } = [];

    /// <summary>Ids of the created users.</summary>
    public IEnumerable<Guid> Created => Outcomes.Where(o => o.Outcome is RowState.Created).Select(o => o.UserId!.Value);

    /// <summary>The log entry; null when no user is written.</summary>
    public Change? Change => Steps.Count == 0 ? null : new(Kind, [.. Created], before.Count == 0 ? null : Json.Write(before));

    /// <summary>Kind of the change.</summary>
    public const string Kind = "users.imported";

    /// <summary>Adds the row; false when it has to go into the next chunk.</summary>
    public bool TryAdd(CsvRow row)
    {
        var (outcome, steps) = Decide(row);
        var keys = steps.Select(s => s.Operation.Row.Key).ToList();
        if (Outcomes.Count > 0 && (Steps.Count + steps.Count > MaxSteps || keys.Any(touched.Contains)))
            return false;
        Outcomes.Add(outcome.Outcome);
        Steps.AddRange(steps);
        touched.UnionWith(keys);
        if (outcome.Before is not null)
            before.Add(outcome.Before);
        return true;
    }

    private ((RowOutcome Outcome, User? Before) Outcome, List<Step> Steps) Decide(CsvRow row)
    {
        if (row.Errors.Count > 0)
            return (Failed(row, null, row.Errors), []);
        var fields = new UserFields(row.Fields);
        var current = fields.EmailValue is { } email ? existing.Users.GetValueOrDefault(email.ToLowerInvariant()) : null;
        var decided = current is null ? fields.Create(names, Guid.CreateVersion7(now), now) : fields.Change(current, names, now);
        if (!decided.Try(out var user, out var error))
            return (Failed(row, fields.EmailValue, error.Details!), []);
        var wanted = user.ExtensionNumber is { } number ? existing.Numbers.GetValueOrDefault(number) : null;
        if (user.ExtensionNumber is { } taken && ExtensionClaim.Check(taken, wanted, user.Id) is { } conflict)
            return (Failed(row, user.Email, [new(conflict.Code, "extensionNumber", conflict.Message)]), []);
        if (current is null)
            return (Done(row, user, RowState.Created, null), [.. UserTable.Add(tenant, user, wanted)]);
        if (ReferenceEquals(user, current))
            return (Done(row, user, RowState.Unchanged, null), []);
        var left = current.ExtensionNumber is { } old ? existing.Numbers.GetValueOrDefault(old) : null;
        return (Done(row, user, RowState.Updated, current), [.. UserTable.Update(tenant, current, user, wanted, left)]);
    }

    private static (RowOutcome, User?) Done(CsvRow row, User user, RowState state, User? before) =>
        (new(row.Number, row.Line, state, user.Email, user.Id, []), before);

    private static (RowOutcome, User?) Failed(CsvRow row, string? email, IReadOnlyList<FieldError> errors) =>
        (new(row.Number, row.Line, RowState.Failed, email, null, errors), null);
}
