using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Local.Check;
using UserFunctions.Platform.Hosting.Triggers;
using UserFunctions.Platform.Storage;
using UserFunctions.Presence;
using UserFunctions.Routing;
using UserFunctions.Tests.Given;
using UserFunctions.Users;

namespace UserFunctions.Tests.Routing;

/// <summary>A desk in an app of its own, whose time passes and whose sweeps run when the test says so.</summary>
internal sealed class OwnDesk : IAsyncDisposable
{
    private static readonly string[] Sweeps = ["SweepConversations", "SweepPresence", "ReconcileLoads"];

    private OwnDesk(OwnApp own, Desk desk) => (Own, Desk) = (own, desk);

    public OwnApp Own { get; }

    public Desk Desk { get; }

    public TestTenant Tenant => Desk.Tenant;

    /// <summary>All functions but the sweeps.</summary>
    public static string[] Served { get; } =
        [.. typeof(App).Assembly.GetTypes().SelectMany(type => type.GetMethods()).Select(method => method.GetCustomAttribute<FunctionAttribute>()?.Name).OfType<string>().Except(Sweeps)];

    public static async Task<OwnDesk> Open(Action<IServiceCollection>? replace = null)
    {
        var own = await OwnApp.Start(Served, replace);
        return new(own, await Desk.Open(own.Tenant));
    }

    /// <summary>Lets time pass, and then does what the timers do.</summary>
    public async Task Pass(TimeSpan time)
    {
        Own.Time.Pass(time);
        await Own.Function<SweepPresence>().Run(new(), CancellationToken.None);
        await Own.Function<SweepConversations>().Run(new(), CancellationToken.None);
    }

    public Task Pass(int seconds) => Pass(TimeSpan.FromSeconds(seconds));

    /// <summary>Waits until no look at the queue is put off any more: one would hide that nobody asks for one, or come in between.</summary>
    public Task AtRest() => Eventually.Holds(() => Task.FromResult(
        Desk.Service<WaitingQueues>().Of(Tenant.Name).LookedAt is { } at && Own.Time.GetElapsedTime(at) > QueueReader.LookEvery * 2.25));

    /// <summary>What routing says of the user.</summary>
    public Task<Reply> Explained(Guid user) => Tenant.Get($"routing/explain?user={user}");

    /// <summary>Where conversations and agents' places do not agree.</summary>
    public async Task<IReadOnlyList<Finding>> Findings() => (await RoutingReading.Of(
        Own.App.Services.GetRequiredService<ITables>(), Tenant.Name, await Own.Rows(Tenant.Name, UserTable.Prefix), CancellationToken.None)).Findings;

    public ValueTask DisposeAsync() => Own.DisposeAsync();
}
