using UserFunctions.Tests.Given;
using UserFunctions.Tests.Imports;

namespace UserFunctions.Tests.Local;

/// <summary>The command <c>import</c> as a process of its own, against a host that runs.</summary>
public sealed class ImportCommandTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("import-test");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("import needs a file: see import --help.", "import")]
    [InlineData("Unknown option '--foo': see import --help.", "import", "a.csv", "--foo")]
    [InlineData("import takes one file, and 'b.csv' is a second one.", "import", "a.csv", "b.csv")]
    [InlineData("--url needs --key: an API key of that host.", "import", "a.csv", "--url", "https://example.com")]
    [InlineData("--url needs an address such as https://my-app.azurewebsites.net, not 'example'.", "import", "a.csv", "--url=example")]
    [InlineData("--dry-run writes nothing, so there is nothing for --yes to say.", "import", "a.csv", "--dry-run", "--yes")]
    [InlineData("Nothing answers at http://127.0.0.1:1/api/.", "import", "a.csv", "--url", "http://127.0.0.1:1", "--key", "k")]
    [InlineData("export needs a file: see export --help.", "export")]
    [InlineData("--filter needs name=value, such as --filter department=Sales.", "export", "a.csv", "--filter", "department")]
    [InlineData("Unknown option '--foo': see export --help.", "export", "-", "--foo")]
    public async Task A_wrong_option_is_one_line_on_stderr_and_exit_code_1(string message, params string[] arguments)
    {
        using var process = HostProcess.Start(arguments);
        Assert.Equal((1, "", message + Environment.NewLine), await process.EndSaying());
    }

    [Theory]
    [InlineData("import", "--dry-run")]
    [InlineData("export", "--filter")]
    public async Task Help_fits_80_columns_and_names_the_options(string command, string option)
    {
        using var process = HostProcess.Start([command, "--help"]);
        var (exitCode, text, error) = await process.EndSaying();
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains(option, text, StringComparison.Ordinal);
        Assert.Contains("--port", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));
    }

    [Fact]
    public async Task Rows_that_are_taken_end_with_0_and_rows_that_fail_with_2_and_are_named()
    {
        var tenant = await TestApp.NewTenant();
        var (exitCode, text, error) = await Import(tenant, "email,displayName,phone", "ana@example.com,Ana Rao,5551234567", "ben@example.com,Ben Lee,5551234568");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("  imported 2 of 2", text, StringComparison.Ordinal);
        Assert.Contains(": Succeeded in ", text, StringComparison.Ordinal);
        Assert.Matches(@"created +2\b", text);
        Assert.DoesNotContain('\u001b', text);
        Assert.Equal(2, (await tenant.Users()).Count);

        (exitCode, text, error) = await Import(tenant, "email,displayName,phone", "ana@example.com,Ana Rao,5551234567", "cem@example.com,Cem Kaya,12");
        Assert.Equal((2, ""), (exitCode, error));
        Assert.Matches(@"\n +2 +3 +phone +phone '12' is not valid", text);
        Assert.Matches(@"unchanged +1\b", text);
        Assert.Matches(@"failed +1\b", text);
        Assert.Matches(@"/api/imports/[0-9a-f-]{36}/fix-file\.csv", text);
    }

    [Fact]
    public async Task What_cannot_be_imported_at_all_ends_with_1_and_says_why()
    {
        var tenant = await TestApp.NewTenant();
        var (exitCode, text, _) = await Import(tenant, "email,displayName,shoeSize", "ana@example.com,Ana Rao,39");
        Assert.Equal(1, exitCode);
        Assert.Contains("shoeSize", text, StringComparison.Ordinal);
        Assert.Contains(": Failed", text, StringComparison.Ordinal);

        var agent = await tenant.As("Agent");
        (exitCode, _, var error) = await Import(agent, "email,displayName", "ana@example.com,Ana Rao");
        Assert.Equal(1, exitCode);
        Assert.Contains("imports.write", error, StringComparison.Ordinal);

        (exitCode, _, error) = await Import(tenant with { Key = "uf.nobody" }, "email,displayName", "ana@example.com,Ana Rao");
        Assert.Equal(1, exitCode);
        Assert.StartsWith("The key is not one of this host: give another with --key.", error, StringComparison.Ordinal);
        Assert.Empty(await tenant.Users());
    }

    [Fact]
    public async Task Without_a_host_one_runs_for_as_long_as_the_command_does()
    {
        var file = Path.Combine(folder.FullName, "team.csv");
        await File.WriteAllLinesAsync(file, ["email,displayName", "ana@example.com,Ana Rao"]);
        var settings = new[] { ("AzureWebJobsStorage", await AzuriteFixture.NewAccount()), ("Keys__BootstrapOwner", ""), ("Invitations__PickupFolder", folder.FullName) };
        using var process = HostProcess.Start(["import", file, "--port", "0"], settings);
        var (exitCode, text, error) = await process.EndSaying();
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Matches(@"created +1\b", text);
        Assert.Contains("go out when the host runs again", text, StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Output, string Error)> Import(TestTenant tenant, params string[] lines)
    {
        var file = Path.Combine(folder.FullName, "team.csv");
        await File.WriteAllLinesAsync(file, lines);
        using var process = HostProcess.Start(["import", file, "--url", tenant.App.BaseAddress.ToString(), "--key", tenant.Key]);
        return await process.EndSaying();
    }
}
