using UserFunctions.Platform.Http;

namespace UserFunctions.Tenants;

/// <summary>The lists among the tenant's settings: each is replaced as a whole, and an entry that was there keeps its id.</summary>
internal sealed class TenantLists(FieldReader reader)
{
    private const int MaxIps = 50;
    private const int MaxRanges = 50;
    private const int MaxRange = 64;
    private const int MaxIpName = 50;
    private const int MaxTemplates = 100;
    private const int MaxText = 1024;
    private const int MaxDispositions = 200;
    private const int MaxName = 100;

    private readonly Field<IReadOnlyList<FieldReader>> ips = reader.Parts("ips", MaxIps, "named range of IP addresses");
    private readonly Field<IReadOnlyList<FieldReader>> templates = reader.Parts("templates", MaxTemplates, "message template");
    private readonly Field<IReadOnlyList<FieldReader>> dispositions = reader.Parts("dispositions", MaxDispositions, "disposition");

    /// <summary>A channel that templates are for.</summary>
    private enum TemplateChannel
    {
        SMS,
        WhatsApp,
    }

    public IReadOnlyList<IpEntry> Ips(IReadOnlyList<IpEntry> before)
    {
        if (!ips.IsSet)
            return before;
        var after = new List<IpEntry>();
        foreach (var part in ips.Value ?? [])
        {
            var name = Name(part, MaxIpName, after.Select(e => e.Name));
            var ranges = part.Texts("ranges", MaxRanges, MaxRange);
            var parsed = (ranges.Value ?? []).Select(text => RangeOf(part, text)).OfType<string>().Distinct().ToList();
            if (ranges.Value is null or { Count: 0 })
                part.Missing("ranges", "give at least one address or range such as 203.0.113.0/24");
            after.Add(new(name, parsed));
        }

        return Kept(before, after, (a, b) => a.Name == b.Name && a.Ranges.SequenceEqual(b.Ranges));
    }

    public IReadOnlyList<MessageTemplate> Templates(IReadOnlyList<MessageTemplate> before, DateTimeOffset now)
    {
        if (!templates.IsSet)
            return before;
        var after = new List<MessageTemplate>();
        foreach (var part in templates.Value ?? [])
        {
            var old = Find(part, before, after, t => t.Id);
            var channel = part.Choice<TemplateChannel>("channel").Value?.ToString() ?? old?.Channel ?? "";
            if (channel.Length == 0)
                part.Missing("channel", "use SMS or WhatsApp");
            var name = Name(part, MaxName, after.Where(t => t.Channel == channel).Select(t => t.Name), old?.Name);
            old ??= Unclaimed(before, after, t => t.Id).FirstOrDefault(t => t.Channel == channel && Same(t.Name, name));
            var text = part.Lines("text", MaxText).Or(old?.Text);
            if (text is null)
                part.Missing("text", "give the text that is sent");
            after.Add(new(old?.Id ?? Guid.CreateVersion7(now), name, channel, text ?? ""));
        }

        return Kept(before, after, (a, b) => a == b);
    }

    public IReadOnlyList<Disposition> Dispositions(IReadOnlyList<Disposition> before, DateTimeOffset now)
    {
        if (!dispositions.IsSet)
            return before;
        var after = new List<Disposition>();
        foreach (var part in dispositions.Value ?? [])
        {
            var old = Find(part, before, after, d => d.Id);
            var name = Name(part, MaxName, after.Select(d => d.Name), old?.Name);
            old ??= Unclaimed(before, after, d => d.Id).FirstOrDefault(d => Same(d.Name, name));
            after.Add(new(old?.Id ?? Guid.CreateVersion7(now), name));
        }

        return Kept(before, after, (a, b) => a == b);
    }

    // What was there stays the same object, so that it compares as unchanged.
    private static IReadOnlyList<T> Kept<T>(IReadOnlyList<T> before, List<T> after, Func<T, T, bool> same) =>
        before.Count == after.Count && before.Zip(after).All(pair => same(pair.First, pair.Second)) ? before : after;

    private static IEnumerable<T> Unclaimed<T>(IReadOnlyList<T> before, List<T> after, Func<T, Guid> id) => before.ExceptBy(after.Select(id), id);

    // An id says which entry is meant, whatever it is called now.
    private static T? Find<T>(FieldReader part, IReadOnlyList<T> before, List<T> after, Func<T, Guid> idOf)
        where T : class
    {
        if (part.Text("id", 64).Value is not { } text)
            return null;
        var found = Guid.TryParse(text, out var id) ? before.FirstOrDefault(item => idOf(item) == id) : null;
        if (found is null)
            part.Add("id", "unknown", $"id '{FieldReader.Shown(text)}' does not exist in this list: leave it out for a new entry.");
        else if (after.Exists(item => idOf(item) == id))
            part.Add("id", "duplicate", $"id '{FieldReader.Shown(text)}' stands there twice: keep one of the entries.");
        return found;
    }

    private static string Name(FieldReader part, int max, IEnumerable<string> taken, string? before = null)
    {
        var name = part.Text("name", max).Or(before);
        if (name is null)
            part.Missing("name", "give it a name");
        else if (taken.Any(other => Same(other, name)))
            part.Add("name", "duplicate", $"name '{FieldReader.Shown(name)}' stands there twice: names are unique in their list, whatever their case.");
        return name ?? "";
    }

    private static string? RangeOf(FieldReader part, string text)
    {
        if (IpRange.Parse(text) is { } range)
            return range;
        part.Add("ranges", "invalid", $"'{FieldReader.Shown(text)}' is no IP address or range: give one such as 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32.");
        return null;
    }

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
