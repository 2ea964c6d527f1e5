using System.Collections.Concurrent;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Imports;

/// <summary>Finds what rows name: users in memory, extension numbers by point reads, many at once.</summary>
public sealed class ExistingUsers(ITables tables)
{
    private const int AtOnce = 16;

    /// <summary>What there is of what the rows name, with the rows of the numbers that they would give or take.</summary>
    internal async Task<Existing> Load(string tenant, IEnumerable<CsvRow> rows, Existing known, CancellationToken cancellationToken)
    {
        var numbers = new ConcurrentDictionary<string, Row>(StringComparer.Ordinal);
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(rows.SelectMany(row => Touched(row, known)).Distinct(), options, async (number, token) =>
        {
            if (await tables.Get(ChangeLog.Table, tenant, ExtensionClaim.Key(number), token) is { } held)
                numbers[number] = held;
        });
        return known with { Numbers = numbers };
    }

    // A number that stays as it is, with its switch, is not written.
    private static IEnumerable<string> Touched(CsvRow row, Existing known)
    {
        if (row.Errors.Count > 0 || !known.Find(row).Try(out var user, out _))
            return [];
        var isNamed = row["extensionNumber"] is not null || row["createAgentExtension"] is not null;
        return isNamed && (row["createAgentExtension"] is not null || row.ExtensionNumber != user?.ExtensionNumber) ? new[] { row.ExtensionNumber, user?.ExtensionNumber }.OfType<string>() : [];
    }
}
