using Azure;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Local.Check;

/// <summary>The command <c>check</c>: one line for each finding, and one for each tenant.</summary>
internal static class CheckCommand
{
    private const int RowsAtOnce = 1000;
    private const int MaxReadings = 5;

    // Keys of this app begin with a letter.
    private static readonly (string From, string To) AllKeys = ("A", "~");

    /// <summary>Checks one tenant, or all.</summary>
    /// <returns>The exit code: 0 when everything agrees.</returns>
    /// <exception cref="StartException">There is no such tenant.</exception>
    public static async Task<int> Run(ITables tables, string? tenant, TextWriter output, CancellationToken cancellationToken)
    {
        var all = await Tenants(tables, cancellationToken);
        if (tenant is not null && !all.Contains(tenant))
            throw new StartException($"There is no tenant '{tenant}': there {(all.Count == 1 ? "is" : "are")} {(all.Count == 0 ? "none" : string.Join(", ", all))}.");
        var isSound = true;
        foreach (var name in tenant is null ? all : [tenant])
        {
            var rows = await Read(tables, name, cancellationToken);
            var (conversations, inRouting) = await RoutingReading.Of(tables, name, rows, cancellationToken);
            var report = TenantCheck.Of(rows);
            report = report with { Conversations = conversations, Findings = [.. report.Findings, .. inRouting] };
            foreach (var finding in report.Findings)
                await output.WriteLineAsync($"{name}: {finding}");
            await output.WriteLineAsync($"{name}: {report}");
            isSound &= report.Findings.Count == 0;
        }

        return isSound ? 0 : 1;
    }

    private static async Task<List<string>> Tenants(ITables tables, CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await new TenantRegistry(tables, TimeProvider.System).All(cancellationToken))];
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            throw new StartException("Nothing is stored there yet: the app makes its tables when it starts for the first time.");
        }
    }

    // Page by page, so the log is looked at again behind the last one: what was written meanwhile would look like disorder.
    private static async Task<IReadOnlyList<Row>> Read(ITables tables, string tenant, CancellationToken cancellationToken)
    {
        for (var reading = 1; reading <= MaxReadings; reading++)
        {
            var rows = new List<Row>();
            await foreach (var row in tables.Rows(ChangeLog.Table, tenant, AllKeys, RowsAtOnce, cancellationToken))
                rows.Add(row);
            var last = rows.Where(row => row.Key.StartsWith(ChangeRow.Prefix, StringComparison.Ordinal)).Select(row => ChangeRow.Read(row).Number).LastOrDefault();
            if (await tables.Get(ChangeLog.Table, tenant, ChangeRow.Key(last + 1), cancellationToken) is null)
                return rows;
        }

        throw new StartException($"Tenant '{tenant}' is changed faster than it is read: check it when it is calmer.");
    }
}
