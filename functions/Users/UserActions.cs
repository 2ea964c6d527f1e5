using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary>Does something to one user; null for If-Match means whatever version it is.</summary>
internal delegate Task<Result<ActedUser>> UserAction(Caller caller, Guid id, string? ifMatch, CancellationToken cancellationToken);

/// <summary>A user after an action.</summary>
/// <param name="User">As it is now.</param>
/// <param name="IsChanged">False when it was so already: nothing was written.</param>
/// <param name="Changes">What the action could not do, by field; empty as a rule.</param>
internal sealed record ActedUser(User User, bool IsChanged, IReadOnlyList<Cascade> Changes)
{
    /// <summary>True: <see cref="Changes"/> is what the action took away beside what it named.</summary>
    public bool IsCascade { get; init; }
}

/// <summary>What became of one user of a request that names many.</summary>
public enum ActionState
{
    /// <summary>Done.</summary>
    Changed,

    /// <summary>Was so already.</summary>
    Unchanged,

    /// <summary>Refused; see code and message.</summary>
    Failed,
}

/// <summary>The outcome for one user.</summary>
/// <param name="User">As the request named it: id or e-mail address.</param>
/// <param name="UserId">The user's id; null when there is no such user.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Code">Why it failed, what could not come back, or that more went; null otherwise.</param>
/// <param name="Message">The same in words, with what to change.</param>
public sealed record ActionOutcome(
    [property: Field("The user as the request named it: an id or e-mail address.")] string User,
    [property: Field("Id of the user; absent: there is no such user.")] Guid? UserId,
    [property: Field("Changed: done; Unchanged: was so already; Failed: refused, see code and message.")] ActionState Outcome,
    [property: Field("Why it failed, user.restored_in_part when not everything came back, or user.lost_more when more went than was named; absent otherwise.")] string? Code,
    [property: Field("The same in words, with what to change.")] string? Message);

/// <summary>Whom an action on many is for.</summary>
public record BulkBody
{
    /// <summary>1 to <see cref="UserActions.MaxUsers"/> of them.</summary>
    [Field("Ids or e-mail addresses of 1 to 200 users.", IsRequired = true, Lookup = "users")]
    public IReadOnlyList<string>? Users { get; init; }

    /// <summary>One for each of them; null: whatever version they are.</summary>
    [Field("Versions of the users, one for each in the same order: a user who is of another one by now is left as it is. Whatever version it is unless given.", Visibility = Visibility.Advanced)]
    public IReadOnlyList<int>? Versions { get; init; }
}

/// <summary>The actions on users (S103-S107) at the door: on the one of the path, or on many, with one outcome each.</summary>
public sealed class UserActions(UserWriter users, Facts facts, ITables tables, RequestRows requests)
{
    /// <summary>Users one request may name.</summary>
    public const int MaxUsers = 200;

    /// <summary>200 with the user as it is now, of the same version when it was so already.</summary>
    internal async Task<IResult> One(HttpRequest request, Guid id, UserAction action, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.UsersWrite, cancellationToken, optional: true)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (new FieldReader(read.Body, "action").Finish() is { } invalid)
            return Answer.Problem(invalid);
        if (!(await action(read.Caller, id, request.IfMatch(), cancellationToken)).Try(out var acted, out error))
            return Answer.Problem(error);
        var user = acted.User;
        var view = UserView.Of(user, await facts.ForReading(read.Caller.Tenant, user.NamedIds, cancellationToken)).At(request);
        return Answer.Ok(acted.Changes.Count == 0 ? view : view with { Changes = acted.Changes }).Tagged(user.Version);
    }

    /// <summary>200 with one outcome per user, in the order of the request. Sent again it does nothing more; with an Idempotency-Key it is the same answer.</summary>
    internal Task<IResult> Many(HttpRequest request, UserAction action, CancellationToken cancellationToken) => Many(request, _ => action, cancellationToken);

    /// <summary>The same of an action that the body says more of.</summary>
    internal async Task<IResult> Many(HttpRequest request, Func<FieldReader, UserAction> action, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.UsersWrite, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        var fields = new FieldReader(read.Body, "bulk action");
        var named = fields.Texts("users", MaxUsers, UserFields.MaxEmail).Value ?? [];
        if (named.Count == 0)
            fields.Missing("users", $"name 1 to {MaxUsers} users by id or e-mail address");
        var versions = fields.Integers("versions", MaxUsers, 1, int.MaxValue).Value;
        if (versions is not null && named.Count > 0 && versions.Count != named.Count)
            fields.Add("versions", "invalid", $"versions has {versions.Count} entries and users names {named.Count} different ones: give one version for each, in the same order, or leave versions out.");
        var wanted = action(fields);
        if (fields.Finish() is { } invalid)
            return Answer.Problem(invalid);
        var done = await requests.Once(read.Caller, token => Each(read.Caller with { RequestKey = null }, named, versions, wanted, token), cancellationToken);
        return done.Try(out var outcomes, out error) ? Answer.Ok(new PageAnswer<ActionOutcome>(outcomes, null)) : Answer.Problem(error);
    }

    /// <summary>Changes a user who is not deleted, and says whether anything changed.</summary>
    internal async Task<Result<ActedUser>> Change(Caller caller, Guid id, string? ifMatch, string kind, UserDecision decide, CancellationToken cancellationToken)
    {
        var isChanged = false;
        var changed = await users.Change(caller, id, ifMatch, kind, Decide, cancellationToken);
        return changed.Map(user => new ActedUser(user, isChanged, []));

        Result<User> Decide(User current, UserContext context)
        {
            var decided = decide(current, context);
            isChanged = decided.Ok && !ReferenceEquals(decided.Value, current);
            return decided;
        }
    }

    /// <summary>The user with another agent state; itself when it has that already.</summary>
    internal static Result<User> With(User user, AgentState state, UserContext context) =>
        user.AgentState == state ? user : user with { AgentState = state, Version = user.Version + 1, UpdatedAt = context.Now };

    private async Task<Result<ActionOutcome[]>> Each(Caller caller, IReadOnlyList<string> named, IReadOnlyList<int>? versions, UserAction action, CancellationToken cancellationToken)
    {
        var outcomes = new List<ActionOutcome>();
        Dictionary<string, Guid>? deleted = null;
        foreach (var (i, name) in named.Index())
        {
            var id = Guid.TryParse(name, out var given) ? given : (await users.FindByEmail(caller.Tenant, name, cancellationToken))?.Id;
            if (id is null)
                id = (deleted ??= await Deleted(caller.Tenant, cancellationToken)).TryGetValue(name, out var found) ? found : null;
            outcomes.Add(id is { } known
                ? Outcome(name, known, await action(caller, known, versions is null ? null : Platform.Http.Versions.ETag(versions[i]), cancellationToken))
                : new(name, null, ActionState.Failed, "user.unknown", $"user '{FieldReader.Shown(name)}' does not exist: give the id or e-mail address of a user."));
        }

        return outcomes.ToArray();
    }

    private static ActionOutcome Outcome(string name, Guid id, Result<ActedUser> result)
    {
        if (!result.Try(out var acted, out var error))
            return new(name, error.Kind is ErrorKind.NotFound ? null : id, ActionState.Failed, error.Code, error.Message);
        var state = acted.IsChanged ? ActionState.Changed : ActionState.Unchanged;
        if (acted.Changes.Count == 0)
            return new(name, id, state, null, null);
        var (code, said) = acted.IsCascade ? ("user.lost_more", "Taken away with it") : ("user.restored_in_part", "Gone or somebody else's by now");
        return new(name, id, state, code, $"{said}: {string.Join("; ", acted.Changes.Select(c => $"{c.Field} {string.Join(", ", c.Removed)}"))}.");
    }

    // Of two who were deleted with one address the later one is meant.
    private async Task<Dictionary<string, Guid>> Deleted(string tenant, CancellationToken cancellationToken)
    {
        var newest = new Dictionary<string, (Guid Id, DateTimeOffset? At)>(StringComparer.OrdinalIgnoreCase);
        await foreach (var row in tables.Rows(ChangeLog.Table, tenant, KeyRange.Under(UserTable.DeletedPrefix), 1000, cancellationToken))
        {
            var (email, at) = (row.Text("email") ?? "", row.Time("deletedAt"));
            if (!newest.TryGetValue(email, out var known) || known.At < at)
                newest[email] = (Guid.Parse(row.Key.AsSpan(UserTable.DeletedPrefix.Length)), at);
        }

        return newest.ToDictionary(pair => pair.Key, pair => pair.Value.Id, StringComparer.OrdinalIgnoreCase);
    }
}
