using System.Collections.Concurrent;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.PhoneExtensions;

/// <summary>
/// Hot state of extensions: table <c>registrations</c>, partition = tenant, row = number, with all of its phones in one column. A report touches one row that
/// no other extension shares.
/// </summary>
public sealed class RegistrationTable(ITables tables)
{
    /// <summary>The table's name.</summary>
    public const string Table = "registrations";

    private const int MaxAttempts = 20;
    private const int ReadsAtOnce = 16;
    private const int RowsAtOnce = 1000;

    internal async Task<Registrations> Of(string tenant, string number, CancellationToken cancellationToken) =>
        await tables.Get(Table, tenant, number, cancellationToken) is { } row ? Read(row) : Registrations.None;

    /// <summary>Those of each of the numbers, which may lie anywhere in the table.</summary>
    internal async Task<IReadOnlyDictionary<string, Registrations>> Of(string tenant, IEnumerable<string> numbers, CancellationToken cancellationToken)
    {
        var found = new ConcurrentDictionary<string, Registrations>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(numbers, new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken }, async (number, token) =>
            found[number] = await Of(tenant, number, token));
        return found;
    }

    /// <summary>Those of all numbers that ever had some: one read of the tenant's part of the table, which holds nothing else.</summary>
    internal async Task<IReadOnlyDictionary<string, Registrations>> All(string tenant, CancellationToken cancellationToken)
    {
        var all = new Dictionary<string, Registrations>(StringComparer.Ordinal);
        await foreach (var row in tables.Rows(Table, tenant, KeyRange.Ids, RowsAtOnce, cancellationToken))
            all[row.Key] = Read(row);
        return all;
    }

    /// <summary>Writes what <paramref name="decide"/> makes of them, asked again when another phone's report came in between.</summary>
    internal async Task<Result<Registrations>> Write(string tenant, string number, Func<Registrations, Result<Registrations>> decide, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var row = await tables.Get(Table, tenant, number, cancellationToken);
            var before = row is null ? Registrations.None : Read(row);
            if (!decide(before).Try(out var after, out var error))
                return error;
            if (ReferenceEquals(after, before))
                return after;
            var next = new Row(tenant, number) { ETag = row?.ETag, ["credentialId"] = after.CredentialId };
            next.Set("phones", Json.Write(after.All));
            if ((await tables.Submit(Table, [row is null ? RowOperation.Insert(next) : RowOperation.Replace(next)], cancellationToken)).Written)
                return after;
        }

        return new Error(ErrorKind.Busy, "extension.busy", $"Too many phones at once registered at extension '{number}': send the request again.");
    }

    private static Registrations Read(Row row) => new(row.Id("credentialId"), Json.Read<Registration[]>(row.LongTextOf("phones")) ?? []);
}
