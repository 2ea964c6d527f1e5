namespace UserFunctions.Tests.Imports;

/// <summary>
/// Files as people have them, and broken ones, in <c>tests/data/csv</c>, each with what becomes of it beside it. <c>CORPUS=write</c> writes what becomes of them: look at what changed.
/// </summary>
public sealed class CsvCorpusTests(CsvCorpus corpus) : IClassFixture<CsvCorpus>
{
    /// <summary>The files.</summary>
    public static TheoryData<string> Files => [.. CsvCorpus.Names];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_file_of_the_corpus_becomes_what_stands_beside_it(string file)
    {
        if (Environment.GetEnvironmentVariable("CORPUS") == "write")
            File.WriteAllText(CsvCorpus.ExpectedPath(file), corpus.Seen(file) + "\n");
        else
            Assert.Equal(File.ReadAllText(CsvCorpus.ExpectedPath(file)), corpus.Seen(file) + "\n");
    }

    [Fact]
    public void The_corpus_is_whole()
    {
        Assert.InRange(CsvCorpus.Names.Count, 45, 500);
        Assert.Contains((byte)'\r', CsvCorpus.Content("lines-cr"));
        Assert.DoesNotContain((byte)'\n', CsvCorpus.Content("lines-cr"));
    }
}
