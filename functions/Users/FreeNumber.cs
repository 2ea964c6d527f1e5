using System.Globalization;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary>Finds a number for who asks for an extension and names none (S019).</summary>
internal static class FreeNumber
{
    private const int First = 1000;
    private const int MostDigits = 6;
    private const int RowsAtOnce = 1000;

    /// <summary>The lowest number from 1000 on that nobody holds and that is not kept for anybody; null when there is none of up to six digits.</summary>
    public static async Task<string?> Find(ITables tables, string tenant, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var first = First;
        for (var digits = 4; digits <= MostDigits; digits++, first *= 10)
        {
            if (await Find(tables, tenant, first, digits, now, cancellationToken) is { } found)
                return found;
        }

        return null;
    }

    // Numbers of one length come in their order, with shorter and longer ones between them.
    private static async Task<string?> Find(ITables tables, string tenant, int first, int digits, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var candidate = first;
        var range = (ExtensionClaim.Key(Text(first)), KeyRange.EndOf(ExtensionClaim.Prefix));
        await foreach (var row in tables.Rows(ChangeLog.Table, tenant, range, RowsAtOnce, cancellationToken))
        {
            var number = row.Key[ExtensionClaim.Prefix.Length..];
            if (number.Length != digits)
                continue;
            if (number != Text(candidate) || IsFree(row, now))
                break;
            candidate++;
        }

        return candidate < first * 10 ? Text(candidate) : null;
    }

    private static bool IsFree(Row row, DateTimeOffset now) => ExtensionClaim.HolderOf(row) is null && !(ExtensionClaim.QuarantinedUntil(row) > now);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
