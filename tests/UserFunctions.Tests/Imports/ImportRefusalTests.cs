using System.Net;
using System.Text;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Imports;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Imports;

public sealed class ImportRefusalTests
{
    private const string Header = "email,displayName\n";

    public static TheoryData<string, byte[]> Files => new()
    {
        { "file.empty", [] },
        { "file.empty", Encoding.UTF8.GetBytes("\n\n") },
        { "file.no_rows", Encoding.UTF8.GetBytes(Header) },
        { "file.too_many_rows", Encoding.UTF8.GetBytes(Header + string.Concat(Enumerable.Range(1, 501).Select(i => $"u{i}@example.com,U {i}\n"))) },
        { "file.too_large", Encoding.UTF8.GetBytes(Header + "a@example.com,A\n" + new string('\n', Import.MaxBytes)) },
        { "file.malformed", Encoding.UTF8.GetBytes(Header + "a@example.com,A\nb@example.com,\"B\n") },
        { "header.unknown", Encoding.UTF8.GetBytes("email,displayName,salary\na@example.com,A,1\n") },
        { "header.duplicate", Encoding.UTF8.GetBytes("email,displayName,email\na@example.com,A,a@example.com\n") },
        { "header.missing", Encoding.UTF8.GetBytes("displayName\nA\n") },
        { "file.not_utf8", [.. Encoding.UTF8.GetBytes(Header + "a@example.com,Zoë\n"), .. Encoding.Latin1.GetBytes("b@example.com,Zoë\n")] },
        { "file.not_text", new byte[2000] },
    };

    [Theory]
    // Megabytes as data of a test would be copied as text before it is run.
    [MemberData(nameof(Files), DisableDiscoveryEnumeration = true)]
    public async Task A_file_that_is_wrong_as_a_whole_writes_no_user_and_says_why(string code, byte[] content)
    {
        var tenant = await TestApp.NewTenant();
        var import = await tenant.Import(content, "bad.csv");
        Assert.Equal(("Failed", code, 0, 100), (import.State, import.Problem?.Code, import.Rows.Length, import.Progress));
        Assert.NotEmpty(import.Problem!.Message);
        Assert.Empty(await tenant.Rows("u|"));
        Assert.Empty(await tenant.Rows("e|"));
        Assert.Equal(["import.finished"], (await tenant.Rows("c|")).Select(r => r.Text("kind")));
        var report = await tenant.Report(import);
        Assert.Equal(["", "", "failed", "", "", import.Problem.Target, code, import.Problem.Message], Assert.Single(report.Skip(1)));
        var listed = Assert.Single(await tenant.All("imports"));
        Assert.Equal((import.Id, "Failed"), (listed.GetProperty("id").GetGuid(), listed.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task A_file_in_the_folder_of_no_tenant_ends_visibly()
    {
        var name = AzuriteFixture.NewName()[..24];
        var report = await Drop($"{name}/people.csv");
        Assert.Contains("tenant.unknown", report, StringComparison.Ordinal);
        Assert.Contains(name, report, StringComparison.Ordinal);

        // Whoever gets the tenant later finds the failed import and can drop the file again.
        var tenant = await TestTenant.Create(await TestApp.Shared, name);
        var listed = Assert.Single(await tenant.All("imports"));
        Assert.Equal(("Failed", "tenant.unknown"), (listed.GetProperty("state").GetString(), listed.GetProperty("problem").GetProperty("code").GetString()));
        Assert.Equal("Succeeded", (await tenant.Import(Header + "a@example.com,A\n", "people.csv")).State);
    }

    [Theory]
    [InlineData("No_Tenant")]
    [InlineData("x")]
    [InlineData("tenant with blanks")]
    [InlineData("~active")]
    public async Task A_folder_that_cannot_be_a_tenants_gets_a_report_and_nothing_else(string folder)
    {
        var report = await Drop($"{folder}/{AzuriteFixture.NewName()}.csv");
        Assert.Contains("tenant.unknown", report, StringComparison.Ordinal);
        Assert.Empty(await TestApp.Rows(folder));
    }

    [Fact]
    public async Task The_reports_of_this_app_are_not_imported_but_a_file_that_is_only_named_so_is()
    {
        var tenant = await TestApp.NewTenant();
        var first = await tenant.Import(Header + "a@example.com,A\n", "x.csv");
        var second = await tenant.Import(Header + "b@example.com,B\n", "y.csv.report.csv");
        Assert.Equal("Succeeded", second.State);
        Assert.Equal([second.Id, first.Id], (await tenant.All("imports")).Select(i => i.GetProperty("id").GetGuid()));
    }

    [Fact]
    public async Task A_file_that_is_gone_or_replaced_before_its_turn_ends_visibly()
    {
        await using var own = await OwnApp.Start(only: ["UploadImport", "ReadImport"]);
        var gone = await Upload(own, "gone.csv");
        var replaced = await Upload(own, "replaced.csv");
        await own.Tenant.Blob(gone.TextOf("fileName")!).DeleteAsync();
        await own.Tenant.Blob(replaced.TextOf("fileName")!).UploadAsync(BinaryData.FromString(Header), overwrite: true);
        own.Time.Pass(Import.StaleAfter);
        await own.Function<ResumeImports>().Run(new(), CancellationToken.None);
        Assert.Equal(("Failed", "file.gone"), await End(own, gone.Id));
        Assert.Equal(("Failed", "file.replaced"), await End(own, replaced.Id));
    }

    private static async Task<Reply> Upload(OwnApp own, string name) =>
        (await own.Tenant.Post("imports", new { fileName = name, contentBase64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(Header + "a@example.com,A\n")) })).Expect(HttpStatusCode.Accepted);

    private static async Task<(string? State, string? Code)> End(OwnApp own, Guid id)
    {
        var reply = (await own.Tenant.Get($"imports/{id}")).Expect(HttpStatusCode.OK);
        return (reply.TextOf("state"), reply["problem"].GetProperty("code").GetString());
    }

    private static async Task<string> Drop(string path)
    {
        var container = (await TestApp.Service<BlobServiceClient>()).GetBlobContainerClient(Import.Container);
        await container.GetBlobClient(path).UploadAsync(BinaryData.FromString(Header + "a@example.com,A\n"));
        var report = container.GetBlobClient(path + Import.ReportSuffix);
        return await Eventually.Finds(async () => await report.ExistsAsync() ? (await report.DownloadContentAsync()).Value.Content.ToString() : null);
    }
}
