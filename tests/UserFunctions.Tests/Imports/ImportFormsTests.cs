using System.Net;
using System.Net.Http.Headers;
using System.Text;
using UserFunctions.Imports;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Imports;

public sealed class ImportFormsTests
{
    private const string Text = "email,displayName,phone\na@example.com,Asha Rao,0123456789\nb@example.com,Ben Lee,12\n\nc@example.com,Cem Kaya,\n";

    [Theory]
    [InlineData("form")]
    [InlineData("designer's form")]
    [InlineData("csv")]
    [InlineData("json")]
    [InlineData("blob")]
    [InlineData("subfolder")]
    public async Task Every_way_in_ends_the_same(string way)
    {
        var tenant = await TestApp.NewTenant();
        var import = way switch
        {
            "blob" => await tenant.Import(Text, "people.csv"),
            "subfolder" => await tenant.Import(Text, "2026/may/people.csv"),
            _ => await Uploaded(tenant, way),
        };
        Assert.Equal(("PartiallySucceeded", new ReplyCounts(3, 2, 0, 0, 1), 100), (import.State, import.Counts, import.Progress));
        Assert.EndsWith("people.csv", import.FileName, StringComparison.Ordinal);
        Assert.Equal([(1, 2, "created", "a@example.com"), (2, 3, "failed", "b@example.com"), (3, 5, "created", "c@example.com")], import.Rows.Select(r => (r.Row, r.Line, r.Outcome, r.Email)));
        Assert.Equal(("phone", "phone.invalid"), (import.Rows[1].Column, import.Rows[1].Code));
        var users = await tenant.Users();
        Assert.Equal(["a@example.com", "c@example.com"], users.Keys.Order());
        Assert.Equal(import.Rows[0].UserId, users["a@example.com"].GetProperty("id").GetGuid());
        Assert.Equal("Pending", users["a@example.com"].GetProperty("lifecycle").GetString());
        await TheReportSaysTheSame(tenant, import);
    }

    [Fact]
    public async Task While_it_runs_the_answer_is_202_with_where_and_when_to_ask_again()
    {
        await using var own = await OwnApp.Start(only: ["UploadImport", "ReadImport", "ListImports"]);
        var uploaded = (await own.Tenant.Post("imports?fileName=people.csv", Csv(Text))).Expect(HttpStatusCode.Accepted);
        var asked = (await own.Tenant.Get(uploaded.Location!)).Expect(HttpStatusCode.Accepted);
        Assert.Equal((uploaded.Location, "1"), (asked.Location, asked.Headers["Retry-After"]));
        Assert.Equal(("Queued", 0), (asked.TextOf("state"), asked["progress"].GetInt32()));
        Assert.False(asked.Json.TryGetProperty("reportPath", out _));
        Assert.Equal("Queued", Assert.Single(await own.Tenant.All("imports")).GetProperty("state").GetString());

        await own.Function<ImportUsers>().Run(Stream.Null, "main", asked.TextOf("fileName")!, CancellationToken.None);
        (await own.Tenant.Get(uploaded.Location!)).Expect(HttpStatusCode.OK);
        Assert.False((await own.Tenant.Get($"imports/{uploaded.Id}?rows=false")).Json.TryGetProperty("rows", out _));
        Assert.True((await own.Tenant.Get($"imports/{uploaded.Id}?rows=true")).Json.TryGetProperty("rows", out _));
        (await own.Tenant.Get($"imports/{uploaded.Id}?rows=none")).Expect(HttpStatusCode.BadRequest, "rows.invalid");
    }

    [Fact]
    public async Task The_same_upload_with_the_same_key_is_the_same_import()
    {
        var tenant = await TestApp.NewTenant();
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var first = (await tenant.Post("imports?fileName=people.csv", Csv(Text), key)).Expect(HttpStatusCode.Accepted);
        var second = (await tenant.Post("imports?fileName=people.csv", Csv(Text), key)).Expect(HttpStatusCode.Accepted);
        Assert.Equal(first.Id, second.Id);
        await tenant.Finished(first.Id);
        Assert.Single(await tenant.All("imports"));
    }

    [Fact]
    public async Task A_key_that_was_used_for_another_file_or_name_is_refused_and_free_again_after_a_day()
    {
        await using var own = await OwnApp.Start(only: ["UploadImport", "ListImports"]);
        var key = ("Idempotency-Key", "monday");
        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => own.Tenant.Post("imports?fileName=people.csv", Csv(Text), key)));
        var first = Assert.Single(replies.Select(r => r.Expect(HttpStatusCode.Accepted).Id).Distinct());
        (await own.Tenant.Post("imports?fileName=people.csv", Csv(Text + "\n"), key)).Expect(HttpStatusCode.Conflict, "idempotency-key.reused");
        (await own.Tenant.Post("imports?fileName=others.csv", Csv(Text), key)).Expect(HttpStatusCode.Conflict, "idempotency-key.reused");
        Assert.Single(await own.Tenant.All("imports"));
        own.Time.Pass(TimeSpan.FromHours(24));
        Assert.NotEqual(first, (await own.Tenant.Post("imports?fileName=people.csv", Csv(Text), key)).Expect(HttpStatusCode.Accepted).Id);
        Assert.Equal(2, (await own.Tenant.All("imports")).Count);
    }

    [Fact]
    public async Task An_upload_that_cannot_be_a_file_is_refused_at_once()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("imports", Csv(""))).Expect(HttpStatusCode.BadRequest, "file.empty");
        (await tenant.Post("imports", new ByteArrayContent([1]))).Expect(HttpStatusCode.UnsupportedMediaType, "body.wrong_type");
        (await tenant.Post("imports", new { fileName = "x.csv" })).Expect(HttpStatusCode.BadRequest, "contentBase64.missing");
        (await tenant.Post("imports", new { fileName = "x.csv", contentBase64 = "not base64!" })).Expect(HttpStatusCode.BadRequest, "contentBase64.invalid");
        (await tenant.Post("imports", new { fileName = "x.csv", contentBase64 = 7 })).Expect(HttpStatusCode.BadRequest, "contentBase64.invalid");
        (await tenant.Post("imports", new MultipartFormDataContent { { new StringContent("x"), "field" } })).Expect(HttpStatusCode.BadRequest, "file.missing");
        (await tenant.Post("imports", Form(("a.csv", Text), ("b.csv", Text)))).Expect(HttpStatusCode.BadRequest, "file.missing");
        Assert.Empty(await tenant.All("imports"));
    }

    [Fact]
    public async Task A_form_that_a_designer_sends_takes_the_options_beside_the_file_and_nothing_but_forms()
    {
        var tenant = await TestApp.NewTenant();
        var form = Form(("people.csv", Text));
        form.Add(new StringContent("true"), "dryRun");
        form.Add(new StringContent("Create"), "onConflict");
        var planned = (await tenant.Get((await tenant.Post("imports/form", form)).Expect(HttpStatusCode.Accepted).Location!)).Expect(HttpStatusCode.OK);
        Assert.Equal(("Planned", true, "Create"), (planned.TextOf("state"), planned["dryRun"].GetBoolean(), planned.TextOf("onConflict")));
        foreach (var other in (object[])[Csv(Text), Body("json", Text), new FormUrlEncodedContent([new("file", Text)])])
            (await tenant.Post("imports/form", other)).Expect(HttpStatusCode.UnsupportedMediaType, "body.wrong_type");
        Assert.Single(await tenant.All("imports"));
    }

    [Theory]
    [InlineData("form")]
    [InlineData("designer's form")]
    [InlineData("csv")]
    [InlineData("json")]
    public async Task An_upload_over_two_megabytes_is_413(string way)
    {
        var tenant = await TestApp.NewTenant();
        var text = Text + new string('\n', Import.MaxBytes - Text.Length + 1);
        (await tenant.Post(Address(way), Body(way, text))).Expect(HttpStatusCode.RequestEntityTooLarge, "body.too_large");
        (await tenant.Post(Address(way), Body(way, text[..Import.MaxBytes]))).Expect(HttpStatusCode.Accepted);
    }

    [Theory]
    [InlineData("../../other/x.csv")]
    [InlineData("C:\\Users\\me\\x.csv")]
    [InlineData("ünïcode name?#.csv")]
    [InlineData("...")]
    public async Task A_file_name_is_made_plain_and_stays_in_the_tenants_folder(string name)
    {
        var tenant = await TestApp.NewTenant();
        var uploaded = (await tenant.Post("imports", new { fileName = name, contentBase64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(Text)) })).Expect(HttpStatusCode.Accepted);
        var import = await tenant.Finished(uploaded.Id);
        Assert.Matches("^[A-Za-z0-9._-]+$", import.FileName);
        Assert.Equal(2, import.Counts.Created);
        Assert.True(await tenant.Blob(import.FileName).ExistsAsync());
    }

    private static async Task<ImportReply> Uploaded(TestTenant tenant, string way)
    {
        var answer = (await tenant.Post(Address(way), Body(way, Text))).Expect(HttpStatusCode.Accepted);
        Assert.EndsWith($"/api/imports/{answer.Id}", answer.Location, StringComparison.Ordinal);
        Assert.True(Uri.IsWellFormedUriString(answer.Location, UriKind.Absolute));
        Assert.True(int.Parse(answer.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture) > 0);
        return await tenant.Finished(answer.Id);
    }

    private static string Address(string way) => way switch
    {
        "csv" => "imports?fileName=people.csv",
        "designer's form" => "imports/form",
        _ => "imports",
    };

    private static object Body(string way, string text) => way switch
    {
        "form" or "designer's form" => Form(("people.csv", text)),
        "csv" => Csv(text),
        _ => new { fileName = "people.csv", contentBase64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(text)) },
    };

    private static StringContent Csv(string text) => new(text, Encoding.UTF8, new MediaTypeHeaderValue("text/csv", "utf-8"));

    private static MultipartFormDataContent Form(params (string Name, string Text)[] files)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, text) in files)
            form.Add(Csv(text), "file", name);
        return form;
    }

    private static async Task TheReportSaysTheSame(TestTenant tenant, ImportReply import)
    {
        var report = await tenant.Report(import);
        Assert.Equal(["row", "line", "outcome", "email", "userId", "column", "code", "message"], report[0]);
        var rows = import.Rows.Select(r => string.Join('|', r.Row, r.Line, r.Outcome, r.Email, r.UserId, r.Column, r.Code, r.Message));
        Assert.Equal(rows, report.Skip(1).Select(cells => string.Join('|', cells)));
    }
}
