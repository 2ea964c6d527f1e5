using System.Net;
using System.Text.Json.Nodes;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.PhoneExtensions;

public sealed class ExtensionTests
{
    [Fact]
    public async Task A_created_extension_is_answered_with_its_address_and_held_by_nobody()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Owns("+918069651170");
        var made = await tenant.Extension("0204", new { callerId = "+918069651170" });
        Assert.Equal(("+918069651170", "0204"), (made.TextOf("callerId"), made.TextOf("login")));
        Assert.Equal(new Uri(tenant.App.BaseAddress, "api/extensions/0204").AbsoluteUri, made.Location);
        Assert.False(made.Json.TryGetProperty("userId", out _), "Nobody holds it yet.");
        var read = (await tenant.Get(made.Location!)).Expect(HttpStatusCode.OK);
        Assert.Equal(made.Text, read.Text);
        (await tenant.Get("extensions/204")).Expect(HttpStatusCode.NotFound, "extension.not_found");
        (await tenant.Post("extensions", new { number = "0204" })).Expect(HttpStatusCode.Conflict, "number.taken");
    }

    [Fact]
    public async Task What_is_wrong_with_an_extension_is_said_at_once()
    {
        var tenant = await TestApp.NewTenant();
        var refused = (await tenant.Post("extensions", new { number = "12-3", callerId = "123456", intercomNumber = "x", owner = "x" })).Expect(HttpStatusCode.BadRequest);
        Assert.Equal(["callerId.unknown", "intercomNumber.invalid", "number.invalid", "owner.unknown"], refused.Codes);
        (await tenant.Post("extensions", new { intercomNumber = "12" })).Expect(HttpStatusCode.BadRequest, "number.missing");
    }

    [Fact]
    public async Task An_extension_is_assigned_by_address_or_id_and_shows_on_both_sides()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        await tenant.Extension("31");
        await tenant.Extension("32");
        var held = (await tenant.Post("extensions/31/assign", new { user = user.TextOf("email")!.ToUpperInvariant() })).Expect(HttpStatusCode.OK);
        Assert.Equal(user.Id, held["userId"].GetGuid());
        Assert.Equal("31", (await tenant.Get($"users/{user.Id}")).TextOf("extensionNumber"));
        (await tenant.Post("extensions/32/assign", new { user = user.Id })).Expect(HttpStatusCode.OK);
        Assert.Equal("32", (await tenant.Get($"users/{user.Id}")).TextOf("extensionNumber"));
        Assert.Equal("31", Assert.Single(await tenant.All("extensions?assigned=false")).GetProperty("number").GetString());
        Assert.Equal("32", Assert.Single(await tenant.All("extensions?assigned=true")).GetProperty("number").GetString());
    }

    [Fact]
    public async Task Assigning_again_changes_nothing_and_assigning_to_another_is_refused()
    {
        var tenant = await TestApp.NewTenant();
        var (user, other) = (await tenant.User(), await tenant.User());
        await tenant.Extension("31");
        var held = (await tenant.Post("extensions/31/assign", new { user = user.Id })).Expect(HttpStatusCode.OK);
        Assert.Equal(held.Text, (await tenant.Post("extensions/31/assign", new { user = user.Id })).Expect(HttpStatusCode.OK).Text);
        (await tenant.Post("extensions/31/assign", new { user = other.Id })).Expect(HttpStatusCode.Conflict, "extensionNumber.taken");
        (await tenant.Post("extensions/31/assign", new { user = "nobody@example.com" })).Expect(HttpStatusCode.BadRequest, "user.unknown");
        (await tenant.Post("extensions/31/assign", new { })).Expect(HttpStatusCode.BadRequest, "user.missing");
        (await tenant.Post("extensions/99/assign", new { user = user.Id })).Expect(HttpStatusCode.NotFound, "extension.not_found");
    }

    [Fact]
    public async Task A_released_extension_is_free_and_stays_in_the_list()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { extensionNumber = "31" });
        var free = (await tenant.Post("extensions/31/release")).Expect(HttpStatusCode.OK);
        Assert.False(free.Json.TryGetProperty("userId", out _), "It is still held.");
        Assert.Null((await tenant.Get($"users/{user.Id}")).TextOf("extensionNumber"));
        Assert.Equal(free.Text, (await tenant.Post("extensions/31/release")).Expect(HttpStatusCode.OK).Text);
        Assert.Single(await tenant.All("extensions"));
    }

    [Fact]
    public async Task An_extension_that_is_held_cannot_be_deleted()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { extensionNumber = "31" });
        var refused = (await tenant.Delete("extensions/31")).Expect(HttpStatusCode.Conflict, "extension.assigned");
        Assert.Contains(user.Id.ToString(), refused.Message, StringComparison.Ordinal);
        Assert.Equal("31", (await tenant.Get($"users/{user.Id}")).TextOf("extensionNumber"));
        (await tenant.Post("extensions/31/release")).Expect(HttpStatusCode.OK);
        (await tenant.Delete("extensions/31")).Expect(HttpStatusCode.Conflict, "extension.quarantined");
        (await tenant.Delete("extensions/31?force=true")).Expect(HttpStatusCode.NoContent);
        (await tenant.Get("extensions/31")).Expect(HttpStatusCode.NotFound);
        Assert.Empty(await tenant.Rows("x|"));
    }

    [Fact]
    public async Task A_caller_id_is_set_hidden_while_a_user_holds_the_number_shown_again_and_cleared()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Owns("8069651170");
        var user = await tenant.User();
        await tenant.Extension("31");
        (await tenant.Patch("extensions/31", new { callerId = "8069651170" })).Expect(HttpStatusCode.OK);
        (await tenant.Post("extensions/31/assign", new { user = user.Id })).Expect(HttpStatusCode.OK);
        Assert.Null((await tenant.Get("extensions/31")).TextOf("callerId"));
        var refused = (await tenant.Patch("extensions/31", new { callerId = "8069651170" })).Expect(HttpStatusCode.Conflict, "callerId.of_holder");
        Assert.Contains($"/api/users/{user.Id}", refused.Message, StringComparison.Ordinal);
        (await tenant.Post("extensions/31/release")).Expect(HttpStatusCode.OK);
        var read = await tenant.Get("extensions/31");
        Assert.Equal("8069651170", read.TextOf("callerId"));
        Assert.Equal(read.Text, (await tenant.Patch("extensions/31", JsonNode.Parse(read.Text)!)).Expect(HttpStatusCode.OK).Text);
        Assert.Null((await tenant.Patch("extensions/31", new { callerId = (string?)null })).Expect(HttpStatusCode.OK).TextOf("callerId"));
        (await tenant.Patch("extensions/31", new { number = "32" })).Expect(HttpStatusCode.BadRequest, "number.read_only");
        (await tenant.Patch("extensions/31", new { userId = user.Id })).Expect(HttpStatusCode.BadRequest, "userId.read_only");
    }

    [Fact]
    public async Task A_stale_assignment_or_release_changes_nothing()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        await tenant.Extension("31");
        (await tenant.Post("extensions/31/assign", new { user = user.Id }, ("If-Match", "\"7\""))).Expect(HttpStatusCode.PreconditionFailed, "etag.stale");
        var held = (await tenant.Post("extensions/31/assign", new { user = user.Id }, ("If-Match", "\"1\""))).Expect(HttpStatusCode.OK);
        (await tenant.Post("extensions/31/release", null, ("If-Match", "\"1\""))).Expect(HttpStatusCode.PreconditionFailed, "etag.stale");
        Assert.Equal("31", (await tenant.Get($"users/{user.Id}")).TextOf("extensionNumber"));
        (await tenant.Post("extensions/31/release", null, ("If-Match", held.ETag!))).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("x|31")]
    [InlineData("%2e%2e")]
    [InlineData("31%2F..")]
    [InlineData("12345678901234567890")]
    public async Task A_path_that_holds_no_number_is_not_found(string number)
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Get($"extensions/{number}")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Numbers_are_listed_page_by_page_in_their_order()
    {
        var tenant = await TestApp.NewTenant();
        string[] numbers = ["1000", "10", "100", "0100", "99"];
        foreach (var number in numbers)
            await tenant.Extension(number);
        Assert.Equal(numbers.Order(StringComparer.Ordinal), (await tenant.All("extensions?top=2")).Select(e => e.GetProperty("number").GetString()));
        (await tenant.Get("extensions?assigned=maybe")).Expect(HttpStatusCode.BadRequest, "assigned.invalid");
    }
}
