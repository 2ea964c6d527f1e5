using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using UserFunctions.Platform.Http;

namespace UserFunctions.Tests.Given;

/// <summary>Makes bodies that are wrong somewhere, the same ones for the same seed: broken JSON, other kinds of values, deep nesting, odd Unicode, fields twice.</summary>
/// <param name="seed">Decides all of them.</param>
/// <param name="fields">Names of fields that endpoints know.</param>
/// <param name="known">Texts that mean something in the tenant: ids, addresses, names.</param>
public sealed class HostileBodies(int seed, IReadOnlyList<string> fields, IReadOnlyList<string> known)
{
    private const int MostFields = 12;
    private const int MaxDepth = UserFunctions.Platform.Http.Json.MaxDepth;
    private const int LongText = 70_000;

    private readonly Random random = new(seed);
    private IReadOnlyList<string> own = [];

    private static readonly string[] Texts =
    [
        "", " ", "\\u0000", "a\\u0000b", "\\ud800", "x\\udc00", "\\ud83d\\ude00", "😀", "\u202Eevil", "a\\r\\nBcc: b@example.com", "ｆｕｌｌ", "Z\u0351\u036B\u0343a\u0329l\u0321go", "\uFFFF", "\uFEFF", "İ", "ß", "ﬀ",
        "../../etc/passwd", "a/b\\\\c#d?e", "a|b|c", "%00", "%2F", "'; drop table users; --", "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "{{7*7}}", "${jndi:ldap://x}", "null", "true", "0", "-1", "1e9",
        "self", "Owner", "Administrator", "Agent", "asha@example.com", "@", "a@b", "+", "00", "0000000000", "9876543210", "+919876543210", "::1", "0.0.0.0/0", "10.0.0.0/33", "1.2.3.4/-1",
        "00000000-0000-0000-0000-000000000000", "not-a-guid", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999+14:00", "2026-02-30T00:00:00Z", "24:00", "Monday", "Available", "SSO", "Selected", "Extension",
    ];

    private static readonly string[] Numbers = ["0", "-0", "-1", "-2", "1", "2147483647", "2147483648", "9223372036854775807", "18446744073709551616", "0.5", "1e400", "-1e-400", "1E5", "3.0000000000000000000000001"];

    /// <summary>The next body, with the type it is sent as; most of its fields are of the endpoint's <paramref name="own"/>.</summary>
    public HostileBody Next(IReadOnlyList<string> own)
    {
        this.own = own;
        var form = random.Next(20);
        return form switch
        {
            0 => Json(Pick(["[]", "null", "17", "\"text\"", "true", "[{}]"])),
            1 => Json(Broken()),
            2 => Json(Nested(random.Next(MaxDepth + 1, 4000))),
            3 => Json(Twice()),
            4 => Bytes(NoUtf8(), "application/json"),
            5 => Bytes(Encoding.UTF8.GetBytes(Known()), Pick(["text/plain+json", "application/x-www-form-urlencoded", "application/octet-stream", "text/html", ""])),
            6 => Json($"{{\"{Unknown()}\":{Value(0)},\"{Field()}\":\"{new string('x', random.Next(5) == 0 ? Bodies.MaxJson : LongText)}\"}}"),
            7 => Json($"{{{string.Join(',', Enumerable.Range(0, random.Next(60, 400)).Select(i => $"\"{Unknown()}{i}\":{Value(3)}"))}}}"),
            _ => Json(Known()),
        };
    }

    // Fields that are known, with values that mostly are wrong, and one that nobody knows: so it is wrong whatever they are.
    private string Known()
    {
        var named = Enumerable.Range(0, random.Next(MostFields)).Select(_ => Field()).Distinct().Select(name => $"\"{name}\":{Value(0)}").ToList();
        named.Insert(random.Next(named.Count + 1), $"\"{Unknown()}\":{Value(0)}");
        return $"{{{string.Join(',', named)}}}";
    }

    private string Value(int depth) => random.Next(depth > 4 ? 5 : 8) switch
    {
        0 => Pick(["null", "true", "false"]),
        1 => Pick(Numbers),
        2 => $"\"{Pick(known)}\"",
        3 or 4 => $"\"{Pick(Texts)}\"",
        5 => $"[{string.Join(',', Enumerable.Range(0, random.Next(10) == 0 ? 300 : random.Next(4)).Select(_ => Value(depth + 2)))}]",
        6 => Nested(random.Next(1, MaxDepth - depth - 6)),
        _ => $"{{{string.Join(',', Enumerable.Range(0, random.Next(5)).Select(i => $"\"{Name(i)}\":{Value(depth + 2)}"))}}}",
    };

    private string Name(int i) => random.Next(12) == 0 ? $"{Pick(["\\ud800", "", "\\u0000", "__proto__", "$ref", new string('n', 3000)])}{i.ToString(CultureInfo.InvariantCulture)}" : $"{Pick(Parts)}";

    private static readonly string[] Parts = ["enabled", "mode", "ranges", "timeoutSeconds", "ringStrategy", "client", "channels", "areaCode", "callerId", "video", "seats", "byDefault", "name", "days", "from", "to", "kind", "text", "effective", "id"];

    private string Unknown() => $"zz{random.Next(1000).ToString(CultureInfo.InvariantCulture)}{Pick(["", "é", "😀", "-", ".", "[0]", " ", "\\u0007", "\\ud800", new('z', 2000)])}";

    private static string Nested(int depth) => depth % 2 == 0
        ? $"{{\"tags\":{new string('[', depth)}{new string(']', depth)}}}"
        : $"{string.Concat(Enumerable.Repeat("{\"a\":", depth))}1{new string('}', depth)}";

    private string Twice()
    {
        var name = Field();
        return random.Next(2) == 0 ? $"{{\"{name}\":{Value(0)},\"{name}\":{Value(0)}}}" : $"{{\"{Unknown()}\":{{\"a\":1,\"a\":2}},\"{name}\":\"x\"}}";
    }

    private string Broken()
    {
        var whole = Known();
        return random.Next(6) switch
        {
            0 => whole[..random.Next(1, whole.Length)],
            1 => whole + Pick(["}", ",", " {}", "x", "\u0001"]),
            2 => "{" + new string('"', random.Next(1, 4)),
            3 => $"/* c */ {whole}",
            4 => whole.Replace('"', '\''),
            _ => $"{{\"{Field()}\":{Pick(["NaN", "Infinity", "undefined", "01", "+1", ".5", "\"\\x41\"", "\"\t\"", "\"\\ud8\""])}}}",
        };
    }

    private byte[] NoUtf8()
    {
        var bytes = Encoding.UTF8.GetBytes($"{{\"{Field()}\":\"abcdefgh\"}}");
        bytes[^5] = (byte)random.Next(0x80, 0x100);
        return bytes;
    }

    private string Field() => own.Count > 0 && random.Next(4) > 0 ? Pick(own) : Pick(fields);

    private T Pick<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];

    private static HostileBody Json(string text) => Bytes(Encoding.UTF8.GetBytes(text), "application/json");

    private static HostileBody Bytes(byte[] bytes, string type) => new(bytes, type);
}

/// <summary>A body and what it says it is.</summary>
/// <param name="Bytes">As they are sent.</param>
/// <param name="Type">Content-Type; empty: none is said.</param>
public sealed record HostileBody(byte[] Bytes, string Type)
{
    /// <summary>Fresh content: it can be sent once.</summary>
    public ByteArrayContent Content
    {
        get
        {
            var content = new ByteArrayContent(Bytes);
            if (Type.Length > 0)
                content.Headers.ContentType = MediaTypeHeaderValue.Parse(Type);
            return content;
        }
    }

    /// <summary>Its beginning, for people.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Bytes, 0, Math.Min(Bytes.Length, 1500));
}
