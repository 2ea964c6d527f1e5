using System.Net;
using System.Text.Json;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Imports;

public sealed class ImportRowsTests
{
    private static readonly string[] Tags = ["a", "b"];
    private static readonly string[] InChat = ["Chat"];

    [Fact]
    public async Task A_bad_row_fails_alone_and_every_wrong_cell_of_it_is_named()
    {
        var tenant = await TestApp.NewTenant();
        var import = await tenant.Import("""
            email,displayName,phone,department,extensionNumber,role,groups
            good@example.com,Good,,,,,
            not an address,,12,Nowhere,1,King,"No group;Neither"
            also@example.com,Also,,,,,

            """);
        Assert.Equal("created,failed,created", import.Outcomes);
        var bad = import.Rows[1];
        Assert.Equal(
            ["department.unknown", "displayName.missing", "email.invalid", "extensionNumber.invalid", "groups.unknown", "groups.unknown", "phone.invalid", "role.unknown"],
            bad.Details!.Select(d => d.Code).Order());
        Assert.Equal((bad.Details![0].Code, bad.Details[0].Target, bad.Details[0].Message), (bad.Code, bad.Column, bad.Message));
        Assert.Equal("not an address", bad.Email);
        Assert.Equal(2, (await tenant.Rows("u|")).Count);
    }

    [Fact]
    public async Task Rows_that_claim_one_address_or_number_fail_all_and_name_each_other_and_nobody_is_written()
    {
        var tenant = await TestApp.NewTenant();
        var import = await tenant.Import("email,displayName,extensionNumber\na@example.com,A,201\nA@EXAMPLE.com,A,202\nc@example.com,C,203\nd@example.com,D,203\ne@example.com,E,204\n");
        Assert.Equal("failed,failed,failed,failed,created", import.Outcomes);
        Assert.Equal("email.duplicate,email.duplicate,extensionNumber.duplicate,extensionNumber.duplicate,", import.Codes);
        Assert.Equal(["a@example.com", "A@EXAMPLE.com", "c@example.com", "d@example.com", "e@example.com"], import.Rows.Select(r => r.Email));
        Assert.Equal(["e@example.com"], (await tenant.Users()).Keys);
        Assert.Single(await tenant.Rows("x|"));
    }

    [Fact]
    public async Task Five_hundred_rows_of_one_address_all_fail_and_the_import_ends()
    {
        var tenant = await TestApp.NewTenant();
        var import = await tenant.Import("email,displayName\n" + string.Concat(Enumerable.Repeat("same@example.com,Same\n", 500)));
        Assert.Equal(("Failed", new ReplyCounts(500, 0, 0, 0, 500)), (import.State, import.Counts));
        Assert.All(import.Rows, r => Assert.Equal("email.duplicate", r.Code));
        Assert.Empty(await tenant.Rows("u|"));
    }

    [Fact]
    public async Task Rows_with_very_many_errors_end_too_and_do_not_stop_the_others()
    {
        var tenant = await TestApp.NewTenant();
        for (var i = 0; i < 8; i++)
            await tenant.Group($"{i}{new string('g', 95)}");
        var unknown = string.Join(';', Enumerable.Range(1, 40).Select(i => $"none {i}"));
        var controls = string.Join(';', Enumerable.Repeat("\u0001", 300_000));
        var rows = Enumerable.Range(1, 100).Select(i => $"u{i}@example.com,U,{unknown}\n").Append($"c@example.com,C,{controls}\n").Append("good@example.com,Good,\n");
        var import = await tenant.Import("email,displayName,groups\n" + string.Concat(rows));
        Assert.Equal(("PartiallySucceeded", new ReplyCounts(102, 1, 0, 0, 101)), (import.State, import.Counts));
        Assert.Equal("groups.invalid", import.Rows[100].Code);
    }

    [Fact]
    public async Task A_known_address_is_updated_and_blank_cells_leave_what_is_there()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Department("Sales");
        await tenant.Group("Chat");
        var before = await tenant.User(new { email = "Asha@example.com", phone = "0123456789", designation = "Agent", tags = Tags, department = "Sales", groups = InChat, extensionNumber = "301", role = "Supervisor" });
        var import = await tenant.Import("email,displayName,givenName,familyName,phone,designation,tags,department,extensionNumber,role,groups\nasha@EXAMPLE.com,,,,,Team lead,,,,,\n");
        Assert.Equal("updated", import.Outcomes);
        Assert.Equal(before.Id, import.Rows[0].UserId);
        var after = await tenant.Get($"users/{before.Id}");
        Assert.Equal("Team lead", after.TextOf("designation"));
        foreach (var field in new[] { "displayName", "phone", "tags", "department", "groups", "extensionNumber", "role", "lifecycle", "createdAt" })
            Assert.True(JsonElement.DeepEquals(before[field], after[field]), field);
        Assert.Equal(before["version"].GetInt32() + 1, after["version"].GetInt32());
    }

    [Fact]
    public async Task Groups_are_moved_in_both_directions_of_the_membership()
    {
        var tenant = await TestApp.NewTenant();
        var (chat, voice) = ((await tenant.Group("Chat")).Id, (await tenant.Group("Voice")).Id);
        await tenant.Import("email,displayName,groups\na@example.com,A,Chat\nb@example.com,B,Chat;Voice\n");
        var import = await tenant.Import("email,displayName,groups\na@example.com,,voice\nb@example.com,,\nc@example.com,C,VOICE;voice\n");
        Assert.Equal("updated,unchanged,created", import.Outcomes);
        Assert.Equal(["b@example.com"], await Members(tenant, chat));
        Assert.Equal(["a@example.com", "b@example.com", "c@example.com"], await Members(tenant, voice));
        Assert.Equal(4, (await tenant.Rows("m|g|")).Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(96)]
    [Spec("S019")]
    public async Task A_number_that_one_row_gives_up_is_kept_from_those_that_follow(int before)
    {
        // Rows before them shift where the batches are cut; what becomes of the rows must not depend on it.
        var tenant = await TestApp.NewTenant();
        await tenant.Import("email,displayName,extensionNumber\na@example.com,A,401\nb@example.com,B,402\nc@example.com,C,\n");
        var import = await tenant.Import("email,displayName,extensionNumber\n" + Others(before) + "b@example.com,,403\na@example.com,,402\nc@example.com,,401\n");
        Assert.Equal(",extensionNumber.quarantined,extensionNumber.taken", string.Join(',', import.Rows[before..].Select(r => r.Code)));
        Assert.Equal(["a@example.com 401", "b@example.com 403"], await Numbers(tenant));
        await NumbersAgree(tenant);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(95)]
    [InlineData(96)]
    public async Task A_swap_needs_two_files_and_both_rows_say_so(int before)
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Import("email,displayName,extensionNumber\na@example.com,A,401\nb@example.com,B,402\n");
        var import = await tenant.Import("email,displayName,extensionNumber\n" + Others(before) + "a@example.com,,402\nb@example.com,,401\n");
        Assert.Equal("extensionNumber.taken,extensionNumber.taken", string.Join(',', import.Rows[before..].Select(r => r.Code)));
        Assert.Equal(["a@example.com 401", "b@example.com 402"], await Numbers(tenant));
        await NumbersAgree(tenant);
    }

    [Fact]
    public async Task A_user_who_was_deleted_is_made_anew()
    {
        var tenant = await TestApp.NewTenant();
        var old = await tenant.User(new { email = "a@example.com", extensionNumber = "501" });
        (await tenant.Delete($"users/{old.Id}")).Expect(HttpStatusCode.NoContent);
        var import = await tenant.Import("email,displayName,extensionNumber\na@example.com,A,501\nb@example.com,B,502\n");
        Assert.Equal(("failed,created", "extensionNumber.quarantined,"), (import.Outcomes, import.Codes));
        (await tenant.Post("extensions/501/release?force=true")).Expect(HttpStatusCode.OK);
        import = await tenant.Import("email,displayName,extensionNumber\na@example.com,A,501\n");
        Assert.Equal("created", import.Outcomes);
        Assert.NotEqual(old.Id, import.Rows[0].UserId);
    }

    private static string Others(int count) => string.Concat(Enumerable.Range(1, count).Select(i => $"o{i}@example.com,Other {i},\n"));

    private static async Task<IEnumerable<string>> Numbers(TestTenant tenant) =>
        from user in (await tenant.Users()).Values
        where user.TryGetProperty("extensionNumber", out _)
        let text = $"{user.GetProperty("email").GetString()} {user.GetProperty("extensionNumber").GetString()}"
        orderby text
        select text;

    private static async Task NumbersAgree(TestTenant tenant)
    {
        var held = (await tenant.Rows("x|")).Where(r => r.Id("userId") is not null).Select(r => (r.Key, r.Id("userId")!.Value)).ToList();
        var named = (await tenant.Users()).Values.Where(u => u.TryGetProperty("extensionNumber", out _)).Select(u => ($"x|{u.GetProperty("extensionNumber").GetString()}", u.GetProperty("id").GetGuid()));
        Assert.Equal(named.Order(), held.Order());
    }

    private static async Task<IEnumerable<string>> Members(TestTenant tenant, Guid group) =>
        (await tenant.All($"groups/{group}/members")).Select(m => m.GetProperty("email").GetString()!).Order();
}
