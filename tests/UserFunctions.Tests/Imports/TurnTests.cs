using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Storage;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Imports;

public sealed class TurnTests
{
    [Fact]
    public async Task While_one_runs_others_wait_on_every_instance_and_then_run_one_by_one_as_they_came()
    {
        HeldTables? tables = null;
        await using var own = await OwnApp.Start(replace: services =>
        {
            var real = services.Last(s => s.ServiceType == typeof(ITables)).ImplementationFactory!;
            services.AddSingleton<ITables>(provider => tables = new HeldTables((ITables)real(provider)));
        });
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        tables!.BeforeSecondChunk = () =>
        {
            reached.SetResult();
            return goOn.Task;
        };
        var ids = new List<Guid> { await own.Tenant.Drop(File("a", 100), "a.csv") };
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await own.Another();
        foreach (var name in new[] { "c", "b" })
        {
            ids.Add(await own.Tenant.Drop(File(name, 30), $"{name}.csv"));
            await Eventually.Holds(async () => (await own.Tenant.All("imports")).Count == ids.Count);
        }

        Assert.Equal(["Queued", "Queued", "Running"], (await own.Tenant.All("imports")).Select(i => i.GetProperty("state").GetString()));
        goOn.SetResult();
        var done = new List<JsonElement>();
        foreach (var id in ids)
        {
            Assert.Equal("Succeeded", (await own.Tenant.Finished(id)).State);
            done.Add((await own.Tenant.Get($"imports/{id}")).Json);
        }

        Assert.All(done.Zip(done.Skip(1)), pair => Assert.True(pair.First.GetProperty("finishedAt").GetDateTimeOffset() <= pair.Second.GetProperty("startedAt").GetDateTimeOffset()));
        Assert.Equal(160, (await own.Rows("main", "u|")).Count);
    }

    [Fact]
    public async Task The_same_file_dropped_twice_at_once_makes_its_users_once()
    {
        await using var own = await OwnApp.Start();
        await own.Another();
        var ids = await Task.WhenAll(own.Tenant.Drop(File("a", 60), "one.csv"), own.Tenant.Drop(File("a", 60), "two.csv"));
        var done = new[] { await own.Tenant.Finished(ids[0]), await own.Tenant.Finished(ids[1]) };
        Assert.All(done, import => Assert.Equal("Succeeded", import.State));
        Assert.Equal([0, 60], done.Select(import => import.Counts.Created).Order());
        Assert.Equal([0, 60], done.Select(import => import.Counts.Unchanged).Order());
        Assert.Equal(60, (await own.Rows("main", "u|")).Count);
    }

    private static byte[] File(string name, int rows) => Encoding.UTF8.GetBytes("email,displayName\n" + string.Concat(Enumerable.Range(1, rows).Select(i => $"{name}{i}@example.com,U {i}\n")));
}
