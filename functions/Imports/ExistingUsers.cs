using System.Collections.Concurrent;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Imports;

/// <summary>Reads what the storage holds of the users that rows name: point reads, many at once.</summary>
public sealed class ExistingUsers(ITables tables, UserWriter users)
{
    private const int AtOnce = 16;

    internal async Task<Existing> Load(string tenant, IEnumerable<CsvRow> rows, CancellationToken cancellationToken)
    {
        var found = new ConcurrentDictionary<string, User>(StringComparer.Ordinal);
        var numbers = new ConcurrentDictionary<string, Row>(StringComparer.Ordinal);
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(rows.Where(row => row.Errors.Count == 0), options, async (row, token) =>
        {
            var user = row.Email is { } email ? await users.FindByEmail(tenant, email, token) : null;
            if (user is not null)
                found[row.Email!.ToLowerInvariant()] = user;
            foreach (var number in new[] { row.ExtensionNumber, user?.ExtensionNumber }.OfType<string>().Distinct())
            {
                if (await tables.Get(ChangeLog.Table, tenant, ExtensionClaim.Key(number), token) is { } held)
                    numbers[number] = held;
            }
        });
        return new(found, numbers);
    }
}
