using System.Text;
using UserFunctions.Imports;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Imports;

public sealed class ImportReportTests
{
    [Fact]
    public async Task Nothing_in_a_report_runs_as_a_formula()
    {
        var tenant = await TestApp.NewTenant();
        var import = await tenant.Import("email,displayName\n=cmd@example.com,=1+1\n+a@example.com,+1\n-a@example.com,-1\n@SUM(A1),@SUM(A1)\n\"=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",x\n");
        Assert.Equal("created,created,created,failed,failed", import.Outcomes);
        var report = await tenant.Report(import);
        Assert.Equal(["'=cmd@example.com", "'+a@example.com", "'-a@example.com", "'@SUM(A1)", "'=HYPERLINK(\"http://x\",\"y\")"], report.Skip(1).Select(r => r[3]));
        Assert.All(report.SelectMany(row => row), cell => Assert.DoesNotMatch("^[=+\\-@\t\r]", cell));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("with, comma; and \"quotes\"")]
    [InlineData("two\r\nlines")]
    [InlineData("Zoë 🦊 Ünï")]
    public void A_message_comes_out_of_the_report_as_it_went_in(string message)
    {
        var import = Import.Of("main", "x.csv", "1", ImportRights.OfStorage, new(), DateTimeOffset.UnixEpoch);
        var outcome = new RowOutcome(1, 2, RowState.Failed, null, null, [new("a.b", "a", message), new("c.d", "c", "second")]);
        var rows = SimpleCsv.Read(Encoding.UTF8.GetString(ImportReport.Text(import, [outcome])[3..]));
        Assert.Equal(["1", "2", "failed", "", "", "a; c", "a.b; c.d", message + " second"], rows[1]);
    }

    [Fact]
    public async Task The_report_of_a_full_file_has_a_line_for_each_row()
    {
        var tenant = await TestApp.NewTenant();
        var rows = Enumerable.Range(1, 500).Select(i => i % 50 == 0 ? $"broken {i},X\n" : $"u{i}@example.com,U {i}\n");
        var import = await tenant.Import("email,displayName\n" + string.Concat(rows));
        Assert.Equal(new ReplyCounts(500, 490, 0, 0, 10), import.Counts);
        var report = await tenant.Report(import);
        Assert.Equal(
            import.Rows.Select(r => $"{r.Row} {r.Line} {r.Outcome} {r.Email} {r.UserId} {r.Code}"),
            report.Skip(1).Select(r => $"{r[0]} {r[1]} {r[2]} {r[3]} {r[4]} {r[6]}"));
    }
}
