using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

/// <summary>Every night: removes what is left of users who were deleted more than <see cref="User.RestorableFor"/> ago, password and all; their history stays in the change log.</summary>
public sealed class PurgeUsers(TenantRegistry tenants, ITables tables, ChangeLog log, TimeProvider time, ILogger<PurgeUsers> logger)
{
    /// <summary>Kind of the change; rooms that keep something of the user forget it then.</summary>
    public const string Kind = "user.purged";

    // Four rows a user, and the change row: 81 of a batch's 100.
    private const int UsersABatch = 20;

    /// <summary>Purges every tenant.</summary>
    [Function("PurgeUsers")]
    public async Task Run([TimerTrigger("0 45 3 * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        foreach (var tenant in await tenants.All(cancellationToken))
        {
            try
            {
                await Purge(tenant, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The other tenants are not held up; this one is met again the next night.
                logger.LogError(exception, "The deleted users of {Tenant} could not be purged", tenant);
            }
        }
    }

    private async Task Purge(string tenant, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() - User.RestorableFor;
        var due = new List<Guid>();
        await foreach (var row in tables.Rows(ChangeLog.Table, tenant, KeyRange.Under(UserTable.DeletedPrefix), 1000, cancellationToken))
        {
            if (row.Time("deletedAt") < until)
                due.Add(Guid.Parse(row.Key.AsSpan(UserTable.DeletedPrefix.Length)));
        }

        var caller = Caller.System(tenant, "purge", Correlation.New());
        foreach (var some in due.Chunk(UsersABatch))
            await log.Write<int>(caller, token => Decide(tenant, some, until, token), cancellationToken);
    }

    // Read anew, because a user may have been restored since.
    private async Task<Result<Draft<int>>> Decide(string tenant, Guid[] ids, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var rows = await Task.WhenAll(ids.Select(id => tables.Get(ChangeLog.Table, tenant, UserTable.Key(id), cancellationToken)));
        var due = rows.OfType<Row>().Where(row => UserColumns.Read(row).DeletedAt < until).ToDictionary(UserColumns.Read);
        if (due.Count == 0)
            return Draft<int>.Unchanged(0);
        var fitting = BeforeImages.Fitting(due.Keys);
        var steps = new List<Step>();
        foreach (var user in fitting)
            steps.AddRange(UserTable.Purge(due[user], await tables.Get(ChangeLog.Table, tenant, Credential.Key(user.Id), cancellationToken), user.Id, time.GetUtcNow()));
        // The log goes on leading back to what the user was: it is where one looks for who did what.
        return new Draft<int>(fitting.Count, new Change(Kind, [.. fitting.Select(user => user.Id)], Json.Write(fitting))).With(steps);
    }
}
