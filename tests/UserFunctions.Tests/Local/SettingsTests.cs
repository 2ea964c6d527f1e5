using UserFunctions.Local;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Local;

public sealed class SettingsTests
{
    [Fact]
    public void Host_json_is_read_as_the_real_host_reads_it()
    {
        var settings = HostSettings.Parse("""
            { "version": "2.0", "functionTimeout": "00:05:00",
              "extensions": { "http": { "routePrefix": "v1", "maxOutstandingRequests": 20 },
                "queues": { "batchSize": 4, "visibilityTimeout": "00:00:30", "maxPollingInterval": "00:00:10" } } }
            """);
        Assert.Equal(("v1", 20, -1), (settings.RoutePrefix, settings.MaxOutstandingRequests, settings.MaxConcurrentRequests));
        Assert.Equal((4, 2 * Environment.ProcessorCount, 5), (settings.BatchSize, settings.NewBatchThreshold, settings.MaxDequeueCount));
        Assert.Equal(TimeSpan.FromSeconds(30), settings.VisibilityTimeout);
        Assert.Equal(TimeSpan.FromMinutes(5), settings.FunctionTimeout);
        Assert.Equal(TimeSpan.FromSeconds(2), settings.MaxPollingInterval);
    }

    [Theory]
    [InlineData("""{ }""", "version")]
    [InlineData("""{ "version": "2.0", "extensions": { "queues": { "batchSize": 33 } } }""", "extensions.queues.batchSize")]
    [InlineData("""{ "version": "2.0", "extensions": { "queues": { "maxDequeueCount": "5" } } }""", "extensions.queues.maxDequeueCount")]
    [InlineData("""{ "version": "2.0", "functionTimeout": "long" }""", "functionTimeout")]
    [InlineData("""{ "version": """, "JSON")]
    public void A_wrong_host_json_is_named_in_one_line(string json, string named)
    {
        var exception = Assert.Throws<StartException>(() => HostSettings.Parse(json));
        Assert.Contains(named, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void Local_settings_are_flat_texts()
    {
        var values = LocalSettingsFile.Parse("""{ "IsEncrypted": false, /* why */ "Values": { "A": "1", "B:C": "x" } }""");
        Assert.Equal(new Dictionary<string, string> { ["A"] = "1", ["B__C"] = "x" }, values);
    }

    [Theory]
    [InlineData("""{ "Values": {} }""")]
    [InlineData("""{ "IsEncrypted": true, "Values": {} }""")]
    [InlineData("""{ "IsEncrypted": false, "Values": { "A": 1 } }""")]
    [InlineData("""{ "IsEncrypted": false, "Values": { "A": { "B": "x" } } }""")]
    [InlineData("""{ "IsEncrypted": false, "Values": [] }""")]
    [InlineData("""[]""")]
    [InlineData("""{ "IsEncrypted": false, """)]
    public void Wrong_local_settings_are_said_in_one_line(string json)
    {
        var exception = Assert.Throws<StartException>(() => LocalSettingsFile.Parse(json));
        Assert.StartsWith("local.settings.json", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void The_environment_wins_over_local_settings()
    {
        var (mine, theirs) = (AzuriteFixture.NewName(), AzuriteFixture.NewName());
        var file = Path.GetTempFileName();
        try
        {
            Environment.SetEnvironmentVariable(theirs, "environment");
            File.WriteAllText(file, $$"""{ "IsEncrypted": false, "Values": { "{{mine}}": "file", "{{theirs}}": "file" } }""");
            LocalSettingsFile.Apply(file);
            Assert.Equal(("file", "environment"), (Environment.GetEnvironmentVariable(mine), Environment.GetEnvironmentVariable(theirs)));
        }
        finally
        {
            File.Delete(file);
            Environment.SetEnvironmentVariable(mine, null);
            Environment.SetEnvironmentVariable(theirs, null);
        }
    }

    [Fact]
    public void Local_secrets_are_made_once_kept_and_readable_by_this_user_only()
    {
        var folder = Directory.CreateTempSubdirectory("secrets-test");
        try
        {
            var path = Path.Combine(folder.FullName, "new", "secrets.json");
            var first = LocalSecrets.Kept(path);
            Assert.Equal(first, LocalSecrets.Kept(path));
            Assert.All(first.Values, secret => Assert.Equal(43, secret!.Length));
            Assert.NotEqual(first, LocalSecrets.Random());
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Options_are_read_in_any_order()
    {
        var line = CommandLine.Parse(["--functions", "A", "B,C", "--port=0", "--sample", "--once", "--verbose"]);
        Assert.Equal(["A", "B", "C"], line.Functions);
        Assert.Equal((0, true, true, true, false), (line.Port, line.Sample, line.Once, line.Verbose, line.Memory));
        Assert.Equal(7071, CommandLine.Parse([]).Port);
    }
}
