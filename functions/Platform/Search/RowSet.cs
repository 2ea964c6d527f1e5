using System.Numerics;

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

    /// <summary>Takes a row out.</summary>
    public void Remove(int row) => words[row >> 6] &= ~(1UL << row);

    /// <summary>Keeps the rows that are in the other one too.</summary>
    public void And(RowSet other)
    {
        for (var i = 0; i < words.Length; i++)
            words[i] &= other.Words[i];
    }

    /// <summary>Keeps the rows whose code is allowed.</summary>
    public void Keep(ReadOnlySpan<int> codes, ReadOnlySpan<bool> allowed)
    {
        for (var word = 0; word < words.Length; word++)
        {
            if (words[word] == 0)
                continue;
            var bits = 0UL;
            var rows = codes[(word * 64)..Math.Min(length, (word + 1) * 64)];
            for (var i = 0; i < rows.Length; i++)
                bits |= (allowed[rows[i]] ? 1UL : 0UL) << i;
            words[word] &= bits;
        }
    }

    /// <summary>Keeps the rows whose score is not 0.</summary>
    public void Keep(ReadOnlySpan<byte> scores)
    {
        for (var word = 0; word < words.Length; word++)
        {
            var bits = 0UL;
            var rows = scores[(word * 64)..Math.Min(length, (word + 1) * 64)];
            for (var i = 0; i < rows.Length; i++)
                bits |= (rows[i] != 0 ? 1UL : 0UL) << i;
            words[word] &= bits;
        }
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
