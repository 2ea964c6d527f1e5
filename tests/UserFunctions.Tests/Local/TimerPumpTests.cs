using System.Diagnostics;
using System.Text.Json;
using Azure.Storage.Blobs;
using UserFunctions.Local;
using UserFunctions.Local.Pumps;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Local;

public sealed class TimerPumpTests : IAsyncLifetime
{
    private const string EverySecond = "* * * * * *";
    private const string Yearly = "0 0 0 1 1 *";

    private readonly Journal journal = new();
    private readonly string hostId = AzuriteFixture.NewName();
    private readonly List<LocalApp> apps = [];
    private BlobClient record = null!;

    public async Task InitializeAsync()
    {
        var container = new BlobContainerClient(await AzuriteFixture.ConnectionString, "azure-webjobs-hosts");
        await container.CreateIfNotExistsAsync();
        record = container.GetBlobClient($"timers/{hostId}/Tick");
    }

    public async Task DisposeAsync()
    {
        foreach (var app in apps) await app.DisposeAsync();
    }

    [Fact]
    public async Task A_timer_runs_at_its_times_although_each_run_fails()
    {
        await Start(EverySecond);
        Assert.Equal("tick False", await journal.Next());
        var waited = Stopwatch.StartNew();
        // Whose record's lease ran out on a machine that stood still takes it anew after five seconds: only then is a time past due.
        Assert.True(await journal.Next() == "tick False" || waited.Elapsed >= TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_time_missed_while_the_host_was_down_is_made_up_for_once_and_marked()
    {
        var longAgo = DateTimeOffset.UtcNow.AddYears(-3);
        await record.UploadAsync(BinaryData.FromObjectAsJson(new TimerStatus(longAgo, longAgo.AddYears(1), longAgo)));
        await Start(Yearly);
        Assert.Equal("tick True", await journal.Next());
        var status = await Eventually.Finds(async () => await Status() is { } s && s.Last > longAgo ? s : null);
        Assert.True(status.Next > DateTimeOffset.UtcNow);
        await apps[0].DisposeAsync();
        await Start(Yearly);
        await Eventually.Holds(IsLeased);
        Assert.Equal(0, journal.Count);
    }

    [Fact]
    public async Task A_first_start_misses_nothing_but_remembers_from_when_on_a_time_counts()
    {
        await Start(Yearly);
        var status = await Eventually.Finds(Status);
        Assert.Null(status.Last);
        Assert.Equal(0, journal.Count);
    }

    [Fact]
    public async Task Run_on_startup_runs_once_at_the_start_and_is_not_past_due()
    {
        await Start(Yearly, runOnStartup: true);
        Assert.Equal("tick False", await journal.Next());
        await Eventually.Finds(Status);
        Assert.Equal(0, journal.Count);
    }

    [Fact]
    public async Task A_second_host_does_not_run_it_while_the_first_holds_it()
    {
        await Start(Yearly, runOnStartup: true);
        await journal.Next();
        await Eventually.Holds(IsLeased);
        var second = new TimerRecord(record, TimeProvider.System);
        Assert.False(await second.TryHold(CancellationToken.None));
        await apps[0].DisposeAsync();
        Assert.True(await second.TryHold(CancellationToken.None));
        await second.DisposeAsync();
    }

    [Fact]
    public async Task A_schedule_can_be_a_setting()
    {
        await Start("%Tick:Schedule%", settings: ("Tick:Schedule", EverySecond));
        Assert.Equal("tick False", await journal.Next());
    }

    [Theory]
    [InlineData("%Tick:Missing%", "The setting Tick:Missing, the schedule of 'Tick', is missing.")]
    [InlineData("0 0 25 * * *", "The schedule of 'Tick' is wrong: '25' is not a valid hour")]
    public async Task A_wrong_schedule_stops_the_start(string schedule, string message)
    {
        var exception = await Assert.ThrowsAsync<StartException>(() => Start(schedule));
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }

    private async Task Start(string schedule, bool runOnStartup = false, params (string Name, string Value)[] settings) => apps.Add(await SampleApp.Start(
        journal, [SampleApp.Timer(schedule) with { RunOnStartup = runOnStartup }], [("AzureFunctionsWebHost:hostid", hostId), .. settings]));

    private async Task<bool> IsLeased() =>
        await record.ExistsAsync() && (await record.GetPropertiesAsync()).Value.LeaseState == Azure.Storage.Blobs.Models.LeaseState.Leased;

    private async Task<TimerStatus?> Status()
    {
        if (!await record.ExistsAsync()) return null;
        var content = (await record.DownloadContentAsync()).Value.Content;
        return content.ToMemory().IsEmpty ? null : JsonSerializer.Deserialize<TimerStatus>(content);
    }
}
