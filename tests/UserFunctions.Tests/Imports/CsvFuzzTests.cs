using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using UserFunctions.Imports;
using UserFunctions.Tests.Given;
using UserFunctions.Users;

namespace UserFunctions.Tests.Imports;

/// <summary>Whatever a file holds, it is read to its end or refused, and so is its import. <c>FUZZ=10000</c> makes so many files.</summary>
public sealed class CsvFuzzTests
{
    private const int InANormalRun = 1000;
    private const int Seed = 113;

    // One of so many goes through a whole import as well.
    private const int Imported = 25;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private static int Many { get; } = int.Parse(Environment.GetEnvironmentVariable("FUZZ") ?? $"{InANormalRun}", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Whatever_bytes_a_file_has_they_are_read_or_refused()
    {
        var files = new FuzzedFiles(Seed);
        var asha = CsvFacts.Valid(new(Seed), Guid.CreateVersion7());
        var (read, refused) = (0, 0);
        for (var i = 0; i < Many; i++)
        {
            var content = files.Next();
            try
            {
                var isRead = await Task.Run(() => Read(content, asha)).WaitAsync(Longest);
                (read, refused) = isRead ? (read + 1, refused) : (read, refused + 1);
            }
            catch (Exception exception)
            {
                Assert.Fail($"File {i}, {Convert.ToBase64String(content)}: {exception}");
            }
        }

        // Neither is all there is.
        Assert.InRange(read, Many / 10, Many);
        Assert.InRange(refused, Many / 10, Many);
    }

    [Fact]
    public async Task Whatever_file_is_imported_its_import_ends_and_nothing_fails_unhandled()
    {
        await using var own = await OwnApp.Start();
        var files = new FuzzedFiles(Seed + 1);
        for (var i = 0; i < Many / Imported; i++)
        {
            var body = new ByteArrayContent(files.Next()) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };
            var sent = (await own.Tenant.Post("imports", body)).Expect(HttpStatusCode.Accepted);
            var import = await own.Tenant.Finished(sent.Id);
            Assert.True(import.Problem is not null || import.Rows.Length == import.Counts.Total, $"{import.Id}: {import.State}");
        }

        Assert.DoesNotContain(own.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Critical", StringComparison.Ordinal));
    }

    // As the import does with it, for somebody new and for somebody who is there; false: the file is refused.
    private static bool Read(byte[] content, User asha)
    {
        if (!CsvFile.Read(content).Map(CsvDuplicates.Mark).Try(out var rows, out var error))
        {
            Assert.NotEmpty(error.Message);
            return false;
        }

        foreach (var row in rows.Where(row => row.Errors.Count == 0))
        {
            _ = (row.Id, row.ExternalId, row.Email, row.ExtensionNumber);
            _ = new UserFields(row.Body(null, CsvFacts.Facts)).Create(CsvFacts.Context, Guid.CreateVersion7());
            _ = new UserFields(row.Body(asha, CsvFacts.Facts)).Change(asha, CsvFacts.Context);
            Assert.All(row.WarningsOn(null, CsvFacts.Facts).Concat(row.WarningsOn(asha, CsvFacts.Facts)), warning => Assert.NotEmpty(warning.Message));
        }

        return true;
    }
}
