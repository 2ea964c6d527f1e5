using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using UserFunctions.Groups;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Platform.Storage;

public sealed class ChangeLogTests : IAsyncLifetime
{
    private readonly Caller caller = Caller.System(AzuriteFixture.NewName(), "test", "correlation");
    private Instance one = null!;
    private Instance two = null!;

    public async Task InitializeAsync()
    {
        var tables = await TestApp.Service<ITables>();
        (one, two) = (new Instance(tables), new Instance(tables));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Numbers_have_no_gaps_and_no_change_is_lost_whoever_writes()
    {
        var ids = Enumerable.Range(0, 96).Select(_ => Guid.CreateVersion7()).ToList();
        var writers = ids.Chunk(6).Select(async (mine, i) =>
        {
            foreach (var id in mine)
                Assert.True((await Write(i % 2 == 0 ? one : two, id)).Ok);
        });
        await Task.WhenAll(writers);
        var changes = await one.Log.Read(caller.Tenant, 0, 1000, default);
        Assert.Equal(Enumerable.Range(1, 96).Select(n => (long)n), changes.Select(c => c.Number));
        Assert.Equal(ids.Order(), changes.Select(c => Assert.Single(c.Ids)).Order());
        Assert.Equal(96, (await TestApp.Rows(caller.Tenant, "z|")).Count);
    }

    [Fact]
    public async Task An_instance_that_starts_late_finds_the_end_of_the_log()
    {
        foreach (var _ in Enumerable.Range(0, 21))
            await Write(one, Guid.CreateVersion7());
        var late = Guid.CreateVersion7();
        await Write(two, late);
        var last = Assert.Single(await two.Log.Read(caller.Tenant, 21, 10, default));
        Assert.Equal((22L, late), (last.Number, Assert.Single(last.Ids)));
    }

    [Fact]
    public async Task What_was_decided_before_another_instance_wrote_is_decided_anew_even_when_a_reader_saw_that_write()
    {
        await Write(two, Guid.CreateVersion7());
        var decisions = 0;
        var written = await two.Log.Write<int>(caller, Decide, default);
        Assert.Equal(2, written.Value);
        Assert.Equal(3, (await one.Log.Read(caller.Tenant, 0, 10, default)).Count);

        async Task<Result<Draft<int>>> Decide(CancellationToken token)
        {
            if (++decisions == 1)
            {
                await Write(one, Guid.CreateVersion7());
                await two.Log.Tail(caller.Tenant, token);
            }

            return new Draft<int>(decisions, new Change("test.changed", []));
        }
    }

    [Fact]
    public async Task A_refusal_that_rests_on_what_another_instance_changed_is_decided_anew()
    {
        await Write(two, Guid.CreateVersion7());
        await Write(one, Guid.CreateVersion7());
        var decisions = 0;
        var refused = await two.Log.Write<int>(caller, _ => Task.FromResult<Result<Draft<int>>>(Error.Invalid("test", "test.invalid", $"Decision {++decisions}")), default);
        Assert.Equal("Decision 2", refused.Error!.Message);
    }

    [Fact]
    public async Task A_refusal_writes_nothing_and_leaves_no_gap()
    {
        await Write(one, Guid.CreateVersion7());
        Assert.False((await one.Log.Write<int>(caller, _ => Task.FromResult<Result<Draft<int>>>(Error.Invalid("test", "test.invalid", "No.")), default)).Ok);
        Assert.Equal(7, (await one.Log.Write<int>(caller, _ => Task.FromResult<Result<Draft<int>>>(Draft<int>.Unchanged(7)), default)).Value);
        await Write(two, Guid.CreateVersion7());
        Assert.Equal([1L, 2L], (await two.Log.Read(caller.Tenant, 0, 10, default)).Select(c => c.Number));
    }

    [Fact]
    public async Task Two_instances_never_create_two_groups_of_one_name()
    {
        for (var round = 0; round < 25; round++)
        {
            var name = $"Night {round}";
            using var done = new CancellationTokenSource();
            var reader = ReadUntil(done.Token);
            var results = await Task.WhenAll(one.CreateGroup(caller, name), two.CreateGroup(caller, name.ToUpperInvariant()), two.CreateGroup(caller, name), one.CreateGroup(caller, name));
            await done.CancelAsync();
            await reader;
            Assert.Single(results, r => r.Ok);
            Assert.All(results.Where(r => !r.Ok), r => Assert.Equal("name.taken", r.Error!.Code));
        }

        Assert.Equal(25, (await TestApp.Rows(caller.Tenant, "g|")).Count);
    }

    [Fact]
    public async Task A_group_that_one_instance_made_or_renamed_is_known_to_the_next_write_of_another()
    {
        Assert.True((await two.CreateGroup(caller, "Day")).Ok);
        Assert.True((await one.CreateGroup(caller, "Night")).Ok);
        Assert.Equal("name.taken", (await two.CreateGroup(caller, "night")).Error!.Code);
        Assert.Equal(["Day", "Night"], (await two.Facts.ForWriting(caller.Tenant, default)).Groups.All.Select(g => g.Name));
    }

    private async Task ReadUntil(CancellationToken done)
    {
        while (!done.IsCancellationRequested)
            await Task.WhenAll(one.Log.Tail(caller.Tenant, default), two.Log.Tail(caller.Tenant, default));
    }

    private Task<Result<Guid>> Write(Instance instance, Guid id) => instance.Log.Write<Guid>(
        caller,
        _ => Task.FromResult<Result<Draft<Guid>>>(new Draft<Guid>(id, new Change("test.changed", [id])).With([Step.Insert(new Row(caller.Tenant, $"z|{id:D}"))])),
        default);

    /// <summary>What a process has of its own: two of these on one storage are two processes.</summary>
    private sealed class Instance
    {
        public Instance(ITables tables)
        {
            Log = new ChangeLog(tables, new ChangedTenants(new WatchLists(tables, TimeProvider.System), TimeProvider.System), TimeProvider.System, new Reactions([], TimeProvider.System, NullLogger<Reactions>.Instance));
            Facts = new Facts(tables, Log, TimeProvider.System);
        }

        public ChangeLog Log { get; }

        public Facts Facts { get; }

        public Task<Result<Group>> CreateGroup(Caller caller, string name) =>
            new CreateGroup(Log, Facts, TimeProvider.System).Handle(caller, JsonSerializer.SerializeToElement(new { name }), default);
    }
}
