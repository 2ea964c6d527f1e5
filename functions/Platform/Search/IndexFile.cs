using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace UserFunctions.Platform.Search;

/// <summary>
/// An index as bytes, so that a new process need not read every row: a mark, the shape's name, the position of the change log that it was made at, the columns as they
/// lie in memory, and a hash of all that. What is not exactly that is not read.
/// </summary>
public static class IndexFile
{
    private const string Mark = "UserFunctions index 1";

    /// <summary>The bytes.</summary>
    public static BinaryData Write(MemoryIndex index, IndexShape shape, long position)
    {
        var segment = index.Compact().Parts is [var part, ..] ? part.Rows : Segment.Of(shape, []);
        using var stream = new MemoryStream(64 + (segment.Count * 300));
        using var to = new BinaryWriter(stream, Encoding.UTF8);
        to.Write(Mark);
        to.Write(shape.Name);
        to.Write(position);
        Write(to, segment);
        to.Flush();
        var content = stream.GetBuffer().AsSpan(0, (int)stream.Length);
        to.Write(SHA256.HashData(content));
        to.Flush();
        return BinaryData.FromBytes(stream.GetBuffer().AsMemory(0, (int)stream.Length));
    }

    /// <summary>The index and its position; null when the bytes are cut off, changed, or of another version.</summary>
    public static (MemoryIndex Index, long Position)? Read(ReadOnlyMemory<byte> bytes, IndexShape shape)
    {
        if (bytes.Length <= SHA256.HashSizeInBytes || !SHA256.HashData(bytes.Span[..^SHA256.HashSizeInBytes]).AsSpan().SequenceEqual(bytes.Span[^SHA256.HashSizeInBytes..]))
            return null;
        using var from = new BinaryReader(new MemoryStream(bytes.ToArray(), writable: false), Encoding.UTF8);
        if (from.ReadString() != Mark || from.ReadString() != shape.Name)
            return null;
        var position = from.ReadInt64();
        return (MemoryIndex.Of(Read(from, shape)), position);
    }

    private static void Write(BinaryWriter to, Segment segment)
    {
        Write(to, segment.Ids);
        foreach (var numbers in segment.Numbers)
            Write(to, numbers);
        Write(to, segment.Texts.Bytes);
        Write(to, segment.Texts.Starts);
        foreach (var order in segment.Orders)
            Write(to, order.Rows);
        foreach (var shared in segment.Shared)
        {
            Write(to, shared.Codes);
            to.Write(shared.Texts.Length);
            foreach (var text in shared.Texts)
                to.Write(text ?? "");
        }

        foreach (var searched in segment.Searched)
        {
            Write(to, searched.Bytes);
            Write(to, searched.Starts);
            Write(to, searched.TailCodes);
            to.Write(searched.Tails.Length);
            foreach (var tail in searched.Tails)
                Write(to, tail);
        }
    }

    private static Segment Read(BinaryReader from, IndexShape shape)
    {
        var ids = Many<UInt128>(from);
        var numbers = shape.Numbers.Select(_ => Many<long>(from)).ToArray();
        var texts = new TextColumns(shape.Texts.Count, Many<byte>(from), Many<int>(from));
        return new()
        {
            Shape = shape,
            Ids = ids,
            Numbers = numbers,
            Texts = texts,
            Orders = [.. shape.Texts.Select((_, column) => new TextOrder(texts, column, Many<int>(from)))],
            Shared = [.. shape.Shared.Select(shared => new SharedColumn(shared, Many<int>(from), SharedTexts(from)))],
            Searched = [.. shape.Searched.Select(searched => Searched(from, searched))],
        };
    }

    // The first value is "none".
    private static string?[] SharedTexts(BinaryReader from) => [.. Enumerable.Range(0, from.ReadInt32()).Select(code => from.ReadString() is var text && code == 0 ? null : text)];

    private static SearchText Searched(BinaryReader from, SearchShape shape)
    {
        var (bytes, starts, codes) = (Many<byte>(from), Many<int>(from), Many<int>(from));
        return new(shape, bytes, starts, [.. Enumerable.Range(0, from.ReadInt32()).Select(_ => Many<byte>(from))], codes);
    }

    private static void Write<T>(BinaryWriter to, T[] values)
        where T : unmanaged
    {
        to.Write(values.Length);
        to.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    private static T[] Many<T>(BinaryReader from)
        where T : unmanaged
    {
        var values = new T[from.ReadInt32()];
        from.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
