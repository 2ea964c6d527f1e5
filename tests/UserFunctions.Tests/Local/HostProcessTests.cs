using System.Net;
using System.Net.Sockets;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Local;

public sealed class HostProcessTests
{
    [Theory]
    [InlineData("Unknown option '--foo': see --help.", "--foo")]
    [InlineData("--port needs a number from 0 to 65535.", "--port", "many")]
    [InlineData("--once goes with --sample.", "--once")]
    [InlineData("--tenant goes with check.", "--tenant", "main")]
    [InlineData("Nothing is stored there yet: the app makes its tables when it starts for the first time.", "check", "--memory")]
    [InlineData("There is no function 'NotThere'.", "--memory", "--port=0", "--functions", "NotThere")]
    public async Task A_wrong_option_is_one_line_on_stderr_and_exit_code_1(string message, params string[] arguments)
    {
        using var host = HostProcess.Start(arguments);
        Assert.Equal((1, message + Environment.NewLine), await host.End());
    }

    [Fact]
    public async Task A_busy_port_is_one_line_on_stderr_and_exit_code_1()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var host = HostProcess.Start(["--memory", "--port", $"{port}"]);
        Assert.Equal((1, $"Port {port} is in use: close what listens there, or choose another port with --port.{Environment.NewLine}"), await host.End());
    }

    [Theory]
    [InlineData("AzureWebJobsStorage", "nonsense", "AzureWebJobsStorage")]
    [InlineData("Local__QueueLease", "soon", "Local__QueueLease")]
    [InlineData("Keys__Bootstrap", "short", "Keys__Bootstrap")]
    [InlineData("Invitations__From", "nobody", "Invitations__From")]
    public async Task A_wrong_setting_is_one_line_that_names_it(string setting, string value, string named)
    {
        string[] storage = setting == "AzureWebJobsStorage" ? [] : ["--memory"];
        using var host = HostProcess.Start(["--port", "0", .. storage], (setting, value));
        var (exitCode, error) = await host.End();
        Assert.Equal(1, exitCode);
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Asked_to_end_it_ends_with_0_and_takes_Azurite_with_it()
    {
        using var host = HostProcess.Start(["--memory", "--port", "0"]);
        var ports = await AzuritePorts(host);
        await host.Line("x-functions-key for tenant 'main': ");
        Assert.True(await HostProcess.Listens(ports[0]));
        await host.Terminate();
        Assert.Equal((0, ""), await host.End());
        Assert.All(await Task.WhenAll(ports.Select(HostProcess.Listens)), Assert.False);
    }

    [Fact]
    public async Task Killed_it_leaves_no_Azurite_behind()
    {
        using var host = HostProcess.Start(["--memory", "--port", "0"]);
        var ports = await AzuritePorts(host);
        host.Kill();
        foreach (var port in ports) await Eventually.Holds(async () => !await HostProcess.Listens(port));
    }

    private static async Task<int[]> AzuritePorts(HostProcess host)
    {
        var line = await host.Line("Azurite keeps its data in memory");
        return [.. line[(line.IndexOf("are ", StringComparison.Ordinal) + 4)..].TrimEnd('.').Split(", ").Select(int.Parse)];
    }
}
