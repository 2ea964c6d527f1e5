using System.Net;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.SignIn;

/// <summary>
/// Failed sign-ins of each address, whoever they were for: partition <c>@</c> of the table, row = the address (of IPv6 the network of 64 bits). They are rows, so a restart or another
/// instance does not begin anew.
/// </summary>
public sealed class AddressFailures(ITables tables, SignInSettings settings, TimeProvider time)
{
    /// <summary>Failed sign-ins of an address within <see cref="Window"/> before it has to wait.</summary>
    public const int Most = 100;

    /// <summary>Counted from the first of them.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private const string Partition = "@";
    private const int MaxAttempts = 10;
    private const int RowsABatch = 100;

    /// <summary>429 <c>rate.limited</c> with the time to wait, when the address has failed too often.</summary>
    public async Task<Error?> Check(IPAddress address, CancellationToken cancellationToken)
    {
        if (settings.FailuresPerAddress == 0 || await tables.Get(SignInTable.Table, Partition, Key(address), cancellationToken) is not { } row)
            return null;
        var rest = Rest(row, time.GetUtcNow());
        return rest > TimeSpan.Zero && row.Number("count") >= settings.FailuresPerAddress
            ? new(ErrorKind.TooMany, "rate.limited", $"Too many sign-ins failed from your address: try again in {Math.Ceiling(rest.TotalMinutes)} min.") { RetryAfter = rest }
            : null;
    }

    /// <summary>Counts a failed one.</summary>
    public async Task Count(IPAddress address, CancellationToken cancellationToken)
    {
        for (var attempt = 0; settings.FailuresPerAddress > 0 && attempt < MaxAttempts; attempt++)
        {
            var now = time.GetUtcNow();
            var row = await tables.Get(SignInTable.Table, Partition, Key(address), cancellationToken);
            var isNew = row is null || Rest(row, now) <= TimeSpan.Zero;
            var next = new Row(Partition, Key(address)) { ETag = row?.ETag, ["since"] = isNew ? now : row!.Time("since"), ["count"] = isNew ? 1 : (int)row!.Number("count")! + 1 };
            if ((await tables.Submit(SignInTable.Table, [row is null ? RowOperation.Insert(next) : RowOperation.Replace(next)], cancellationToken)).Written)
                return;
        }
    }

    /// <summary>Removes the rows of addresses that have been quiet; returns how many.</summary>
    public async Task<int> Purge(CancellationToken cancellationToken)
    {
        var purged = 0;
        for (RowPage? page = null; page is null || page.Next is not null;)
        {
            page = await tables.Page(SignInTable.Table, Partition, "!", "~", RowsABatch, page?.Next, cancellationToken);
            var quiet = page.Rows.Where(row => Rest(row, time.GetUtcNow()) <= TimeSpan.Zero).Select(RowOperation.Delete).ToList();
            // One that counts again at this moment is met the next night.
            if (quiet.Count > 0 && (await tables.Submit(SignInTable.Table, quiet, cancellationToken)).Written)
                purged += quiet.Count;
        }

        return purged;
    }

    private static TimeSpan Rest(Row row, DateTimeOffset now) => (row.Time("since") ?? default) + Window - now;

    private static string Key(IPAddress address) => SourceAddress.Network(address).ToString();
}
