using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Imports;
using UserFunctions.Local.Pumps;
using UserFunctions.Platform.Storage;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Imports;

public sealed class ImportRepeatTests
{
    private const string Header = "email,displayName,designation,extensionNumber\n";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_same_content_dropped_again_changes_nobody_and_invites_nobody(bool hasSameName)
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Group("Chat");
        var text = "email,displayName,tags,groups,role,extensionNumber\n" + string.Concat(Enumerable.Range(1, 60).Select(i => $"u{i}@example.com,U {i},a;b,chat,agent,{1000 + i}\n"));
        var first = await tenant.Import(text, "people.csv");
        Assert.Equal(60, first.Counts.Created);
        await AllAreInvited(tenant, 60);
        var users = await Versions(tenant);

        var second = await tenant.Import(text, hasSameName ? "people.csv" : "others.csv");
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(("Succeeded", new ReplyCounts(60, 0, 0, 60, 0)), (second.State, second.Counts));
        Assert.Equal(first.Rows.Select(r => r.UserId), second.Rows.Select(r => r.UserId));
        Assert.Equal(users, await Versions(tenant));
        Assert.Equal(60, (await tenant.Get("invitations/summary"))["sent"].GetInt32());
        Assert.Equal(60, Directory.EnumerateFiles(TestApp.MailFolder, $"{tenant.Name}-*").Count());
        Assert.Equal(2, (await tenant.All("imports")).Count);
    }

    [Fact]
    public async Task The_message_of_an_import_any_number_of_times_is_one_run()
    {
        await using var own = await OwnApp.Start();
        var planned = await own.Tenant.Post("imports?dryRun=true", new StringContent(Header + Rows(1, 30), null, "text/csv"));
        var plan = await own.Tenant.Finished(planned.Id);
        await own.Tenant.Post($"imports/{plan.Id}/apply");
        var message = $$"""{"tenant":"main","importId":"{{plan.Id}}"}""";
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => own.Function<ContinueImport>().Run(message, CancellationToken.None)));
        Assert.Equal(30, (await own.Tenant.Finished(plan.Id)).Counts.Created);
        await AllAreInvited(own.Tenant, 30);
        var (users, written) = (await Versions(own.Tenant, own), (await own.Rows("main", "c|")).Count);
        await own.Function<ContinueImport>().Run(message, CancellationToken.None);
        Assert.Equal(users, await Versions(own.Tenant, own));
        Assert.Equal((written, 30), ((await own.Rows("main", "c|")).Count, own.Mails.Count));
    }

    [Fact]
    public async Task A_file_that_is_announced_again_is_imported_once()
    {
        await using var own = await OwnApp.Start();
        var text = Header + Rows(1, 30);
        var id = await own.Tenant.Drop(System.Text.Encoding.UTF8.GetBytes(text), "sub/people.csv");
        await own.Tenant.Finished(id);
        await AllAreInvited(own.Tenant, 30);
        var users = await Versions(own.Tenant, own);
        var written = (await own.Rows("main", "c|")).Count;

        var etag = (await own.Tenant.Blob("sub/people.csv").GetPropertiesAsync()).Value.ETag;
        var message = BlobFunctions.Encode(new("BlobTrigger", "Host.Functions.ImportUsers", "BlockBlob", "imports", "main/sub/people.csv", etag.ToString("H")));
        var control = new Azure.Storage.Queues.QueueClient(own.ConnectionString, "azure-webjobs-blobtrigger-userfunctions-local");
        for (var i = 0; i < 3; i++)
            await control.SendMessageAsync(message);
        await own.Function<ImportUsers>().Run(Stream.Null, "main/sub", "people.csv", CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => own.Function<ImportUsers>().Run(Stream.Null, "main", "sub/people.csv", CancellationToken.None)));
        await Eventually.Holds(async () => (await control.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0);

        Assert.Equal(users, await Versions(own.Tenant, own));
        Assert.Equal(written, (await own.Rows("main", "c|")).Count);
        Assert.Equal(30, (await own.Rows("main", "o|")).Sum(Outcomes));
        Assert.Equal(30, own.Mails.Count);
        Assert.Equal(30, (await own.Rows("main", "", "invitations")).Count(r => r.Number("version") == 1));
        Assert.Single(await own.Tenant.All("imports"));
        Assert.False(await own.Queue("webjobs-blobtrigger-poison").ExistsAsync());
    }

    [Fact]
    public async Task Two_processes_that_work_on_one_run_at_once_do_every_row_once()
    {
        await using var own = await OwnApp.Start(only: ["ReadImport", "ListImports", "ListUsers"]);
        var other = await own.Another(only: ["ReadImport"]);
        var id = await own.Tenant.Drop(System.Text.Encoding.UTF8.GetBytes(Header + Rows(1, 500)), "people.csv");
        var table = own.App.Services.GetRequiredService<ImportTable>();
        var import = Import.Of("main", "people.csv", (await own.Tenant.Blob("people.csv").GetPropertiesAsync()).Value.ETag.ToString(), ImportRights.OfStorage, new(), own.Time.GetUtcNow());
        Assert.Equal(id, import.Id);
        await table.Start(import, CancellationToken.None);
        var found = await table.Find("main", id, CancellationToken.None);
        await Task.WhenAll(new[] { own.App, other, own.App, other }.Select(app => app.Services.GetRequiredService<RunImport>().Handle(found!, null, CancellationToken.None)));

        var done = await own.Tenant.Finished(id);
        Assert.Equal(("Succeeded", new ReplyCounts(500, 500, 0, 0, 0)), (done.State, done.Counts));
        Assert.Equal(Enumerable.Range(1, 500), done.Rows.Select(r => r.Row));
        Assert.Equal(500, (await own.Rows("main", "u|")).Count);
        Assert.Equal(500, (await own.Rows("main", "e|")).Count);
        Assert.Equal(500, (await own.Rows("main", "x|")).Count);
        var changes = await own.Rows("main", "c|");
        Assert.Equal(Enumerable.Range(1, changes.Count).Select(n => $"c|{n:D12}"), changes.Select(c => c.Key));
    }

    [Fact]
    public async Task A_process_that_read_a_run_before_another_ended_it_leaves_it_ended()
    {
        await using var own = await OwnApp.Start(only: ["ReadImport"]);
        await own.Tenant.Drop(System.Text.Encoding.UTF8.GetBytes(Header + Rows(1, 3)), "people.csv");
        var table = own.App.Services.GetRequiredService<ImportTable>();
        var import = Import.Of("main", "people.csv", (await own.Tenant.Blob("people.csv").GetPropertiesAsync()).Value.ETag.ToString(), ImportRights.OfStorage, new(), own.Time.GetUtcNow());
        await table.Start(import, CancellationToken.None);
        var late = await table.Find("main", import.Id, CancellationToken.None);
        var run = own.App.Services.GetRequiredService<RunImport>();
        await run.Handle(late!, null, CancellationToken.None);
        var ended = await own.Tenant.Get($"imports/{import.Id}");
        await own.Tenant.Blob("people.csv").DeleteAsync();
        await run.Handle(late!, null, CancellationToken.None);
        Assert.Equal(ended.Text, (await own.Tenant.Get($"imports/{import.Id}")).Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_full_file_whose_rows_are_half_new_and_half_known_does_each_as_it_is(bool isMixed)
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Import(Header + Rows(1, 250));
        // Known users need no name: every second of them gets another designation, the others stay as they are.
        var known = Enumerable.Range(1, 250).Select(i => $"u{i}@example.com,,{(i % 2 == 0 ? "Lead" : "")},\n").ToList();
        var fresh = Enumerable.Range(251, 250).Select(i => $"u{i}@example.com,U {i},Agent,{1000 + i}\n").ToList();
        var rows = isMixed ? fresh.Zip(known, (a, b) => a + b) : fresh.Concat(known);
        var import = await tenant.Import(Header + string.Concat(rows));
        Assert.Equal(("Succeeded", new ReplyCounts(500, 250, 125, 125, 0)), (import.State, import.Counts));
        var users = await tenant.Users();
        Assert.Equal(500, users.Count);
        Assert.Equal(125, users.Values.Count(u => u.GetProperty("designation").GetString() == "Lead" && u.GetProperty("version").GetInt32() == 2));
        Assert.Equal(375, users.Values.Count(u => u.GetProperty("version").GetInt32() == 1));
    }

    private static string Rows(int from, int count) => string.Concat(Enumerable.Range(from, count).Select(i => $"u{i}@example.com,U {i},Agent,{1000 + i}\n"));

    private static int Outcomes(Row row) => System.Text.Json.JsonDocument.Parse(row.LongTextOf("outcomes")!).RootElement.GetArrayLength();

    private static Task AllAreInvited(TestTenant tenant, int count) =>
        Eventually.Holds(async () => (await tenant.Get("invitations/summary"))["sent"].GetInt32() == count);

    private static async Task<IReadOnlyList<string>> Versions(TestTenant tenant, OwnApp? own = null)
    {
        var rows = own is null ? await tenant.Rows("u|") : await own.Rows(tenant.Name, "u|");
        return [.. rows.Select(r => $"{r.Key} {r.ETag}")];
    }
}
