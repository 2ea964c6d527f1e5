using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Imports;
using UserFunctions.Platform.Storage;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Imports;

public sealed class UndoTests
{
    private const string Header = "email,displayName,designation,tags,groups,extensionNumber,channelLimits\n";

    [Fact]
    public async Task Who_was_created_is_gone_and_who_was_changed_is_what_they_were_with_groups_and_number()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Import(Header + "a@example.com,A,Agent,x;y,,401,SMS=2\nb@example.com,B,,,,,\n");
        var (chat, voice) = ((await tenant.Group("Chat")).Id, (await tenant.Group("Voice")).Id);
        await tenant.Import("email,groups\na@example.com,Chat\n");
        var before = await tenant.Users();
        var import = await tenant.Import(Header + "a@example.com,Other,Lead,z,Voice,402,SMS=5\nb@example.com,B,,,,,\nc@example.com,C,,,Chat,403,\nbroken,,,,,,\n");
        Assert.Equal("updated,unchanged,created,failed", import.Outcomes);

        var undone = (await tenant.Post($"imports/{import.Id}/undo")).Expect(HttpStatusCode.OK);
        Assert.Equal("Done", undone["undo"].GetProperty("state").GetString());
        Assert.Equal("""{"total":2,"deleted":1,"restored":1,"skipped":0}""", undone["undo"].GetProperty("counts").GetRawText());
        Assert.Equal("restored,,deleted,", Outcomes(undone));
        var after = await tenant.Users();
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        foreach (var field in before["a@example.com"].EnumerateObject().Where(f => f.Name is not ("version" or "updatedAt")))
            Assert.Equal(field.Value.GetRawText(), after["a@example.com"].GetProperty(field.Name).GetRawText());
        Assert.Equal(["a@example.com"], (await tenant.All($"groups/{chat}/members")).Select(m => m.GetProperty("email").GetString()));
        Assert.Empty(await tenant.All($"groups/{voice}/members"));
        Assert.Equal(["x|401"], (await tenant.Rows("x|")).Where(r => r.Id("userId") is not null).Select(r => r.Key));
        Assert.Equal(["c@example.com"], (await tenant.All("users/deleted")).Select(u => u.GetProperty("email").GetString()));
    }

    [Fact]
    public async Task A_second_undo_and_a_look_at_the_import_say_the_same_and_write_nothing()
    {
        var tenant = await TestApp.NewTenant();
        var import = await tenant.Import(Header + "a@example.com,A,,,,,\nb@example.com,B,,,,,\n");
        var first = (await tenant.Post($"imports/{import.Id}/undo")).Expect(HttpStatusCode.OK);
        var written = (await tenant.Rows("c|")).Count;
        Assert.Equal(first.Text, (await tenant.Post($"imports/{import.Id}/undo")).Expect(HttpStatusCode.OK).Text);
        Assert.Equal(first.Text, (await tenant.Get($"imports/{import.Id}")).Expect(HttpStatusCode.OK).Text);
        Assert.Equal(written, (await tenant.Rows("c|")).Count);
        Assert.Equal("Done", (await tenant.All("imports"))[0].GetProperty("undo").GetProperty("state").GetString());
    }

    [Fact]
    public async Task Who_was_changed_since_stays_and_the_row_says_so_but_a_status_is_no_change()
    {
        var tenant = await TestApp.NewTenant();
        var import = await tenant.Import(Header + "changed@example.com,A,,,,,\nstatus@example.com,B,,,,,\ndeleted@example.com,C,,,,,\n");
        var ids = import.Rows.Select(r => r.UserId).ToList();
        (await tenant.Patch($"users/{ids[0]}", new { designation = "Lead" })).Expect(HttpStatusCode.OK);
        (await tenant.Put($"users/{ids[1]}/status", new { status = "Available" })).Expect(HttpStatusCode.Accepted);
        (await tenant.Post($"users/{ids[1]}/presence/sessions", new { device = "desk" })).Expect(HttpStatusCode.OK);
        await Eventually.Holds(async () => (await tenant.Get($"users/{ids[1]}")).TextOf("presence") == "Available");
        (await tenant.Delete($"users/{ids[2]}")).Expect(HttpStatusCode.NoContent);

        var undone = (await tenant.Post($"imports/{import.Id}/undo")).Expect(HttpStatusCode.OK);
        Assert.Equal("skipped,deleted,skipped", Outcomes(undone));
        Assert.Equal("user.changed_since", undone["rows"][0].GetProperty("undo").GetProperty("code").GetString());
        Assert.Contains("user.deleted", undone["rows"][2].GetProperty("undo").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(["changed@example.com"], (await tenant.Users()).Keys);
    }

    [Fact]
    public async Task Logins_that_went_from_one_user_to_the_next_go_back_and_one_that_others_have_now_is_said()
    {
        var tenant = await TestApp.NewTenant();
        var ids = new List<Guid>();
        foreach (var name in new[] { "a", "b", "c" })
            ids.Add((await tenant.User(new { email = $"{name}@example.com", loginIdSameAsEmail = false, loginId = $"login-{name}" })).Id);
        var import = await tenant.Import("email,loginId\na@example.com,login-x\nb@example.com,login-a\nc@example.com,login-y\n");
        Assert.Equal("updated,updated,updated", import.Outcomes);
        await tenant.User(new { loginIdSameAsEmail = false, loginId = "login-c" });
        var undone = (await tenant.Post($"imports/{import.Id}/undo")).Expect(HttpStatusCode.OK);
        Assert.Equal("restored,restored,skipped", Outcomes(undone));
        Assert.Equal("loginId.taken", undone["rows"][2].GetProperty("undo").GetProperty("code").GetString());
        Assert.Equal("login-a,login-b,login-y", string.Join(',', await Task.WhenAll(ids.Select(async id => (await tenant.Get($"users/{id}")).TextOf("loginId")))));
    }

    [Fact]
    public async Task It_takes_the_rights_that_an_upload_takes_and_an_import_that_ended_today()
    {
        await using var own = await OwnApp.Start();
        var import = await own.Tenant.Import(Header + "a@example.com,A,,,,,\n");
        var supervisor = await own.Tenant.As("Supervisor");
        (await supervisor.Post($"imports/{import.Id}/undo")).Expect(HttpStatusCode.Forbidden);
        (await own.Tenant.Post($"imports/{Guid.NewGuid()}/undo")).Expect(HttpStatusCode.NotFound, "import.not_found");
        (await own.Tenant.Post($"imports/{import.Id}/undo", new { odd = 1 })).Expect(HttpStatusCode.BadRequest);
        own.Time.Pass(TimeSpan.FromHours(24) + TimeSpan.FromMinutes(1));
        (await own.Tenant.Post($"imports/{import.Id}/undo")).Expect(HttpStatusCode.Gone, "undo.expired");
        Assert.Single(await own.Tenant.Users());
    }

    [Fact]
    public async Task Nothing_is_sent_and_the_invitation_of_who_is_gone_is_void()
    {
        await using var own = await OwnApp.Start();
        var import = await own.Tenant.Import(Header + "a@example.com,A,,,,,\n");
        await Eventually.Holds(() => Task.FromResult(own.Mails.Count == 1));
        (await own.Tenant.Post($"imports/{import.Id}/undo")).Expect(HttpStatusCode.OK);
        var accepted = await own.Tenant.Send(HttpMethod.Post, "invitations/accept", new { token = own.Mails[0].Token });
        Assert.NotEqual(HttpStatusCode.OK, accepted.Status);
        Assert.Empty(await own.Tenant.Users());
        await own.Function<ResumeImports>().Run(new(), CancellationToken.None);
        Assert.Single(own.Mails);
    }

    [Fact]
    public async Task One_whose_process_dies_in_the_middle_is_ended_by_the_next_and_every_row_is_undone_once()
    {
        DyingTables? tables = null;
        await using var own = await OwnApp.Start(replace: services =>
        {
            var real = services.Last(s => s.ServiceType == typeof(ITables)).ImplementationFactory!;
            services.AddSingleton<ITables>(provider => tables = new DyingTables((ITables)real(provider)));
        });
        var import = await own.Tenant.Import(Header + string.Concat(Enumerable.Range(1, 100).Select(i => $"u{i}@example.com,U {i},,,,{1000 + i},\n")));
        tables!.Left = 2;
        (await own.Tenant.Post($"imports/{import.Id}/undo")).Expect(HttpStatusCode.InternalServerError);
        Assert.Equal("Running", (await own.Tenant.Get($"imports/{import.Id}"))["undo"].GetProperty("state").GetString());
        Assert.NotEmpty(await own.Tenant.Users());
        tables.Left = int.MaxValue;
        own.Time.Pass(TimeSpan.FromMinutes(1));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => own.Function<ResumeImports>().Run(new(), CancellationToken.None)));
        // The app's own timer may have come first, and died of the same tables: whoever comes when its time is over ends it.
        await Eventually.Holds(async () =>
        {
            own.Time.Pass(TimeSpan.FromMinutes(1));
            await own.Function<ResumeImports>().Run(new(), CancellationToken.None);
            return (await own.Tenant.Get($"imports/{import.Id}"))["undo"].GetProperty("state").GetString() == "Done";
        });
        var ended = (await own.Tenant.Get($"imports/{import.Id}"))["undo"];
        Assert.Equal(100, ended.GetProperty("counts").GetProperty("deleted").GetInt32());
        Assert.Empty(await own.Tenant.Users());
        Assert.Equal(100, (await own.Rows("main", "ou|")).Sum(row => JsonDocument.Parse(row.LongTextOf("outcomes")!).RootElement.GetArrayLength()));
        await Eventually.Holds(async () => (await own.Rows("~active", table: ImportTable.Table)).Count == 0);
    }

    private static string Outcomes(Reply import) =>
        string.Join(',', import["rows"].EnumerateArray().Select(row => row.TryGetProperty("undo", out var undo) ? undo.GetProperty("outcome").GetString() : ""));

    /// <summary>The real tables of a process that dies after so many chunks of an undoing.</summary>
    private sealed class DyingTables(ITables inner) : ITables
    {
        public int Left { get; set; } = int.MaxValue;

        public Task CreateTable(string table, CancellationToken cancellationToken) => inner.CreateTable(table, cancellationToken);

        public Task<Row?> Get(string table, string partition, string key, CancellationToken cancellationToken) => inner.Get(table, partition, key, cancellationToken);

        public Task<RowPage> Page(string table, string partition, string from, string to, int top, string? next, CancellationToken cancellationToken) =>
            inner.Page(table, partition, from, to, top, next, cancellationToken);

        public Task<BatchOutcome> Submit(string table, IReadOnlyList<RowOperation> operations, CancellationToken cancellationToken) =>
            operations.Any(o => o.Row.Key.StartsWith("ou|", StringComparison.Ordinal)) && Left-- <= 0 ? throw new IOException("The process died.") : inner.Submit(table, operations, cancellationToken);
    }
}
