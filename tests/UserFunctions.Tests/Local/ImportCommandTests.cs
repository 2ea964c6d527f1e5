using System.Globalization;
using UserFunctions.Local.Csv;
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

    [Fact]
    public async Task A_dry_run_shows_old_and_new_and_writes_nothing()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.User(new { email = "ana@example.com", phone = "5551234567" });
        var before = await tenant.Rows("u|");
        var (exitCode, text, error) = await Import(tenant, ["--dry-run"], "email,phone,displayName", "ana@example.com,5559876543,", "ben@example.com,,Ben Lee", "cem@example.com,,Cem Kaya");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Matches(@"ana@example\.com  changed\n +phone  5551234567 → 5559876543\n\n", text);
        Assert.Matches(@"Each of the 2 new users gets\n +accessRole Standard, ", text);
        Assert.Matches(@"ben@example\.com  new\n +displayName  Ben Lee\n", text);
        Assert.Contains("Nothing was written.", text, StringComparison.Ordinal);
        Assert.Matches(@"create +2\n +change +1\n", text);
        Assert.Equal(before.Select(row => (row.Key, row.ETag)), (await tenant.Rows("u|")).Select(row => (row.Key, row.ETag)));
    }

    [Fact]
    public async Task With_yes_the_plan_that_was_shown_is_the_import_that_is_done()
    {
        var tenant = await TestApp.NewTenant();
        var (exitCode, text, error) = await Import(tenant, ["--yes"], "email,displayName", "ana@example.com,Ana Rao");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Matches(@"displayName +Ana Rao\n", text);
        Assert.Contains("  planned 1 of 1", text, StringComparison.Ordinal);
        Assert.Contains("  imported 1 of 1", text, StringComparison.Ordinal);
        var import = Assert.Single(await tenant.All("imports"));
        Assert.Equal("Succeeded", import.GetProperty("state").GetString());
        Assert.True(import.TryGetProperty("plannedAt", out _));
        Assert.Contains($"Import {import.GetProperty("id").GetString()}: Succeeded", text, StringComparison.Ordinal);

        (exitCode, text, error) = await Import(tenant, ["--yes"], "displayName,email", "Ana Rao,ana@example.com");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("There is nothing to do.", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 1, 0)]
    [InlineData(true, 2, 1)]
    public async Task Who_is_asked_decides(bool answer, int exitCode, int users)
    {
        var tenant = await TestApp.NewTenant();
        var file = await Written("email,displayName", "ana@example.com,Ana Rao", ",Nobody");
        using var client = new HttpClient { BaseAddress = new Uri(tenant.App.BaseAddress, "api/") };
        client.DefaultRequestHeaders.Add("x-functions-key", tenant.Key);
        var questions = new List<string>();
        using var output = new StringWriter();
        var command = new ImportCommand(new(client), new(output, isTerminal: true, hasColour: false, width: 100), Answer);
        Assert.Equal(exitCode, await command.Run(ImportLine.Parse([file]), isOwnHost: false, CancellationToken.None));
        Assert.Equal("  Import this without the row that fails?", Assert.Single(questions));
        Assert.Equal(users, (await tenant.Users()).Count);

        Task<bool> Answer(string question)
        {
            questions.Add(question);
            return Task.FromResult(answer);
        }
    }

    [Fact]
    public async Task All_or_none_is_none_when_a_row_is_wrong_and_the_wrong_row_is_saved_to_be_corrected()
    {
        var tenant = await TestApp.NewTenant();
        var fix = Path.Combine(folder.FullName, "fix.csv");
        var (exitCode, text, error) = await Import(tenant, ["--atomic", "--yes", "--fix-file", fix], "email,displayName,phone", "ana@example.com,Ana Rao,5551234567", "ben@example.com,Ben Lee,12");
        Assert.Equal((2, ""), (exitCode, error));
        Assert.Contains("It is all rows or none, and rows fail.", text, StringComparison.Ordinal);
        Assert.Contains($"No row is imported until the failed ones, which are in {fix}, are right in ", text, StringComparison.Ordinal);
        Assert.Empty(await tenant.Users());

        var saved = await File.ReadAllTextAsync(fix);
        Assert.StartsWith("email,displayName,phone,_errors\r\nben@example.com,Ben Lee,12,phone '12' is not valid", saved, StringComparison.Ordinal);
        (exitCode, text, error) = await Import(tenant, ["--atomic"], saved.Replace(",12,", ",5551234568,", StringComparison.Ordinal));
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Matches(@"created +1\b", text);

        (exitCode, _, error) = await Import(tenant, ["--fix-file", Path.Combine(folder.FullName, "none", "fix.csv")], "email,displayName", "cem@example.com,Cem Kaya");
        Assert.Equal((1, $"There is no folder {Path.Combine(folder.FullName, "none")}.{Environment.NewLine}"), (exitCode, error));
        Assert.Single(await tenant.Users());
    }

    [Fact]
    public async Task What_was_exported_comes_back_in_unchanged()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.User(new { email = "ana@example.com", phone = "5551234567", tags = new[] { "=vip", "night" }, channelLimits = new { SMS = 3 } });
        await tenant.User(new { email = "ben@example.com", displayName = "Ben \"B\" Lee", designation = "-Agent" });
        var file = Path.Combine(folder.FullName, "team.csv");
        using var export = HostProcess.Start(["export", file, .. HostOf(tenant)]);
        var (exitCode, text, error) = await export.EndSaying();
        Assert.Equal((0, ""), (exitCode, text));
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{file}: {new FileInfo(file).Length:N0} bytes{Environment.NewLine}"), error);

        using var import = HostProcess.Start(["import", file, .. HostOf(tenant)]);
        (exitCode, text, error) = await import.EndSaying();
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Matches(@"created +0\n +updated +0\n +unchanged +2\n +failed +0\n", text);

        using var output = HostProcess.Start(["export", "-", "--search", "ben", "--columns", "designation", .. HostOf(tenant)]);
        (exitCode, text, error) = await output.EndSaying();
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Matches(@"^\uFEFF?id,email,designation\r\n[0-9a-f-]{36},ben@example\.com,'-Agent\r\n$", text);
    }

    private Task<(int ExitCode, string Output, string Error)> Import(TestTenant tenant, params string[] lines) => Import(tenant, [], lines);

    private async Task<(int ExitCode, string Output, string Error)> Import(TestTenant tenant, string[] options, params string[] lines)
    {
        using var process = HostProcess.Start(["import", await Written(lines), .. options, .. HostOf(tenant)]);
        return await process.EndSaying();
    }

    private async Task<string> Written(params string[] lines)
    {
        var file = Path.Combine(folder.FullName, "team.csv");
        await File.WriteAllLinesAsync(file, lines);
        return file;
    }

    private static string[] HostOf(TestTenant tenant) => ["--url", tenant.App.BaseAddress.ToString(), "--key", tenant.Key];
}
