using System.Text.RegularExpressions;
using UserFunctions.Platform.Http;
using UserFunctions.Roles;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

/// <summary>The telephony part of the section "Settings" (S010, S015-S031, S038-S042).</summary>
internal sealed partial class CallingFields(FieldReader reader)
{
    private readonly Field<bool?> callingAgent = reader.Flag("callingAgent");
    private readonly Field<bool?> createAgentExtension = reader.Flag("createAgentExtension");
    private readonly Field<IReadOnlyList<string>> allowedCallerIds = reader.Texts("allowedCallerIds", CallingSettings.MaxCallerIds, 100);
    private readonly Field<IReadOnlyList<AreaCodeEntry>> areaCodes = AreaCodeFields.Entries(reader);
    private readonly Field<RouteAgentThrough?> routeAgentThrough = reader.Choice<RouteAgentThrough>("routeAgentThrough");
    private readonly Field<string> ipName = reader.Text("ipName", 50);
    private readonly Field<BlockOutboundCall?> blockOutboundCall = reader.Choice<BlockOutboundCall>("blockOutboundCall");
    private readonly Field<string> callForwardNumber = reader.Text("callForwardNumber", PhoneNumbers.MaxLength);
    private readonly Field<bool?> sameAsUserNumber = reader.Flag("callForwardSameAsUserNumber");
    private readonly Field<IReadOnlyList<string>> alternateNumbers = reader.Texts("alternateNumbers", CallingSettings.MaxAlternateNumbers, PhoneNumbers.MaxLength);
    private readonly Field<FieldReader> sticky = reader.Part("sticky", "sticky setting", "enabled", "ringStrategy", "timeoutSeconds");
    private readonly Field<string> timeGroup = reader.Text("timeGroup", 100);
    private readonly Field<FieldReader> interactions = reader.Part("interactions", "setting of interactions", "enabled", "video", "whatsapp", "sms");
    private readonly Field<bool?> agentDispositions = reader.Flag("agentDispositions");

    public static IReadOnlyList<string> Names { get; } =
    [
        "extensionNumber", "callingAgent", "createAgentExtension", "allowedCallerIds", "areaCodeCallerIds", "routeAgentThrough", "ipName", "blockOutboundCall",
        "callForwardNumber", "callForwardSameAsUserNumber", "alternateNumbers", "sticky", "timeGroup", "interactions", "agentDispositions",
    ];

    public Field<string> ExtensionNumber { get; } = reader.Text("extensionNumber", 10, ExtensionPattern(), "give 2 to 10 digits");

    /// <summary>The user with these settings over those of <paramref name="original"/>; <paramref name="role"/> decides whether a new user is a calling agent (S018).</summary>
    public User Apply(User current, User original, UserContext context, Role? role, bool isNew)
    {
        var number = ExtensionNumber.Or(current.ExtensionNumber);
        // A number that goes takes along what hangs on it, unless this very request says otherwise.
        var before = (number is null ? current.WithoutNumber() : current).Calling;
        var forward = Forward(current, original, context);
        var user = current with
        {
            ExtensionNumber = number,
            Calling = before with
            {
                CallingAgent = callingAgent.Value ?? (isNew || callingAgent.IsSet ? role?.IsAgent ?? true : before.CallingAgent),
                CreateAgentExtension = createAgentExtension.Or(before.CreateAgentExtension) ?? false,
                AllowedCallerIds = allowedCallerIds.IsSet ? Owned(allowedCallerIds.Value ?? [], context) : before.AllowedCallerIds,
                RouteAgentThrough = routeAgentThrough.Or(before.RouteAgentThrough) ?? RouteAgentThrough.Both,
                IpName = ipName.IsSet ? Ip(ipName.Value, before.IpName, context) : before.IpName,
                BlockOutboundCall = blockOutboundCall.Or(before.BlockOutboundCall) ?? BlockOutboundCall.None,
                CallForwardNumber = forward.Number,
                CallForwardSameAsUserNumber = forward.IsSame,
                AlternateNumbers = alternateNumbers.IsSet ? Phones("alternateNumbers", alternateNumbers.Value ?? [], before.AlternateNumbers, context) : before.AlternateNumbers,
                Sticky = sticky.IsSet ? StickyOf(sticky.Value, before.Sticky) : before.Sticky,
                TimeGroupId = timeGroup.IsSet ? TimeGroupOf(timeGroup.Value, context) : before.TimeGroupId,
                Interactions = interactions.IsSet ? InteractionsOf(interactions.Value, before.Interactions) : before.Interactions,
                AgentDispositions = agentDispositions.Or(before.AgentDispositions) ?? false,
            },
        };
        user = user with { Calling = user.Calling with { AreaCodeCallerIds = areaCodes.IsSet ? AreaCodeFields.Read(areaCodes.Value ?? [], user.Calling.AllowedCallerIds, context) : before.AreaCodeCallerIds } };
        CheckTogether(user, original, CallerIdList.Of(context.Facts));
        return user;
    }

    // Rules over several fields, each named by the field to change. What was so before, because something else was taken away since, hinders no other change.
    private void CheckTogether(User user, User original, CallerIdList owned)
    {
        // Who switches createAgentExtension on and names no number gets one.
        if (Breaks(u => u.Calling.RouteAgentThrough is RouteAgentThrough.Extension && !HasNumber(u)))
            reader.AddConflict("routeAgentThrough", "needs_extension", "routeAgentThrough 'Extension' needs an extension: give extensionNumber, switch createAgentExtension on, or use Both or MobileNumber.");
        if (Breaks(u => u.Calling.IpName is not null && !HasNumber(u)))
            reader.AddConflict("ipName", "needs_extension", "ipName binds an extension to an address: give extensionNumber, switch createAgentExtension on, or leave ipName out.");
        if (allowedCallerIds.IsSet && !areaCodes.IsSet && user.Calling.AllowedCallerIds.Count > 0
            && user.Calling.AreaCodeCallerIds.FirstOrDefault(rule => owned.Has(rule.CallerId) && !user.Calling.AllowedCallerIds.Contains(rule.CallerId)) is { } orphan)
            reader.AddConflict("allowedCallerIds", "in_use", $"caller ID '{orphan.CallerId}' is used for area code {orphan.AreaCode}: change areaCodeCallerIds with it.");

        static bool HasNumber(User user) => user.ExtensionNumber is not null || user.Calling.CreateAgentExtension;
        bool Breaks(Func<User, bool> isBroken) => isBroken(user) && !isBroken(original);
    }

    private List<string> Owned(IReadOnlyList<string> wanted, UserContext context)
    {
        var owned = CallerIdList.Of(context.Facts);
        var found = new List<string>();
        foreach (var text in wanted)
        {
            if (owned.Find(text) is { } number)
                found.Add(number);
            else
                reader.Add("allowedCallerIds", "unknown", $"caller ID '{FieldReader.Shown(text)}' is not one of the tenant's: register it with POST /api/caller-ids.");
        }

        return [.. found.Distinct()];
    }

    private string? Ip(string? wanted, string? current, UserContext context)
    {
        if (wanted is null || wanted == current)
            return wanted;
        if (context.Settings.Ips.FirstOrDefault(ip => ip.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase)) is { } entry)
            return entry.Name;
        reader.Add("ipName", "unknown", $"ipName '{FieldReader.Shown(wanted)}' does not exist: add it to ips with PATCH /api/tenant.");
        return null;
    }

    // An explicit number clears the flag, the flag clears the number (S027).
    private (string? Number, bool IsSame) Forward(User current, User original, UserContext context)
    {
        var before = current.Calling;
        var number = callForwardNumber.Value;
        if (number is not null && sameAsUserNumber.Value is true)
        {
            // What an answer showed is sent back although the phone beside it changed.
            if (number == current.Phone || number == original.CallForwardNumber)
                return (null, true);
            reader.Add("callForwardSameAsUserNumber", "invalid", $"callForwardNumber '{FieldReader.Shown(number)}' is not the user's phone: leave it out, or set callForwardSameAsUserNumber to false.");
        }

        if (number is not null)
            return (Phones("callForwardNumber", [number], [original.CallForwardNumber ?? ""], context)[0], false);
        // Clearing the number ends the forwarding, unless the flag is set beside it.
        var isSame = sameAsUserNumber.Or(before.CallForwardSameAsUserNumber && !callForwardNumber.IsSet) ?? false;
        return (isSame || callForwardNumber.IsSet ? null : before.CallForwardNumber, isSame);
    }

    // A number that stands already was right by the rule of its time.
    private IReadOnlyList<string> Phones(string field, IReadOnlyList<string> numbers, IReadOnlyList<string> current, UserContext context)
    {
        foreach (var number in numbers.Except(current))
        {
            if (PhoneNumbers.Objection(number, context.Settings) is { } objection)
                reader.Add(field, "invalid", $"{field} '{FieldReader.Shown(number)}' is not valid: {objection}.");
        }

        return numbers;
    }

    private static Sticky StickyOf(FieldReader? part, Sticky before) => part is null ? Sticky.Off : new(
        part.Flag("enabled").Or(before.Enabled) ?? false,
        part.Choice<RingStrategy>("ringStrategy").Or(before.RingStrategy) ?? Sticky.Off.RingStrategy,
        part.Integer("timeoutSeconds", Sticky.MinTimeout, Sticky.MaxTimeout, "seconds").Or(before.TimeoutSeconds) ?? Sticky.Off.TimeoutSeconds);

    private static Interactions InteractionsOf(FieldReader? part, Interactions before)
    {
        part?.ReadOnly("effective", before.Effective);
        return part is null ? Interactions.Off : new(
            part.Flag("enabled").Or(before.Enabled) ?? false,
            part.Flag("video").Or(before.Video) ?? false,
            part.Flag("whatsapp").Or(before.Whatsapp) ?? false,
            part.Flag("sms").Or(before.Sms) ?? false);
    }

    private Guid? TimeGroupOf(string? wanted, UserContext context)
    {
        if (wanted is null)
            return null;
        if (TimeGroup.Names(context.Facts).TryFind(wanted, out var found))
            return found.Id;
        reader.Add("timeGroup", "unknown", $"time group '{FieldReader.Shown(wanted)}' does not exist: create it with POST /api/time-groups.");
        return null;
    }

    [GeneratedRegex("^[0-9]{2,10}$", RegexOptions.CultureInvariant)]
    private static partial Regex ExtensionPattern();
}
