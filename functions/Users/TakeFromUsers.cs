using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

/// <summary>
/// The second half of taking away what users have: takes it from each of them, in batches that are each whole, so that it stands in their history and counts as a version of theirs.
/// </summary>
/// <remarks>
/// What is gone holds no more from the first half on (<see cref="WorkSettings.Effective"/>), on however many users it stands. Where a run is cut off, the sweep of the change log
/// goes on; done twice it finds nobody.
/// </remarks>
public sealed class TakeFromUsers(ITables tables, ChangeLog log, Facts facts, UserIndexes indexes, TimeProvider time)
{
    /// <summary>Kind of the change that deletes a department, whose room this one may not know.</summary>
    public const string DepartmentDeleted = "department.deleted";

    // One row a user, and the change row: well below a batch's 100.
    private const int UsersABatch = 90;

    private static readonly HashSet<string> Kinds =
        [DepartmentDeleted, Clients.DeleteClient.Kind, Clients.ChangeClient.Kind, DeleteTimeGroup.Kind, DeleteCallerId.Kind, ChangeTenant.Kind];

    /// <summary>Ends what was cut off: whoever takes something away does this at once, so only the sweep of the log has to.</summary>
    public static ChangeReaction Reaction(Func<TakeFromUsers> users)
    {
        return new(Kinds, React);

        async Task React(ChangeToReact change, CancellationToken cancellationToken)
        {
            if (!change.IsRepeat)
                return;
            // The sweep stops here and comes again.
            if (await users().Take(Caller.System(change.Tenant, ActorOf(change.What), change.CorrelationId), change.What, cancellationToken) is { } error)
                throw new InvalidOperationException($"What {change.What.Kind} took away could not be taken from its users: {error.Message}");
        }
    }

    /// <summary>Takes what a change took away from who has it; does what it can when others write all the time, for the sweep does the rest.</summary>
    public Task Handle(Caller caller, Change change, CancellationToken cancellationToken) => Take(caller with { RequestKey = null }, change, cancellationToken);

    private async Task<Error?> Take(Caller caller, Change change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var taken = await log.Write<bool>(caller, token => Next(caller.Tenant, change, token), cancellationToken);
            if (!taken.Try(out var isMore, out var error))
                return error;
            if (!isMore)
                return null;
        }
    }

    private async Task<Result<Draft<bool>>> Next(string tenant, Change change, CancellationToken cancellationToken)
    {
        if (Gone.Of(change, await facts.ForWriting(tenant, cancellationToken)) is not { Count: > 0 } gone)
            return Draft<bool>.Unchanged(false);
        var index = await indexes.ForWriting(tenant, cancellationToken);
        var ids = gone.SelectMany(thing => thing.HeldBy(index)).Distinct().Take(UsersABatch).ToList();
        if (ids.Count == 0)
            return Draft<bool>.Unchanged(false);
        var rows = await Task.WhenAll(ids.Select(id => tables.Get(ChangeLog.Table, tenant, UserTable.Key(id), cancellationToken)));
        var before = BeforeImages.Fitting(rows.OfType<Row>().Select(UserColumns.Read));
        var now = time.GetUtcNow();
        var steps = before.SelectMany(user => UserTable.Update(tenant, user, Without(user, gone, now), NumberRows.None));
        return new Draft<bool>(true, new Change(ChangeUser.Kind, [.. before.Select(user => user.Id)], Json.Write(before))).With(steps);
    }

    private static User Without(User user, IReadOnlyList<Gone> gone, DateTimeOffset now) =>
        gone.Aggregate(user, (left, thing) => thing.Without(left)) with { Version = user.Version + 1, UpdatedAt = now };

    private static string ActorOf(Change change)
    {
        var what = change.Kind.Split('.')[0];
        return (change.Name ?? change.Ids.Cast<Guid?>().FirstOrDefault()?.ToString("D")) is { } which ? $"{what}:{which}" : what;
    }
}
