using System.Buffers.Binary;
using System.Security.Cryptography;
using UserFunctions.Platform.Errors;

namespace UserFunctions.Users;

/// <summary>A picture of a user (S007): what it is, is read from its bytes and not from what somebody calls it.</summary>
/// <param name="Type"><c>image/png</c>, <c>image/jpeg</c>, <c>image/gif</c> or <c>image/webp</c>.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
internal sealed record ProfileImage(string Type, int Width, int Height)
{
    /// <summary>Bytes of a picture.</summary>
    public const int MaxBytes = 2 * 1024 * 1024;

    /// <summary>Pixels of a side.</summary>
    public const int MaxSide = 4096;

    /// <summary>The types that are taken, by the endings of their files.</summary>
    public static IReadOnlyDictionary<string, string> Types { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["png"] = "image/png",
        ["jpg"] = "image/jpeg",
        ["jpeg"] = "image/jpeg",
        ["gif"] = "image/gif",
        ["webp"] = "image/webp",
    };

    /// <summary>The picture that the bytes are, if it is one that is taken and of the type that was said.</summary>
    public static Result<ProfileImage> Check(byte[] content, string said)
    {
        if (content.Length > MaxBytes)
            return new Error(ErrorKind.TooLarge, "body.too_large", $"The picture has {content.Length:N0} bytes; at most {MaxBytes:N0} are taken.");
        if (Read(content) is not { } image)
            return Error.Invalid("profileImage", "profileImage.invalid", $"The file says that it is {said}, but its bytes are no picture whose size can be read: send a PNG, JPEG, GIF or WebP.");
        if (image.Type != said)
            return Error.Invalid("profileImage", "profileImage.wrong_type", $"The file says that it is {said}, but its bytes are {image.Type}: name it what it is.");
        return image.Width is > 0 and <= MaxSide && image.Height is > 0 and <= MaxSide ? image
            : Error.Invalid("profileImage", "profileImage.too_large", $"The picture is {image.Width} × {image.Height} pixels; allowed are 1 × 1 to {MaxSide} × {MaxSide}.");
    }

    /// <summary>A name under which the content is kept: its hash, which tells equal pictures; <paramref name="mark"/>, so that no two uploads share a file; and its type.</summary>
    public string NameOf(byte[] content, string mark) => $"{HashOf(content)}-{mark}.{Type["image/".Length..]}";

    /// <summary>True when the picture of this name has this content.</summary>
    public static bool IsOf(string? name, byte[] content) => name?.StartsWith(HashOf(content) + "-", StringComparison.Ordinal) is true;

    /// <summary>The type of a picture by its name.</summary>
    public static string TypeOf(string name) => Types[name[(name.LastIndexOf('.') + 1)..]];

    private static string HashOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content))[..32];

    private static ProfileImage? Read(ReadOnlySpan<byte> bytes) => Png(bytes) ?? Gif(bytes) ?? Webp(bytes) ?? Jpeg(bytes);

    // PNG §5.2, §11.2.1: the signature, then always the header chunk.
    private static ProfileImage? Png(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 33 && bytes.StartsWith((ReadOnlySpan<byte>)[0x89, .. "PNG\r\n\x1A\n"u8]) && bytes[12..].StartsWith("IHDR"u8)
            ? new("image/png", BinaryPrimitives.ReadInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadInt32BigEndian(bytes[20..])) : null;

    private static ProfileImage? Gif(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 13 && (bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8))
            ? new("image/gif", BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..])) : null;

    // RFC 9649: lossy, lossless, or extended.
    private static ProfileImage? Webp(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 30 || !bytes.StartsWith("RIFF"u8) || !bytes[8..].StartsWith("WEBP"u8))
            return null;
        if (bytes[12..].StartsWith("VP8 "u8) && bytes[23..].StartsWith((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A]))
            return new("image/webp", BinaryPrimitives.ReadUInt16LittleEndian(bytes[26..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]) & 0x3FFF);
        if (bytes[12..].StartsWith("VP8L"u8) && bytes[20] == 0x2F && BinaryPrimitives.ReadUInt32LittleEndian(bytes[21..]) is var packed)
            return new("image/webp", (int)(packed & 0x3FFF) + 1, (int)((packed >> 14) & 0x3FFF) + 1);
        return bytes[12..].StartsWith("VP8X"u8) ? new("image/webp", Three(bytes[24..]) + 1, Three(bytes[27..]) + 1) : null;

        static int Three(ReadOnlySpan<byte> at) => at[0] | (at[1] << 8) | (at[2] << 16);
    }

    // ITU T.81 §B.2: segments, until the one that begins a frame.
    private static ProfileImage? Jpeg(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return null;
        for (var at = 2; at + 9 <= bytes.Length && bytes[at] == 0xFF;)
        {
            var marker = bytes[at + 1];
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return new("image/jpeg", BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]));
            // A fill byte, or a marker that stands alone; every other one has a length.
            at += marker is 0xFF ? 1 : marker is 0x01 or (>= 0xD0 and <= 0xD8) ? 2 : 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
        }

        return null;
    }
}
