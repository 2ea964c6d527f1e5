using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Imports;
using UserFunctions.Platform.Storage;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Imports;

public sealed class CancelTests
{
    [Fact]
    public async Task One_that_waits_is_over_at_once_and_writes_nobody_however_often_its_file_is_announced()
    {
        await using var own = await OwnApp.Start(only: ["UploadImport", "CancelImport", "ReadImport", "ListImports", "ListUsers"]);
        var content = new StringContent(Text(3), Encoding.UTF8, "text/csv");
        var id = (await own.Tenant.Post("imports", content)).Expect(HttpStatusCode.Accepted).Id;
        var cancelled = (await own.Tenant.Post($"imports/{id}/cancel")).Expect(HttpStatusCode.OK);
        Assert.Equal("Cancelled", cancelled.TextOf("state"));
        Assert.Equal(cancelled.Text, (await own.Tenant.Post($"imports/{id}/cancel")).Expect(HttpStatusCode.OK).Text);
        await own.Function<ImportUsers>().Run(Stream.Null, "main", cancelled.TextOf("fileName")!, CancellationToken.None);
        await own.Function<ResumeImports>().Run(new(), CancellationToken.None);
        Assert.Equal("Cancelled", (await own.Tenant.Get($"imports/{id}")).Expect(HttpStatusCode.OK).TextOf("state"));
        Assert.Empty(await own.Tenant.Users());
        Assert.Empty(await own.Rows("~active", table: ImportTable.Table));
    }

    [Fact]
    public async Task One_that_runs_stops_behind_the_rows_that_are_being_written_and_can_be_undone()
    {
        HeldTables? tables = null;
        await using var own = await OwnApp.Start(replace: services =>
        {
            var real = services.Last(s => s.ServiceType == typeof(ITables)).ImplementationFactory!;
            services.AddSingleton<ITables>(provider => tables = new HeldTables((ITables)real(provider)));
        });
        Reply? asked = null, running = null;
        var id = Guid.Empty;
        tables!.BeforeSecondChunk = async () =>
        {
            running = await own.Tenant.Get($"imports/{id}?rows=false");
            asked = await own.Tenant.Post($"imports/{id}/cancel");
        };
        id = (await own.Tenant.Post("imports", new StringContent(Text(200), Encoding.UTF8, "text/csv"))).Expect(HttpStatusCode.Accepted).Id;
        var import = await own.Tenant.Finished(id);
        Assert.Equal("Running", asked!.Expect(HttpStatusCode.Accepted).TextOf("state"));
        Assert.InRange(running!["rowsDone"].GetInt32(), 1, 199);
        Assert.InRange(running["secondsLeft"].GetInt32(), 1, 600);
        Assert.Equal("Cancelled", import.State);
        Assert.Equal(200, import.Rows.Length);
        var written = import.Counts.Created;
        Assert.InRange(written, running["rowsDone"].GetInt32() + 1, 199);
        Assert.All(import.Rows.Take(written), row => Assert.Equal("created", row.Outcome));
        Assert.All(import.Rows.Skip(written), row => Assert.Equal("skipped", row.Outcome));
        Assert.Equal(written, (await own.Tenant.Users()).Count);
        Assert.False((await own.Tenant.Get($"imports/{id}")).Json.TryGetProperty("secondsLeft", out _));

        (await own.Tenant.Post($"imports/{id}/undo")).Expect(HttpStatusCode.OK);
        Assert.Empty(await own.Tenant.Users());
    }

    [Fact]
    public async Task One_that_has_ended_cannot_be_cancelled_and_the_answer_says_how_it_ended()
    {
        var tenant = await TestApp.NewTenant();
        var import = await tenant.Import(Text(2));
        var refused = (await tenant.Post($"imports/{import.Id}/cancel")).Expect(HttpStatusCode.Conflict, "import.ended");
        Assert.Contains("Succeeded", refused.Message, StringComparison.Ordinal);
        (await tenant.Post($"imports/{Guid.NewGuid()}/cancel")).Expect(HttpStatusCode.NotFound, "import.not_found");
        (await (await tenant.As("Supervisor")).Post($"imports/{import.Id}/cancel")).Expect(HttpStatusCode.Forbidden);
    }

    private static string Text(int rows) => "email,displayName\n" + string.Concat(Enumerable.Range(1, rows).Select(i => $"u{i}@example.com,U {i}\n"));
}
