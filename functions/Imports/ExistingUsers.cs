using System.Collections.Concurrent;
using UserFunctions.PhoneExtensions;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Imports;

/// <summary>Finds what rows name: users in memory, extension numbers by point reads, many at once.</summary>
public sealed class ExistingUsers(ITables tables, ExtensionIndexes extensions)
{
    private const int AtOnce = 16;

    /// <summary>What there is of what the rows name, with the rows of the numbers that they would give or take.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="rows">The file's rows.</param>
    /// <param name="known">The users.</param>
    /// <param name="isWhole">True for a whole file: of its numbers only those that memory knows are read.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    internal async Task<Existing> Load(string tenant, IEnumerable<CsvRow> rows, Existing known, bool isWhole, CancellationToken cancellationToken)
    {
        var touched = rows.SelectMany(row => Touched(row, known)).Distinct().ToList();
        if (isWhole && touched.Count > 0)
        {
            var there = await extensions.Now(tenant, cancellationToken);
            touched.RemoveAll(number => there.Find(ExtensionEntry.IdOf(number)) is null);
        }

        var numbers = new ConcurrentDictionary<string, Row>(StringComparer.Ordinal);
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(touched, options, async (number, token) =>
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
