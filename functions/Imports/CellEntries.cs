using System.Text.Json;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Imports;

/// <summary>
/// Reads cells that hold several things: <c>a;b</c> says all of them, <c>+a;-b</c> what comes and what goes. In <c>Name=value</c> the name counts, so
/// <c>+SMS=4</c> changes the one limit and <c>-SMS</c> takes it away.
/// </summary>
/// <param name="column">Which.</param>
/// <param name="current">What a change is made to; null: nothing.</param>
/// <param name="facts">As of the log position that is decided on.</param>
internal sealed class CellEntries(CsvColumn column, User? current, TenantFacts facts)
{
    // More than any field holds: they are refused as they stand, and need not be compared with each other.
    private const int MaxCompared = 500;

    /// <summary>Writes the cell as the form would send it.</summary>
    public void Write(Utf8JsonWriter json, string cell)
    {
        if (column.Kind is CellKind.Licences)
            WriteLicences(json, cell);
        else if (column.Kind is CellKind.Ips && cell.Equals(UserCells.AllowAll, StringComparison.OrdinalIgnoreCase))
            WriteIps(json, AllowedIpsMode.AllowAll, []);
        else if (column.Kind is CellKind.Ips)
            WriteIps(json, AllowedIpsMode.Selected, After(cell));
        else if (column.Kind is CellKind.Limits)
            WriteLimits(json, After(cell));
        else
            WriteList(json, After(cell));
    }

    // The entries as they stand, with their escapes, after what the cell changes.
    private List<string> After(string cell)
    {
        if (column.Kind is CellKind.List && cell == CellText.None)
            return [];
        var parts = CellText.Parts(cell, ';');
        if (parts.Count > MaxCompared || !IsChange(parts))
            return parts;
        var after = CellText.Parts(Before(), ';');
        foreach (var part in parts)
        {
            var entry = part[1..].Trim();
            var at = after.FindIndex(a => IsSame(a, entry));
            if (part[0] == '-' && at >= 0)
                after.RemoveAt(at);
            else if (part[0] == '-' && IsUnknownUser(entry))
                after.Add(entry);
            else if (part[0] == '+' && at >= 0)
                after[at] = IsPair ? entry : after[at];
            else if (part[0] == '+' && entry.Length > 0)
                after.Add(column.Kind is CellKind.Numbers ? Numbers.Added(column, entry, facts) : entry);
        }

        return after;
    }

    private bool IsPair => column.Kind is CellKind.Clients or CellKind.Limits or CellKind.AreaCodes;

    private bool IsChange(List<string> parts) =>
        parts.TrueForAll(part => part[0] is '+' or '-') && (column.Kind is not CellKind.Numbers || Numbers.IsChange(column, parts, facts));

    // Whoever has no channels of their own has all of the tenant's; nobody's addresses are a range.
    private string Before()
    {
        if (column.Name == "channels" && current?.Work.Channels is null)
            return CellText.Join(TenantSettings.Of(facts).Channels) ?? "";
        var shown = current is null ? null : column.Show!(current, facts);
        return shown is null or CellText.None or UserCells.AllowAll ? "" : shown;
    }

    private bool IsSame(string one, string other) => column.Kind switch
    {
        CellKind.Numbers => Numbers.AreSame(one, other),
        CellKind.Ips => (IpRange.Parse(one) ?? one).Equals(IpRange.Parse(other) ?? other, StringComparison.OrdinalIgnoreCase),
        CellKind.AreaCodes => AreaCode(one) == AreaCode(other),
        _ => CellText.Pair(one).Name.Equals(CellText.Pair(other).Name, StringComparison.OrdinalIgnoreCase),
    };

    // People stand in the list by id; an address to be taken away stays, so that it is refused and not passed over.
    private bool IsUnknownUser(string entry) => column.Name == "cdrUsers" && entry.Contains('@', StringComparison.Ordinal);

    private static string AreaCode(string part)
    {
        var code = CellText.Pair(part).Name.TrimStart('+');
        return code.StartsWith("00", StringComparison.Ordinal) ? code[2..] : code;
    }

    private void WriteList(Utf8JsonWriter json, List<string> entries)
    {
        json.WriteStartArray();
        foreach (var entry in entries)
        {
            if (column.Kind is CellKind.Clients)
                WriteClient(json, CellText.Pair(entry));
            else if (column.Kind is CellKind.AreaCodes)
                WriteAreaCode(json, CellText.Pair(entry));
            else
                json.WriteStringValue(CellText.Plain(entry));
        }

        json.WriteEndArray();
    }

    private static void WriteClient(Utf8JsonWriter json, (string Name, string? Channels) client)
    {
        json.WriteStartObject();
        json.WriteString("client", client.Name);
        if (client.Channels is { } channels)
        {
            json.WriteStartArray("channels");
            foreach (var channel in CellText.Parts(channels, ','))
                json.WriteStringValue(CellText.Plain(channel));
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteAreaCode(Utf8JsonWriter json, (string Code, string? CallerId) rule)
    {
        json.WriteStartObject();
        json.WriteString("areaCode", rule.Code);
        json.WriteString("callerId", rule.CallerId);
        json.WriteEndObject();
    }

    private static void WriteLimits(Utf8JsonWriter json, List<string> entries)
    {
        json.WriteStartObject();
        foreach (var (channel, limit) in entries.Select(CellText.Pair))
        {
            if (int.TryParse(limit, out var number))
                json.WriteNumber(channel, number);
            else
                json.WriteString(channel, limit);
        }

        json.WriteEndObject();
    }

    private static void WriteIps(Utf8JsonWriter json, AllowedIpsMode mode, List<string> ranges)
    {
        json.WriteStartObject();
        json.WriteString("mode", mode.ToString());
        json.WriteStartArray("ranges");
        foreach (var range in ranges)
            json.WriteStringValue(CellText.Plain(range));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // An app that is not named stays as it is, so these are changes in any form; an empty value gives the app back to the tenant's default.
    private void WriteLicences(Utf8JsonWriter json, string cell)
    {
        var apps = TenantSettings.Of(facts).Licences.Keys;
        json.WriteStartObject();
        foreach (var part in CellText.Parts(cell, ';'))
        {
            var (name, value) = CellText.Pair(part.TrimStart('+', '-'));
            json.WritePropertyName(apps.FirstOrDefault(app => app.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase)) ?? name);
            if (value is null)
                json.WriteBooleanValue(part[0] != '-');
            else if (value.Length == 0)
                json.WriteNullValue();
            else if (CellText.Flag(value) is { } flag)
                json.WriteBooleanValue(flag);
            else
                json.WriteStringValue(value);
        }

        json.WriteEndObject();
    }
}
