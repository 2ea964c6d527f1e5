using System.Net;
using System.Text.Json.Nodes;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Users;

public sealed class ValidateUserTests
{
    [Fact]
    [Spec("S006")]
    public async Task A_sound_form_is_valid_and_nothing_is_written()
    {
        var tenant = await TestApp.NewTenant();
        var reply = (await tenant.Post("users/validate", new { displayName = "Asha Rao", email = "asha@example.com", extensionNumber = "204", password = "Correct horse 7" })).Expect(HttpStatusCode.OK);
        Assert.Equal("""{"valid":true,"errors":[]}""", reply.Text);
        Assert.Empty(await tenant.Rows());
    }

    [Theory]
    [Spec("S006", "S008")]
    [InlineData("general", "colour.unknown", "email.invalid", "displayName.missing", "id.read_only")]
    [InlineData("settings", "colour.unknown", "department.unknown", "sticky.timeoutSeconds.invalid", "routeAgentThrough.needs_extension", "id.read_only")]
    [InlineData("login", "colour.unknown", "role.unknown", "loginId.missing", "id.read_only")]
    [InlineData("all", "colour.unknown", "email.invalid", "displayName.missing", "id.read_only", "department.unknown", "sticky.timeoutSeconds.invalid", "routeAgentThrough.needs_extension", "role.unknown", "loginId.missing")]
    public async Task A_section_shows_its_own_errors_and_what_belongs_to_none(string section, params string[] codes)
    {
        var tenant = await TestApp.NewTenant();
        var body = new
        {
            id = Guid.NewGuid(),
            email = "asha",
            department = "Nowhere",
            sticky = new { timeoutSeconds = 1 },
            routeAgentThrough = "Extension",
            role = "Emperor",
            loginIdSameAsEmail = false,
            colour = "red",
        };
        var reply = (await tenant.Post($"users/validate?section={section}", body)).Expect(HttpStatusCode.OK);
        Assert.False(reply["valid"].GetBoolean());
        Assert.Equal(codes.Order(StringComparer.Ordinal), Codes(reply));
        Assert.All(reply["errors"].EnumerateArray(), e => Assert.Equal(["code", "message", "target"], e.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal)));
        Assert.Empty(await tenant.Rows());
    }

    [Theory]
    [Spec("S006")]
    [InlineData("""{"email":"TAKEN@example.com"}""", "email.taken", "general")]
    [InlineData("""{"externalId":"ext-1"}""", "externalId.taken", "general")]
    [InlineData("""{"extensionNumber":"204"}""", "extensionNumber.taken", "settings")]
    [InlineData("""{"loginId":"ASHA.RAO"}""", "loginId.taken", "login")]
    [InlineData("""{"role":"Owner"}""", "owner.unique", "login")]
    [InlineData("""{"timeGroup":"None"}""", "timeGroup.unknown", "settings")]
    [InlineData("""{"dialerPanel":true}""", "dialerPanel.needs_login_based_calling", "login")]
    [InlineData("""{"cdrUsers":["ghost@example.com"]}""", "cdrUsers.unknown", "login")]
    public async Task What_a_write_would_say_is_said_with_the_same_code_in_the_section_of_its_field(string fields, string code, string section)
    {
        var tenant = await TestApp.NewTenant();
        var taken = await tenant.User(new { email = "taken@example.com", loginId = "asha.rao", externalId = "ext-1", extensionNumber = "204" });
        var other = await tenant.User();
        var before = await tenant.Rows();
        var body = JsonNode.Parse(fields)!.AsObject();
        Assert.Equal([code], Codes(await tenant.Post($"users/validate?section={section}&id={other.Id}", body)));
        Assert.Empty(Codes(await tenant.Post($"users/validate?section={(section == "general" ? "login" : "general")}&id={other.Id}", body)));
        if (code.EndsWith(".taken", StringComparison.Ordinal))
            Assert.Empty(Codes(await tenant.Post($"users/validate?id={taken.Id}", body)));
        body.TryAdd("displayName", "Asha Rao");
        body.TryAdd("email", TestTenant.NewEmail());
        Assert.Equal([code], Codes(await tenant.Post("users/validate", body)));
        Assert.Equal(before.Select(r => (r.Key, r.ETag)), (await tenant.Rows()).Select(r => (r.Key, r.ETag)));
        Assert.Equal(code, (await tenant.Post("users", body)).Code);
    }

    [Fact]
    [Spec("S006", "S009")]
    public async Task A_change_is_checked_against_the_user_that_it_is_of()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { extensionNumber = "204", loginId = "asha.rao" });
        Assert.Empty(Codes(await tenant.Post($"users/validate?id={user.Id}", user.Json)));
        Assert.Empty(Codes(await tenant.Post($"users/validate?id={user.Id}", new { designation = "Lead" })));
        Assert.Equal(["email.missing"], Codes(await tenant.Post($"users/validate?id={user.Id}", new { email = "" })));
        Assert.Equal(["version.read_only"], Codes(await tenant.Post($"users/validate?id={user.Id}", new { version = 9 })));
    }

    [Fact]
    [Spec("S006", "S011", "S075")]
    public async Task Names_that_would_be_made_are_valid_when_they_may_be_made()
    {
        var tenant = await TestApp.NewTenant();
        var body = new { displayName = "Asha Rao", email = "asha@example.com", department = "New", groups = new[] { "Newer" } };
        Assert.Equal(["department.unknown", "groups.unknown"], Codes(await tenant.Post("users/validate", body)));
        Assert.Empty(Codes(await tenant.Post("users/validate?createMissing=true", body)));
        Assert.Empty(await tenant.Rows());
        var made = (await tenant.Post("users?createMissing=true", body)).Expect(HttpStatusCode.Created);
        Assert.Equal(("New", "Newer"), (made.TextOf("department"), made.TextOf("primaryGroup")));
    }

    [Fact]
    [Spec("S006")]
    public async Task Another_section_another_user_and_no_JSON_are_errors_of_the_request()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("users/validate?section=hobbies", new { })).Expect(HttpStatusCode.BadRequest, "section.invalid");
        (await tenant.Post("users/validate?id=me", new { })).Expect(HttpStatusCode.BadRequest, "id.invalid");
        (await tenant.Post($"users/validate?id={Guid.NewGuid()}", new { })).Expect(HttpStatusCode.NotFound, "user.not_found");
        (await tenant.Post("users/validate", new StringContent("[", null, "application/json"))).Expect(HttpStatusCode.BadRequest, "body.malformed");
        (await (await tenant.As("Agent")).Post("users/validate", new { })).Expect(HttpStatusCode.Forbidden, "key.forbidden");
    }

    private static IEnumerable<string> Codes(Reply reply)
    {
        var errors = reply.Expect(HttpStatusCode.OK)["errors"].EnumerateArray().ToList();
        Assert.Equal(errors.Count == 0, reply["valid"].GetBoolean());
        return errors.Select(e => e.GetProperty("code").GetString()!).Order(StringComparer.Ordinal);
    }
}
