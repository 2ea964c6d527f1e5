using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace UserFunctions.Presence;

/// <summary>What tells whether two messages say the same: a hash that the order of the fields and blanks between them do not change.</summary>
internal static class MessageMark
{
    /// <summary>The mark of a text that is no JSON object.</summary>
    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>The mark of a message. What ties log lines together is no part of what it says: a repeat has its own.</summary>
    public static string Of(JsonElement message) =>
        Of(string.Concat(message.EnumerateObject().Where(field => field.Name != "correlationId").OrderBy(field => field.Name, StringComparer.Ordinal).Select(field => $"{field.Name}:{field.Value.GetRawText()}\n")));
}
