using System.Buffers.Binary;

namespace UserFunctions.Tests.Given;

/// <summary>The beginnings of pictures, as far as their size stands in them.</summary>
public static class Picture
{
    public static byte[] Png(int width, int height) =>
        [0x89, .. "PNG\r\n\x1A\n"u8, 0, 0, 0, 13, .. "IHDR"u8, .. Big(width, 4), .. Big(height, 4), 8, 6, 0, 0, 0, 0, 0, 0, 0];

    public static byte[] Gif(int width, int height) => [.. "GIF89a"u8, .. Little(width, 2), .. Little(height, 2), 0, 0, 0, 0x3B];

    /// <summary>With an application segment before the frame, as cameras write it.</summary>
    public static byte[] Jpeg(int width, int height) =>
        [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0xFF, 0xFF, 0xC2, 0, 11, 8, .. Big(height, 2), .. Big(width, 2), 1, 1, 0x11, 0, 0xFF, 0xD9];

    public static byte[] WebpLossy(int width, int height) => Webp("VP8 "u8, [0, 0, 0, 0x9D, 0x01, 0x2A, .. Little(width, 2), .. Little(height, 2)]);

    public static byte[] WebpLossless(int width, int height) => Webp("VP8L"u8, [0x2F, .. Little((width - 1) | ((height - 1) << 14), 4), 0, 0, 0, 0, 0]);

    public static byte[] WebpExtended(int width, int height) => Webp("VP8X"u8, [0, 0, 0, 0, .. Little(width - 1, 3), .. Little(height - 1, 3)]);

    /// <summary>The same with bytes behind it, which its size does not mind.</summary>
    public static byte[] Padded(byte[] picture, int length)
    {
        Array.Resize(ref picture, length);
        return picture;
    }

    private static byte[] Webp(ReadOnlySpan<byte> chunk, byte[] data) => [.. "RIFF"u8, .. Little(data.Length + 12, 4), .. "WEBP"u8, .. chunk, .. Little(data.Length, 4), .. data];

    private static byte[] Big(int value, int bytes)
    {
        var all = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(all, value);
        return all[^bytes..];
    }

    private static byte[] Little(int value, int bytes)
    {
        var all = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(all, value);
        return all[..bytes];
    }
}
