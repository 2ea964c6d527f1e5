using UserFunctions.Platform.Storage;
using UserFunctions.Roles;
using UserFunctions.Tenants;

namespace UserFunctions.Imports;

/// <summary>
/// The rows of the sample (S111), a cell a column: one that shows what each column takes, with what the tenant has; one with no more than there must be; one with what has
/// to be quoted. Cells that only a tenant's own things can fill are blank where it has none.
/// </summary>
internal static class SampleRows
{
    private static readonly string[] Phones = ["5551234567", "+15551234567", "5551234568", "+15551234568"];

    /// <summary>The rows for a tenant with these facts.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string?>> Of(TenantFacts facts) => [Whole(facts), Least(), Quoted()];

    private static Dictionary<string, string?> Whole(TenantFacts facts)
    {
        var settings = TenantSettings.Of(facts);
        // In each form that a rule of phone numbers wants, two.
        var phones = Phones.Where(phone => Numbers.IsPhone(phone, facts)).ToList();
        var callerId = CallerIdList.Of(facts).All.FirstOrDefault()?.Number;
        return new()
        {
            ["externalId"] = "hr-1001",
            ["email"] = "ana.rao@example.com",
            ["displayName"] = "Ana Rao",
            ["givenName"] = "Ana",
            ["familyName"] = "Rao",
            ["phone"] = phones[0],
            ["designation"] = "Agent",
            ["tags"] = "north;premium",
            ["role"] = Role.Agent.Name,
            ["accessRole"] = nameof(AccessRole.Standard),
            ["authenticationMethod"] = "Password",
            ["department"] = facts.Departments.All.FirstOrDefault()?.Name,
            ["groups"] = CellText.Join([.. facts.Groups.All.Take(2).Select(group => group.Name)]),
            ["channels"] = CellText.Join([.. settings.Channels.Take(2)]),
            ["channelLimits"] = settings.Channels.Count > 0 ? $"{CellText.Name(settings.Channels[0])}=3" : null,
            ["chatLimit"] = "5",
            ["extensionNumber"] = "2001",
            ["createAgentExtension"] = "true",
            ["allowedCallerIds"] = callerId,
            ["areaCodeCallerIds"] = callerId is null ? null : $"91={callerId}",
            ["callingAgent"] = "true",
            ["routeAgentThrough"] = "Both",
            ["blockOutboundCall"] = "None",
            ["callForwardSameAsUserNumber"] = "true",
            ["alternateNumbers"] = phones[1],
            ["sticky.enabled"] = "true",
            ["sticky.ringStrategy"] = "OrderBy",
            ["sticky.timeoutSeconds"] = "30",
            ["interactions.enabled"] = "true",
            ["interactions.video"] = "true",
            ["interactions.whatsapp"] = "false",
            ["interactions.sms"] = "false",
            ["agentDispositions"] = "false",
            ["loginIdSameAsEmail"] = "true",
            ["autoGeneratePassword"] = "false",
            ["accountEnabled"] = "true",
            ["webLoginBlocked"] = "false",
            ["allowedIps"] = UserCells.AllowAll,
            ["twoFactorAuthentication"] = "false",
            ["loginBasedCalling"] = "true",
            ["dialerPanel"] = "true",
            ["cdrUsers"] = "self",
            ["analysisDisabled"] = "false",
        };
    }

    private static Dictionary<string, string?> Least() => new() { ["email"] = "ben.lee@example.com", ["displayName"] = "Ben Lee" };

    private static Dictionary<string, string?> Quoted() => new()
    {
        ["email"] = "maria.nunez@example.com",
        ["displayName"] = "Núñez, María",
        ["designation"] = "Trainer \"north\"",
        ["role"] = "Supervisor",
        ["loginId"] = "maria.nunez",
        ["loginIdSameAsEmail"] = "false",
        ["allowedIps"] = "192.0.2.7;198.51.100.0/24",
    };
}
