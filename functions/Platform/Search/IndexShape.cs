namespace UserFunctions.Platform.Search;

/// <summary>What an index keeps of a thing.</summary>
/// <param name="Id">The thing's id; the order of ids is the order of the list when nobody sorts.</param>
/// <param name="Numbers">One per number column of the shape.</param>
/// <param name="Texts">One per text column: texts that mostly differ from thing to thing; null: none.</param>
/// <param name="Shared">One per shared column: texts that many things have in common, in a form that the shape can read; null: none.</param>
public sealed record Entry(Guid Id, long[] Numbers, string?[] Texts, string?[] Shared);

/// <summary>A column whose values many things have in common: each value is kept, read and tested once.</summary>
/// <param name="Name">For people and for the stored form.</param>
/// <param name="Read">What a value means; it is asked once per value.</param>
public sealed record SharedShape(string Name, Func<string, object> Read);

/// <summary>Text that is searched (S099).</summary>
/// <param name="Name">For people and for the stored form.</param>
/// <param name="Weight">1-7: of hits of the same kind the one in the field with the greater weight comes first.</param>
/// <param name="Texts">The texts of a thing, given its text columns.</param>
/// <param name="TailFrom">What comes from the last such character on is shared by many (the host of an address); null: nothing is.</param>
public sealed record SearchShape(string Name, int Weight, Func<string?[], IEnumerable<string>> Texts, char? TailFrom = null);

/// <summary>What an index is made of.</summary>
/// <param name="Version">Grows whenever entries are made differently: a stored form of another version is not read.</param>
/// <param name="Numbers">Number columns.</param>
/// <param name="Texts">Text columns; each has its sort order at hand.</param>
/// <param name="Shared">Shared columns.</param>
/// <param name="Searched">Searched texts; the first text column is what hits of the same rank are ordered by.</param>
public sealed record IndexShape(
    int Version, IReadOnlyList<string> Numbers, IReadOnlyList<string> Texts, IReadOnlyList<SharedShape> Shared, IReadOnlyList<SearchShape> Searched)
{
    /// <summary>Two shapes with one name can read each other's stored form.</summary>
    public string Name =>
        string.Join(';', $"{Version}", string.Join(',', Numbers), string.Join(',', Texts), string.Join(',', Shared.Select(s => s.Name)), string.Join(',', Searched.Select(s => s.Name)));
}
