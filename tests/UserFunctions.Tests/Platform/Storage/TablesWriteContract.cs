using UserFunctions.Platform.Storage;

namespace UserFunctions.Tests.Platform.Storage;

public abstract class TablesWriteContract : TablesContract
{
    [Fact]
    public async Task An_insert_fails_when_the_row_is_there()
    {
        await Stored("a", ("n", 1));
        AssertRefused(await Submit(RowOperation.Insert(NewRow("a", ("n", 2)))), Refusal.Exists, 0);
        Assert.Equal(1, (await Get("a"))!.Number("n"));
    }

    [Fact]
    public async Task A_replace_without_an_etag_writes_regardless_and_drops_other_columns()
    {
        Assert.True((await Submit(RowOperation.Replace(NewRow("a", ("old", 1))))).Written);
        Assert.True((await Submit(RowOperation.Replace(NewRow("a", ("new", 2))))).Written);
        Assert.Equal(["new"], (await Get("a"))!.Columns.Keys);
    }

    [Fact]
    public async Task A_merge_without_an_etag_writes_regardless_and_keeps_other_columns()
    {
        Assert.True((await Submit(RowOperation.Merge(NewRow("a", ("old", 1L), ("both", 1L))))).Written);
        Assert.True((await Submit(RowOperation.Merge(NewRow("a", ("new", 2), ("both", "text"))))).Written);
        var row = (await Get("a"))!;
        Assert.Equal((1L, 2L, "text"), (row.Number("old"), row.Number("new"), row.Text("both")));
    }

    [Theory]
    [InlineData(RowAction.Replace)]
    [InlineData(RowAction.Merge)]
    [InlineData(RowAction.Delete)]
    public async Task An_etag_is_a_condition(RowAction action)
    {
        var read = await Stored("a", ("n", 1));
        var outcome = await Submit(RowOperation.Replace(read with { Columns = new() { ["n"] = 2 } }));
        Assert.Equal((await Get("a"))!.ETag, outcome.ETags.Single());
        Assert.NotEqual(read.ETag, outcome.ETags[0]);

        AssertRefused(await Submit(new RowOperation(action, read)), Refusal.Changed, 0);
        Assert.Equal(2, (await Get("a"))!.Number("n"));
        Assert.True((await Submit(new RowOperation(action, (await Get("a"))!))).Written);
    }

    [Theory]
    [InlineData(RowAction.Replace)]
    [InlineData(RowAction.Merge)]
    [InlineData(RowAction.Delete)]
    public async Task A_conditional_write_fails_when_the_row_is_gone(RowAction action)
    {
        var read = await Stored("a");
        Assert.True((await Submit(RowOperation.Delete(NewRow("a")))).Written);
        AssertRefused(await Submit(new RowOperation(action, read)), Refusal.Missing, 0);
        AssertRefused(await Submit(RowOperation.Insert(NewRow("b")), new RowOperation(action, read)), Refusal.Missing, 1);
        Assert.Null(await Get("b"));
    }

    [Fact]
    public async Task A_delete_without_an_etag_takes_any_version_but_wants_the_row_there()
    {
        await Stored("a");
        Assert.Equal([null], (await Submit(RowOperation.Delete(NewRow("a")))).ETags);
        AssertRefused(await Submit(RowOperation.Delete(NewRow("a"))), Refusal.Missing, 0);
    }

    [Fact]
    public async Task A_batch_does_everything_and_names_the_new_etags_in_order()
    {
        var (replaced, merged, deleted) = (await Stored("r", ("x", 1)), await Stored("m", ("x", 1)), await Stored("d"));
        var outcome = await Submit(
            RowOperation.Insert(NewRow("i")),
            RowOperation.Delete(deleted),
            RowOperation.Replace(replaced with { Columns = new() { ["y"] = 2 } }),
            RowOperation.Merge(merged with { Columns = new() { ["y"] = 2 } }),
            RowOperation.Replace(NewRow("r2")),
            RowOperation.Merge(NewRow("m2")));
        Assert.Equal((true, null, -1), (outcome.Written, outcome.Refused, outcome.Index));
        var etags = new List<string?>();
        foreach (var key in new[] { "i", "d", "r", "m", "r2", "m2" })
            etags.Add((await Get(key))?.ETag);
        Assert.Equal(etags, outcome.ETags);
        Assert.Equal(5, etags.Count(etag => etag is not null));
        Assert.Equal(["y"], (await Get("r"))!.Columns.Keys);
        Assert.Equal(["x", "y"], (await Get("m"))!.Columns.Keys.Order());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(12)]
    public async Task A_refused_batch_writes_nothing_and_names_the_operation(int index)
    {
        var stale = await Stored("stale", ("n", 1));
        await Submit(RowOperation.Replace(NewRow("stale", ("n", 2))));
        await Stored("there", ("n", 1));
        await Stored("doomed");
        List<RowOperation> Others() =>
        [
            RowOperation.Delete(NewRow("doomed")), RowOperation.Replace(NewRow("there", ("n", 3))),
            .. Enumerable.Range(0, 15).Select(n => RowOperation.Insert(NewRow($"new {n}"))),
        ];
        foreach (var (bad, refusal) in new[]
        {
            (RowOperation.Insert(NewRow("stale")), Refusal.Exists),
            (RowOperation.Merge(stale), Refusal.Changed),
            (RowOperation.Delete(NewRow("nobody")), Refusal.Missing),
        })
        {
            var operations = Others();
            operations.Insert(index, bad);
            AssertRefused(await Submit([.. operations]), refusal, index);
            var rows = (await Tables.Page(Table, Partition, " ", "~", 1000, null, default)).Rows;
            Assert.Equal([("doomed", null), ("stale", 2L), ("there", 1L)], rows.Select(row => (row.Key, row.Number("n"))));
        }
    }

    [Fact]
    public async Task A_row_of_a_refused_batch_keeps_its_etag()
    {
        var read = await Stored("a");
        await Stored("b");
        AssertRefused(await Submit(RowOperation.Replace(read), RowOperation.Insert(NewRow("b"))), Refusal.Exists, 1);
        Assert.Equal(read.ETag, (await Get("a"))!.ETag);
        Assert.True((await Submit(RowOperation.Replace(read))).Written);
    }

    [Fact]
    public async Task Of_many_writers_of_one_new_row_one_wins()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(n =>
            Submit(RowOperation.Insert(NewRow("log|1")), RowOperation.Insert(NewRow($"by {n}")))));
        var winner = Assert.Single(Enumerable.Range(0, 20), n => outcomes[n].Written);
        Assert.All(outcomes.Where(outcome => !outcome.Written), outcome => AssertRefused(outcome, Refusal.Exists, 0));
        var rows = (await Tables.Page(Table, Partition, "by ", "by~", 100, null, default)).Rows;
        Assert.Equal($"by {winner}", Assert.Single(rows).Key);
    }

    [Fact]
    public async Task The_operation_id_is_stored_but_not_shown()
    {
        var row = await Stored("a", ("n", 1));
        Assert.Equal(["n"], row.Columns.Keys);
        Assert.Contains("\"op\":\"", Assert.Single(Wire.Sent, t => t.Body.Contains("\"n\":1", StringComparison.Ordinal)).Body, StringComparison.Ordinal);
    }
}
