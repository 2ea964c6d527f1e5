using System.Text;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Imports;

/// <summary>The cells of a user that take more than a look at one field. What refers to something that is gone is left out, as in an answer.</summary>
internal static class UserCells
{
    public const string AllowAll = nameof(AllowedIpsMode.AllowAll);

    // Only what was given or taken by hand: the rest follows the tenant (S066, S067).
    public static string? Licences(User user, TenantSettings settings)
    {
        if (user.Licences.Count == 0)
            return null;
        var text = new StringBuilder();
        foreach (var (app, terms) in settings.Licences)
        {
            if (terms.Enabled && user.Licences.TryGetValue(app, out var given))
                Add(text, app, given ? "true" : "false");
        }

        return Cell(text);
    }

    public static string? Groups(User user, TenantFacts facts)
    {
        if (user.GroupIds.Count == 0)
            return null;
        var names = new List<string>(user.GroupIds.Count);
        foreach (var id in user.GroupIds)
        {
            if (facts.Groups.NameOf(id) is { } name)
                names.Add(name);
        }

        return CellText.Join(names);
    }

    // Blank: all of the tenant's, also those it gets later. That is not the same as none.
    public static string? Channels(User user, TenantSettings settings) => user.Work.Channels is null ? null : CellText.Join(user.Work.ChannelsWithin(settings)) ?? CellText.None;

    public static string? Clients(User user, TenantFacts facts)
    {
        if (user.Work.Clients.Count == 0)
            return null;
        var text = new StringBuilder();
        foreach (var access in user.Work.ClientsWithin(facts))
            Add(text, access.Client.Name, string.Join(',', access.Channels.Select(CellText.Name)));
        return Cell(text);
    }

    public static string? Limits(User user, TenantSettings settings)
    {
        if (user.Work.ChannelLimits.Count == 0)
            return null;
        var text = new StringBuilder();
        foreach (var (channel, limit) in user.Work.LimitsWithin(settings))
            Add(text, channel, limit);
        return Cell(text);
    }

    public static string? AreaCodes(User user, TenantFacts facts)
    {
        if (user.Calling.AreaCodeCallerIds.Count == 0)
            return null;
        var (owned, text) = (CallerIdList.Of(facts), new StringBuilder());
        foreach (var rule in user.Calling.AreaCodeCallerIds)
        {
            if (owned.Has(rule.CallerId))
                Add(text, rule.AreaCode, rule.CallerId);
        }

        return Cell(text);
    }

    public static string? Owned(IReadOnlyList<string> numbers, TenantFacts facts) =>
        numbers.Count == 0 ? null : CellText.JoinPlain([.. numbers.Where(CallerIdList.Of(facts).Has)]);

    public static string? Ips(AllowedIps ips) => ips.Mode is AllowedIpsMode.AllowAll ? AllowAll : CellText.JoinPlain(ips.Ranges);

    // Groups by name, users by id, because names of users are not unique.
    public static string? CdrUsers(User user, TenantFacts facts)
    {
        if (user.Login.CdrUsers.Count == 0)
            return null;
        var names = new List<string>(user.Login.CdrUsers.Count);
        foreach (var subject in user.Login.CdrUsers)
        {
            if (subject.Kind == CdrSubject.User)
                names.Add(subject.Id == user.Id ? "self" : subject.Id.ToString("D"));
            else if (facts.Groups.NameOf(subject.Id) is { } group)
                names.Add(group);
        }

        return CellText.Join(names);
    }

    private static void Add<T>(StringBuilder text, string name, T value)
    {
        if (text.Length > 0)
            text.Append(';');
        text.Append(CellText.Name(name)).Append('=').Append(value);
    }

    private static string? Cell(StringBuilder text) => text.Length == 0 ? null : text.ToString();
}
