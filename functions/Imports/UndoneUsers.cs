using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Imports;

/// <summary>One row's part of an undoing.</summary>
/// <param name="Outcome">What becomes of the user.</param>
/// <param name="Change">The log entry; null: nothing is written.</param>
/// <param name="Steps">The rows.</param>
internal sealed record UndoneUser(UndoOutcome Outcome, Change? Change, IReadOnlyList<Step> Steps)
{
    /// <summary>The key of a unique value that another user has, so that this one is skipped; null: none. One that the same batch frees is decided on anew behind it.</summary>
    public string? TakenKey { get; init; }

    public static UndoneUser Skipped(RowOutcome row, FieldError why) => new(new(row.Row, row.UserId!.Value, UndoneState.Skipped, why), null, []);

    public static UndoneUser Already(RowOutcome row, UndoneState state) => new(new(row.Row, row.UserId!.Value, state, null), null, []);
}

/// <summary>Decides what a user was before an import, from the change log, and whether they can be that again.</summary>
public sealed class UndoneUsers(ITables tables, UserWriter users, UserLog history)
{
    /// <summary>The decision for one row: to be called inside <see cref="ChangeLog.Write"/>.</summary>
    internal async Task<UndoneUser> Decide(Caller caller, Guid import, RowOutcome row, CancellationToken cancellationToken)
    {
        if (await history.Newest(caller.Tenant, row.UserId!.Value, cancellationToken) is not { } current)
            return UndoneUser.Skipped(row, new("user.unknown", "id", $"user {row.UserId} does not exist any more."));
        var (written, was) = (false, (User?)null);
        await foreach (var change in history.Back(caller.Tenant, current, cancellationToken))
        {
            if (IsNoChange(change))
                continue;
            if (!written && change.Entry.By == ImportUndo.ActorOf(import))
                return UndoneUser.Already(row, current.Lifecycle is Lifecycle.Deleted ? UndoneState.Deleted : UndoneState.Restored);
            if (change.Entry.By != RunImport.ActorOf(import))
                return written ? await Decide(caller, row, current, was, cancellationToken) : Changed(row, change);
            // Two rows may have written one user: what counts is what the user was before the first of them.
            (written, was) = (true, change.Before);
        }

        return await Decide(caller, row, current, was, cancellationToken);
    }

    private static UndoneUser Changed(RowOutcome row, UserChange change) => UndoneUser.Skipped(
        row, new("user.changed_since", "id", $"user {row.UserId} was changed since the import ({change.Kind} at {change.Entry.At:u}) and stays as they are: change or delete them by hand."));

    // The status moves by itself, and its copy says nothing new about the person.
    private static bool IsNoChange(UserChange change) =>
        change.Before is { } before && !change.SetsPassword
        && (before.WithPresenceOf(change.After) with { LastChange = change.After.LastChange }).SameAs(change.After);

    private async Task<UndoneUser> Decide(Caller caller, RowOutcome row, User current, User? was, CancellationToken cancellationToken)
    {
        var number = was?.ExtensionNumber is { } wanted ? await tables.Get(ChangeLog.Table, caller.Tenant, ExtensionClaim.Key(wanted), cancellationToken) : null;
        var restoration = new Restoration(number, []);
        var prepared = was is null
            ? await users.Prepare(caller, current, DeleteUser.Kind, (user, context) => DeleteUser.Delete(user, context.Now), force: false, cancellationToken)
            : await users.Prepare(caller, current, ChangeUser.Kind, (user, context) => Again(restoration.Still(was, context), user, context.Now), force: false, cancellationToken);
        if (!prepared.Try(out var draft, out var error))
            return UndoneUser.Skipped(row, new(error.Code, error.Target ?? "id", error.Message));
        foreach (var (key, field, value) in UserTable.NewlyUnique(current, draft.User))
        {
            if (await tables.Get(ChangeLog.Table, caller.Tenant, key, cancellationToken) is not null)
                return UndoneUser.Skipped(row, new($"{field}.taken", field, $"{field} '{value}' was taken by another user since the import: change it there, or change user {row.UserId} by hand.")) with { TakenKey = key };
        }

        return new(new(row.Row, current.Id, was is null ? UndoneState.Deleted : UndoneState.Restored, Missing(restoration.Changes)), draft.Change, draft.Steps);
    }

    private static Result<User> Again(User was, User current, DateTimeOffset now)
    {
        var again = was.WithPresenceOf(current) with
        {
            LastChange = current.LastChange,
            RowETag = current.RowETag,
            Version = current.Version + 1,
            UpdatedAt = now,
        };
        return again.SameAs(current) ? current : again;
    }

    private static FieldError? Missing(IReadOnlyList<Cascade> changes) => changes.Count == 0 ? null
        : new("user.restored_in_part", changes[0].Field, $"Gone or somebody else's by now: {string.Join("; ", changes.Select(c => $"{c.Field} {string.Join(", ", c.Removed)}"))}.");
}
