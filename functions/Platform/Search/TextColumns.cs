using System.Buffers.Binary;
using System.Text;

namespace UserFunctions.Platform.Search;

/// <summary>All text columns of a segment, row by row in one buffer: each text in UTF-8 behind its length, two bytes; 0xFFFF: none.</summary>
internal sealed class TextColumns(int columns, byte[] bytes, int[] starts)
{
    public const ushort None = ushort.MaxValue;

    public int Columns => columns;

    public byte[] Bytes => bytes;

    /// <summary>Where each row begins, and where the last one ends.</summary>
    public int[] Starts => starts;

    /// <summary>The packed row.</summary>
    public ReadOnlySpan<byte> Packed(int row) => bytes.AsSpan(starts[row]..starts[row + 1]);

    /// <summary>Reads a row's texts in the order of their columns.</summary>
    public RowTexts Read(int row) => new(Packed(row));

    /// <summary>A text; false when there is none.</summary>
    public bool Try(int row, int column, out ReadOnlySpan<byte> text)
    {
        var at = starts[row];
        for (var i = 0; ; i++)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));
            at += sizeof(ushort);
            if (i == column)
            {
                text = length == None ? default : bytes.AsSpan(at, length);
                return length != None;
            }

            at += length == None ? 0 : length;
        }
    }

    public string? Text(int row, int column) => Try(row, column, out var text) ? Encoding.UTF8.GetString(text) : null;

    /// <summary>All texts of a row.</summary>
    public string?[] Texts(int row)
    {
        var texts = new string?[columns];
        var at = starts[row];
        for (var i = 0; i < columns; i++)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));
            at += sizeof(ushort);
            if (length == None)
                continue;
            texts[i] = Encoding.UTF8.GetString(bytes.AsSpan(at, length));
            at += length;
        }

        return texts;
    }

    public static TextColumns Of(int columns, IReadOnlyList<Entry> entries)
    {
        var (stream, starts) = (new MemoryStream(), new int[entries.Count + 1]);
        Span<byte> length = stackalloc byte[sizeof(ushort)];
        for (var row = 0; row < entries.Count; row++)
        {
            foreach (var text in entries[row].Texts)
            {
                var utf8 = text is null ? null : Encoding.UTF8.GetBytes(text);
                BinaryPrimitives.WriteUInt16LittleEndian(length, utf8 is null ? None : checked((ushort)utf8.Length));
                stream.Write(length);
                stream.Write(utf8);
            }

            starts[row + 1] = checked((int)stream.Length);
        }

        return new(columns, stream.ToArray(), starts);
    }
}

/// <summary>Reads the texts of a row, in UTF-8, in the order of their columns.</summary>
/// <param name="packed">As <see cref="TextColumns"/> packs them.</param>
internal ref struct RowTexts(ReadOnlySpan<byte> packed)
{
    private ReadOnlySpan<byte> rest = packed;

    /// <summary>The next column's text; false when the row has none there.</summary>
    public bool Next(out ReadOnlySpan<byte> text)
    {
        var length = BinaryPrimitives.ReadUInt16LittleEndian(rest);
        rest = rest[sizeof(ushort)..];
        if (length == TextColumns.None)
        {
            text = default;
            return false;
        }

        text = rest[..length];
        rest = rest[length..];
        return true;
    }
}
