using System.Net;
using System.Net.Sockets;
using Azure.Storage.Queues;
using UserFunctions.Local;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Local;

public sealed class AzuriteTests
{
    [Fact]
    public async Task It_serves_on_free_ports_and_is_gone_after_disposal()
    {
        var azurite = await Azurite.Start(AzuriteOptions.ForTests);
        await new QueueServiceClient(azurite.ConnectionString).CreateQueueAsync("there");
        await azurite.DisposeAsync();
        await azurite.Exited;
        Assert.All(await Task.WhenAll(azurite.Ports.Select(HostProcess.Listens)), Assert.False);
    }

    [Fact]
    public async Task One_that_answers_on_the_ports_is_used_and_not_stopped()
    {
        await using var first = await Azurite.Start(AzuriteOptions.ForTests);
        var second = await Azurite.Start(new AzuriteOptions { InMemory = true, BlobPort = first.Ports[0], QueuePort = first.Ports[1], TablePort = first.Ports[2] });
        Assert.Null(second.ProcessId);
        Assert.Equal(first.ConnectionString, second.ConnectionString);
        await second.DisposeAsync();
        Assert.True(await HostProcess.Listens(first.Ports[0]));
    }

    [Fact]
    public async Task A_port_that_something_else_has_is_said_in_one_line()
    {
        using var stranger = new TcpListener(IPAddress.Loopback, 0);
        stranger.Start();
        _ = stranger.AcceptTcpClientAsync().ContinueWith(t => t.Result.Close(), TaskScheduler.Default);
        var port = ((IPEndPoint)stranger.LocalEndpoint).Port;
        var exception = await Assert.ThrowsAsync<StartException>(() => Azurite.Start(AzuriteOptions.ForTests with { QueuePort = port }));
        Assert.StartsWith($"Port {port} is in use by a program that is not Azurite", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_disk_its_data_outlive_it()
    {
        var folder = Directory.CreateTempSubdirectory("azurite-test");
        try
        {
            var options = AzuriteOptions.ForTests with { InMemory = false, Folder = folder.FullName };
            await using (var first = await Azurite.Start(options))
                await (await new QueueServiceClient(first.ConnectionString).CreateQueueAsync("kept")).Value.SendMessageAsync("still here");
            await using var second = await Azurite.Start(options);
            Assert.Equal("still here", (await new QueueClient(second.ConnectionString, "kept").PeekMessageAsync()).Value.MessageText);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
