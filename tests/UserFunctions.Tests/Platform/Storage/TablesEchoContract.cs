using UserFunctions.Platform.Storage;

namespace UserFunctions.Tests.Platform.Storage;

/// <summary>A try may land although its answer is lost: the retry then meets the batch's own rows.</summary>
public abstract class TablesEchoContract : TablesContract
{
    [Fact]
    public async Task An_insert_whose_answer_was_lost_is_written()
    {
        Wire.LoseNextAnswer();
        await AssertWritten(RowOperation.Insert(NewRow("a", ("n", 1))));
        Assert.Equal(1, (await Get("a"))!.Number("n"));
    }

    [Fact]
    public async Task A_batch_whose_answer_was_lost_is_written()
    {
        var (replaced, merged) = (await Stored("r"), await Stored("m"));
        await Stored("d");
        Wire.LoseNextAnswer();
        await AssertWritten(
            RowOperation.Delete(NewRow("d")),
            RowOperation.Replace(replaced with { Columns = new() { ["n"] = 2 } }),
            RowOperation.Merge(merged),
            RowOperation.Insert(NewRow("i")));
        Assert.Equal((null, 2L), (await Get("d"), (await Get("r"))!.Number("n")));
        Assert.NotNull(await Get("i"));
    }

    [Theory]
    [InlineData(RowAction.Replace, false)]
    [InlineData(RowAction.Replace, true)]
    [InlineData(RowAction.Merge, false)]
    [InlineData(RowAction.Merge, true)]
    public async Task A_conditional_write_whose_answer_was_lost_is_written(RowAction action, bool inBatch)
    {
        var (a, b) = (await Stored("a"), await Stored("b"));
        Wire.LoseNextAnswer();
        var operations = new[] { a, b }.Select(row => new RowOperation(action, row with { Columns = new() { ["n"] = 2 } }));
        await AssertWritten([.. operations.Take(inBatch ? 2 : 1)]);
        Assert.Equal(2, (await Get("a"))!.Number("n"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Deletes_whose_answer_was_lost_are_done_when_the_rows_are_gone(int count)
    {
        Row[] rows = [await Stored("a"), await Stored("b")];
        Wire.LoseNextAnswer();
        await AssertWritten([.. rows.Take(count).Select(RowOperation.Delete)]);
        Assert.Null(await Get("a"));
    }

    [Fact]
    public async Task An_inserted_row_vouches_for_the_batch_when_another_writer_was_quick()
    {
        var read = await Stored("a", ("n", 1));
        Wire.LoseNextAnswer(async () => Assert.True((await Submit(RowOperation.Replace(NewRow("a", ("n", 3))))).Written));
        await AssertWritten(RowOperation.Replace(read with { Columns = new() { ["n"] = 2 } }), RowOperation.Insert(NewRow("c|1")));
        Assert.Equal(3, (await Get("a"))!.Number("n"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_conflict_with_another_writer_stays_one_although_a_try_was_lost(int count)
    {
        var read = await Stored("u");
        Wire.LoseNextRequest(async () => Assert.True((await Submit(RowOperation.Insert(NewRow("a", ("by", "other"))))).Written));
        RowOperation[] operations = [RowOperation.Insert(NewRow("a", ("by", "me"))), RowOperation.Replace(read with { Columns = new() { ["n"] = 2 } })];
        AssertRefused(await Submit([.. operations.Take(count)]), Refusal.Exists, 0);
        Assert.Equal(("other", null), ((await Get("a"))!.Text("by"), (await Get("u"))!.Number("n")));
    }

    [Fact]
    public async Task A_stale_etag_stays_one_although_a_try_was_lost()
    {
        var read = await Stored("a");
        Wire.LoseNextRequest(async () => Assert.True((await Submit(RowOperation.Merge(NewRow("a", ("by", "other"))))).Written));
        AssertRefused(await Submit(RowOperation.Merge(read)), Refusal.Changed, 0);
    }

    [Fact]
    public async Task A_delete_that_met_nothing_on_its_first_try_is_refused()
    {
        AssertRefused(await Submit(RowOperation.Delete(NewRow("a"))), Refusal.Missing, 0);
        AssertRefused(await Submit(RowOperation.Delete(NewRow("a")), RowOperation.Delete(NewRow("b"))), Refusal.Missing, 0);
    }

    private async Task AssertWritten(params RowOperation[] operations)
    {
        var outcome = await Submit(operations);
        Assert.Equal((true, null, -1), (outcome.Written, outcome.Refused, outcome.Index));
        Assert.Equal(new string?[operations.Length], outcome.ETags);
        Assert.Null(Wire.After);
    }
}
