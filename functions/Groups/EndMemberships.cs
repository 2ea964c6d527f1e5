using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Groups;

/// <summary>The second half of a group's deletion: lets its members go in batches that are each whole, and takes the hidden row with the last one.</summary>
public sealed class EndMemberships(ITables tables, ChangeLog log, TimeProvider time)
{
    /// <summary>Kind of the change that hides the group.</summary>
    public const string GroupDeleted = "group.deleted";

    // Two rows a user, and the change row: 99 of a batch's 100.
    private const int UsersABatch = 49;

    /// <summary>Ends a deletion whose process died or was cut off: whoever deletes a group does this at once, so only the sweep of the log comes here.</summary>
    public static ChangeReaction Reaction(Func<EndMemberships> members)
    {
        return new(new HashSet<string> { GroupDeleted }, React);

        async Task React(ChangeToReact change, CancellationToken cancellationToken)
        {
            foreach (var group in change.What.Ids)
            {
                var ended = await members().Handle(Caller.System(change.Tenant, $"group:{group}", change.CorrelationId), group, cancellationToken);
                // The sweep stops here and comes again.
                if (!ended.Ok)
                    throw new InvalidOperationException($"The members of group {group} could not be let go: {ended.Error!.Message}");
            }
        }
    }

    /// <summary>Does what is left to do; nothing when the group is gone.</summary>
    public async Task<Result<Guid>> Handle(Caller caller, Guid group, CancellationToken cancellationToken)
    {
        while (await tables.Get(ChangeLog.Table, caller.Tenant, GroupTable.Key(group), cancellationToken) is not null)
        {
            if ((await log.Write<bool>(caller, token => LetGo(caller.Tenant, group, token), cancellationToken)).Error is { } error)
                return error;
        }

        return group;
    }

    private async Task<Result<Draft<bool>>> LetGo(string tenant, Guid id, CancellationToken cancellationToken)
    {
        if (await tables.Get(ChangeLog.Table, tenant, GroupTable.Key(id), cancellationToken) is null)
            return Draft<bool>.Unchanged(false);
        var prefix = UserTable.MembersOf(id);
        var members = await tables.Page(ChangeLog.Table, tenant, prefix, KeyRange.EndOf(prefix), UsersABatch, null, cancellationToken);
        if (members.Rows.Count == 0 && members.Next is null)
            return new Draft<bool>(true, new Change("group.removed", [id])).With([Step.Delete(new Row(tenant, GroupTable.Key(id)))]);
        var users = await Task.WhenAll(members.Rows.Select(row => tables.Get(ChangeLog.Table, tenant, UserTable.Prefix + row.Key[prefix.Length..], cancellationToken)));
        var before = BeforeImages.Fitting(users.OfType<Row>().Select(UserColumns.Read));
        var now = time.GetUtcNow();
        var steps = before.SelectMany(user => UserTable.Update(tenant, user, Without(user, id, now), NumberRows.None));
        return new Draft<bool>(true, new Change(ChangeUser.Kind, [.. before.Select(u => u.Id)], Json.Write(before))).With(steps);
    }

    private static User Without(User user, Guid group, DateTimeOffset now) => user with
    {
        GroupIds = [.. user.GroupIds.Where(g => g != group)],
        Version = user.Version + 1,
        UpdatedAt = now,
    };
}
