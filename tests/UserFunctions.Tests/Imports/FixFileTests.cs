using System.Net;
using System.Text.Json;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Imports;

public sealed class FixFileTests
{
    private const string People =
        "E-Mail;Full name;Job title;Phone number;Password\r\n" +
        "good@example.com;Good;Agent;;\r\n" +
        "not an address;\"Two\r\nlines; and \"\"quotes\"\"\";=1+1;;Secret-1234-abcd\r\n" +
        "zoe@example.com;Zoë 🦊;'-lead;12;Other-1234-abcd\r\n";

    [Fact]
    public async Task The_failed_rows_come_back_as_they_were_with_what_is_wrong_and_without_passwords()
    {
        var tenant = await TestApp.NewTenant();
        var import = await tenant.Import(People);
        Assert.Equal("created,failed,failed", import.Outcomes);
        var fix = await Fix(tenant, import.Id);
        Assert.Equal(["E-Mail", "Full name", "Job title", "Phone number", "Password", "_errors"], fix[0]);
        Assert.Equal(["not an address", "Two\r\nlines; and \"quotes\"", "'=1+1", "", ""], fix[1][..5]);
        Assert.Equal(["zoe@example.com", "Zoë 🦊", "'-lead", "12", ""], fix[2][..5]);
        Assert.Equal(import.Rows.Skip(1).Select(row => string.Join(' ', row.Details?.Select(d => d.Message) ?? [row.Message!])), fix.Skip(1).Select(row => row[5]));
        Assert.Equal(3, fix.Count);
    }

    [Fact]
    public async Task The_fix_file_that_lies_beside_the_report_is_the_same_and_no_drop()
    {
        var tenant = await TestApp.NewTenant();
        var import = await tenant.Import(People, "people.csv");
        var stored = (await tenant.Blob("people.csv.fix.csv").DownloadContentAsync()).Value.Content.ToString();
        Assert.Equal(stored, (await tenant.Get($"imports/{import.Id}/fix-file.csv")).Text);
        // Blobs are met in order, so what is dropped later ends later than what the fix-file would have begun.
        await tenant.Import("email,displayName\ngood@example.com,Good\n", "later.csv");
        Assert.Equal(2, (await tenant.All("imports")).Count);
    }

    [Fact]
    public async Task A_drop_of_the_same_name_that_has_nothing_to_fix_takes_the_fix_file_away()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Import(People, "people.csv");
        Assert.True((await tenant.Blob("people.csv.fix.csv").ExistsAsync()).Value);
        await tenant.Import("email,displayName\ngood@example.com,Good\n", "people.csv");
        Assert.False((await tenant.Blob("people.csv.fix.csv").ExistsAsync()).Value);
    }

    [Fact]
    public async Task Corrected_and_sent_again_every_row_is_good()
    {
        var tenant = await TestApp.NewTenant();
        var fix = await FixText(tenant, (await tenant.Import(People)).Id);
        foreach (var (wrong, right) in new[] { ("not an address", "two@example.com"), ("\r\nlines", " lines"), (",12,", ",0123456789,") })
            fix = fix.Replace(wrong, right, StringComparison.Ordinal);
        var again = await tenant.Import(fix);
        Assert.Equal("created,created", again.Outcomes);
        var users = await tenant.Users();
        Assert.Equal("=1+1", users["two@example.com"].GetProperty("designation").GetString());
        Assert.Equal("-lead", users["zoe@example.com"].GetProperty("designation").GetString());
        (await tenant.Get($"imports/{again.Id}/fix-file.csv")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Sent_again_as_it_is_it_has_the_same_errors_and_the_same_fix_file()
    {
        var tenant = await TestApp.NewTenant();
        // The last two have a cell too few and one too many: nothing is guessed of them, now or later.
        var first = await tenant.Import(People + "few@example.com;Few\r\nmany@example.com;Many;Agent;;Secret;5678\r\n");
        var fix = await FixText(tenant, first.Id);
        var again = await tenant.Import(fix);
        Assert.Equal(first.Rows.Skip(1).Select(r => (r.Outcome, r.Column, r.Code)), again.Rows.Select(r => (r.Outcome, r.Column, r.Code)));
        var twice = await Fix(tenant, again.Id);
        Assert.Equal((await Fix(tenant, first.Id)).Take(3), twice.Take(3));
        Assert.DoesNotContain("Secret", fix, StringComparison.Ordinal);
        Assert.DoesNotContain("5678", fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_report_is_that_which_lies_beside_the_file()
    {
        var tenant = await TestApp.NewTenant();
        var import = await tenant.Import(People, "people.csv");
        var reply = (await tenant.Get($"imports/{import.Id}/report.csv")).Expect(HttpStatusCode.OK);
        Assert.Equal((await tenant.Blob("people.csv.report.csv").DownloadContentAsync()).Value.Content.ToString(), reply.Text);
    }

    [Fact]
    public async Task Without_the_file_there_are_no_rows_to_fix_and_the_answer_says_where_the_errors_stand()
    {
        var tenant = await TestApp.NewTenant();
        var import = await tenant.Import(People, "people.csv");
        await tenant.Blob("people.csv").DeleteAsync();
        var gone = (await tenant.Get($"imports/{import.Id}/fix-file.csv")).Expect(HttpStatusCode.Gone);
        Assert.Equal("file.gone", gone.Code);
        Assert.Contains($"/api/imports/{import.Id}/report.csv", gone.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_are_paged_by_outcome_in_the_order_of_the_file()
    {
        var tenant = await TestApp.NewTenant();
        var import = await tenant.Import("email,displayName\n" + string.Concat(Enumerable.Range(1, 60).Select(i => i % 3 == 0 ? $"broken {i},X\n" : $"u{i}@example.com,U\n")));
        Assert.Equal(Enumerable.Range(1, 20).Select(i => i * 3), (await tenant.All($"imports/{import.Id}/rows?outcome=failed&top=7")).Select(Number));
        Assert.Equal(Enumerable.Range(1, 60), (await tenant.All($"imports/{import.Id}/rows?outcome=Created,failed&top=20")).Select(Number));
        Assert.Equal(60, (await tenant.All($"imports/{import.Id}/rows")).Count);
        Assert.Equal("outcome.invalid", (await tenant.Get($"imports/{import.Id}/rows?outcome=broken")).Expect(HttpStatusCode.BadRequest).Code);
        foreach (var path in new[] { "rows", "report.csv", "fix-file.csv" })
            Assert.Equal("import.not_found", (await tenant.Get($"imports/{Guid.NewGuid()}/{path}")).Expect(HttpStatusCode.NotFound).Code);
    }

    [Fact]
    public async Task The_list_shows_imports_of_the_states_that_are_asked_for()
    {
        var tenant = await TestApp.NewTenant();
        var names = new List<string>();
        for (var i = 0; i < 5; i++)
            names.Add((await tenant.Import(i % 2 == 0 ? $"email,displayName\nu{i}@example.com,U\n" : "email,displayName\nbroken,U\n")).FileName);
        Assert.Equal([names[4], names[2], names[0]], (await tenant.All("imports?state=succeeded&top=1")).Select(i => i.GetProperty("fileName").GetString()));
        Assert.Equal(5, (await tenant.All("imports?state=Failed,Succeeded")).Count);
        Assert.Empty(await tenant.All("imports?state=Running"));
        Assert.Equal("state.invalid", (await tenant.Get("imports?state=Odd")).Expect(HttpStatusCode.BadRequest).Code);
    }

    private static int Number(JsonElement row) => row.GetProperty("row").GetInt32();

    private static async Task<IReadOnlyList<string[]>> Fix(TestTenant tenant, Guid id) => SimpleCsv.Read((await FixText(tenant, id)).TrimStart('\uFEFF'));

    private static async Task<string> FixText(TestTenant tenant, Guid id)
    {
        var text = (await tenant.Get($"imports/{id}/fix-file.csv")).Expect(HttpStatusCode.OK).Text;
        Assert.StartsWith("\uFEFF", text, StringComparison.Ordinal);
        return text;
    }
}
