using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using UserFunctions.Tests.Flows;

namespace UserFunctions.Tests.Given;

/// <summary>
/// Makes bodies of the fields that an operation has and of no others, most values of the kind that it says, the same ones for the same seed: what gets past the reading of
/// a body, to where things are looked up and decided.
/// </summary>
/// <param name="seed">Decides all of them.</param>
/// <param name="swagger">Says which fields there are.</param>
/// <param name="known">Texts that mean something in the tenant: ids, addresses, names.</param>
internal sealed class FittingBodies(int seed, Swagger swagger, IReadOnlyList<string> known)
{
    private const int MaxDepth = 4;
    private const int MostFields = 6;
    private const int LongText = 40_000;

    private readonly Random random = new(seed);

    private static readonly string[] Odd =
        ["null", "true", "17", "-1", "1e400", "\"\"", "\" \"", "\"\\u0000\"", "\"\\ud800\"", "[]", "{}", "[null]", "[[]]", "{\"a\":{}}", "\"a|b/c#d?e\"", "\"\u202Eevil\"", "\"İ\""];

    private static readonly string[] Texts =
        ["a", "Ann Lee", "x😀y", "a|b", "a/b#c?d", "%2F", "self", "Owner", "Administrator", "Agent", "Standard", "ben@example.com", "+919876543210", "10.0.0.0/8", "2026-03-01T09:30:00Z", "=cmd|' /C calc'!A0"];

    private static readonly string[] Numbers = ["-1", "0", "1", "2", "5", "30", "60", "1000", "2147483647", "9223372036854775807", "0.5"];

    private static readonly string[] Times = ["0001-01-01T00:00:00Z", "2026-03-01T09:30:00Z", "2030-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z"];

    // What gets past the check of its form, by the field's name.
    private static readonly Dictionary<string, string[]> Likely = new(StringComparer.OrdinalIgnoreCase)
    {
        ["phone"] = ["9876543210", "9000000001"],
        ["number"] = ["205", "31", "8069651171"],
        ["extensionNumber"] = ["205", "31", "204"],
        ["callForwardNumber"] = ["9000000001"],
        ["callerId"] = ["8069651170"],
        ["areaCode"] = ["91", "22"],
        ["password"] = ["a fern in the lake", "short"],
        ["timeZone"] = ["UTC", "Europe/Berlin", "Mars/Base"],
        ["from"] = ["09:00", "2026-03-01T09:30:00Z"],
        ["to"] = ["17:00", "24:00"],
        ["callbackUrl"] = ["http://127.0.0.1:9/b", "http://127.0.0.1:9/a", "https://[::1]/", "ftp://x"],
        ["contentBase64"] = [Base64("displayName,email\nBen Iyer,ben@example.com\n"), Base64("email\nasha@example.com\n"), "AAAA", "%"],
        ["contact"] = ["sip:31@10.0.0.7"],
        ["sourceAddress"] = ["203.0.113.7", "::1"],
        ["days"] = ["Monday", "Sunday"],
        ["permissions"] = ["users.read", "users.write", "groups.read"],
        ["events"] = ["user.created", "user.changed"],
        ["changedFields"] = ["phone", "groups"],
        ["status"] = ["Available", "Inactive", "Lunch"],
        ["channels"] = ["SMS", "LiveChat"],
        ["pausedChannels"] = ["SMS"],
        ["channel"] = ["LiveChat", "SMS", "Voice"],
        ["department"] = ["Sales"],
        ["client"] = ["Acme"],
        ["group"] = ["Night shift"],
        ["profile"] = ["Half"],
        ["ranges"] = ["203.0.113.0/24", "2001:db8::/32"],
    };

    /// <summary>For an operation that says of no body.</summary>
    public static HostileBody Nothing { get; } = new("{}"u8.ToArray(), "application/json");

    /// <summary>The next body for an operation that takes one of this schema.</summary>
    public HostileBody Next(JsonObject schema) => new(Encoding.UTF8.GetBytes(random.Next(30) == 0 ? "{}" : Object(swagger.Resolve(schema), 0)), "application/json");

    private string Object(JsonObject said, int depth)
    {
        var properties = said["properties"]?.AsObject();
        var needed = said["required"]?.AsArray().Select(name => name!.ToString()).Where(_ => random.Next(12) > 0) ?? [];
        var chosen = properties is null || properties.Count == 0 ? [] : Enumerable.Range(0, random.Next(MostFields)).Select(_ => properties.ElementAt(random.Next(properties.Count)).Key);
        var fields = needed.Concat(chosen).Distinct().Where(name => properties?[name] is not null).Select(name => (name, Value(properties![name]!, name, depth + 1)));
        if (said["additionalProperties"] is JsonObject of)
            fields = fields.Concat(Enumerable.Range(0, random.Next(3)).Select(_ => Pick(known)).Distinct().Select(name => (name, Value(of, name, depth + 1))));
        return $"{{{string.Join(',', fields.Select(field => $"{Quoted(field.Item1)}:{field.Item2}"))}}}";
    }

    private string Value(JsonNode schema, string name, int depth)
    {
        var said = swagger.Resolve(schema);
        if (random.Next(25) == 0 || depth > MaxDepth)
            return Pick(Odd);
        if (said["enum"] is JsonArray words && random.Next(20) > 0)
            return words[random.Next(words.Count)]!.ToJsonString();
        return said["type"]?.ToString() switch
        {
            "boolean" => Pick(["true", "false"]),
            "integer" or "number" => Pick(Numbers),
            "array" => $"[{string.Join(',', Enumerable.Range(0, random.Next(40) == 0 ? 300 : random.Next(3)).Select(_ => Value(said["items"]!, name, depth + 1)))}]",
            "string" => Quoted(Text(said["format"]?.ToString(), name)),
            _ => Object(said, depth),
        };
    }

    private string Text(string? format, string name)
    {
        if (random.Next(4) > 0 && Likely.TryGetValue(name, out var likely))
            return Pick(likely);
        if (format is "date-time" && random.Next(10) > 0)
            return Pick(Times);
        return random.Next(20) switch
        {
            0 => new string('x', random.Next(LongText)),
            1 => $"{Guid.NewGuid()}",
            2 => $"Name {random.Next(50).ToString(CultureInfo.InvariantCulture)}",
            3 => $"somebody{random.Next(20).ToString(CultureInfo.InvariantCulture)}@example.com",
            < 9 => Pick(Texts),
            _ => Pick(known),
        };
    }

    private static string Quoted(string text) => JsonSerializer.Serialize(text);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private T Pick<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];
}
