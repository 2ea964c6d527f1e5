using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Storage;
using UserFunctions.Presence;
using UserFunctions.Routing;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Presence;

namespace UserFunctions.Tests.Routing;

public sealed class SupplyStopTests
{
    [Fact]
    public async Task A_host_that_stops_ends_with_the_conversation_in_hand_and_another_one_offers_the_others()
    {
        HeldTables? tables = null;
        await using var own = await OwnDesk.Open(services =>
        {
            var real = services.Last(service => service.ServiceType == typeof(ITables)).ImplementationFactory!;
            services.AddSingleton<ITables>(provider => tables = new HeldTables((ITables)real(provider)));
        });
        var desk = own.Desk;
        var agent = await desk.Agent(new { chatLimit = 0 });
        var (first, second) = (await desk.Comes(), await desk.Comes());
        var place = tables!.HoldNext(PresenceTable.Table, step => step.Row.Key.StartsWith(ReservationTable.OpenPrefix, StringComparison.Ordinal));
        await desk.Tenant.Sets(agent, "capacity", new { chatLimit = 2 });
        await place.Reached;
        var stopped = desk.Service<SupplyWork>().StopAsync(CancellationToken.None);
        Assert.False(stopped.IsCompleted);
        place.Release();
        await stopped.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(("Offering", "Queued"), ((await desk.Now(first)).TextOf("state"), (await desk.Now(second)).TextOf("state")));
        await desk.On(await own.Own.Another(OwnDesk.Served)).Sweep();
        await desk.Becomes(second, "Offering", agent);
    }
}
