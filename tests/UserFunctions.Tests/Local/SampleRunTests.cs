using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Local;

namespace UserFunctions.Tests.Local;

public sealed class SampleRunTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sample-test");
    private Azurite azurite = null!;
    private LocalApp app = null!;
    private HttpClient client = null!;

    public async Task InitializeAsync()
    {
        azurite = await Azurite.Start(AzuriteOptions.ForTests);
        app = await LocalApp.Start(new LocalAppOptions
        {
            ConnectionString = azurite.ConnectionString,
            Settings = new Dictionary<string, string?> { ["Invitations:PickupFolder"] = Path.Combine(folder.FullName, "mail"), ["Keys:BootstrapOwner"] = "owner@example.com" },
        });
        client = new HttpClient { BaseAddress = new Uri(app.BaseAddress, "api/") };
        client.DefaultRequestHeaders.Add("x-functions-key", app.Key);
    }

    public async Task DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
        await azurite.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_file_is_imported_and_its_users_are_invited_and_the_same_file_again_changes_nothing()
    {
        var (isGood, first) = await Run(
            "Ana Pérez,ana@example.com,9876543210,Agent,Sales,Agent,2001,Inbound;Outbound,vip",
            "\"Roe, Ben\",ben@example.com,9876543211,Agent,Sales,Agent,2002,Inbound,");
        Assert.True(isGood, first);
        Assert.Contains("2 created, 0 updated, 0 unchanged, 0 failed", first, StringComparison.Ordinal);
        Assert.Contains("2 delivered, 0 failed", first, StringComparison.Ordinal);
        // Those two and the owner's, which is not the file's.
        Assert.Equal(3, Directory.GetFiles(Path.Combine(folder.FullName, "mail"), "*.eml").Length);

        var (isGoodAgain, second) = await Run(
            "Ana Pérez,ana@example.com,9876543210,Agent,Sales,Agent,2001,Inbound;Outbound,vip",
            "\"Roe, Ben\",ben@example.com,9876543211,Agent,Sales,Agent,2002,Inbound,");
        Assert.True(isGoodAgain, second);
        Assert.Contains("0 created, 0 updated, 2 unchanged, 0 failed", second, StringComparison.Ordinal);
        Assert.Contains("none to send", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_fails_makes_the_sample_fail()
    {
        var (isGood, text) = await Run("Ana Pérez,ana@example.com,12,Agent,Sales,Agent,2001,Inbound,");
        Assert.False(isGood, text);
        Assert.Contains("0 created, 0 updated, 0 unchanged, 1 failed", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_committed_sample_has_500_rows_whose_emails_phones_and_extensions_are_unique()
    {
        var file = Path.Combine(LocalFolders.Project, "sample", "users-500.csv");
        Assert.Equal(501, File.ReadAllLines(file).Length);
        foreach (var column in new[] { "email", "phone", "extensionNumber" }) Assert.Equal(500, SampleFile.Values(file, column).Count);
        Assert.Equal(["Administrator", "Agent"], SampleFile.Values(file, "role"));
    }

    [Fact]
    public void Progress_is_a_bar_on_a_terminal()
    {
        Assert.Equal($"\r  rows         [{new string('#', 16)}{new string('.', 24)}] 40/100\r  rows         [{new string('#', 40)}] 100/100\n", Shown(true, 40, 40, 100));
    }

    [Fact]
    public void Progress_is_a_few_lines_where_nothing_can_be_drawn_over()
    {
        Assert.Equal("  rows 40 of 100\n  rows 100 of 100\n", Shown(false, 0, 7, 41, 59, 100));
    }

    private static string Shown(bool isTerminal, params int[] done)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var progress = new SampleProgress(output, isTerminal);
        foreach (var count in done) progress.Show("rows", count, 100);
        progress.End();
        return output.ToString();
    }

    private async Task<(bool IsGood, string Text)> Run(params string[] rows)
    {
        var file = Path.Combine(folder.FullName, "users.csv");
        await File.WriteAllLinesAsync(file, ["displayName,email,phone,designation,department,role,extensionNumber,groups,tags", .. rows]);
        using var output = new StringWriter();
        var run = new SampleRun(new SampleOptions
        {
            Api = new SampleApi(client),
            Imports = app.Services.GetRequiredService<BlobServiceClient>().GetBlobContainerClient("imports"),
            File = file,
            MailFolder = Path.Combine(folder.FullName, "mail"),
            Output = output,
            IsTerminal = false,
        });
        var isGood = await run.Run(CancellationToken.None);
        return (isGood, output.ToString());
    }
}
