using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary>Decides what a user becomes: the user as it is, and what it is decided on.</summary>
public delegate Result<User> UserDecision(User current, UserContext context);

/// <summary>The same for a decision that reads what is not in the directory; it may be asked several times.</summary>
internal delegate Task<Result<User>> ReadingDecision(User current, UserContext context, CancellationToken cancellationToken);

/// <summary>Decides what a new user is.</summary>
public delegate Result<User> NewUserDecision(Guid id, UserContext context);

/// <summary>A refusal that takes more than the facts: asked of a decision before it is written, at the same log position. Null: none.</summary>
public delegate Task<Error?> UserCheck(User before, User after, CancellationToken cancellationToken);

/// <summary>What is written with a user in the same batch beside the user's own rows.</summary>
/// <param name="Steps">The rows.</param>
/// <param name="Also">What they mean, for the log.</param>
public sealed record UserExtras(IReadOnlyList<Step> Steps, IReadOnlyList<Change> Also)
{
    /// <summary>Nothing.</summary>
    public static UserExtras None { get; } = new([], []);
}

/// <summary>A change of a user that is decided and not yet written.</summary>
/// <param name="User">The user afterwards.</param>
/// <param name="Change">The log entry; null: nothing changes.</param>
/// <param name="Steps">The rows.</param>
internal sealed record UserDraft(User User, Change? Change, IReadOnlyList<Step> Steps);

/// <summary>Writes users: the only way to a user's row, whichever room asks.</summary>
public sealed class UserWriter(ITables tables, ChangeLog log, Facts facts, UserIndexes indexes, TimeProvider time)
{
    /// <summary>No change makes more users than rows of a batch.</summary>
    internal const int MostInBatch = 100;

    // Of a batch's hundred rows the log and the request's name take two.
    private const int MaxRows = 98;

    /// <summary>Decides and writes a new user in one batch with everything that belongs to it.</summary>
    /// <returns>The user; 403, 409, or what <paramref name="decide"/> refuses.</returns>
    public Task<Result<User>> Create(Caller caller, string kind, NewUserDecision decide, Func<User, UserExtras>? extras, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow());
        return log.Write<User>(caller, token => NewDraft(caller, id, kind, decide, extras, token), cancellationToken);
    }

    /// <summary>Loads, checks If-Match, decides and writes in one batch with the change of the given kind.</summary>
    /// <returns>The user as it is now; 404, 412, 403, 409, or what <paramref name="decide"/> refuses.</returns>
    public Task<Result<User>> Change(Caller caller, Guid id, string? ifMatch, string kind, UserDecision decide, CancellationToken cancellationToken) =>
        Change(caller, id, ifMatch, kind, decide, null, null, cancellationToken);

    /// <summary>The same with a check of the decision.</summary>
    public Task<Result<User>> Change(Caller caller, Guid id, string? ifMatch, string kind, UserDecision decide, UserCheck? check, CancellationToken cancellationToken) =>
        Change(caller, id, ifMatch, kind, decide, check, null, cancellationToken);

    /// <summary>The same with rows that are written beside the user's.</summary>
    public Task<Result<User>> Change(
        Caller caller, Guid id, string? ifMatch, string kind, UserDecision decide, Func<User, UserExtras>? extras, CancellationToken cancellationToken) =>
        Change(caller, id, ifMatch, kind, decide, null, extras, cancellationToken);

    /// <summary>The same for a decision that reads what is not in the directory.</summary>
    internal Task<Result<User>> Change(Caller caller, Guid id, string? ifMatch, string kind, ReadingDecision decide, Func<User, UserExtras>? extras, CancellationToken cancellationToken) =>
        log.Write<User>(caller, token => Draft(caller, id, ifMatch, kind, decide, null, extras, token), cancellationToken);

    /// <summary>The same with both.</summary>
    public Task<Result<User>> Change(
        Caller caller, Guid id, string? ifMatch, string kind, UserDecision decide, UserCheck? check, Func<User, UserExtras>? extras, CancellationToken cancellationToken) =>
        log.Write<User>(caller, token => Draft(caller, id, ifMatch, kind, Reading(decide), check, extras, token), cancellationToken);

    /// <summary>All that a write of this user would be refused for beyond its fields, without writing: protection, rights, and values that others hold.</summary>
    internal async Task<IReadOnlyList<Error>> Refusals(Caller caller, User? before, User after, UserContext context, CancellationToken cancellationToken)
    {
        var refusals = new List<Error?> { UserGuard.Check(before, after, context), await NoSeat(before, after, context, cancellationToken), (await tables.LoadNumbers(caller.Tenant, before, after, context.Now, force: false, cancellationToken)).Error };
        foreach (var (key, field, value) in UserTable.NewlyUnique(before, after))
        {
            if (await tables.Get(ChangeLog.Table, caller.Tenant, key, cancellationToken) is not null)
                refusals.Add(Error.Taken(field, value));
        }

        return [.. refusals.OfType<Error>()];
    }

    /// <summary>The user; null when there is none or it was deleted.</summary>
    public async Task<User?> Find(string tenant, Guid id, CancellationToken cancellationToken) =>
        await tables.Get(ChangeLog.Table, tenant, UserTable.Key(id), cancellationToken) is { } row
        && UserColumns.Read(row) is { Lifecycle: not Lifecycle.Deleted } user ? user : null;

    /// <summary>The user with this address; null when there is none.</summary>
    public async Task<User?> FindByEmail(string tenant, string email, CancellationToken cancellationToken) =>
        UserTable.EmailKey(email) is { Length: <= RowLimits.MaxKeyLength } key
        && await tables.Get(ChangeLog.Table, tenant, key, cancellationToken) is { } row && row.Id("userId") is { } id
            ? await Find(tenant, id, cancellationToken) : null;

    /// <summary>The user that a text names: an id or an e-mail address; null when there is none.</summary>
    public Task<User?> FindNamed(string tenant, string idOrEmail, CancellationToken cancellationToken) =>
        Guid.TryParse(idOrEmail, out var id) ? Find(tenant, id, cancellationToken) : FindByEmail(tenant, idOrEmail, cancellationToken);

    /// <summary>The user who signs in with this text (S044, S045), without regard to case; null when nobody does, which takes as many reads.</summary>
    internal async Task<User?> FindByLoginId(string tenant, string loginId, CancellationToken cancellationToken)
    {
        // Only addresses hold this letter.
        var key = loginId.Contains('@', StringComparison.Ordinal) ? UserTable.EmailKey(loginId) : UserTable.LoginKey(loginId);
        if (key.Length > RowLimits.MaxKeyLength)
            return null;
        var row = await tables.Get(ChangeLog.Table, tenant, key, cancellationToken);
        return await Find(tenant, row?.Id("userId") ?? Guid.Empty, cancellationToken) is { } user && user.LoginId.Equals(loginId.Trim(), StringComparison.OrdinalIgnoreCase) ? user : null;
    }

    /// <summary>The user as it is or was when it was deleted; null when there is none (any more).</summary>
    internal async Task<User?> FindKept(string tenant, Guid id, CancellationToken cancellationToken) =>
        await tables.Get(ChangeLog.Table, tenant, UserTable.Key(id), cancellationToken) is { } row ? UserColumns.Read(row) : null;

    /// <summary>Makes a deleted user what it was, as far as that is still possible; one who is not deleted stays as it is.</summary>
    /// <returns>The user; 404, 410 when it was deleted too long ago, 412, 403, 409 naming what others have taken since.</returns>
    internal Task<Result<RestoredUser>> Restore(Caller caller, Guid id, string? ifMatch, string kind, CancellationToken cancellationToken) =>
        log.Write<RestoredUser>(caller, token => RestoreDraft(caller, id, ifMatch, kind, token), cancellationToken);

    private async Task<Result<Draft<RestoredUser>>> RestoreDraft(Caller caller, Guid id, string? ifMatch, string kind, CancellationToken cancellationToken)
    {
        if (await FindKept(caller.Tenant, id, cancellationToken) is not { } kept)
            return await tables.Get(ChangeLog.Table, caller.Tenant, UserTable.PurgedKey(id), cancellationToken) is null ? Error.NotFound("user", id.ToString()) : Restoration.Purged(id);
        if (kept.Lifecycle is not Lifecycle.Deleted)
            return Versions.Check(ifMatch, kept.Version) is { } stale ? stale : Draft<RestoredUser>.Unchanged(new(kept, []));
        var number = kept.ExtensionNumber is { } wanted ? await tables.Get(ChangeLog.Table, caller.Tenant, ExtensionClaim.Key(wanted), cancellationToken) : null;
        var restoration = new Restoration(number, await Taken(caller.Tenant, kept, cancellationToken));
        var draft = await Draft(caller, kept, ifMatch, kind, Reading(restoration.Decide), null, null, cancellationToken);
        return draft.Map(restored => restored.As(new RestoredUser(restored.Value, restoration.Changes)));
    }

    // All that others have taken is named at once; who takes it at this very moment is met by the batch itself.
    private async Task<List<FieldError>> Taken(string tenant, User kept, CancellationToken cancellationToken)
    {
        var taken = new List<FieldError>();
        foreach (var (key, field, value) in UserTable.UniqueOf(kept with { Lifecycle = Lifecycle.Active }))
        {
            if (await tables.Get(ChangeLog.Table, tenant, key, cancellationToken) is { } row)
                taken.Add(new($"{field}.taken", field, $"{field} '{value}' was taken by user {row.Id("userId")} since the deletion: change it there, then restore again."));
        }

        return taken;
    }

    /// <summary>UTC.</summary>
    internal DateTimeOffset Now => time.GetUtcNow();

    /// <summary>What a new user is written as: for use cases that decide inside <see cref="ChangeLog.Write"/> whether it is one.</summary>
    internal async Task<Result<Draft<User>>> NewDraft(
        Caller caller, Guid id, string kind, NewUserDecision decide, Func<User, UserExtras>? extras, CancellationToken cancellationToken)
    {
        var context = await Context(caller, cancellationToken);
        if (!decide(id, context).Try(out var user, out var error))
            return error;
        if ((UserGuard.Check(null, user, context) ?? await NoSeat(null, user, context, cancellationToken)) is { } refused)
            return refused;
        if (!(await tables.LoadNumbers(caller.Tenant, null, user, context.Now, force: false, cancellationToken)).Try(out var numbered, out error))
            return error;
        (user, var numbers) = numbered;
        return Whole(user, Named(new Change(kind, [id]), null, user), UserTable.Add(caller.Tenant, user, numbers), extras);
    }

    /// <summary>What a change of a user is written as.</summary>
    internal async Task<Result<Draft<User>>> Draft(
        Caller caller, Guid id, string? ifMatch, string kind, ReadingDecision decide, UserCheck? check, Func<User, UserExtras>? extras, CancellationToken cancellationToken)
    {
        if (await Find(caller.Tenant, id, cancellationToken) is not { } before)
            return Error.NotFound("user", id.ToString());
        return await Draft(caller, before, ifMatch, kind, decide, check, extras, cancellationToken);
    }

    private async Task<Result<Draft<User>>> Draft(
        Caller caller, User before, string? ifMatch, string kind, ReadingDecision decide, UserCheck? check, Func<User, UserExtras>? extras, CancellationToken cancellationToken)
    {
        if (!(await Prepare(caller, before, ifMatch, kind, decide, check, force: false, cancellationToken)).Try(out var draft, out var error))
            return error;
        return draft.Change is null ? Draft<User>.Unchanged(draft.User) : Whole(draft.User, draft.Change, draft.Steps, extras);
    }

    /// <summary>What a change of a user comes to, for rooms that write it with more than that: to be called inside <see cref="ChangeLog.Write"/>.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="before">The user as it is.</param>
    /// <param name="kind">Kind of the change.</param>
    /// <param name="decide">The decision.</param>
    /// <param name="force">Quarantine of extension numbers does not count: neither in taking one nor in leaving one.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    internal Task<Result<UserDraft>> Prepare(Caller caller, User before, string kind, UserDecision decide, bool force, CancellationToken cancellationToken) =>
        Prepare(caller, before, null, kind, Reading(decide), null, force, cancellationToken);

    private async Task<Result<UserDraft>> Prepare(
        Caller caller, User before, string? ifMatch, string kind, ReadingDecision decide, UserCheck? check, bool force, CancellationToken cancellationToken)
    {
        if (Versions.Check(ifMatch, before.Version) is { } stale)
            return stale;
        var context = await Context(caller, cancellationToken);
        if (!(await decide(before, context, cancellationToken)).Try(out var after, out var error))
            return error;
        if (ReferenceEquals(after, before))
            return new UserDraft(before, null, []);
        if ((UserGuard.Check(before, after, context) ?? await NoSeat(before, after, context, cancellationToken) ?? await Refused(check, before, after, cancellationToken)) is { } refused)
            return refused;
        if (!(await tables.LoadNumbers(caller.Tenant, before, after, context.Now, force, cancellationToken)).Try(out var numbered, out error))
            return error;
        (after, var numbers) = numbered;
        after = after.EndingSessions(before);
        return new UserDraft(after, Named(new Change(kind, [before.Id], Json.Write(before)), before, after), [.. UserTable.Update(caller.Tenant, before, after, numbers)]);
    }

    private static Change Named(Change change, User? before, User after) => change.With(ExtensionClaim.Changes(before, after));

    internal static ReadingDecision Reading(UserDecision decide) => (user, context, _) => Task.FromResult(decide(user, context));

    private static async Task<Error?> Refused(UserCheck? check, User before, User after, CancellationToken cancellationToken) =>
        check is null ? null : await check(before, after, cancellationToken);

    private static Result<Draft<User>> Whole(User user, Change change, IEnumerable<Step> steps, Func<User, UserExtras>? extras)
    {
        var more = extras?.Invoke(user) ?? UserExtras.None;
        var draft = new Draft<User>(user, change.With(more.Also)).With(steps).With(more.Steps);
        return draft.Operations.Count <= MaxRows ? draft
            : Error.Invalid("groups", "groups.too_many", $"This changes {draft.Operations.Count} things at once, at most {MaxRows} can be: take groups away first and add others with a second request.");
    }

    private async Task<Error?> NoSeat(User? before, User after, UserContext context, CancellationToken cancellationToken) =>
        (await LicenceSeats.Load(context.Settings, context.Caller.Tenant, indexes, before is null or { Lifecycle: Lifecycle.Deleted }, cancellationToken)).Take(before, after);

    /// <summary>What a decision about a user is made on: to be called inside <see cref="ChangeLog.Write"/>.</summary>
    internal async Task<UserContext> Context(Caller caller, CancellationToken cancellationToken) =>
        new(caller, await facts.ForWriting(caller.Tenant, cancellationToken), time.GetUtcNow());
}
