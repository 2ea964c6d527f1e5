using UserFunctions.Platform.Storage;

namespace UserFunctions.Tests.Platform.Storage;

/// <summary>What Azure refuses is refused here, before anything is sent.</summary>
public abstract class TablesLimitsContract : TablesContract
{
    private static readonly string Longest = new('x', 32_768);

    public static TheoryData<string, string> WrongKeys => new()
    {
        { "", "1-512" }, { new string('k', 513), "513" }, { "a/b", "U+002F" }, { "a\\b", "U+005C" }, { "a#b", "U+0023" }, { "a?b", "U+003F" },
        { "a\tb", "U+0009" }, { "a\u007Fb", "U+007F" }, { "a\u0085b", "U+0085" },
    };

    public static TheoryData<string> WrongNames => new("", "1st", "a-b", "a b", "a.b", "odata.etag", "PartitionKey", "RowKey", "Timestamp", "op", new string('n', 256));

    [Fact]
    public Task A_batch_is_not_empty() => AssertNotSent("1-100");

    [Fact]
    public Task A_batch_has_at_most_100_operations() => AssertNotSent("101", Rows(101));

    [Fact]
    public async Task A_batch_of_100_operations_goes_through()
    {
        var outcome = await Submit(Rows(100));
        Assert.Equal(100, outcome.ETags.Count(etag => etag is not null));
        Assert.Equal(100, (await Tables.Page(Table, Partition, "0", "9~", 1000, null, default)).Rows.Count);
    }

    [Fact]
    public Task A_batch_stays_in_one_partition() =>
        AssertNotSent("'tenant 2'", RowOperation.Insert(NewRow("a")), RowOperation.Insert(new Row("tenant 2", "b")));

    [Fact]
    public Task A_batch_holds_a_row_once() => AssertNotSent("twice", RowOperation.Insert(NewRow("a")), RowOperation.Delete(NewRow("a")));

    [Fact]
    public Task A_batch_has_at_most_4_MiB() => AssertNotSent(
        "4194304", Rows(20, [.. Texts(15)]));

    [Fact]
    public async Task A_batch_of_almost_4_MiB_goes_through() => Assert.True(
        (await Submit(Rows(8, [.. Texts(15)]))).Written);

    [Fact]
    public Task A_row_has_at_most_1_MiB() => AssertNotSent("1048576", RowOperation.Insert(NewRow("a", [.. Texts(16)])));

    [Fact]
    public Task A_row_has_at_most_252_columns_with_the_operation_id() => AssertNotSent("252", RowOperation.Insert(NewRow("a", [.. Numbers(252)])));

    [Fact]
    public async Task A_row_of_251_columns_goes_through() => Assert.Equal(251, (await Stored("a", [.. Numbers(251)])).Columns.Count);

    [Fact]
    public Task A_text_has_at_most_32768_characters() => AssertNotSent("32769", RowOperation.Insert(NewRow("a", ("t", Longest + "x"))));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_text_of_32768_characters_of_three_bytes_goes_through(bool inBatch)
    {
        var text = new string('日', 32_768);
        var rows = Rows(inBatch ? 2 : 1, ("t", text));
        Assert.True((await Submit(rows)).Written);
        Assert.Equal(text, (await Get("0"))!.Text("t"));
    }

    [Fact]
    public Task A_text_is_unicode() => AssertNotSent("surrogate", RowOperation.Insert(NewRow("a", ("t", "half \uDE42 a pair"))));

    [Fact]
    public Task A_binary_has_at_most_64_KiB() => AssertNotSent("65536", RowOperation.Insert(NewRow("a", ("b", new byte[65_537]))));

    [Fact]
    public Task A_time_is_not_before_1601() =>
        AssertNotSent("1601", RowOperation.Insert(NewRow("a", ("t", new DateTimeOffset(1600, 12, 31, 0, 0, 0, TimeSpan.Zero)))));

    [Fact]
    public Task A_value_has_a_type_that_tables_know() => AssertNotSent("Decimal", RowOperation.Insert(NewRow("a", ("m", 1.5m))));

    [Theory]
    [MemberData(nameof(WrongNames))]
    public Task A_column_has_an_identifiers_name(string name) => AssertNotSent($"'{name}'", RowOperation.Merge(NewRow("a", (name, 1))));

    [Theory]
    [MemberData(nameof(WrongKeys))]
    public async Task A_key_has_only_characters_that_tables_allow(string key, string says)
    {
        await AssertNotSent(says, RowOperation.Insert(NewRow(key)));
        await AssertNotSent(says, RowOperation.Delete(new Row(key, "a")));
        var before = Wire.Sent.Count;
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Get(key));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Tables.Page(Table, key, "a", "b", 1, null, default));
        Assert.Equal(before, Wire.Sent.Count);
    }

    [Fact]
    public Task A_key_is_unicode() => AssertNotSent("surrogate", RowOperation.Insert(NewRow("a\uD83Db")));

    [Theory]
    [InlineData("ab")]
    [InlineData("1abc")]
    [InlineData("a-b-c")]
    [InlineData("tables")]
    [InlineData("Directory")]
    public Task A_table_has_a_plain_lower_case_name(string table) =>
        Assert.ThrowsAnyAsync<ArgumentException>(() => Tables.CreateTable(table, default));

    private static RowOperation[] Rows(int count, params (string Name, object? Value)[] columns) =>
        [.. Enumerable.Range(0, count).Select(n => RowOperation.Insert(NewRow($"{n}", columns)))];

    private static IEnumerable<(string Name, object? Value)> Texts(int count) => Enumerable.Range(0, count).Select(n => ($"t{n}", (object?)Longest));

    private static IEnumerable<(string Name, object? Value)> Numbers(int count) => Enumerable.Range(0, count).Select(n => ($"n{n}", (object?)n));

    private async Task AssertNotSent(string says, params RowOperation[] operations)
    {
        var before = Wire.Sent.Count;
        var error = await Assert.ThrowsAnyAsync<ArgumentException>(() => Submit(operations));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Wire.Sent.Count);
    }
}
