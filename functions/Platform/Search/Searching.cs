using System.Buffers;
using System.Runtime.Intrinsics;

namespace UserFunctions.Platform.Search;

/// <summary>Scores the rows of one segment by the tokens that were typed.</summary>
internal sealed class Searching(Segment segment, IndexQuery query)
{
    // Below this share of rows the other tokens are looked for row by row.
    private const int FewOf = 4;

    // In fewer rows a token is found faster than it is remembered.
    private const int LeastRemembered = 4096;

    /// <summary>Keeps the rows in which every token occurs; their scores, summed over the tokens, in an array that the caller gives back to the pool.</summary>
    public byte[] Score(RowSet rows)
    {
        var total = Scores(query.Tokens[0]);
        rows.Keep(total.AsSpan(0, segment.Count));
        foreach (var token in query.Tokens.Skip(1))
        {
            if (rows.Count * FewOf < segment.Count && !(Remembers && segment.Scores.IsMet(token)))
                AddOneByOne(token, rows, total);
            else
                AddAll(Scores(token), rows, total);
        }

        return total;
    }

    private bool Remembers => segment.Count >= LeastRemembered;

    private byte[] Scores(byte[] token)
    {
        var rented = ArrayPool<byte>.Shared.Rent(segment.Count);
        var scores = rented.AsSpan(0, segment.Count);
        if (!Remembers || !segment.Scores.Recall(token, scores))
        {
            scores.Clear();
            ScoreTexts(token, scores);
            if (Remembers)
                segment.Scores.Remember(token, scores);
        }

        // What the values are called changes while the segment does not.
        foreach (var shared in query.SharedWords)
            ScoreShared(shared, token, scores);
        return rented;
    }

    private void ScoreTexts(byte[] token, Span<byte> scores)
    {
        foreach (var text in segment.Searched)
            text.Score(token, scores);
    }

    private void ScoreShared(SharedWords shared, byte[] token, Span<byte> scores)
    {
        var byCode = Table(shared, token);
        for (var code = 0; code < byCode.Length; code++)
        {
            if (byCode[code] == 0)
                continue;
            foreach (var row in segment.Shared[shared.Column].RowsOf(code))
                scores[row] = Math.Max(scores[row], byCode[code]);
        }
    }

    private void AddAll(byte[] more, RowSet rows, byte[] total)
    {
        var from = more.AsSpan(0, segment.Count);
        var to = total.AsSpan(0, segment.Count);
        rows.Keep(from);
        var row = 0;
        for (; row + Vector512<byte>.Count <= to.Length; row += Vector512<byte>.Count)
            (Vector512.Create<byte>(to[row..]) + Vector512.Create<byte>(from[row..])).CopyTo(to[row..]);
        for (; row < to.Length; row++)
            to[row] += from[row];
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
