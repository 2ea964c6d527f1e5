using System.Text;
using UserFunctions.Platform.Search;

namespace UserFunctions.PhoneExtensions;

/// <summary>An extension as the index keeps it; what is its holder's is looked up when somebody asks.</summary>
internal static class ExtensionEntry
{
    public const int Number = 0, Intercom = 1, OwnCallerId = 2, CredentialId = 3;

    public const int Version = 0, CreatedAt = 1, UpdatedAt = 2, QuarantinedUntil = 3;

    public const int Holder = 0, HasPassword = 1;

    /// <summary>The columns. Without a holder the first shared one holds the extension's own caller ID.</summary>
    public static IndexShape Shape { get; } = new(
        1,
        ["version", "createdAt", "updatedAt", "quarantinedUntil"],
        ["number", "intercomNumber", "callerId", "credentialId"],
        [new("holder", text => Guid.TryParse(text, out var id) ? id : text), new("hasPassword", text => text)],
        [new("number", 4, texts => [texts[Number]!]), new("intercomNumber", 3, texts => texts[Intercom] is { } intercom ? [intercom] : [])]);

    public static Entry Of(PhoneExtension extension) => new(
        IdOf(extension.Number),
        [extension.Version, extension.CreatedAt.UtcTicks, extension.UpdatedAt.UtcTicks, extension.QuarantinedUntil?.UtcTicks ?? 0],
        [extension.Number, extension.IntercomNumber, extension.OwnCallerId, extension.CredentialId?.ToString("D")],
        [extension.UserId?.ToString("D") ?? extension.OwnCallerId, extension.CredentialId is null ? "false" : "true"]);

    public static PhoneExtension Read(IndexRow row)
    {
        var texts = row.Texts;
        return new(
            texts[Number]!, (int)row.Number(Version), row.Shared(Holder) as Guid?, texts[OwnCallerId], texts[Intercom], texts[CredentialId] is { } id ? Guid.Parse(id) : null,
            row.Number(QuarantinedUntil) is > 0 and var until ? new DateTimeOffset(until, TimeSpan.Zero) : null,
            new(row.Number(CreatedAt), TimeSpan.Zero), new(row.Number(UpdatedAt), TimeSpan.Zero));
    }

    /// <summary>The number's digits as an id, so that the order of ids is that of numbers.</summary>
    public static Guid IdOf(string number)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        _ = Encoding.ASCII.GetBytes(number.AsSpan(0, Math.Min(number.Length, bytes.Length)), bytes);
        return new(bytes, bigEndian: true);
    }
}
