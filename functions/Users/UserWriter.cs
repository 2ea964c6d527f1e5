using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary>Decides what a user becomes: the user as it is, the names as of now, the time.</summary>
public delegate Result<User> UserDecision(User current, TenantNames names, DateTimeOffset now);

/// <summary>Changes one user: the only way to a changed user row, whichever room asks.</summary>
public sealed class UserWriter(ITables tables, ChangeLog log, Names names, TimeProvider time)
{
    /// <summary>Loads, checks If-Match, decides and writes in one batch with the change of the given kind.</summary>
    /// <returns>The user as it is now; 404, 412, 409, or what <paramref name="decide"/> refuses.</returns>
    public Task<Result<User>> Change(Caller caller, Guid id, string? ifMatch, string kind, UserDecision decide, CancellationToken cancellationToken) =>
        log.Write<User>(caller, token => Draft(caller.Tenant, id, ifMatch, kind, decide, token), cancellationToken);

    /// <summary>The user; null when there is none or it was deleted.</summary>
    public async Task<User?> Find(string tenant, Guid id, CancellationToken cancellationToken) =>
        await tables.Get(ChangeLog.Table, tenant, UserTable.Key(id), cancellationToken) is { } row
        && UserTable.Read(row) is { Lifecycle: not Lifecycle.Deleted } user ? user : null;

    /// <summary>The user with this address; null when there is none.</summary>
    public async Task<User?> FindByEmail(string tenant, string email, CancellationToken cancellationToken) =>
        UserTable.EmailKey(email) is { Length: <= RowLimits.MaxKeyLength } key
        && await tables.Get(ChangeLog.Table, tenant, key, cancellationToken) is { } row && row.Id("userId") is { } id
            ? await Find(tenant, id, cancellationToken) : null;

    private async Task<Result<Draft<User>>> Draft(string tenant, Guid id, string? ifMatch, string kind, UserDecision decide, CancellationToken cancellationToken)
    {
        if (await Find(tenant, id, cancellationToken) is not { } before)
            return Error.NotFound("user", id.ToString());
        if (Versions.Check(ifMatch, before.Version) is { } stale)
            return stale;
        if (!decide(before, await names.ForWriting(tenant, cancellationToken), time.GetUtcNow()).Try(out var after, out var error))
            return error;
        if (ReferenceEquals(after, before))
            return Draft<User>.Unchanged(before);
        if (!(await Numbers(tenant, before, after, cancellationToken)).Try(out var numbers, out error))
            return error;
        return new Draft<User>(after, new Change(kind, [id], Json.Write(before)))
            .With(UserTable.Update(tenant, before, after, numbers.Taken, numbers.Left));
    }

    private async Task<Result<(Row? Taken, Row? Left)>> Numbers(string tenant, User before, User after, CancellationToken cancellationToken)
    {
        if (before.ExtensionNumber == after.ExtensionNumber)
            return (null, null);
        var taken = after.ExtensionNumber is { } number ? await tables.Get(ChangeLog.Table, tenant, ExtensionClaim.Key(number), cancellationToken) : null;
        if (after.ExtensionNumber is { } wanted && ExtensionClaim.Check(wanted, taken, after.Id) is { } error)
            return error;
        var left = before.ExtensionNumber is { } old ? await tables.Get(ChangeLog.Table, tenant, ExtensionClaim.Key(old), cancellationToken) : null;
        return (taken, left);
    }
}
