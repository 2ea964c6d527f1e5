using System.Net;
using System.Text.Json;
using UserFunctions.Local.Check;
using UserFunctions.Platform.Storage;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Imports;
using UserFunctions.Tests.Presence;
using UserFunctions.Users;

namespace UserFunctions.Tests.Users;

public sealed class HistoryTests
{
    [Fact]
    public async Task A_history_says_who_changed_what_and_when_the_newest_first()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { designation = "Clerk" });
        var changed = await tenant.Patch($"users/{user.Id}", new { designation = "Lead", phone = "9812345678" }, ("x-correlation-id", "change-1"));
        var (newest, first) = (await tenant.History(user.Id)) is [var a, var b] ? (a, b) : throw new InvalidOperationException("Not two changes.");
        Assert.Equal("user.changed", newest.GetProperty("kind").GetString());
        Assert.Equal($"key:{tenant.KeyId}", newest.GetProperty("by").GetString());
        Assert.Equal("change-1", newest.GetProperty("correlationId").GetString());
        Assert.Equal(changed["version"].GetInt32(), newest.GetProperty("version").GetInt32());
        Assert.Equal(changed["updatedAt"].GetDateTimeOffset(), newest.GetProperty("at").GetDateTimeOffset(), TimeSpan.FromSeconds(5));
        Assert.Equal("""[{"field":"designation","before":"Clerk","after":"Lead","beforeText":"Clerk","afterText":"Lead"},{"field":"phone","after":"9812345678","afterText":"9812345678"}]""", newest.GetProperty("changes").GetRawText());
        Assert.Equal("user.created", first.GetProperty("kind").GetString());
        Assert.Equal(first.GetProperty("number").GetInt64() + 1, newest.GetProperty("number").GetInt64());
        Assert.Equal("Clerk", first.After("designation"));
        Assert.All(first.GetProperty("changes").EnumerateArray(), change => Assert.False(change.TryGetProperty("before", out _)));
    }

    [Fact]
    public async Task Names_stand_beside_ids_and_what_is_gone_stands_by_its_id()
    {
        var tenant = await TestApp.NewTenant();
        var (sales, care) = (await tenant.Department("Sales"), await tenant.Department("Care"));
        var user = await tenant.User(new { department = "Sales" });
        await tenant.Patch($"users/{user.Id}", new { department = "Care", role = "Supervisor" });
        var before = await tenant.History(user.Id);
        Assert.Equal(("Sales", "Care"), (before[0].Before("department"), before[0].After("department")));
        Assert.Equal((sales.Id.ToString(), care.Id.ToString()), (before[0].Before("departmentId"), before[0].After("departmentId")));
        Assert.Equal(("Agent", "Supervisor"), (before[0].Before("role"), before[0].After("role")));
        (await tenant.Delete($"departments/{sales.Id}?force=true")).Expect(HttpStatusCode.OK);
        var after = await tenant.History(user.Id);
        Assert.Equal((sales.Id.ToString(), "Care"), (after[0].Before("department"), after[0].After("department")));
        (await tenant.Delete($"departments/{care.Id}?force=true")).Expect(HttpStatusCode.OK);
        after = await tenant.History(user.Id);
        Assert.Equal((care.Id.ToString(), null), (after[0].Before("department"), after[0].After("department")));
        Assert.Equal((sales.Id.ToString(), care.Id.ToString()), (after[1].Before("department"), after[1].After("department")));
    }

    [Fact]
    public async Task A_deleted_user_keeps_its_history()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { extensionNumber = "61" });
        (await tenant.Delete($"users/{user.Id}")).Expect(HttpStatusCode.NoContent);
        var history = await tenant.History(user.Id);
        Assert.Equal(["user.deleted", "user.created"], history.Select(h => h.GetProperty("kind").GetString()));
        Assert.Equal(("Pending", "Deleted"), (history[0].Before("lifecycle"), history[0].After("lifecycle")));
        Assert.Equal(("61", null), (history[0].Before("extensionNumber"), history[0].After("extensionNumber")));
        (await tenant.Post($"users/{user.Id}/restore")).Expect(HttpStatusCode.OK);
        Assert.Equal(("Deleted", "Pending"), ((await tenant.History(user.Id))[0].Before("lifecycle"), (await tenant.History(user.Id))[0].After("lifecycle")));
        (await tenant.Get($"users/{Guid.NewGuid()}/history")).Expect(HttpStatusCode.NotFound, "user.not_found");
        (await (await TestApp.NewTenant()).Get($"users/{user.Id}/history")).Expect(HttpStatusCode.NotFound, "user.not_found");
    }

    [Fact]
    public async Task A_purged_user_keeps_its_history()
    {
        await using var own = await OwnApp.Start(only: ["CreateUser", "ChangeUser", "DeleteUser", "ReadHistory", "ReadUser"]);
        var user = await own.Tenant.User(new { password = "a-long-secret-7", designation = "Clerk" });
        (await own.Tenant.Delete($"users/{user.Id}")).Expect(HttpStatusCode.NoContent);
        var before = await own.Tenant.History(user.Id);
        own.Time.Pass(User.RestorableFor + TimeSpan.FromMinutes(1));
        await own.Function<PurgeUsers>().Run(new(), CancellationToken.None);
        Assert.Empty(await own.Rows("main", "u|"));
        var after = await own.Tenant.All($"users/{user.Id}/history?top=1");
        Assert.Equal("user.purged", after[0].GetProperty("kind").GetString());
        Assert.Equal(before.Select(h => h.GetRawText()), after.Skip(1).Select(h => h.GetRawText()));
        Assert.Equal("Clerk", (await own.Tenant.At(user.Id, before[1].GetProperty("at").GetDateTimeOffset())).Expect(HttpStatusCode.OK).TextOf("designation"));
        (await own.Tenant.At(user.Id, DateTimeOffset.UtcNow)).Expect(HttpStatusCode.NotFound, "user.not_found");
        var rows = await own.Rows("main");
        Assert.Empty(TenantCheck.Of(rows).Findings);
        Assert.Equal($"z|{user.Id}", Assert.Single(TenantCheck.Of([.. rows.Where(r => r.Key[0] is not 'z')]).Findings).Row);
    }

    [Fact]
    public async Task What_imports_and_group_deletions_do_to_many_stands_in_the_history_of_each()
    {
        var tenant = await TestApp.NewTenant();
        var group = await tenant.Group("Night");
        var (old, other) = (await tenant.User(), await tenant.User());
        var added = TestTenant.NewEmail();
        var import = await tenant.Import($"email,displayName,groups\n{old.TextOf("email")},Asha Menon,Night\n{added},Ben Okri,Night\n{other.TextOf("email")},Cleo Day,Night\n");
        Assert.Equal("updated,created,updated", import.Outcomes);
        (await tenant.Delete($"groups/{group.Id}")).Expect(HttpStatusCode.OK);
        var changed = await tenant.History(other.Id);
        Assert.Equal(["user.changed", "user.changed", "user.created"], changed.Select(h => h.GetProperty("kind").GetString()));
        Assert.Equal((group.Id.ToString(), null), (changed[0].Before("groups"), changed[0].After("groups")));
        Assert.Equal(("Asha Rao", "Cleo Day"), (changed[1].Before("displayName"), changed[1].After("displayName")));
        Assert.Equal($"import:{import.Id}", changed[1].GetProperty("by").GetString());
        var created = await tenant.History(import.Rows[1].UserId!.Value);
        Assert.Equal(["user.changed", "users.imported"], created.Select(h => h.GetProperty("kind").GetString()));
        Assert.Equal((null, "Ben Okri"), (created[1].Before("displayName"), created[1].After("displayName")));
    }

    [Fact]
    public async Task Every_value_is_also_a_text_whatever_it_is()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { tags = new[] { "night", "vip" } });
        (await tenant.Patch($"users/{user.Id}", new { tags = Array.Empty<string>(), chatLimit = 3, agentDispositions = true, sticky = new { enabled = true } })).Expect(HttpStatusCode.OK);
        var changes = (await tenant.History(user.Id))[0].GetProperty("changes").EnumerateArray().ToDictionary(c => c.GetProperty("field").GetString()!);
        Assert.Equal("night, vip", changes["tags"].GetProperty("beforeText").GetString());
        Assert.False(changes["tags"].TryGetProperty("afterText", out _));
        Assert.Equal(("-1", "3"), (changes["chatLimit"].GetProperty("beforeText").GetString(), changes["chatLimit"].GetProperty("afterText").GetString()));
        Assert.Equal("true", changes["agentDispositions"].GetProperty("afterText").GetString());
        Assert.Equal("""{"enabled":true,"ringStrategy":"OrderBy","timeoutSeconds":30}""", changes["sticky"].GetProperty("afterText").GetString());
    }

    [Fact]
    public async Task A_password_that_was_set_shows_and_what_it_was_does_not()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { password = "the-first-secret-1" });
        (await tenant.Patch($"users/{user.Id}", new { password = "the-second-secret-2" })).Expect(HttpStatusCode.OK);
        await tenant.Patch($"users/{user.Id}", new { phone = "9812345678" });
        var history = (await tenant.Get($"users/{user.Id}/history")).Expect(HttpStatusCode.OK);
        Assert.Equal([null, "********", "********"], history.Value.Select(h => h.After("password")));
        Assert.Equal("""[{"field":"password","after":"********","afterText":"********"}]""", history.Value[1].GetProperty("changes").GetRawText());
        var rows = await tenant.Rows("c|");
        var hash = Assert.Single(await tenant.Rows("p|")).Text("hash")!;
        Assert.All((string[])["the-first-secret-1", "the-second-secret-2", hash], secret => Assert.DoesNotContain(secret, history.Text + string.Concat(rows.SelectMany(r => r.Columns.Values)), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_history_is_read_page_by_page_and_by_kind_and_time()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        for (var i = 0; i < 6; i++)
            (await tenant.Patch($"users/{user.Id}", new { designation = $"Step {i}" })).Expect(HttpStatusCode.OK);
        await tenant.User();
        var all = await tenant.History(user.Id);
        Assert.Equal(7, all.Count);
        var paged = await tenant.All($"users/{user.Id}/history?top=2");
        Assert.Equal(all.Select(h => h.GetRawText()), paged.Select(h => h.GetRawText()));
        Assert.Equal(6, (await tenant.Get($"users/{user.Id}/history?kind=user.changed")).Value.Count);
        Assert.Equal(["user.created"], (await tenant.All($"users/{user.Id}/history?kind=user.created&top=1")).Select(h => h.GetProperty("kind").GetString()));
        var (since, until) = (all[4].GetProperty("at").GetString(), all[1].GetProperty("at").GetString());
        Assert.Equal(all.Skip(2).Take(3).Select(h => h.GetRawText()), (await tenant.All($"users/{user.Id}/history?since={since}&until={until}&top=2")).Select(h => h.GetRawText()));
    }

    [Theory]
    [InlineData("since=yesterday", "since.invalid")]
    [InlineData("until=03/01/2026", "until.invalid")]
    [InlineData("since=2026-03-01&until=2026-03-01T00:00:00Z", "until.invalid")]
    [InlineData("cursor=NTAw", "cursor.invalid")]
    [InlineData("cursor=eA", "cursor.invalid")]
    [InlineData("by=me", "by.unknown")]
    public async Task A_wrong_question_about_a_history_is_named(string query, string code)
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        (await tenant.Get($"users/{user.Id}/history?{query}")).Expect(HttpStatusCode.BadRequest, code);
    }

    [Fact]
    [Spec("S095")]
    public async Task A_change_between_two_statuses_of_one_class_shows_their_names()
    {
        var tenant = await TestApp.NewTenant();
        var lunch = (await tenant.Post("statuses", new { name = "Lunch", @class = "Unavailable" })).Expect(HttpStatusCode.Created);
        (await tenant.Post("statuses", new { name = "Training", @class = "Unavailable" })).Expect(HttpStatusCode.Created);
        var user = await tenant.User();
        foreach (var status in (string[])["Available", "Lunch", "Training"])
            await tenant.Sets(user.Id, "status", new { status });
        (string?, string?)[] named = [("Lunch", "Training"), ("Available", "Lunch"), ("Inactive", "Available")];
        Assert.Equal(named, (await tenant.History(user.Id)).Take(3).Select(change => (change.Before("presence"), change.After("presence"))));
        (await tenant.Delete($"statuses/{lunch.Id}?force=true")).Expect(HttpStatusCode.NoContent);
        Assert.Equal(lunch.Id.ToString(), (await tenant.History(user.Id))[0].Before("presence"));
    }

    [Fact]
    public async Task A_session_that_comes_and_goes_leaves_no_empty_entry()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        (await tenant.Post($"users/{user.Id}/presence/sessions", new { device = "desk" })).Expect(HttpStatusCode.OK);
        Assert.Equal("user.created", Assert.Single(await tenant.History(user.Id)).GetProperty("kind").GetString());
    }

    [Fact]
    public void A_history_names_fields_as_the_wire_does()
    {
        var facts = new TenantFacts(new([]), new([]), []);
        var user = new User { Id = Guid.NewGuid(), Version = 2, CreatedAt = default, UpdatedAt = default, DisplayName = "A", Email = "a@example.com", RoleId = Guid.NewGuid(), Lifecycle = Lifecycle.Pending };
        var names = UserImage.Of(Filled.With(user), facts).Select(f => f.Key).ToList();
        var wire = typeof(UserView).GetProperties().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)).ToHashSet();
        // The capacity has a path of its own.
        Assert.Empty(names.Except(wire).Except(["capacity"]));
        Assert.True(names.Count > 50, string.Join(", ", names));
    }
}

/// <summary>Reads histories.</summary>
internal static class Histories
{
    /// <summary>A user's changes, the newest first.</summary>
    public static Task<IReadOnlyList<JsonElement>> History(this TestTenant tenant, Guid user) => tenant.All($"users/{user}/history");

    /// <summary>The user as it was.</summary>
    public static Task<Reply> At(this TestTenant tenant, Guid user, DateTimeOffset at) => tenant.Get($"users/{user}?at={at.UtcDateTime:O}");

    /// <summary>What a change found in a field; null: nothing, or the field was not touched.</summary>
    public static string? Before(this JsonElement change, string field) => change.Value(field, "before");

    /// <summary>What a change left in a field; null: nothing, or the field was not touched.</summary>
    public static string? After(this JsonElement change, string field) => change.Value(field, "after");

    private static string? Value(this JsonElement change, string field, string side)
    {
        var found = change.GetProperty("changes").EnumerateArray().FirstOrDefault(c => c.GetProperty("field").GetString() == field);
        if (found.ValueKind is not JsonValueKind.Object || !found.TryGetProperty(side, out var value))
            return null;
        return value.ValueKind is JsonValueKind.Array ? string.Join(',', value.EnumerateArray().Select(v => v.ToString())) : value.ToString();
    }
}
