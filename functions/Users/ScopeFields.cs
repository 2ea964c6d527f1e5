using UserFunctions.Platform.Http;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

/// <summary>Where a user may sign in from (S050, S051) and whose calls the user sees (S052-S054).</summary>
internal sealed class ScopeFields(FieldReader reader)
{
    private const int MaxRangeText = 64;

    private readonly Field<FieldReader> allowedIps = reader.Part("allowedIps", "setting of allowed IPs", "ranges", "mode");
    private readonly Field<IReadOnlyList<string>> cdrDids = reader.Texts("cdrDids", LoginSettings.MaxScope, 100);
    private readonly Field<IReadOnlyList<string>> cdrUsers = reader.Texts("cdrUsers", LoginSettings.MaxScope, UserFields.MaxEmail);

    /// <summary>Texts that may name users: what stands in cdrUsers and is not <c>self</c>.</summary>
    public IEnumerable<string> NamedUsers => (cdrUsers.Value ?? []).Where(text => !IsSelf(text));

    public AllowedIps IpsAfter(AllowedIps before, UserContext context)
    {
        if (!allowedIps.IsSet)
            return before;
        if (allowedIps.Value is not { } part)
            return AllowedIps.Anywhere;
        var ranges = part.Texts("ranges", LoginSettings.MaxScope, MaxRangeText);
        var mode = part.Choice<AllowedIpsMode>("mode").Value ?? (ranges.IsSet ? ranges.Value is { Count: > 0 } ? AllowedIpsMode.Selected : AllowedIpsMode.AllowAll : before.Mode);
        var after = ranges.IsSet ? [.. (ranges.Value ?? []).SelectMany(text => RangesOf(part, text, context)).Distinct()] : before.Ranges;
        if (mode is AllowedIpsMode.Selected && after.Count == 0)
            part.Missing("ranges", "mode Selected needs at least one address or range such as 203.0.113.0/24");
        if (after.Count > LoginSettings.MaxScope)
            part.Add("ranges", "too_long", $"ranges stand for {after.Count} addresses and ranges; at most {LoginSettings.MaxScope} are allowed.");
        return mode is AllowedIpsMode.AllowAll ? AllowedIps.Anywhere : new(mode, after);
    }

    public IReadOnlyList<string> DidsAfter(IReadOnlyList<string> before, UserContext context)
    {
        if (!cdrDids.IsSet)
            return before;
        var owned = CallerIdList.Of(context.Facts);
        foreach (var text in (cdrDids.Value ?? []).Where(text => owned.Find(text) is null))
            reader.Add("cdrDids", "unknown", $"number '{FieldReader.Shown(text)}' is not one of the tenant's: register it with POST /api/caller-ids.");
        return [.. (cdrDids.Value ?? []).Select(owned.Find).OfType<string>().Distinct()];
    }

    public IReadOnlyList<CdrSubject> UsersAfter(IReadOnlyList<CdrSubject> before, Guid self, UserContext context)
    {
        if (!cdrUsers.IsSet)
            return before;
        var subjects = new List<CdrSubject>();
        foreach (var text in cdrUsers.Value ?? [])
        {
            if (Subject(text, before, self, context) is { } subject)
                subjects.Add(subject);
            else
                reader.Add("cdrUsers", "unknown", $"'{FieldReader.Shown(text)}' is no user and no group: give the id or e-mail address of a user, the name of a group, or self.");
        }

        return [.. subjects.Distinct()];
    }

    private static CdrSubject? Subject(string text, IReadOnlyList<CdrSubject> before, Guid self, UserContext context)
    {
        if (IsSelf(text))
            return new(CdrSubject.User, self);
        if (context.Facts.Groups.TryFind(text, out var group))
            return new(CdrSubject.Group, group.Id);
        if (context.Users.TryGetValue(text, out var user))
            return new(CdrSubject.User, user);
        // A user who was deleted since is sent back as it was read.
        return Guid.TryParse(text, out var id) ? before.FirstOrDefault(subject => subject.Id == id) : null;
    }

    // A range, an address, or the name of an entry of the tenant's list.
    private static IReadOnlyList<string> RangesOf(FieldReader part, string text, UserContext context)
    {
        if (IpRange.Parse(text) is { } range)
            return [range];
        if (context.Settings.Ips.FirstOrDefault(ip => ip.Name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } entry)
            return entry.Ranges;
        part.Add("ranges", "invalid", $"'{FieldReader.Shown(text)}' is no IP address or range: give one such as 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32, or the name of an entry of the tenant's ips.");
        return [];
    }

    private static bool IsSelf(string text) => text.Equals("self", StringComparison.OrdinalIgnoreCase);
}
