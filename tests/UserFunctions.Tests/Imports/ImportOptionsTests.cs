using System.Net;
using System.Text;
using System.Text.Json;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Imports;

public sealed class ImportOptionsTests
{
    private static StringContent Csv(string text) => new(text, Encoding.UTF8, "text/csv");

    private static async Task<ImportReply> Upload(TestTenant tenant, string query, string text) =>
        await tenant.Finished((await tenant.Post($"imports?{query}", Csv(text))).Expect(HttpStatusCode.Accepted).Id);

    [Theory]
    [InlineData("mode=create", "failed,created", "email.taken,")]
    [InlineData("onConflict=update", "updated,failed", ",user.unknown")]
    [InlineData("mode=partial,upsert", "updated,created", ",")]
    public async Task Who_is_there_and_who_is_not_is_treated_as_asked(string query, string outcomes, string codes)
    {
        var tenant = await TestApp.NewTenant();
        await tenant.User(new { email = "there@example.com" });
        var import = await Upload(tenant, query, "email,displayName,designation\nthere@example.com,There,Lead\nnew@example.com,New,Lead\n");
        Assert.Equal((outcomes, codes), (import.Outcomes, import.Codes));
    }

    [Fact]
    public async Task A_row_finds_its_user_by_id_before_externalId_before_email_and_may_change_the_later_keys()
    {
        var tenant = await TestApp.NewTenant();
        var one = await tenant.User(new { email = "one@example.com", externalId = "x-1" });
        var two = await tenant.User(new { email = "two@example.com", externalId = "x-2" });
        var import = await Upload(tenant, "", $"id,externalId,email,displayName\n{one.Id},,uno@example.com,Uno\n,x-2,dos@example.com,Dos\n{Guid.NewGuid()},,,Nobody\n");
        Assert.Equal(("updated,updated,failed", ",,id.unknown"), (import.Outcomes, import.Codes));
        Assert.Equal(two.Id, (await tenant.Users())["dos@example.com"].GetProperty("id").GetGuid());
        import = await Upload(tenant, "", $"id,externalId,displayName\n{one.Id},x-2,Both\n");
        Assert.Equal("key_conflict", import.Codes);
        Assert.Equal("updated", (await Upload(tenant, "", $"id,email\n{one.Id},uma@example.com\n")).Outcomes);
        Assert.Equal("x-1", (await tenant.Get($"users/{one.Id}")).TextOf("externalId"));
    }

    [Fact]
    public async Task What_another_user_has_already_fails_that_row_alone_and_names_who_has_it()
    {
        var tenant = await TestApp.NewTenant();
        var holder = await tenant.User(new { loginId = "ana", externalId = "x-1", extensionNumber = "61" });
        var import = await Upload(tenant, "", "email,displayName,loginId,externalId,extensionNumber\na@example.com,A,ana,,\nb@example.com,B,,,61\nc@example.com,C,cem,x-3,62\n");
        Assert.Equal(("failed,failed,created", "loginId.taken,extensionNumber.taken,"), (import.Outcomes, import.Codes));
        Assert.Contains(holder.Id.ToString(), import.Rows[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("S112")]
    public async Task The_role_chosen_for_the_upload_is_that_of_new_users_whose_cell_is_blank()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.User(new { email = "old@example.com", displayName = "Old" });
        var import = await Upload(tenant, "role=supervisor", "email,displayName,role\nnew@example.com,New,\nagent@example.com,Other,Agent\nold@example.com,Older,\n");
        Assert.Equal("created,created,updated", import.Outcomes);
        var users = await tenant.Users();
        Assert.Equal(("Supervisor", "Agent", "Agent"), (Role("new"), Role("agent"), Role("old")));
        Assert.Equal("role.unknown", (await Upload(tenant, "role=Nothing", "email,displayName\nx@example.com,X\n")).Codes);

        string Role(string name) => users[$"{name}@example.com"].GetProperty("role").GetString()!;
    }

    [Fact]
    public async Task Groups_and_departments_that_are_named_and_missing_are_made_once_when_that_is_asked_for()
    {
        var tenant = await TestApp.NewTenant();
        const string text = "email,displayName,department,groups\na@example.com,A,Care,Night;Day\nb@example.com,B,care,night\nc@example.com,C,Care,Late\n";
        Assert.Equal("failed,failed,failed", (await Upload(tenant, "", text)).Outcomes);
        Assert.Equal("created,created,created", (await Upload(tenant, "createMissing=true", text)).Outcomes);
        Assert.Equal(["Care"], (await tenant.All("departments")).Select(d => d.GetProperty("name").GetString()));
        Assert.Equal(["Day", "Late", "Night"], (await tenant.All("groups")).Select(g => g.GetProperty("name").GetString()!).Order());
        Assert.Equal("unchanged,unchanged,unchanged", (await Upload(tenant, "createMissing=true", text)).Outcomes);
    }

    [Fact]
    public async Task A_password_is_kept_hashed_for_a_new_user_and_never_touches_one_who_is_there()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.User(new { email = "old@example.com", password = "the-first-secret" });
        var before = await tenant.Rows("p|");
        var import = await Upload(tenant, "", "email,displayName,password\nold@example.com,Old,another-secret-1\nnew@example.com,New,another-secret-2\n");
        Assert.Equal("updated,created", import.Outcomes);
        var after = await tenant.Rows("p|");
        Assert.Equal(2, after.Count);
        Assert.Equal(before[0].Text("hash"), after.Single(r => r.Key == before[0].Key).Text("hash"));
        Assert.True(after.Single(r => r.Key != before[0].Key).Flag("mustChange"));
        Assert.DoesNotContain("another-secret", string.Concat((await tenant.Rows()).Select(r => JsonSerializer.Serialize(r.Columns))), StringComparison.Ordinal);
        Assert.Equal("autoGeneratePassword.invalid", (await Upload(tenant, "", "email,displayName,autoGeneratePassword\nx@example.com,X,true\n")).Codes);
    }

    [Fact]
    public async Task Another_user_may_be_named_by_address_or_id_as_in_a_request()
    {
        var tenant = await TestApp.NewTenant();
        var named = await tenant.User();
        Assert.Equal("created", (await Upload(tenant, "", $"email,displayName,cdrUsers\na@example.com,A,{named.TextOf("email")};self\n")).Outcomes);
        var id = (await tenant.Users())["a@example.com"].GetProperty("id").GetGuid();
        Assert.Contains(named.Id.ToString(), (await tenant.Get($"users/{id}"))["cdrUsers"].EnumerateArray().Select(u => u.GetString()));
    }

    [Theory]
    [InlineData("mode=partial,atomic", "mode")]
    [InlineData("mode=sideways", "mode")]
    [InlineData("mode=create&onConflict=update", "onConflict")]
    [InlineData("onConflict=merge", "onConflict")]
    [InlineData("onConflict=create,update", "onConflict")]
    [InlineData("onConflict=1", "onConflict")]
    [InlineData("onConflict=atomic", "onConflict")]
    [InlineData("mode=dryRun&dryRun=false", "dryRun")]
    [InlineData("dryRun=perhaps", "dryRun")]
    [InlineData("createMissing=1", "createMissing")]
    public async Task Options_that_say_nothing_or_two_things_are_refused_by_name(string query, string target)
    {
        var tenant = await TestApp.NewTenant();
        var refused = (await tenant.Post($"imports?{query}", Csv("email,displayName\na@example.com,A\n"))).Expect(HttpStatusCode.BadRequest);
        Assert.Equal(target, refused["error"].GetProperty("target").GetString());
        Assert.Empty(await tenant.All("imports"));
    }

    [Theory]
    [InlineData("form")]
    [InlineData("json")]
    [InlineData("blob")]
    public async Task Options_may_stand_beside_the_file(string way)
    {
        var tenant = await TestApp.NewTenant();
        await tenant.User(new { email = "there@example.com" });
        var bytes = Encoding.UTF8.GetBytes("email,displayName\nthere@example.com,There\n");
        Guid id;
        if (way == "blob")
        {
            var stored = await tenant.Blob("x.csv").UploadAsync(BinaryData.FromBytes(bytes), new Azure.Storage.Blobs.Models.BlobUploadOptions { Metadata = new Dictionary<string, string> { ["onconflict"] = "create" } });
            id = UserFunctions.Imports.Import.IdOf($"{tenant.Name}/x.csv", stored.Value.ETag.ToString());
        }
        else
        {
            object body = way == "json"
                ? new { fileName = "x.csv", contentBase64 = Convert.ToBase64String(bytes), mode = "create" }
                : new MultipartFormDataContent { { new ByteArrayContent(bytes), "file", "x.csv" }, { new StringContent("create"), "onConflict" } };
            id = (await tenant.Post("imports", body)).Expect(HttpStatusCode.Accepted).Id;
        }

        Assert.Equal("email.taken", (await tenant.Finished(id)).Codes);
    }
}
