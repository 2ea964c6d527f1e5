using System.Security.Cryptography;
using System.Text;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Imports;

/// <summary>What the storage holds of the users that rows name.</summary>
/// <param name="Index">All users, as of the log position that is decided on.</param>
/// <param name="Numbers">Rows of extension numbers; absent: no such extension, or, under a guess, not looked at.</param>
/// <param name="Credentials">Passwords of new users, hashed, by row.</param>
internal sealed record Existing(UserIndex Index, IReadOnlyDictionary<string, Row> Numbers, IReadOnlyDictionary<int, Credential> Credentials)
{
    /// <summary>The user that the first key of the row names that names one; an error when two of them name different users.</summary>
    public Result<User?> Find(CsvRow row)
    {
        var found = new List<(string Key, User User)>();
        if (row.Id is { } id && Index.Find(id) is { } byId)
            found.Add(("id", byId));
        if (row.ExternalId is { } externalId && Index.FindByExternalId(externalId) is { } byExternalId)
            found.Add(("externalId", byExternalId));
        if (row.Email is { } email && Index.FindByEmail(email) is { } byEmail)
            found.Add(("email", byEmail));
        if (found.DistinctBy(f => f.User.Id).Count() > 1)
            return Error.Invalid(found[^1].Key, "key_conflict", $"{string.Join(" and ", found.Select(f => $"{f.Key} is user {f.User.Id} ({f.User.Email})"))}: correct the row so that its keys name one user.");
        return found.Count == 0 ? (User?)null : found[0].User;
    }

    /// <summary>The user, by id or address, that a cell names beside the row's own.</summary>
    public User? Named(string text) => Guid.TryParse(text, out var id) ? Index.Find(id) : Index.FindByEmail(text);

    /// <summary>Another user who has a value that must be unique.</summary>
    public User? Holder(string field, string value) => field switch
    {
        "email" => Index.FindByEmail(value),
        "loginId" => Index.FindByLoginId(value),
        _ => Index.FindByExternalId(value),
    };
}

/// <summary>What one row comes to.</summary>
/// <param name="Outcome">As it is reported.</param>
/// <param name="Before">The user before; null: it is new, or the row failed.</param>
/// <param name="Steps">The rows to write; empty when it failed or nothing changes.</param>
/// <param name="Also">What they mean beside the user, for the log.</param>
internal sealed record RowDecision(RowOutcome Outcome, User? Before, IReadOnlyList<Step> Steps, IReadOnlyList<Change> Also)
{
    /// <summary>The user that is written; null: none.</summary>
    public Guid? WrittenId { get; init; }

    /// <summary>True when the row makes groups or departments by their names.</summary>
    public bool Makes { get; init; }
}

/// <summary>Decides rows one after the other. Pure: what it needs to know is handed in.</summary>
/// <param name="context">Who asks, the facts, the time.</param>
/// <param name="existing">What there is.</param>
/// <param name="seats">Licence seats, which rows take as they are decided.</param>
/// <param name="options">How the file is imported.</param>
/// <param name="isPlanned">Says what each row would change, and marks it so that it is known again.</param>
internal sealed class RowDecider(UserContext context, Existing existing, LicenceSeats seats, ImportOptions options, bool isPlanned)
{
    // They stand beside a name, which is what people know; what a row makes has another id each time.
    private static readonly string[] ByName = ["departmentId", "groupIds", "roleId", "timeGroupId"];

    public RowDecision Decide(CsvRow row)
    {
        if (row.Errors.Count > 0)
            return Failed(row, row.Errors);
        if (!context.Caller.Permissions.Contains(Permission.UsersWrite))
            return Failed(row, [new("key.forbidden", "row", $"Whoever uploaded the file has the role '{context.Caller.Role}', which lacks the permission '{Permission.UsersWrite}' by now.")]);
        if (!existing.Find(row).Try(out var current, out var error))
            return Failed(row, error.Details!);
        if (Conflict(row, current) is { } conflict)
            return Failed(row, [conflict]);
        var body = row.Body(current, context.Facts, options.Role);
        var fields = new UserFields(body);
        var known = context with { CreatesMissing = options.CreatesMissing, Users = Named(fields) };
        var decided = current is null ? fields.Create(known, Guid.CreateVersion7(context.Now)) : fields.Change(current, known);
        if (!decided.Try(out var user, out error))
            return Failed(row, error.Details!);
        if ((UserGuard.Check(current, user, context) ?? (current is null ? null : Upstream.CheckFields(current, user, body, context))) is { } refused)
            return Failed(row, [Named(refused)]);
        if (Taken(current, user) is { } taken)
            return Failed(row, [taken]);
        return seats.Take(current, user) is { } full ? Failed(row, [Named(full)]) : Written(row, current, user, fields);
    }

    private FieldError? Conflict(CsvRow row, User? current) => (options.OnConflict, current) switch
    {
        (OnConflict.Create, { } user) => new("email.taken", "email", $"user {user.Id} ({user.Email}) is there already, and this import only creates: leave the row out, or import with onConflict=upsert."),
        (OnConflict.Update, null) => new("user.unknown", "email", $"no user has the {(row.Id is not null ? "id" : row.ExternalId is not null ? "externalId" : "email")} of this row, and this import only updates: correct it, or import with onConflict=upsert."),
        (_, null) when row.Id is { } id => new("id.unknown", "id", $"no user has the id '{id}': leave id blank for a new user, whose id is given by the app."),
        _ => null,
    };

    private Dictionary<string, Guid> Named(UserFields fields)
    {
        var named = new Dictionary<string, Guid>(StringComparer.OrdinalIgnoreCase);
        foreach (var text in fields.NamedUsers)
        {
            if (existing.Named(text) is { } user)
                named[text] = user.Id;
        }

        return named;
    }

    private FieldError? Taken(User? current, User user)
    {
        foreach (var (_, field, value) in UserTable.NewlyUnique(current, user))
        {
            if (existing.Holder(field, value) is { } holder && holder.Id != user.Id)
                return new($"{field}.taken", field, $"{field} '{FieldReader.Shown(value)}' is already in use by user {holder.Id}: choose another.");
        }

        if (user is { ExtensionNumber: null, Calling.CreateAgentExtension: true })
            return new("extensionNumber.missing", "extensionNumber", "createAgentExtension is on and the user has no number: give extensionNumber, 2 to 10 digits.");
        if (user.ExtensionNumber is not { } number || number == current?.ExtensionNumber)
            return null;
        return ExtensionClaim.Check(number, existing.Numbers.GetValueOrDefault(number), user.Id, context.Now) is { } held ? Named(held) : null;
    }

    private RowDecision Written(CsvRow row, User? current, User user, UserFields fields)
    {
        if (fields.WantsPassword && current?.Login.AutoGeneratePassword is not true)
            return Failed(row, [new("autoGeneratePassword.invalid", "autoGeneratePassword", "A file cannot hand out a password that the app makes: leave the cell blank, the invitation lets the person choose one.")]);
        var outcome = new RowOutcome(row.Number, row.Line, current is null ? RowState.Created : ReferenceEquals(user, current) ? RowState.Unchanged : RowState.Updated, user.Email, user.Id, [])
        {
            Warnings = row.WarningsOn(current, context.Facts) is { Count: > 0 } warnings ? warnings : null,
        };
        var decision = outcome.Outcome is RowState.Unchanged ? new RowDecision(outcome, null, [], []) : Steps(row, outcome, current, user, fields);
        return isPlanned ? Planned(decision, current, user, fields) : decision;
    }

    private RowDecision Steps(CsvRow row, RowOutcome outcome, User? current, User user, UserFields fields)
    {
        var numbers = ExtensionClaim.IsTouched(current, user)
            ? new NumberRows(user.ExtensionNumber is { } own ? existing.Numbers.GetValueOrDefault(own) : null, current?.ExtensionNumber is { } old && old != user.ExtensionNumber ? existing.Numbers.GetValueOrDefault(old) : null)
            {
                // Nobody is shown it here; who needs it has it made anew.
                Secret = ExtensionClaim.GainsCredentials(current, user) ? ExtensionSecret.New(context.Now) : null,
            }
            : NumberRows.None;
        var tenant = context.Caller.Tenant;
        var steps = (current is null ? UserTable.Add(tenant, user, numbers) : UserTable.Update(tenant, current, user, numbers)).ToList();
        var also = ExtensionClaim.Changes(current, user).ToList();
        foreach (var (kind, made) in fields.Made)
        {
            var rows = kind.Rows(tenant, made, user.UpdatedAt);
            steps.AddRange(rows.Steps);
            also.AddRange(rows.Also);
        }

        if (current is null && existing.Credentials.GetValueOrDefault(row.Number) is { } credential)
        {
            steps.Add(credential.Save(tenant, user.Id));
            also.Add(new(Credential.Kind, [user.Id]));
        }

        return new(outcome, current, steps, also) { Makes = fields.Made.Any(m => m.Made.Count > 0) };
    }

    private RowDecision Planned(RowDecision decision, User? current, User user, UserFields fields)
    {
        var changes = UserImage.Difference(current, user, fields.Password is not null && current is null, Shown(fields)).Where(change => !ByName.Contains(change.Field)).ToList();
        var what = Json.Write(new { decision.Outcome.Outcome, UserId = current?.Id, Version = current?.Version, Changes = changes });
        return decision with
        {
            WrittenId = user.Id,
            Outcome = decision.Outcome with
            {
                UserId = current?.Id,
                Changes = [.. changes.Select(c => new RowChange(c.Field, c.Before, c.After))],
                Mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(what)).AsSpan(0, 12)),
            },
        };
    }

    // What the row would make is named as if it were there.
    private TenantFacts Shown(UserFields fields)
    {
        var facts = context.Facts;
        foreach (var (kind, made) in fields.Made.Where(m => m.Made.Count > 0))
        {
            facts = kind == NamedKind.Department
                ? facts with { Departments = new(facts.Departments.All.Concat(made)) }
                : facts with { Groups = new(facts.Groups.All.Concat(made)) };
        }

        return facts;
    }

    private RowDecision Failed(CsvRow row, IReadOnlyList<FieldError> errors)
    {
        var outcome = new RowOutcome(row.Number, row.Line, RowState.Failed, row.Email is { } email ? FieldReader.Shown(email) : null, null, errors);
        return new(isPlanned ? outcome with { Mark = string.Join(' ', errors.Select(e => e.Code)) } : outcome, null, [], []);
    }

    private static FieldError Named(Error error) => new(error.Code, error.Target ?? "row", error.Message);
}
