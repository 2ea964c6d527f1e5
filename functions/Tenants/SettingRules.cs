using UserFunctions.Platform.Errors;

namespace UserFunctions.Tenants;

/// <summary>What a change of the settings may not take from those who use them.</summary>
internal static class SettingRules
{
    /// <summary>True when the change can only be judged by who uses what: something is taken away, or seats are counted.</summary>
    public static bool AsksForUses(TenantSettings before, TenantSettings after) =>
        Gone(before, after).Any() || Counted(before, after).Any();

    /// <summary>What is taken from whom; the 409 without force, and for seats with it too.</summary>
    public static Result<IReadOnlyList<Taken>> Check(TenantSettings before, TenantSettings after, Uses uses, bool isForced)
    {
        foreach (var (app, terms) in Counted(before, after))
        {
            var used = uses.Seats(app, terms.ByDefault);
            if (used > terms.Seats)
                return Error.Conflict($"licences.{app}.seats", "seats.in_use", $"{app} has {used} seats in use, more than {terms.Seats}: take the licence from users first, or allow at least {used}.");
        }

        var taken = new List<Taken>();
        foreach (var (what, name, target) in Gone(before, after))
        {
            if (Uses.Report(what, name, what == "channel" ? uses.OfChannel(name) : uses.OfIp(name)) is not { } report)
                continue;
            if (!isForced)
                return Uses.InUse(target, $"{what}.in_use", what, report);
            taken.Add(report);
        }

        return taken;
    }

    private static IEnumerable<(string What, string Name, string Target)> Gone(TenantSettings before, TenantSettings after) =>
    [
        .. before.Channels.Except(after.Channels, StringComparer.OrdinalIgnoreCase).Select(name => ("channel", name, "channels")),
        .. before.Ips.Select(ip => ip.Name).Except(after.Ips.Select(ip => ip.Name), StringComparer.OrdinalIgnoreCase).Select(name => ("ip", name, "ips")),
    ];

    private static IEnumerable<KeyValuePair<string, LicenceTerms>> Counted(TenantSettings before, TenantSettings after) =>
        after.Licences.Where(app => app.Value is { Enabled: true, Seats: not null } && app.Value != before.Licences.GetValueOrDefault(app.Key));
}
