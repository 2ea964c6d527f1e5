using Microsoft.Extensions.Logging.Abstractions;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Platform.Storage;

public sealed class RequestRowsTests
{
    private static readonly Error Refused = Error.Conflict("thing", "thing.refused", "No.");

    private readonly Caller caller = Caller.System($"t{Guid.NewGuid():N}"[..20], "test", "test") with { RequestKey = new($"{Guid.NewGuid():N}", "body") };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_another_has_taken_up_is_neither_let_go_of_nor_ended_by_who_had_it_before(bool isDone)
    {
        var time = new LaterTime();
        var rows = await Rows(time);
        var (slow, second) = (new TaskCompletionSource<Result<string>>(), new TaskCompletionSource<Result<string>>());
        var first = rows.Once(caller, _ => slow.Task, CancellationToken.None);
        await Eventually.Holds(async () => await Row() is not null);
        // The first one's process stands still.
        time.Pass(TimeSpan.FromSeconds(31));
        var taken = rows.Once(caller, _ => second.Task, CancellationToken.None);
        await Eventually.Holds(async () => (await Row())!.Time("claimedUntil") > time.GetUtcNow());
        var claim = await Row();
        slow.SetResult(isDone ? "first" : Refused);
        Assert.Equal(isDone, (await first).Ok);
        Assert.Equal(claim!.ETag, (await Row())!.ETag);
        second.SetResult("second");
        Assert.Equal("second", (await taken).Value);
        Assert.Equal("second", (await rows.Once<string>(caller, _ => throw new InvalidOperationException("It was carried out before."), CancellationToken.None)).Value);
    }

    [Fact]
    public async Task An_outcome_that_cannot_be_kept_is_told_all_the_same()
    {
        var failing = new FailingTables(await TestApp.Service<ITables>());
        var rows = new RequestRows(failing, new QuickTime(), NullLogger<RequestRows>.Instance);
        var done = await rows.Once<string>(caller, async _ =>
        {
            failing.Unwritable = ChangeLog.Table;
            // Not only the end: it cannot be said in between either that it goes on.
            await Eventually.Holds(() => Task.FromResult(failing.Refused > 0));
            return "done";
        }, CancellationToken.None);
        Assert.Equal("done", done.Value);
        Assert.True(failing.Refused > 1);
    }

    [Fact]
    public async Task A_refusal_that_cannot_be_let_go_of_and_an_exception_are_told_as_they_are()
    {
        var failing = new FailingTables(await TestApp.Service<ITables>());
        var rows = new RequestRows(failing, TimeProvider.System, NullLogger<RequestRows>.Instance);
        Assert.Equal(Refused, (await rows.Once<string>(caller, _ => Fails(Refused), CancellationToken.None)).Error);
        failing.Unwritable = null;
        var other = caller with { RequestKey = caller.RequestKey! with { Key = $"{Guid.NewGuid():N}" } };
        await Assert.ThrowsAsync<NotSupportedException>(() => rows.Once<string>(other, _ => throw new NotSupportedException(), CancellationToken.None));

        Task<Result<string>> Fails(Error error)
        {
            failing.Unwritable = ChangeLog.Table;
            return Task.FromResult<Result<string>>(error);
        }
    }

    [Fact]
    public async Task Who_hangs_up_finds_the_outcome_when_they_call_again()
    {
        var rows = await Rows(TimeProvider.System);
        using var hungUp = new CancellationTokenSource();
        var done = await rows.Once<string>(caller, async _ =>
        {
            await hungUp.CancelAsync();
            return "done";
        }, hungUp.Token);
        Assert.Equal("done", done.Value);
        Assert.Equal("done", (await rows.Once<string>(caller, _ => Task.FromResult<Result<string>>("again"), CancellationToken.None)).Value);
    }

    private static async Task<RequestRows> Rows(TimeProvider time) => new(await TestApp.Service<ITables>(), time, NullLogger<RequestRows>.Instance);

    private async Task<Row?> Row() => await (await TestApp.Service<ITables>()).Get(ChangeLog.Table, caller.Tenant, $"y|{caller.RequestKey!.Key}", CancellationToken.None);

    /// <summary>The real time, whose timers are a thousand times as quick.</summary>
    private sealed class QuickTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, dueTime / 1000, period / 1000);
    }
}
