using System.Net;
using UserFunctions.Imports;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Imports;

public sealed class ReadSampleTests
{
    [Theory]
    [Spec("S111")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_sample_has_every_column_and_is_imported_as_it_is(bool isInternational)
    {
        var tenant = await TestApp.NewTenant();
        if (isInternational)
        {
            (await tenant.Patch("tenant", new { internationalCalling = true })).Expect(HttpStatusCode.OK);
            await tenant.Owns("8069651170");
            await tenant.Department("Sales");
            await tenant.Group("Night; early");
        }

        var sample = (await tenant.Get("imports/sample.csv")).Expect(HttpStatusCode.OK);
        Assert.StartsWith("attachment; filename=users-sample.csv", sample.Headers["Content-Disposition"], StringComparison.Ordinal);
        var file = ExportReply.Of(sample);
        Assert.Equal(UserCsv.Header, file.Header);
        Assert.DoesNotContain("password", file.Header);
        var uploaded = (await tenant.Post("imports", new ByteArrayContent(sample.Bytes) { Headers = { { "Content-Type", "text/csv" } } })).Expect(HttpStatusCode.Accepted);
        var import = await tenant.Finished(uploaded.Id);
        Assert.All(import.Rows, row => Assert.Equal(("created", null), (row.Outcome, row.Message)));
        Assert.Equal(3, import.Counts.Created);
        var users = await tenant.Users();
        Assert.Equal(file.Column("displayName"), file.Column("email").Select(email => users[email].GetProperty("displayName").GetString()));
        Assert.Equal(isInternational, users["ana.rao@example.com"].TryGetProperty("department", out _));
    }

    [Fact]
    public async Task Files_come_as_plain_text_to_callers_that_take_no_CSV()
    {
        var tenant = await TestApp.NewTenant();
        var import = await tenant.Import("email,displayName\nnot an address,Asha Rao\n");
        foreach (var path in (string[])["imports/sample.csv", $"imports/{import.Id}/report.csv", $"imports/{import.Id}/fix-file.csv"])
        {
            var csv = (await tenant.Get(path, ("Accept", "text/csv, text/plain;q=0.5"))).Expect(HttpStatusCode.OK);
            var plain = (await tenant.Get(path, ("Accept", "text/plain"))).Expect(HttpStatusCode.OK);
            Assert.Equal(("text/csv; charset=utf-8", "text/plain; charset=utf-8"), (csv.Headers["Content-Type"], plain.Headers["Content-Type"]));
            Assert.Equal(csv.Text, plain.Text);
            Assert.Equal("text/csv; charset=utf-8", (await tenant.Get(path)).Headers["Content-Type"]);
        }
    }
}
