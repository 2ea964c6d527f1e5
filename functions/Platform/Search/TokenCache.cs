namespace UserFunctions.Platform.Search;

/// <summary>
/// How the rows of one segment score by the tokens that were looked for last: who turns the page or types one more word looks for the same ones again. What comes once is
/// not kept. Safe for many readers; a segment never changes, so nothing in here gets old.
/// </summary>
internal sealed class TokenCache
{
    // A score a row and a token: with 100,000 rows less than a megabyte.
    private const int MostKept = 8;
    private const int MostMet = MostKept;

    private readonly Lock gate = new();
    private readonly List<(byte[] Token, byte[] Scores)> kept = [];
    private readonly Queue<byte[]> met = [];

    /// <summary>Copies the scores that are kept for a token; false when there are none.</summary>
    public bool Recall(byte[] token, Span<byte> scores)
    {
        // A copy, so that the memory can be used again for another token: it is too large to be thrown away often.
        lock (gate)
        {
            if (PlaceOf(token) is not (>= 0 and var at))
                return false;
            var found = kept[at];
            found.Scores.CopyTo(scores);
            // The one that was used last is forgotten last.
            kept.RemoveAt(at);
            kept.Add(found);
            return true;
        }
    }

    /// <summary>True when the token was looked for before: it will be again.</summary>
    public bool IsMet(byte[] token)
    {
        lock (gate)
            return PlaceOf(token) >= 0 || Meet(token);
    }

    /// <summary>Keeps the scores of a token that was looked for before.</summary>
    public void Remember(byte[] token, ReadOnlySpan<byte> scores)
    {
        lock (gate)
        {
            if (PlaceOf(token) >= 0 || !Meet(token))
                return;
            var memory = kept.Count < MostKept ? new byte[scores.Length] : kept[0].Scores;
            if (kept.Count == MostKept)
                kept.RemoveAt(0);
            scores.CopyTo(memory);
            kept.Add((token, memory));
        }
    }

    private int PlaceOf(byte[] token) => kept.FindIndex(k => k.Token.AsSpan().SequenceEqual(token));

    private bool Meet(byte[] token)
    {
        if (met.Any(m => m.AsSpan().SequenceEqual(token)))
            return true;
        if (met.Count == MostMet)
            _ = met.Dequeue();
        met.Enqueue(token);
        return false;
    }
}
