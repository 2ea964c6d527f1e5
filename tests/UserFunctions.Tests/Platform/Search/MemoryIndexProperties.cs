using System.Text;
using FsCheck.Xunit;
using UserFunctions.Platform.Search;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Platform.Search;

/// <summary>The index beside the plainest thing that answers the same: a list that is filtered, sorted and searched text by text.</summary>
public sealed class MemoryIndexProperties
{
    private const int Top = 7;

    // More than a segment needs to remember tokens and three-byte sequences.
    private const int Many = 4200;

    private static readonly IndexShape Shape = new(
        1, ["number"], ["name", "email", "code"], [new("group", text => text), new("tag", text => text)],
        [new("name", 4, texts => texts[0]!.Split('/')), new("email", 3, texts => texts[1] is { } email ? [email] : [], '@'), new("code", 2, texts => texts[2] is { } code ? [code] : [])]);

    private static readonly string[] Parts =
        ["jo", "John", "Joan", "smi", "Smith", "Smithson", "É", "e\u0301", "ß", "ss", "İ", "ı", "ж", "Й", "и", "山", "田", " ", "-", "/", "김", "@", "exam", "a", "b"];

    private static readonly string[] Hosts = ["@example.com", "@Exam.org", "@örtlich.de", "", "@x@y"];

    private static readonly string?[] Groups = [null, "Sales", "sáles", "Engineering", "Night shift", "Ätna"];

    private static readonly string[] Typed = ["jo", "smi", "jo smi", "@exam", "exam", "n@ex", "e", "ss", "s", "i", "и", "й", "山", "eng", "night", "a b", "sal jo", "mith@exam", "son", "-", "김 a", "xyz", "jo jo smith", "@", "t@e", "quix", "ixote@exam", "rare quixote", "xot jo"];

    [Property(MaxTest = 60)]
    [Spec("S098", "S099", "S100", "S101")]
    public void Whatever_is_asked_after_whatever_changes_the_answer_is_that_of_a_plain_list(int seed)
    {
        var random = new Random(seed);
        var plain = new Dictionary<Guid, Entry>();
        var index = MemoryIndex.Of(Shape, []);
        for (var round = random.Next(1, 12); round > 0; round--)
        {
            index = Change(index, plain, random);
            for (var question = 0; question < 4; question++)
                Compare(index, plain.Values, random);
        }
    }

    [Property(MaxTest = 4)]
    [Spec("S098", "S099", "S100", "S101")]
    public void Among_so_many_that_it_remembers_where_to_look_the_answer_is_the_same(int seed)
    {
        var random = new Random(seed);
        var plain = Enumerable.Range(0, Many + random.Next(64)).Select(n => new Guid(n, (short)random.Next(), 0, new byte[8])).ToDictionary(id => id, id => Some(id, random));
        // Of these there are so few that most blocks have none.
        foreach (var id in plain.Keys.Where(_ => random.Next(1000) == 0).ToList())
            plain[id] = plain[id] with { Texts = ["Quixote Rare", "quixote@example.com", null] };
        var index = MemoryIndex.Of(Shape, plain.Values);
        for (var question = 0; question < 24; question++)
            Compare(index, plain.Values, random);
    }

    private static MemoryIndex Change(MemoryIndex index, Dictionary<Guid, Entry> plain, Random random)
    {
        var changes = new Dictionary<Guid, Entry?>();
        for (var n = random.Next(1, 60); n > 0; n--)
        {
            var id = plain.Count > 0 && random.Next(3) == 0 ? plain.Keys.ElementAt(random.Next(plain.Count)) : new Guid(random.Next(), (short)random.Next(), 0, new byte[8]);
            changes[id] = random.Next(4) == 0 ? null : Some(id, random);
        }

        foreach (var (id, entry) in changes)
        {
            if (entry is null)
                plain.Remove(id);
            else
                plain[id] = entry;
        }

        index = index.With(changes);
        return random.Next(4) switch
        {
            0 => index.Compact(),
            1 => IndexFile.Read(IndexFile.Write(index, Shape, 5).ToMemory(), Shape)!.Value.Index,
            _ => index,
        };
    }

    private static Entry Some(Guid id, Random random)
    {
        string Any() => string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => Parts[random.Next(Parts.Length)]));
        return new(
            id, [random.Next(4)], [Any(), random.Next(5) == 0 ? null : Any() + Hosts[random.Next(Hosts.Length)], random.Next(2) == 0 ? null : $"{random.Next(30)}"],
            [Groups[random.Next(Groups.Length)], random.Next(3) == 0 ? null : $"{random.Next(5)}"]);
    }

    private static void Compare(MemoryIndex index, Dictionary<Guid, Entry>.ValueCollection plain, Random random)
    {
        var tokens = random.Next(2) == 0 ? [] : Words.Tokens(Typed[random.Next(Typed.Length)]);
        var (filters, passes) = Filter(random, plain);
        var (order, key, name) = Order(random, tokens);
        var backwards = order is not null && random.Next(2) == 0;
        var query = new IndexQuery
        {
            Filters = filters,
            Tokens = tokens,
            SharedWords = [new(0, 1, value => value as string)],
            Ordering = order,
            Backwards = backwards,
            OrderName = name,
            Top = Top,
        };
        var expected = plain.Where(e => passes(e) && tokens.All(t => Score(e, t) > 0)).Select(e => (Key: key(e), e.Id)).ToList();
        expected.Sort((a, b) => (backwards ? -1 : 1) * (a.Key.CompareTo(b.Key) is not 0 and var difference ? difference : string.CompareOrdinal($"{a.Id}", $"{b.Id}")));
        var found = new List<Guid>();
        for (string? cursor = null; ;)
        {
            var page = index.Find(query with { After = cursor })!;
            Assert.Equal(expected.Count, page.Total);
            found.AddRange(page.Rows.Select(row => row.Id));
            if ((cursor = page.Last) is null)
                break;
            Assert.Equal(Top, page.Rows.Count);
        }

        Assert.Equal(expected.Select(e => e.Id), found);
        Assert.Equal(plain.Count, index.Count);
    }

    private static (IReadOnlyList<RowFilter>, Func<Entry, bool>) Filter(Random random, Dictionary<Guid, Entry>.ValueCollection plain)
    {
        var some = plain.Count == 0 ? "x" : plain.ElementAt(random.Next(plain.Count)).Texts[0]!;
        return random.Next(6) switch
        {
            0 => ([RowFilter.Shared(0, value => value is "Sales")], e => e.Shared[0] == "Sales"),
            1 => ([RowFilter.Shared(1, value => value is null), RowFilter.Number(0, 1, 2)], e => e.Shared[1] is null && e.Numbers[0] is 1 or 2 && e.Shared[1] is null),
            2 => ([RowFilter.Text(0, some)], e => Folded(e.Texts[0]) == Folded(some)),
            3 => ([RowFilter.Text(0, some, StringComparison.Ordinal)], e => e.Texts[0] == some),
            _ => ([], _ => true),
        };
    }

    private static (Ordering?, Func<Entry, Key>, string) Order(Random random, IReadOnlyList<byte[]> tokens) => random.Next(5) switch
    {
        0 => (Ordering.Text(0), e => new(0, Folded(e.Texts[0])), "name"),
        1 => (Ordering.Text(1), e => new(0, Folded(e.Texts[1])), "email"),
        2 => (Ordering.Number(0), e => new(e.Numbers[0], ""), "number"),
        3 => (Ordering.Shared(0, value => value as string), e => new(0, Folded(e.Shared[0])), "group"),
        _ => tokens.Count == 0 ? (null, _ => new(0, ""), "-id") : (null, e => new(-tokens.Sum(t => Score(e, t)), Folded(e.Texts[0])), "-rank"),
    };

    // Fields from the weightiest; whole word, beginning of a word, elsewhere.
    private static int Score(Entry entry, byte[] token)
    {
        var fields = entry.Texts[0]!.Split('/').Select(n => ((string?)n, 4)).Append((entry.Texts[1], 3)).Append((entry.Texts[2], 2)).Append((entry.Shared[0], 1));
        return fields.Where(f => f.Item1 is not null).Max(f => Fit(Folded(f.Item1)!, Encoding.UTF8.GetString(token)) is > 0 and var fit ? (fit * 8) + f.Item2 : 0);
    }

    private static int Fit(string text, string token)
    {
        var best = 0;
        for (var at = text.IndexOf(token, StringComparison.Ordinal); at >= 0; at = text.IndexOf(token, at + 1, StringComparison.Ordinal))
        {
            var begins = at == 0 || !IsWord(text[at - 1]) || !IsWord(token[0]);
            var ends = at + token.Length == text.Length || !IsWord(text[at + token.Length]) || !IsWord(token[^1]);
            best = Math.Max(best, !begins ? 1 : !ends ? 2 : 3);
        }

        return best;
    }

    private static bool IsWord(char c) => c > 0x7f || char.IsAsciiLetterOrDigit(c);

    private static string? Folded(string? text) => text is null ? null : Encoding.UTF8.GetString(Folding.Fold(text));

    private sealed record Key(long Number, string? Text) : IComparable<Key>
    {
        public int CompareTo(Key? other) =>
            Number.CompareTo(other!.Number) is not 0 and var difference ? difference
            : Text is null || other.Text is null ? (Text is null ? 1 : 0) - (other.Text is null ? 1 : 0)
            : Encoding.UTF8.GetBytes(Text).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other.Text));
    }
}
