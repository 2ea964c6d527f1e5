namespace UserFunctions.Platform.Search;

/// <summary>Scores the rows of one segment by the tokens that were typed.</summary>
internal sealed class Searching(Segment segment, IndexQuery query)
{
    // Below this share of rows the other tokens are looked for row by row.
    private const int FewOf = 4;

    /// <summary>Keeps the rows in which every token occurs; their scores, summed over the tokens.</summary>
    public byte[] Score(RowSet rows)
    {
        var total = Scores(query.Tokens[0]);
        rows.Keep(total);
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
        var scores = new byte[segment.Count];
        foreach (var text in segment.Searched)
            text.Score(token, scores);
        foreach (var shared in query.SharedWords)
        {
            var byCode = Table(shared, token);
            if (!byCode.AsSpan().ContainsAnyExcept((byte)0))
                continue;
            var codes = segment.Shared[shared.Column].Codes;
            for (var row = 0; row < scores.Length; row++)
                scores[row] = Math.Max(scores[row], byCode[codes[row]]);
        }

        return scores;
    }

    private void AddAll(byte[] token, RowSet rows, byte[] total)
    {
        var more = Scores(token);
        rows.Keep(more);
        for (var row = 0; row < total.Length; row++)
            total[row] += more[row];
    }

    private void AddOneByOne(byte[] token, RowSet rows, byte[] total)
    {
        var tables = query.SharedWords.Select(shared => (segment.Shared[shared.Column].Codes, ByCode: Table(shared, token))).ToArray();
        foreach (var row in rows)
        {
            byte best = 0;
            foreach (var text in segment.Searched)
                best = Math.Max(best, text.Score(token, row));
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
