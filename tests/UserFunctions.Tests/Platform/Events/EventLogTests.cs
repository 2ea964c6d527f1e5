using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Events;
using UserFunctions.Platform.Storage;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Platform.Events;

public sealed class EventLogTests
{
    // Some users of the other tenant are more than that.
    private const int Few = 20;

    [Fact]
    public async Task What_one_tenant_reads_is_whole_although_another_one_fills_the_memory_meanwhile()
    {
        var (reached, goesOn) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var isHeld = false;
        var slow = new EventSource([], _ => true, async (tenant, _, _) =>
        {
            if (Volatile.Read(ref isHeld) && tenant == "main")
            {
                reached.TrySetResult();
                await goesOn.Task;
            }

            return [];
        });
        await using var own = await OwnApp.Start(["PollTrigger", "CreateUser", "CreateKey"], services =>
        {
            services.AddSingleton(slow);
            services.AddSingleton(provider => new EventLog(provider.GetRequiredService<ChangeLog>(), provider.GetServices<EventSource>()) { MostKept = Few });
        });
        var from = (await own.Tenant.Get("triggers/user.created")).Expect(HttpStatusCode.Accepted).Location!;
        var users = new List<Guid> { (await own.Tenant.User()).Id, (await own.Tenant.User()).Id };
        Assert.Equal(users, await Told(own.Tenant, from));
        users.Add((await own.Tenant.User()).Id);

        Volatile.Write(ref isHeld, true);
        var told = Told(own.Tenant, from);
        await reached.Task.WaitAsync(TimeSpan.FromMinutes(1));
        var other = await TestTenant.Create(own.App, "other");
        for (var n = 0; n < Few; n++)
            await other.User();
        Assert.Equal(Few, (await Told(other, "triggers/user.created?triggerState=n0")).Count);
        goesOn.SetResult();

        Assert.Equal(users, await told);
        Assert.Equal(users, await Told(own.Tenant, from));
    }

    private static async Task<List<Guid>> Told(TestTenant tenant, string from) =>
        [.. (await tenant.Get(from)).Expect(HttpStatusCode.OK).Json.EnumerateArray().Select(e => e.GetProperty("id").GetGuid())];
}
