using System.Net;
using System.Text;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Imports;

public sealed class ImportRightsTests
{
    private static readonly string[] Importing = ["users.read", "users.write", "imports.read", "imports.write"];

    [Fact]
    [Spec("S014", "S072")]
    public async Task An_uploaded_file_has_the_rights_of_whoever_uploaded_it()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("roles", new { name = "Clerk", permissions = Importing })).Expect(HttpStatusCode.Created);
        (await tenant.Post("roles", new { name = "Reader", permissions = new[] { "users.read" } })).Expect(HttpStatusCode.Created);
        await tenant.User(new { email = "boss@example.com", role = "Administrator" });
        await tenant.User(new { email = "reader@example.com", role = "Reader" });
        var clerk = await tenant.As("Clerk");
        var uploaded = (await clerk.Post("imports?fileName=people.csv", Csv("email,displayName,role\nup@example.com,Up,Administrator\nsame@example.com,Same,Reader\nreader@example.com,Reader,Super Admin\nboss@example.com,Boss,\nown@example.com,Own,Owner\n"))).Expect(HttpStatusCode.Accepted);
        var import = await clerk.Finished(uploaded.Id);
        Assert.Equal("failed,created,failed,updated,failed", import.Outcomes);
        Assert.Equal(["role.forbidden", null, "role.forbidden"], import.Rows.Take(3).Select(r => r.Code));
        Assert.Contains("keys.write", import.Rows[0].Message, StringComparison.Ordinal);
        Assert.Equal("owner.unique", import.Rows[4].Code);
        Assert.Equal("Administrator", (await tenant.Users())["boss@example.com"].GetProperty("role").GetString());
    }

    [Fact]
    public async Task A_file_dropped_into_the_storage_has_an_administrators_rights_and_makes_no_owner()
    {
        var tenant = await TestApp.NewTenant();
        var import = await tenant.Import("email,displayName,role\na@example.com,A,Administrator\nb@example.com,B,Owner\n");
        Assert.Equal(("created,failed", ",owner.unique"), (import.Outcomes, import.Codes));
    }

    [Fact]
    public async Task Who_may_not_write_users_may_not_upload_any()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("roles", new { name = "Half", permissions = new[] { "imports.read", "imports.write" } })).Expect(HttpStatusCode.Created);
        var refused = (await (await tenant.As("Half")).Post("imports", Csv("email,displayName\na@example.com,A\n"))).Expect(HttpStatusCode.Forbidden, "key.forbidden");
        Assert.Equal("users.write", refused.Json.GetProperty("error").GetProperty("target").GetString());
        Assert.Empty(await tenant.All("imports"));
    }

    [Fact]
    public async Task A_file_does_not_take_rights_from_its_own_uploader()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { email = "me@example.com", role = "Administrator" });
        var own = tenant with { Key = (await tenant.Post("keys", new { name = "own", role = "Administrator", userId = user.Id })).Expect(HttpStatusCode.Created).TextOf("key")! };
        var uploaded = (await own.Post("imports", Csv("email,displayName,role\nme@example.com,Me,Agent\n"))).Expect(HttpStatusCode.Accepted);
        Assert.Equal("self.protected", (await own.Finished(uploaded.Id)).Codes);
    }

    private static StringContent Csv(string text) => new(text, Encoding.UTF8, "text/csv");
}
