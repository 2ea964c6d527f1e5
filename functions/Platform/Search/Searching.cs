using System.Buffers;

namespace UserFunctions.Platform.Search;

/// <summary>Scores the rows of one segment by the tokens that were typed.</summary>
internal sealed class Searching(Segment segment, IndexQuery query)
{
    // Below this share of rows the other tokens are looked for row by row.
    private const int FewOf = 4;

    /// <summary>Keeps the rows in which every token occurs; their scores, summed over the tokens, in an array that the caller gives back to the pool.</summary>
    public byte[] Score(RowSet rows)
    {
        var total = Scores(query.Tokens[0]);
        rows.Keep(total.AsSpan(0, segment.Count));
        foreach (var token in query.Tokens.Skip(1))
        {
            if (rows.Count * FewOf < segment.Count)
                AddOneByOne(token, rows, total);
            else
                AddAll(token, rows, total);
        }

        return total;
    }

    private byte[] Scores(byte[] token)
    {
        var rented = ArrayPool<byte>.Shared.Rent(segment.Count);
        var scores = rented.AsSpan(0, segment.Count);
        scores.Clear();
        foreach (var text in segment.Searched)
            text.Score(token, scores);
        foreach (var shared in query.SharedWords)
        {
            var byCode = Table(shared, token);
            if (!byCode.AsSpan().ContainsAnyExcept((byte)0))
                continue;
            var codes = segment.Shared[shared.Column].Codes.AsSpan(0, scores.Length);
            for (var row = 0; row < codes.Length; row++)
                scores[row] = Math.Max(scores[row], byCode[codes[row]]);
        }

        return rented;
    }

    private void AddAll(byte[] token, RowSet rows, byte[] total)
    {
        var more = Scores(token);
        rows.Keep(more.AsSpan(0, segment.Count));
        for (var row = 0; row < segment.Count; row++)
            total[row] += more[row];
        ArrayPool<byte>.Shared.Return(more);
    }

    private void AddOneByOne(byte[] token, RowSet rows, byte[] total)
    {
        var tables = query.SharedWords.Select(shared => (segment.Shared[shared.Column].Codes, ByCode: Table(shared, token))).ToArray();
        var texts = segment.Searched.Select(text => text.Rows(token)).OfType<SearchText.RowScore>().ToArray();
        foreach (var row in rows)
        {
            byte best = 0;
            foreach (var text in texts)
                best = Math.Max(best, text.Of(row));
            foreach (var (codes, byCode) in tables)
                best = Math.Max(best, byCode[codes[row]]);
            if (best == 0)
                rows.Remove(row);
            total[row] += best;
        }
    }

    private byte[] Table(SharedWords shared, byte[] token) =>
        [.. segment.Shared[shared.Column].Values.Select(value => shared.Shown(value) is { } text ? Words.Score(Words.Best(Folding.Fold(text), token), shared.Weight) : (byte)0)];
}
