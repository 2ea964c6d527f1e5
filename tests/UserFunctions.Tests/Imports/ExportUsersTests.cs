using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Imports;
using UserFunctions.Platform.Http;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Users;

namespace UserFunctions.Tests.Imports;

public sealed class ExportUsersTests
{
    private static readonly Lazy<Task<TestTenant>> Five = new(UserListTests.Five);

    /// <summary>Every query that the tests of the list ask.</summary>
    public static TheoryData<string> Queries =>
    [
        .. Asked(nameof(UserListTests.Every_column_filters_by_its_name)),
        .. Asked(nameof(UserListTests.A_sort_disregards_case_and_accents_and_has_what_is_absent_at_the_end)).Select(sort => $"sort={sort}"),
        .. Asked(nameof(UserListTests.Each_word_typed_must_occur_somewhere_and_better_hits_come_first)).Select(typed => $"search={Uri.EscapeDataString(typed)}"),
    ];

    /// <summary>Every query that the list refuses.</summary>
    public static TheoryData<string> Refused => [.. Asked(nameof(UserListTests.What_is_wrong_in_a_query_is_named_with_what_is_allowed))];

    [Theory]
    [Spec("S098", "S108", "S109", "S110")]
    [MemberData(nameof(Queries))]
    public async Task It_holds_whom_the_list_shows_in_the_same_order(string query)
    {
        var tenant = await Five.Value;
        var listed = (await tenant.Get($"users?{query}")).Expect(HttpStatusCode.OK).Value.Select(u => u.GetProperty("email").GetString());
        Assert.Equal(listed, (await tenant.Export(query)).Column("email"));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_the_list_refuses_is_refused_in_the_same_words(string query)
    {
        var tenant = await Five.Value;
        var (list, export) = (await tenant.Get($"users?{query}"), await tenant.Get($"users/export.csv?{query}"));
        Assert.Equal((list.Status, list.Code, string.Join(',', list.Codes)), (export.Status, export.Code, string.Join(',', export.Codes)));
    }

    [Theory]
    [InlineData("text/plain", "text/plain; charset=utf-8")]
    [InlineData("application/json, text/plain", "text/plain; charset=utf-8")]
    [InlineData("text/plain, text/csv", "text/csv; charset=utf-8")]
    [InlineData("*/*", "text/csv; charset=utf-8")]
    public async Task It_is_plain_text_to_who_takes_that_and_no_csv(string accept, string type)
    {
        var tenant = await Five.Value;
        var (asked, plain) = (await tenant.Get("users/export.csv", ("Accept", accept)), await tenant.Get("users/export.csv"));
        Assert.Equal(type, asked.Expect(HttpStatusCode.OK).Headers["Content-Type"]);
        Assert.Equal(plain.Text, asked.Text);
    }

    [Fact]
    [Spec("S110")]
    public async Task It_is_a_file_that_spreadsheets_open_with_the_columns_of_the_import()
    {
        var tenant = await Five.Value;
        var reply = (await tenant.Get("users/export.csv")).Expect(HttpStatusCode.OK);
        Assert.Equal("text/csv; charset=utf-8", reply.Headers["Content-Type"]);
        Assert.Matches(@"^attachment; filename=users-\d{4}-\d\d-\d\d\.csv", reply.Headers["Content-Disposition"]);
        Assert.Equal(Encoding.UTF8.GetPreamble(), reply.Bytes[..3]);
        Assert.Equal(6, reply.Text.Split("\r\n").Length - 1);
        Assert.DoesNotMatch("[^\r]\n", reply.Text);
        Assert.Equal(UserCsv.Header, ExportReply.Of(reply).Header);
        Assert.DoesNotContain("password", UserCsv.Header);
    }

    [Theory]
    [InlineData("displayName", "id,email,displayName")]
    [InlineData("PHONE, role,phone", "id,email,phone,role")]
    [InlineData("sticky.enabled&columns=tags", "id,email,tags,sticky.enabled")]
    public async Task Some_columns_can_be_chosen_and_the_keys_stay(string columns, string header)
    {
        var export = await (await Five.Value).Export($"columns={columns}");
        Assert.Equal(header, string.Join(',', export.Header));
        Assert.Equal(5, export.Rows.Count);
    }

    [Theory]
    [InlineData("columns=shoeSize", "columns.unknown", "displayName")]
    [InlineData("columns=password", "columns.unknown", "displayName")]
    [InlineData("top=5", "top.unknown", "everybody")]
    [InlineData("cursor=x", "cursor.unknown", "everybody")]
    public async Task What_a_file_has_not_got_is_refused(string query, string code, string said)
    {
        var reply = (await (await Five.Value).Get($"users/export.csv?{query}")).Expect(HttpStatusCode.BadRequest, code);
        Assert.Contains(said, reply.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("S110")]
    public async Task Users_come_back_in_as_they_went_out()
    {
        await using var own = await OwnApp.Start();
        var tenant = (await TestTenant.Owned(own.App, "round")).Tenant;
        var form = await SameFormTests.Form(tenant);
        var first = (await tenant.Post("users", form)).Expect(HttpStatusCode.Created);
        await tenant.User(new { channels = Array.Empty<string>(), licences = new Dictionary<string, bool> { ["VoiceAnalytics"] = false }, cdrUsers = new[] { "self", first.Id.ToString() } });
        foreach (var name in Formulas)
            await tenant.User(new { displayName = name, tags = new[] { name, "a;b", "a\\;b", "-c" }, designation = name, externalId = name });
        (await tenant.Post($"users/{(await tenant.User(new { phone = "0123456789", externalId = "007" })).Id}/block")).Expect(HttpStatusCode.OK);
        (await tenant.Delete($"users/{(await tenant.User()).Id}")).Expect(HttpStatusCode.NoContent);
        await tenant.Invited();

        var (rows, mails) = (await Rows(), own.Mails.Count);
        var export = (await tenant.Get("users/export.csv")).Expect(HttpStatusCode.OK);
        var uploaded = (await tenant.Post("imports", new ByteArrayContent(export.Bytes) { Headers = { { "Content-Type", "text/csv" } } })).Expect(HttpStatusCode.Accepted);
        var import = await tenant.Finished(uploaded.Id);
        Assert.All(import.Rows, row => Assert.Equal(("unchanged", null), (row.Outcome, row.Message)));
        Assert.Equal(("Succeeded", 5 + Formulas.Length - 1), (import.State, import.Counts.Unchanged));
        Assert.Equal(rows, await Rows());
        Assert.Equal(export.Text, (await tenant.Get("users/export.csv")).Text);
        // One more mail, and it would have come behind those that must not come.
        await tenant.User();
        await tenant.Invited();
        Assert.Equal(mails + 1, own.Mails.Count);

        // All but the import's own, of which the log says that it ended.
        async Task<List<(string, string?)>> Rows() =>
            [.. (await own.Rows("round")).Where(r => r.Key[0] is not ('i' or 'j' or 'o') && r.Text("kind") is not "import.finished").Select(r => (r.Key, r.ETag))];
    }

    [Fact]
    public async Task A_name_that_is_a_formula_is_shown_as_text_by_a_spreadsheet_and_comes_back_as_it_was()
    {
        var tenant = await TestApp.NewTenant();
        foreach (var name in Formulas)
            await tenant.User(new { displayName = name });
        var export = await tenant.Export("columns=displayName");
        Assert.Equal(Formulas.Select(name => $"'{name}"), export.Column("displayName"));
    }

    [Fact]
    public async Task It_shows_one_moment_however_late_it_is_read_and_stops_when_nobody_reads()
    {
        var tenant = await Many(800);
        var answer = await Run(tenant);
        (await tenant.Delete($"users/{(await tenant.Get("users?top=1&sort=-createdAt")).Value[0].GetProperty("id").GetGuid()}")).Expect(HttpStatusCode.NoContent);
        await tenant.User();
        var whole = await Written(answer, CancellationToken.None);
        Assert.Equal(800 + 1, whole.Count(b => b == '\n'));
        Assert.Equal(800 + 1, (await tenant.Get("users/export.csv")).Expect(HttpStatusCode.OK).Text.Count(c => c == '\n'));

        using var gone = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Written(answer, gone.Token, gone.Cancel));
    }

    [Fact]
    [Spec("S014", "S072")]
    public async Task Who_may_read_users_may_export_them_and_it_shows_no_more_than_each_of_them()
    {
        var tenant = await TestApp.NewTenant();
        var form = await SameFormTests.Form(tenant);
        var user = (await tenant.Post("users", form)).Expect(HttpStatusCode.Created);
        var reader = await With(tenant, "Reader", [Permission.UsersRead]);
        var export = await reader.Export("");
        var whole = (await reader.Get($"users/{user.Id}")).Expect(HttpStatusCode.OK).Json;
        foreach (var (column, cell) in export.Header.Zip(export.Rows[0]).Where(c => c.Second.Length > 0))
        {
            var at = whole;
            Assert.All(column.Split('.'), part => Assert.True(at.TryGetProperty(part, out at), $"{column} is '{cell}', and GET /api/users/{{id}} does not show it."));
        }

        Assert.DoesNotContain("Correct horse", export.Text, StringComparison.Ordinal);
        var others = await With(tenant, "Others", [.. Permission.All.Except([Permission.UsersRead, Permission.UsersProvision])]);
        foreach (var path in (string[])["users", $"users/{user.Id}", "users/export.csv"])
        {
            var refused = (await others.Get(path)).Expect(HttpStatusCode.Forbidden, "key.forbidden");
            Assert.Equal(Permission.UsersRead, refused.Json.GetProperty("error").GetProperty("target").GetString());
        }
    }

    private static readonly string[] Formulas = ["=HYPERLINK(\"http://example.com\";\"x\")", "+1 Rao", "-Rao", "@Rao", "'=Rao", "''+Rao"];

    private static IEnumerable<string> Asked(string test) =>
        typeof(UserListTests).GetMethod(test)!.GetCustomAttributesData().Where(a => a.AttributeType == typeof(InlineDataAttribute))
            .Select(a => (string)((IReadOnlyCollection<System.Reflection.CustomAttributeTypedArgument>)a.ConstructorArguments[0].Value!).First().Value!);

    private static async Task<TestTenant> With(TestTenant tenant, string role, string[] permissions)
    {
        (await tenant.Post("roles", new { name = role, permissions })).Expect(HttpStatusCode.Created);
        return await tenant.As(role);
    }

    private static async Task<TestTenant> Many(int count)
    {
        var tenant = await TestApp.NewTenant();
        foreach (var rows in Enumerable.Range(0, count).Chunk(Import.MaxRows))
            await tenant.Import("email,displayName\n" + string.Concat(rows.Select(n => $"u{n}@example.com,User {n}\n")));
        return tenant;
    }

    // The function by itself: what it answers is decided before it is written.
    private static async Task<IResult> Run(TestTenant tenant)
    {
        var context = new DefaultHttpContext();
        context.Items[typeof(Caller)] = Caller.System(tenant.Name, "test", "test");
        return await ActivatorUtilities.CreateInstance<ExportUsers>(tenant.App.Services).Run(context.Request, CancellationToken.None);
    }

    private static async Task<byte[]> Written(IResult answer, CancellationToken gone, Action? whenWritten = null)
    {
        using var body = new HeardStream(whenWritten);
        await answer.ExecuteAsync(new DefaultHttpContext { Response = { Body = body }, RequestAborted = gone });
        return body.ToArray();
    }

    private sealed class HeardStream(Action? whenWritten) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await base.WriteAsync(buffer, cancellationToken);
            whenWritten?.Invoke();
        }
    }
}

/// <summary>An export as the app answers it.</summary>
internal sealed record ExportReply(string Text, IReadOnlyList<string> Header, IReadOnlyList<string[]> Rows)
{
    public static ExportReply Of(Reply reply)
    {
        var lines = SimpleCsv.Read(reply.Text.TrimStart('\uFEFF'));
        return new(reply.Text, lines[0], [.. lines.Skip(1)]);
    }

    /// <summary>The cells of a column, row by row, as they stand in the file.</summary>
    public IEnumerable<string> Column(string name) => Rows.Select(row => row[Header.ToList().IndexOf(name)]);
}

/// <summary>Asks for exports.</summary>
internal static class Exporting
{
    public static async Task<ExportReply> Export(this TestTenant tenant, string query) => ExportReply.Of((await tenant.Get($"users/export.csv?{query}")).Expect(HttpStatusCode.OK));

    /// <summary>Waits until every user has got the mail with the invitation.</summary>
    public static Task Invited(this TestTenant tenant) => Eventually.Holds(async () =>
    {
        var summary = (await tenant.Get("invitations/summary")).Expect(HttpStatusCode.OK);
        return summary["queued"].GetInt32() + summary["sending"].GetInt32() == 0 && summary["sent"].GetInt32() >= (await tenant.All("users")).Count;
    });
}
