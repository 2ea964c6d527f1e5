using System.Numerics;
using System.Runtime.Intrinsics;

namespace UserFunctions.Platform.Search;

/// <summary>Some of a segment's rows: one bit a row.</summary>
internal sealed class RowSet(ulong[] words, int length)
{
    /// <summary>64 rows a word; bits behind the last row are 0.</summary>
    public ulong[] Words => words;

    /// <summary>Rows of the segment.</summary>
    public int Length => length;

    /// <summary>How many rows are in it.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            foreach (var word in words)
                count += BitOperations.PopCount(word);
            return count;
        }
    }

    /// <summary>All rows.</summary>
    public static RowSet All(int length)
    {
        var words = new ulong[(length + 63) / 64];
        words.AsSpan().Fill(ulong.MaxValue);
        if (length % 64 != 0)
            words[^1] = (1UL << (length % 64)) - 1;
        return new(words, length);
    }

    /// <summary>No row.</summary>
    public static RowSet None(int length) => new(new ulong[(length + 63) / 64], length);

    /// <summary>A copy that can be changed.</summary>
    public RowSet Copy() => new((ulong[])words.Clone(), length);

    /// <summary>True when the row is in it.</summary>
    public bool Has(int row) => (words[row >> 6] & (1UL << row)) != 0;

    /// <summary>Puts a row in.</summary>
    public void Add(int row) => words[row >> 6] |= 1UL << row;

    /// <summary>Puts rows in.</summary>
    public void Add(ReadOnlySpan<int> rows)
    {
        foreach (var row in rows)
            words[row >> 6] |= 1UL << row;
    }

    /// <summary>Takes a row out.</summary>
    public void Remove(int row) => words[row >> 6] &= ~(1UL << row);

    /// <summary>Keeps the rows that are in the other one too, or those that are not.</summary>
    public void And(RowSet other, bool isIn)
    {
        var turn = isIn ? 0 : ulong.MaxValue;
        for (var i = 0; i < words.Length; i++)
            words[i] &= other.Words[i] ^ turn;
    }

    /// <summary>Keeps the rows whose score is not 0.</summary>
    public void Keep(ReadOnlySpan<byte> scores)
    {
        for (var word = 0; word < words.Length; word++)
            words[word] &= ~Equal(Of(scores, word), 0);
    }

    /// <summary>Those of the rows that have the greatest score among them.</summary>
    public RowSet WithGreatest(ReadOnlySpan<byte> scores)
    {
        var (greatest, found) = (Greatest(scores), None(length));
        for (var word = 0; word < words.Length; word++)
            found.Words[word] = words[word] & Equal(Of(scores, word), greatest);
        return found;
    }

    private byte Greatest(ReadOnlySpan<byte> scores)
    {
        var (whole, single) = (Vector512<byte>.Zero, (byte)0);
        for (var word = 0; word < words.Length; word++)
        {
            if (words[word] == ulong.MaxValue)
            {
                whole = Vector512.Max(whole, Vector512.Create(Of(scores, word)));
                continue;
            }

            for (var rest = words[word]; rest != 0; rest &= rest - 1)
                single = Math.Max(single, scores[(word * 64) + BitOperations.TrailingZeroCount(rest)]);
        }

        for (var i = 0; i < Vector512<byte>.Count; i++)
            single = Math.Max(single, whole[i]);
        return single;
    }

    private ReadOnlySpan<byte> Of(ReadOnlySpan<byte> scores, int word) => scores[(word * 64)..Math.Min(length, (word + 1) * 64)];

    // A bit for each of up to 64 scores.
    private static ulong Equal(ReadOnlySpan<byte> scores, byte value)
    {
        if (scores.Length == Vector512<byte>.Count)
            return Vector512.Equals(Vector512.Create(scores), Vector512.Create(value)).ExtractMostSignificantBits();
        var bits = 0UL;
        for (var i = 0; i < scores.Length; i++)
            bits |= (scores[i] == value ? 1UL : 0UL) << i;
        return bits;
    }

    /// <summary>The rows in order.</summary>
    public Enumerator GetEnumerator() => new(words);

    /// <summary>Walks the bits.</summary>
    public struct Enumerator(ulong[] words)
    {
        private int word = -1;
        private ulong rest;

        /// <summary>The row.</summary>
        public int Current { get; private set; }

        /// <summary>Steps on.</summary>
        public bool MoveNext()
        {
            while (rest == 0)
            {
                if (++word >= words.Length)
                    return false;
                rest = words[word];
            }

            Current = (word << 6) + BitOperations.TrailingZeroCount(rest);
            rest &= rest - 1;
            return true;
        }
    }
}
