using System.Net;
using System.Text;
using UserFunctions.Imports;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Imports;

/// <summary>What is left of a file behind its import: no passwords.</summary>
public sealed class KeptFileTests
{
    private const string Secret = "Marked quartz over seven fjords";

    private const string People =
        "sep=;\r\nE-Mail;Full name;Job title;Password\r\n" +
        "good@example.com;Good;;" + Secret + "\r\n" +
        "not an address;\"Two\r\nlines\";=1+1;" + Secret + "\r\n" +
        "too many;cells;in;this;" + Secret + "\r\n" +
        ";;;" + Secret + "\r\n" +
        "zoe@example.com;Zoë 🦊;'-lead;\r\n" +
        "last@example.com;Last;;short\r\n";

    [Fact]
    [Spec("S046")]
    public async Task The_passwords_in_a_dropped_file_are_hidden_behind_its_import_and_its_rows_stay_where_they_were()
    {
        var tenant = await TestApp.NewTenant();
        var import = await tenant.Import(People, "people.csv");
        Assert.Equal("created,failed,failed,failed,created,failed", import.Outcomes);
        var fix = (await tenant.Get($"imports/{import.Id}/fix-file.csv")).Expect(HttpStatusCode.OK).Text;
        await Eventually.Holds(async () => !(await Text(tenant, "people.csv")).Contains(Secret, StringComparison.Ordinal));
        var kept = SimpleCsv.Read((await Text(tenant, "people.csv"))[1..]);
        Assert.Equal(["E-Mail", "Full name", "Job title", "Password"], kept[0]);
        Assert.Equal(["good@example.com", "Good", "", "***"], kept[1]);
        Assert.Equal(["zoe@example.com", "Zoë 🦊", "'-lead", ""], kept[5]);
        Assert.Equal(fix, (await tenant.Get($"imports/{import.Id}/fix-file.csv")).Expect(HttpStatusCode.OK).Text);
        // It is no drop: what comes later has its turn later.
        await tenant.Import("email,displayName\ngreta@example.com,Greta\n", "later.csv");
        Assert.Equal(2, (await tenant.All("imports")).Count);
        // Written over, or put elsewhere, it is a file like any other.
        Assert.Equal("unchanged", (await tenant.Import("email,displayName\ngood@example.com,Good\n", "people.csv")).Outcomes);
    }

    [Theory]
    [InlineData("email,pasword,colour\na@example.com," + Secret + ",red\n", false)]
    [InlineData("email,password\n\"a@example.com," + Secret + "\n", false)]
    [InlineData("email,colour\na@example.com,red\n", true)]
    public async Task Of_a_file_that_is_refused_as_a_whole_nothing_is_kept_when_it_may_hold_passwords(string text, bool isKept)
    {
        var tenant = await TestApp.NewTenant();
        Assert.Equal("Failed", (await tenant.Import(text, "refused.csv")).State);
        if (!isKept)
            await Eventually.Holds(async () => (await Text(tenant, "refused.csv")).Length == 0);
        await tenant.Import("email,displayName\ngreta@example.com,Greta\n", "later.csv");
        Assert.Equal(isKept ? text : "", await Text(tenant, "refused.csv"));
        Assert.Equal(2, (await tenant.All("imports")).Count);
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_looked_at_as_one_that_cannot_be_read()
    {
        var tenant = await TestApp.NewTenant();
        var large = "email,password\na@example.com," + Secret + "\n" + new string('\n', Import.MaxBytes);
        Assert.Equal("Failed", (await tenant.Import(large, "large.csv")).State);
        await Eventually.Holds(async () => (await Text(tenant, "large.csv")).Length == 0);
    }

    [Fact]
    public async Task The_same_upload_again_is_the_same_import_also_when_its_passwords_are_hidden()
    {
        var tenant = await TestApp.NewTenant();
        var file = new { fileName = "up.csv", contentBase64 = Convert.ToBase64String(Encoding.UTF8.GetBytes($"email,displayName,password\nup@example.com,Up,{Secret}\n")) };
        var sent = (await tenant.Post("imports", file, ("Idempotency-Key", "once"))).Expect(HttpStatusCode.Accepted);
        var import = await tenant.Finished(sent.Id);
        await Eventually.Holds(async () => !(await Text(tenant, import.FileName)).Contains(Secret, StringComparison.Ordinal));
        Assert.Equal(sent.Id, (await tenant.Post("imports", file, ("Idempotency-Key", "once"))).Expect(HttpStatusCode.Accepted).Id);
        Assert.Single(await tenant.All("imports"));
    }

    [Fact]
    public async Task The_file_of_a_plan_is_needed_as_it_is_until_it_was_applied_or_is_too_old()
    {
        await using var own = await OwnApp.Start();
        var (applied, left) = (await Plan(own, "applied.csv", "one@example.com"), await Plan(own, "left.csv", "two@example.com"));
        await own.Function<ResumeImports>().Run(new(), default);
        Assert.Contains(Secret, await Text(own.Tenant, left.FileName), StringComparison.Ordinal);
        (await own.Tenant.Post($"imports/{applied.Id}/apply")).Expect(HttpStatusCode.Accepted);
        await Eventually.Holds(async () => !(await Text(own.Tenant, applied.FileName)).Contains(Secret, StringComparison.Ordinal));
        Assert.Equal("Succeeded", (await own.Tenant.Finished(applied.Id)).State);
        own.Time.Pass(Import.PlanKept);
        await own.Function<ResumeImports>().Run(new(), default);
        Assert.DoesNotContain(Secret, await Text(own.Tenant, left.FileName), StringComparison.Ordinal);
        (await own.Tenant.Post($"imports/{left.Id}/apply")).Expect(HttpStatusCode.Gone, "plan_expired");
    }

    private static async Task<ImportReply> Plan(OwnApp own, string name, string email)
    {
        var file = new { fileName = name, contentBase64 = Convert.ToBase64String(Encoding.UTF8.GetBytes($"email,displayName,password\n{email},Somebody,{Secret}\n")) };
        return await own.Tenant.Finished((await own.Tenant.Post("imports?dryRun=true", file)).Expect(HttpStatusCode.Accepted).Id);
    }

    private static async Task<string> Text(TestTenant tenant, string name) => Encoding.UTF8.GetString((await tenant.Blob(name).DownloadContentAsync()).Value.Content.ToArray());
}
