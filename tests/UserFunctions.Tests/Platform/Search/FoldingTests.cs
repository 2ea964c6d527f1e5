using System.Text;
using UserFunctions.Platform.Search;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Platform.Search;

public sealed class FoldingTests
{
    [Theory]
    [Spec("S100")]
    [InlineData("John SMITH", "john smith")]
    [InlineData("Renée Müller-Groß", "renee muller-gross")]
    [InlineData("Rene\u0301e", "renee")]
    [InlineData("STRASSE Straße STRAẞE", "strasse strasse strasse")]
    [InlineData("IĞDIR ığdır İğdir", "igdir igdir igdir")]
    [InlineData("Øyvind Łukasz Đorđe Æsa Þór", "oyvind lukasz dorde aesa thor")]
    [InlineData("Ὀδυσσεύς ΟΔΥΣΣΕΥΣ", "οδυσσευσ οδυσσευσ")]
    [InlineData("Ёлкин Королёв", "елкин королев")]
    [InlineData("Майя Маия", "майя маия")]
    [InlineData("山田 太郎", "山田 太郎")]
    [InlineData("ガード カード", "ガード カード")]
    [InlineData("ｆｕｌｌ　ｗｉｄｔｈ", "full width")]
    [InlineData("김민준", "김민준")]
    [InlineData("\u1100\u1175\u11b7", "김")]
    [InlineData("मीना", "मीना")]
    [InlineData("مُحَمَّد", "محمد")]
    [InlineData("O’Brien O'Brien", "o'brien o'brien")]
    [InlineData("ﬁsh", "fish")]
    [InlineData("zero\u200bwidth so\u00adft", "zerowidth soft")]
    [InlineData("a\tb\u0001c", "a b c")]
    public void Text_is_compared_without_case_and_accents_and_keeps_what_makes_another_letter(string text, string folded) =>
        Assert.Equal(folded, Encoding.UTF8.GetString(Folding.Fold(text)));

    [Theory]
    [InlineData("\ud83d")]
    [InlineData("a\udc00b")]
    [InlineData("👩‍👩‍👧 family")]
    [InlineData("")]
    public void Text_of_any_kind_can_be_folded_and_stays_what_it_is_when_folded_again(string text)
    {
        var once = Encoding.UTF8.GetString(Folding.Fold(text));
        Assert.Equal(once, Encoding.UTF8.GetString(Folding.Fold(once)));
    }

    [Fact]
    public void Comparing_is_the_same_as_comparing_what_is_folded()
    {
        string[] texts = ["", "a", "A", "a\u0301", "ä", "ab", "Ab\u0301c", "b", "ß", "ss", "sa", "st", "Ω", "ω", "ώ", "я", "Z", "z\u030c", "山", "김", "e\u200b", "e"];
        foreach (var a in texts)
        {
            foreach (var b in texts)
            {
                var expected = Math.Sign(Folding.Fold(a).AsSpan().SequenceCompareTo(Folding.Fold(b)));
                Assert.True(expected == Math.Sign(Folding.Compare(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b))), $"'{a}' and '{b}'");
            }
        }
    }

    [Theory]
    [Spec("S102")]
    [InlineData("John Smith", "jo smi", "John Smith|Jo:Smi")]
    [InlineData("user@example.com", "@exam", "@exam")]
    [InlineData("Groß", "gros", "Groß")]
    [InlineData("Groß", "s", "ß")]
    [InlineData("İstanbul", "ist", "İst")]
    [InlineData("Rene\u0301e", "ren", "Ren")]
    [InlineData("Rene\u0301e", "rene", "Rene\u0301")]
    [InlineData("ﬁsh", "f", "ﬁ")]
    [InlineData("Anna", "an na", "Anna")]
    [InlineData("aaaa", "aa", "aaaa")]
    [InlineData("😀 Joy", "joy", "Joy")]
    [InlineData("山田 太郎", "太", "太")]
    [InlineData("Ὀδυσσεύς", "σευσ", "σεύς")]
    [InlineData("nothing here", "zz", "")]
    public void What_was_typed_is_marked_where_it_stands_in_the_original(string text, string typed, string marked)
    {
        var places = Words.Occurrences(text, Words.Tokens(typed));
        var expected = marked.Split('|')[^1];
        Assert.Equal(expected, string.Join(':', places.Select(p => text.Substring(p.Start, p.Length))));
    }
}
