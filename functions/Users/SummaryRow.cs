using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Search;

namespace UserFunctions.Users;

/// <summary>A row of the index that is shown as a <see cref="UserSummary"/>, and written as one without making it: a page is some thousand texts, numbers and names.</summary>
/// <param name="Row">The user.</param>
/// <param name="Names">What is shown for the values that users have in common.</param>
/// <param name="Tokens">What was searched, for the highlights; empty: nothing was.</param>
[JsonConverter(typeof(SummaryRowConverter))]
internal readonly record struct SummaryRow(IndexRow Row, SummaryNames Names, IReadOnlyList<byte[]> Tokens);

/// <summary>Writes rows from the bytes that the index keeps.</summary>
internal sealed class SummaryRowConverter : JsonConverter<SummaryRow>
{
    private const int MostOfValue = 64;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? scratch;

    /// <inheritdoc/>
    public override SummaryRow Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("A list's rows are written only.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, SummaryRow value, JsonSerializerOptions options)
    {
        var to = scratch ??= new();
        to.ResetWrittenCount();
        WriteRow(to, value);
        writer.WriteRawValue(to.WrittenSpan, skipInputValidation: true);
    }

    private static void WriteRow(ArrayBufferWriter<byte> to, in SummaryRow shown)
    {
        var (row, names) = (shown.Row, shown.Names);
        var traits = row.Shared(UserEntry.Traits);
        var texts = row.ReadTexts();
        to.Write("{\"id\":\""u8);
        WriteValue(to, row.Id);
        to.Write("\",\"version\":"u8);
        WriteValue(to, row.Number(UserEntry.Version));
        WriteTime(to, ",\"createdAt\":\""u8, row.Number(UserEntry.CreatedAt));
        WriteTime(to, ",\"updatedAt\":\""u8, row.Number(UserEntry.UpdatedAt));
        WriteText(to, ",\"displayName\":\""u8, ref texts);
        WriteText(to, ",\"givenName\":\""u8, ref texts);
        WriteText(to, ",\"familyName\":\""u8, ref texts);
        WriteText(to, ",\"email\":\""u8, ref texts);
        WriteText(to, ",\"phone\":\""u8, ref texts);
        to.Write(names.Designation.Of(row.Shared(UserEntry.Designation)));
        to.Write(names.Tags.Of(row.Shared(UserEntry.Tags)));
        WriteText(to, ",\"externalId\":\""u8, ref texts);
        WriteText(to, ",\"loginId\":\""u8, ref texts);
        to.Write(names.Department.Of(row.Shared(UserEntry.Department)));
        to.Write(names.Groups.Of(row.Shared(UserEntry.Groups)));
        to.Write(names.Role.Of(row.Shared(UserEntry.Role)));
        to.Write(names.AccessRole.Of(traits));
        to.Write(names.Licences.Of(row.Shared(UserEntry.Licences)));
        to.Write(names.AuthenticationMethod.Of(traits));
        WriteText(to, ",\"extensionNumber\":\""u8, ref texts);
        to.Write(names.AgentExtension.Of(traits));
        WriteText(to, ",\"callForwardNumber\":\""u8, ref texts);
        to.Write(names.State.Of(traits));
        if (shown.Tokens.Count > 0)
            WriteHighlights(to, shown);
        to.Write("}"u8);
    }

    private static void WriteHighlights(ArrayBufferWriter<byte> to, in SummaryRow shown)
    {
        var texts = shown.Row.ReadTexts();
        to.Write(",\"highlights\":["u8);
        var any = false;
        foreach (var field in (ReadOnlySpan<string>)["displayName", "givenName", "familyName", "email", "phone"])
        {
            if (texts.Next(out var text))
                any = WritePlaces(to, field, Words.Occurrences(text, shown.Tokens), any);
        }

        if (shown.Names.DepartmentOf(shown.Row.Shared(UserEntry.Department)) is { } department)
            WritePlaces(to, "department", Words.Occurrences(department, shown.Tokens), any);
        to.Write("]"u8);
    }

    private static bool WritePlaces(ArrayBufferWriter<byte> to, string field, IReadOnlyList<(int Start, int Length)> places, bool any)
    {
        foreach (var (start, length) in places)
        {
            to.Write(any ? ",{\"field\":\""u8 : "{\"field\":\""u8);
            WriteValue(to, field);
            to.Write("\",\"start\":"u8);
            WriteValue(to, start);
            to.Write(",\"length\":"u8);
            WriteValue(to, length);
            to.Write("}"u8);
            any = true;
        }

        return any;
    }

    private static void WriteText(ArrayBufferWriter<byte> to, ReadOnlySpan<byte> name, ref RowTexts texts)
    {
        if (!texts.Next(out var text))
            return;
        to.Write(name);
        to.Write(Json.Options.Encoder!.FindFirstCharacterToEncodeUtf8(text) < 0 ? text : JsonEncodedText.Encode(text, Json.Options.Encoder).EncodedUtf8Bytes);
        to.Write("\""u8);
    }

    // As all times are written: without the zeros at the end of the fraction.
    private static void WriteTime(ArrayBufferWriter<byte> to, ReadOnlySpan<byte> name, long ticks)
    {
        to.Write(name);
        var text = to.GetSpan(MostOfValue);
        _ = Utf8Formatter.TryFormat(new DateTime(ticks, DateTimeKind.Utc), text, out var written, 'O');
        var end = text[..(written - 1)].TrimEnd((byte)'0').TrimEnd((byte)'.').Length;
        text[end] = (byte)'Z';
        to.Advance(end + 1);
        to.Write("\""u8);
    }

    private static void WriteValue<T>(ArrayBufferWriter<byte> to, T value)
        where T : IUtf8SpanFormattable
    {
        _ = value.TryFormat(to.GetSpan(MostOfValue), out var written, default, null);
        to.Advance(written);
    }

    private static void WriteValue(ArrayBufferWriter<byte> to, string ascii) => to.Advance(System.Text.Encoding.ASCII.GetBytes(ascii, to.GetSpan(MostOfValue)));
}
