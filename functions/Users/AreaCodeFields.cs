using System.Text.RegularExpressions;
using UserFunctions.Platform.Http;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

/// <summary>A rule as a body says it.</summary>
/// <param name="Part">Its reader, for what is wrong with it.</param>
/// <param name="AreaCode">With or without a prefix; null: missing or wrong, which is said.</param>
/// <param name="CallerId">Name or number; null likewise.</param>
internal sealed record AreaCodeEntry(FieldReader Part, string? AreaCode, string? CallerId);

/// <summary>The rules that choose a caller ID by the dialled area code (S020).</summary>
internal static partial class AreaCodeFields
{
    /// <summary>The entries of the body as far as they can be read without knowing the user.</summary>
    public static Field<IReadOnlyList<AreaCodeEntry>> Entries(FieldReader reader)
    {
        var parts = reader.Parts("areaCodeCallerIds", CallingSettings.MaxAreaCodes, "area-code rule");
        return new(parts.IsSet, parts.Value is { } all ? [.. all.Select(Entry)] : null);
    }

    /// <summary>The rules in the order given. Each area code stands there once, for a number that the tenant owns and, when the user is <paramref name="allowed"/> only some, for one of those.</summary>
    public static List<AreaCodeCallerId> Read(IReadOnlyList<AreaCodeEntry> entries, IReadOnlyList<string> allowed, UserContext context)
    {
        var owned = CallerIdList.Of(context.Facts);
        var rules = new List<AreaCodeCallerId>();
        foreach (var entry in entries)
        {
            if (Rule(entry, allowed, owned) is not { } rule)
                continue;
            if (rules.Exists(r => r.AreaCode == rule.AreaCode))
                entry.Part.Add("areaCode", "duplicate", $"area code '{rule.AreaCode}' stands there twice: keep one of the rules.");
            else
                rules.Add(rule);
        }

        return rules;
    }

    private static AreaCodeEntry Entry(FieldReader part)
    {
        var areaCode = part.Text("areaCode", 15, AreaCodePattern(), "give 1 to 10 digits, with + or 00 in front if you like").Value;
        var callerId = part.Text("callerId", 100).Value;
        if (areaCode is null)
            part.Missing("areaCode", "give the digits that the dialled number begins with");
        if (callerId is null)
            part.Missing("callerId", "give one of the tenant's caller IDs");
        return new(part, areaCode, callerId);
    }

    private static AreaCodeCallerId? Rule(AreaCodeEntry entry, IReadOnlyList<string> allowed, CallerIdList owned)
    {
        var (part, areaCode, callerId) = entry;
        if (areaCode is null || callerId is null)
            return null;
        if (owned.Find(callerId) is not { } number)
            part.Add("callerId", "unknown", $"caller ID '{FieldReader.Shown(callerId)}' is not one of the tenant's: register it with POST /api/caller-ids.");
        else if (allowed.Count > 0 && !allowed.Contains(number))
            part.Add("callerId", "not_allowed", $"caller ID '{number}' is not among the user's allowedCallerIds: add it there, or use one of {string.Join(", ", allowed)}.");
        else
            return new(AreaCodePattern().Match(areaCode).Groups["digits"].Value, number);
        return null;
    }

    [GeneratedRegex(@"^(\+|00)?(?<digits>[1-9][0-9]{0,9}|0[1-9][0-9]{0,8})$", RegexOptions.CultureInvariant)]
    private static partial Regex AreaCodePattern();
}
