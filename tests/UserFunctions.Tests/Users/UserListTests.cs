using System.Net;
using System.Text.Json;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Users;

public sealed class UserListTests
{
    private static readonly Lazy<Task<TestTenant>> Shared = new(Five);

    private static IReadOnlyList<string?> Names(Reply reply) => [.. reply.Expect(HttpStatusCode.OK).Value.Select(u => u.GetProperty("displayName").GetString())];

    internal static async Task<TestTenant> Five()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Department("Engineering");
        await tenant.Department("Sales");
        await tenant.Group("Night");
        await tenant.User(new { displayName = "John Smith", email = "jsmith@mail.test", phone = "5550001111", department = "Engineering", designation = "Lead", callForwardNumber = "5559990000", tags = new[] { "north" } });
        await tenant.User(new { displayName = "Joanna Smithson", email = "user@example.com", phone = "5550002222", department = "Sales", groups = new[] { "Night" }, role = "Supervisor", accessRole = "Admin" });
        await tenant.User(new { displayName = "Renée Groß", email = "rene@mail.test", authenticationMethod = "SSO", externalId = "X-1" });
        await tenant.User(new { displayName = "Ömer Işık", email = "omer@mail.test", extensionNumber = "204", accountEnabled = false, licences = new Dictionary<string, bool> { ["VoiceAnalytics"] = true } });
        await tenant.User(new { displayName = "Παύλος Ωνάσης", email = "pavlos@mail.test", webLoginBlocked = true, loginId = "pavlos", loginIdSameAsEmail = false });
        return tenant;
    }

    [Fact]
    [Spec("S096", "S097")]
    public async Task A_list_shows_the_columns_of_both_systems_without_another_request()
    {
        var tenant = await Five();
        var john = Assert.Single((await tenant.Get("users?displayName=john smith")).Value);
        string[] always =
        [
            "id", "version", "createdAt", "updatedAt", "displayName", "givenName", "familyName", "email", "phone", "designation", "tags", "loginId", "department", "departmentId", "groups", "groupIds", "role",
            "roleId", "accessRole", "licences", "authenticationMethod", "agentExtension", "callForwardNumber", "callingAgent", "lifecycle", "status", "accountEnabled", "webLoginStatus", "agentState", "presence",
            "agentStatus",
        ];
        Assert.Empty(always.Except(john.EnumerateObject().Select(p => p.Name)));
        var whole = (await tenant.Get($"users/{john.GetProperty("id").GetGuid()}")).Json;
        string[] own = ["status", "webLoginStatus", "agentExtension"];
        foreach (var field in always.Except(own))
            Assert.True(JsonElement.DeepEquals(whole.GetProperty(field), john.GetProperty(field)), field);
        Assert.False(john.GetProperty("agentExtension").GetBoolean());
        Assert.Equal(("Inactive", "Active", "Offline"), (john.GetProperty("status").GetString(), john.GetProperty("webLoginStatus").GetString(), john.GetProperty("agentStatus").GetString()));
    }

    [Fact]
    [Spec("S096")]
    public async Task A_user_in_a_list_says_what_the_user_says_whatever_characters_it_has()
    {
        var tenant = await Five();
        await tenant.Department("\"Q\" \\ Ω");
        await tenant.User(new
        {
            displayName = "Ann \"Q\" \\ 🎧 山田/<&'>",
            email = "ann@mail.test",
            externalId = "\\\"é",
            designation = "\"Lead\"",
            tags = new[] { "a\"b", "ü" },
            department = "\"Q\" \\ Ω",
            groups = new[] { "Night" },
        });
        string[] own = ["status", "webLoginStatus", "agentExtension"];
        foreach (var listed in (await tenant.Get("users")).Value)
        {
            var whole = (await tenant.Get($"users/{listed.GetProperty("id").GetGuid()}")).Json;
            foreach (var field in listed.EnumerateObject().Where(field => !own.Contains(field.Name)))
                Assert.True(JsonElement.DeepEquals(whole.GetProperty(field.Name), field.Value), $"{field.Name}: {whole.GetProperty(field.Name)}, in the list {field.Value}");
            Assert.Equal(whole.TryGetProperty("extensionNumber", out _), listed.GetProperty("agentExtension").GetBoolean());
        }

        var found = Assert.Single((await tenant.Get("users?search=q")).Value, user => user.GetProperty("email").GetString() == "ann@mail.test");
        Assert.Equal(["displayName 5 1", "givenName 5 1", "department 1 1"], found.GetProperty("highlights").EnumerateArray().Select(h => $"{h.GetProperty("field").GetString()} {h.GetProperty("start")} {h.GetProperty("length")}"));
    }

    [Theory]
    [Spec("S002", "S012", "S098", "S108", "S109", "S120")]
    [InlineData("displayName=RENEE GROSS", "Renée Groß")]
    [InlineData("givenName=john", "John Smith")]
    [InlineData("familyName=smithson", "Joanna Smithson")]
    [InlineData("email=USER@example.com", "Joanna Smithson")]
    [InlineData("phone=5550001111", "John Smith")]
    [InlineData("designation=lead", "John Smith")]
    [InlineData("tag=NORTH", "John Smith")]
    [InlineData("tags=north&tags=south", "")]
    [InlineData("externalId=X-1", "Renée Groß")]
    [InlineData("externalId=x-1", "")]
    [InlineData("loginId=pavlos", "Παύλος Ωνάσης")]
    [InlineData("department=sales", "Joanna Smithson")]
    [InlineData("group=night", "Joanna Smithson")]
    [InlineData("role=supervisor", "Joanna Smithson")]
    [InlineData("accessRole=admin", "Joanna Smithson")]
    [InlineData("licence=voiceanalytics", "Ömer Işık")]
    [InlineData("authenticationMethod=sso", "Renée Groß")]
    [InlineData("extensionNumber=204", "Ömer Işık")]
    [InlineData("agentExtension=true", "Ömer Işık")]
    [InlineData("agentExtension=false&familyName=gross", "Renée Groß")]
    [InlineData("callForwardNumber=5559990000", "John Smith")]
    [InlineData("callingAgent=false", "Joanna Smithson")]
    [InlineData("accountEnabled=false", "Ömer Işık")]
    [InlineData("webLoginStatus=Blocked", "Παύλος Ωνάσης")]
    [InlineData("agentState=Blocked", "")]
    [InlineData("presence=Available", "")]
    [InlineData("agentStatus=Active", "")]
    [InlineData("status=Active", "")]
    [InlineData("lifecycle=Pending&designation=Lead", "John Smith")]
    [InlineData("lifecycle=Active", "")]
    [InlineData("version=2", "")]
    [InlineData("createdAt=..2001-01-01", "")]
    [InlineData("updatedAt=2001-01-01..&callingAgent=false", "Joanna Smithson")]
    [InlineData("view=team-members", "Joanna Smithson")]
    [InlineData("view=agents&familyName=smith", "John Smith")]
    [InlineData("department=Engineering&callingAgent=false", "")]
    public async Task Every_column_filters_by_its_name(string query, string found)
    {
        var tenant = await Shared.Value;
        Assert.Equal(found.Length == 0 ? [] : [found], Names(await tenant.Get($"users?{query}")));
    }

    [Theory]
    [Spec("S098")]
    [InlineData("lifecycle=Gone", "lifecycle.invalid", "Staged, Pending, Active")]
    [InlineData("callingAgent=maybe", "callingAgent.invalid", "true, false")]
    [InlineData("webLoginStatus=On", "webLoginStatus.invalid", "Active, Blocked")]
    [InlineData("role=King", "role.unknown", "Supervisor")]
    [InlineData("department=Moon", "department.unknown", "Engineering, Sales")]
    [InlineData("licence=Chess", "licence.unknown", "VoiceAnalytics")]
    [InlineData("view=all", "view.invalid", "agents or team-members")]
    [InlineData("sort=shoe", "sort.invalid", "displayName")]
    [InlineData("sort=--email", "sort.invalid", "displayName")]
    [InlineData("createdAt=yesterday", "createdAt.invalid", "2026-01-31T09:00:00Z")]
    [InlineData("createdAt=..", "createdAt.invalid", "range")]
    [InlineData("version=x", "version.invalid", "whole number")]
    [InlineData("colour=red", "colour.unknown", "designation")]
    [InlineData("search=a b c d e f g h i", "search.invalid", "at most 8")]
    public async Task What_is_wrong_in_a_query_is_named_with_what_is_allowed(string query, string code, string allowed)
    {
        var tenant = await Shared.Value;
        Assert.Contains(allowed, (await tenant.Get($"users?{query}")).Expect(HttpStatusCode.BadRequest, code).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once()
    {
        var reply = (await (await Shared.Value).Get("users?lifecycle=x&role=y&sort=z&view=w")).Expect(HttpStatusCode.BadRequest);
        Assert.Equal(["lifecycle.invalid", "role.unknown", "sort.invalid", "view.invalid"], reply.Codes);
    }

    [Theory]
    [Spec("S098")]
    [InlineData("displayName", "Joanna Smithson,John Smith,Ömer Işık,Renée Groß,Παύλος Ωνάσης")]
    [InlineData("-displayName", "Παύλος Ωνάσης,Renée Groß,Ömer Işık,John Smith,Joanna Smithson")]
    [InlineData("department", "John Smith,Joanna Smithson,Renée Groß,Ömer Işık,Παύλος Ωνάσης")]
    [InlineData("-createdAt", "Παύλος Ωνάσης,Ömer Işık,Renée Groß,Joanna Smithson,John Smith")]
    public async Task A_sort_disregards_case_and_accents_and_has_what_is_absent_at_the_end(string sort, string order) =>
        Assert.Equal(order.Split(','), Names(await (await Shared.Value).Get($"users?sort={sort}")));

    [Fact]
    [Spec("S098")]
    public async Task Every_column_sorts_page_by_page_and_backwards_shows_the_same_in_reverse()
    {
        var tenant = await Shared.Value;
        var columns = (await tenant.Get("users?sort=?")).Message.Split("use one of ")[1].Split(", with")[0].Split(", ");
        Assert.True(columns.Length >= 29, string.Join(' ', columns));
        foreach (var column in columns)
        {
            var forwards = (await tenant.All($"users?top=2&sort={column}")).Select(u => u.GetProperty("id").GetGuid()).ToList();
            Assert.Equal(5, forwards.Distinct().Count());
            Assert.Equal(forwards.AsEnumerable().Reverse(), (await tenant.All($"users?top=2&sort=-{column}")).Select(u => u.GetProperty("id").GetGuid()));
        }

        Assert.Equal(["Engineering", "Sales", null], (await tenant.Get("users?sort=department&top=3")).Value.Select(u => u.TryGetProperty("department", out var name) ? name.GetString() : null));
    }

    [Theory]
    [Spec("S099", "S100", "S101")]
    [InlineData("john", "John Smith")]
    [InlineData("JO SMI", "Joanna Smithson,John Smith")]
    [InlineData("JOHN SMI", "John Smith")]
    [InlineData("smith", "John Smith,Joanna Smithson")]
    [InlineData("eng", "John Smith")]
    [InlineData("@exam", "Joanna Smithson")]
    [InlineData("0002", "Joanna Smithson")]
    [InlineData("hanna", "")]
    [InlineData("anna", "Joanna Smithson")]
    [InlineData("gross rene", "Renée Groß")]
    [InlineData("isik", "Ömer Işık")]
    [InlineData("ωνασησ", "Παύλος Ωνάσης")]
    [InlineData("john sales", "")]
    public async Task Each_word_typed_must_occur_somewhere_and_better_hits_come_first(string typed, string found)
    {
        var tenant = await Shared.Value;
        var reply = await tenant.Get($"users?search={Uri.EscapeDataString(typed)}");
        Assert.Equal(found.Length == 0 ? [] : found.Split(','), Names(reply));
        Assert.Equal(reply.Value.Count, reply["totalCount"].GetInt32());
    }

    [Fact]
    [Spec("S102")]
    public async Task A_hit_says_where_the_words_stand()
    {
        var tenant = await Shared.Value;
        var hit = Assert.Single((await tenant.Get("users?search=jo smi eng")).Value);
        var places = hit.GetProperty("highlights").EnumerateArray().Select(h => (Field: h.GetProperty("field").GetString()!, Start: h.GetProperty("start").GetInt32(), Length: h.GetProperty("length").GetInt32()));
        Assert.Equal(
            ["displayName:Jo", "displayName:Smi", "givenName:Jo", "familyName:Smi", "email:smi", "department:Eng"],
            places.Select(p => $"{p.Field}:{hit.GetProperty(p.Field).GetString()!.Substring(p.Start, p.Length)}"));
        Assert.False((await tenant.Get("users")).Value[0].TryGetProperty("highlights", out _));
    }
}
