using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Storage;
using UserFunctions.Presence;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Presence;

/// <summary>Loads that do not say what an agent has in hand, which nothing but a defect could bring about.</summary>
internal static class WrongLoads
{
    /// <summary>Writes that the user has four chats on a channel.</summary>
    public static async Task Write(TestTenant tenant, Guid user, string channel)
    {
        var (tables, loads) = (tenant.App.Services.GetRequiredService<ITables>(), tenant.App.Services.GetRequiredService<AgentLoads>());
        // What routing notes at the agent when their limits change may come in between.
        await Eventually.Holds(async () =>
        {
            var seen = await loads.Read(tenant.Name, user, CancellationToken.None);
            var wrong = seen with { Used = new Dictionary<string, int> { [channel] = 4 }, Chats = 4 };
            return (await tables.Submit(PresenceTable.Table, [ReservationTable.Write(tenant.Name, seen, wrong)], CancellationToken.None)).Written;
        });
    }

    /// <summary>Writes it and has it put right.</summary>
    public static async Task PutRight(TestTenant tenant, Guid user, string channel)
    {
        await Write(tenant, user, channel);
        Assert.NotNull(await Reconcile(tenant, user));
    }

    /// <summary>Has it counted anew, as the timer does.</summary>
    public static Task<LoadDrift?> Reconcile(TestTenant tenant, Guid user) =>
        ActivatorUtilities.CreateInstance<ReconcileLoads>(tenant.App.Services).Handle(tenant.Name, user, CancellationToken.None);
}
