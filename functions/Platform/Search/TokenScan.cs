using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace UserFunctions.Platform.Search;

/// <summary>The places where a token occurs in a part of a buffer, in order, overlapping ones too. Made for texts of a few letters and for buffers of megabytes alike.</summary>
internal ref struct TokenScan
{
    private readonly ReadOnlySpan<byte> bytes;
    private readonly ReadOnlySpan<byte> token;
    private readonly Vector256<byte> first;
    private readonly Vector256<byte> last;
    private readonly int end;
    private int block;
    private uint hits;

    /// <summary>Scans the bytes from <paramref name="from"/> to before <paramref name="to"/>; the token is not empty.</summary>
    public TokenScan(ReadOnlySpan<byte> bytes, int from, int to, ReadOnlySpan<byte> token)
    {
        this.bytes = bytes;
        this.token = token;
        (first, last) = (Vector256.Create(token[0]), Vector256.Create(token[^1]));
        end = to - token.Length + 1;
        block = from - Vector256<byte>.Count;
    }

    /// <summary>The place that was found.</summary>
    public int At { get; private set; }

    /// <summary>Finds the next place; false at the end.</summary>
    public bool Next()
    {
        while (true)
        {
            while (hits == 0)
            {
                block += Vector256<byte>.Count;
                if (block >= end)
                    return false;
                hits = Candidates();
            }

            At = block + int.TrailingZeroCount((int)hits);
            hits &= hits - 1;
            if (token.Length <= 2 || bytes.Slice(At + 1, token.Length - 2).SequenceEqual(token[1..^1]))
                return true;
        }
    }

    // Where the first and the last byte of the token fit: a bit for each of the block's places.
    private readonly uint Candidates()
    {
        var candidates = block + token.Length - 1 + Vector256<byte>.Count <= bytes.Length
            ? (Vector256.Equals(At256(block), first) & Vector256.Equals(At256(block + token.Length - 1), last)).ExtractMostSignificantBits()
            : OneByOne();
        return end - block >= Vector256<byte>.Count ? candidates : candidates & ((1u << (end - block)) - 1);
    }

    private readonly Vector256<byte> At256(int at) => Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(bytes), (nuint)at);

    // At the buffer's very end, behind which nothing may be read.
    private readonly uint OneByOne()
    {
        var candidates = 0u;
        for (var at = block; at < end && at - block < Vector256<byte>.Count; at++)
        {
            if (bytes[at] == token[0] && bytes[at + token.Length - 1] == token[^1])
                candidates |= 1u << (at - block);
        }

        return candidates;
    }
}
