using System.Net;
using System.Text;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Users;

public sealed class HostileInputTests
{
    [Theory]
    [InlineData("a\\u0000b")]
    [InlineData("a\\u0007b")]
    [InlineData("a\\nb")]
    [InlineData("a\\u0085b")]
    [InlineData("a\\ud800b")]
    [InlineData("a\\udc00")]
    [InlineData("\\udc00\\ud800")]
    public async Task Control_characters_and_halves_of_characters_are_refused_by_the_field(string value)
    {
        var tenant = await TestApp.NewTenant();
        foreach (var field in (string[])["displayName", "designation", "department", "role"])
        {
            var refused = await tenant.Post("users", Text($$"""{"email":"a@example.com","displayName":"A","{{field}}":"{{value}}"}""".Replace("\"displayName\":\"A\",\"displayName\"", "\"displayName\"", StringComparison.Ordinal)));
            refused.Expect(HttpStatusCode.BadRequest, $"{field}.invalid");
        }

        (await tenant.Post("users", Text($$"""{"email":"a@example.com","displayName":"A","tags":["ok","{{value}}"]}"""))).Expect(HttpStatusCode.BadRequest, "tags.invalid");
        Assert.Empty(await tenant.Rows());
    }

    [Theory]
    [InlineData("{\"displayName\":\"A\",\"email\":\"a@example.com\",\"\\ud800\":1}")]
    [InlineData("{\"displayName\":\"A\",\"email\":\"a@example.com\",\"a\\u0000b\":1}")]
    [InlineData("{\"displayName\":\"A\",\"email\":\"a@example.com\",\"__proto__\":{}}")]
    [InlineData("{\"displayName\":\"A\",\"email\":\"a@example.com\",\"\":1}")]
    [InlineData("{\"DisplayName\":\"A\",\"Email\":\"a@example.com\"}")]
    [InlineData("{\"displayName\":\"A\",\"email\":\"a@example.com\",\"email\":\"b@example.com\"}")]
    [InlineData("{\"displayName\":\"A\",\"email\":\"a@example.com\",\"\\u0065mail\":\"b@example.com\"}")]
    public async Task Names_that_are_no_fields_or_come_twice_are_refused(string body)
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("users", Text(body))).Expect(HttpStatusCode.BadRequest);
        Assert.Empty(await tenant.Rows());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("17")]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"email\":}")]
    [InlineData("{} {}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("/* hello */ {}")]
    [InlineData("{\"a\":NaN}")]
    [InlineData("{'a':1}")]
    public async Task What_is_no_JSON_object_is_malformed(string body)
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("users", Text(body))).Expect(HttpStatusCode.BadRequest, "body.malformed");
        (await tenant.Patch($"users/{Guid.NewGuid()}", Text(body))).Expect(HttpStatusCode.BadRequest, "body.malformed");
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_are_malformed()
    {
        var tenant = await TestApp.NewTenant();
        byte[] bytes = [.. "{\"displayName\":\""u8, 0xC3, 0x28, .. "\",\"email\":\"a@example.com\"}"u8];
        var refused = await tenant.Post("users", Bytes(bytes));
        refused.Expect(HttpStatusCode.BadRequest);
        Assert.Empty(await tenant.Rows());
    }

    [Fact]
    public async Task A_byte_order_mark_does_not_get_in()
    {
        var tenant = await TestApp.NewTenant();
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. "{\"displayName\":\"A B\",\"email\":\"a@example.com\"}"u8];
        var reply = await tenant.Post("users", Bytes(bytes));
        Assert.True(reply.Status is HttpStatusCode.Created or HttpStatusCode.BadRequest, reply.Text);
        Assert.All(await tenant.All("users"), u => Assert.Equal("A B", u.GetProperty("displayName").GetString()));
    }

    [Theory]
    [InlineData(33)]
    [InlineData(5_000)]
    [InlineData(200_000)]
    public async Task Deep_nesting_is_malformed(int depth)
    {
        var tenant = await TestApp.NewTenant();
        var body = $"{{\"tags\":{new string('[', depth)}{new string(']', depth)}}}";
        (await tenant.Post("users", Text(body))).Expect(HttpStatusCode.BadRequest, "body.malformed");
    }

    [Theory]
    [InlineData("displayName", "[\"A\"]")]
    [InlineData("displayName", "{\"a\":1}")]
    [InlineData("displayName", "12")]
    [InlineData("email", "true")]
    [InlineData("phone", "9812345678")]
    [InlineData("extensionNumber", "204")]
    [InlineData("role", "[\"Agent\"]")]
    [InlineData("tags", "\"a\"")]
    [InlineData("tags", "[1]")]
    [InlineData("tags", "[null]")]
    [InlineData("tags", "{\"0\":\"a\"}")]
    [InlineData("groups", "[[\"a\"]]")]
    public async Task A_value_of_another_kind_is_refused_by_the_field(string field, string value)
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        (await tenant.Patch($"users/{user.Id}", Text($"{{\"{field}\":{value}}}"))).Expect(HttpStatusCode.BadRequest, $"{field}.invalid");
        Assert.Equal(user.Text, (await tenant.Get($"users/{user.Id}")).Text);
    }

    [Theory]
    [InlineData("displayName", 200)]
    [InlineData("designation", 100)]
    [InlineData("givenName", 100)]
    public async Task A_value_may_be_as_long_as_said_and_not_longer(string field, int most)
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        var emoji = string.Concat(Enumerable.Repeat("😀", most / 2));
        Assert.Equal(emoji, (await tenant.Patch($"users/{user.Id}", new Dictionary<string, string> { [field] = emoji })).Expect(HttpStatusCode.OK).TextOf(field));
        var refused = await tenant.Patch($"users/{user.Id}", new Dictionary<string, string> { [field] = new('é', most + 1) });
        refused.Expect(HttpStatusCode.BadRequest, $"{field}.too_long");
        Assert.Contains($"{most + 1}", refused.Message, StringComparison.Ordinal);
        var huge = await tenant.Patch($"users/{user.Id}", new Dictionary<string, string> { [field] = new('x', 500_000) });
        huge.Expect(HttpStatusCode.BadRequest, $"{field}.too_long");
        Assert.InRange(huge.Bytes.Length, 1, 2_000);
    }

    [Fact]
    public async Task A_message_never_shows_half_a_character()
    {
        var tenant = await TestApp.NewTenant();
        var refused = await tenant.Post("users", new { displayName = "A", email = new string('x', 63) + "😀" });
        Assert.DoesNotContain('\uFFFD', refused.Expect(HttpStatusCode.BadRequest, "email.invalid").Message);
    }

    [Fact]
    public async Task The_longest_lists_fit_and_longer_ones_are_refused()
    {
        var tenant = await TestApp.NewTenant();
        var groups = (await Task.WhenAll(Enumerable.Range(0, 41).Select(i => tenant.Group($"G{i}")))).Select(g => g.TextOf("name")!).ToArray();
        var tags = Enumerable.Range(0, 20).Select(i => $"{i:D2}{string.Concat(Enumerable.Repeat("😀", 24))}").ToArray();
        var user = await tenant.User(new { groups = groups[..40], tags, extensionNumber = "99" });
        Assert.Equal(40, user["groups"].GetArrayLength());
        Assert.Equal(40, (await tenant.Rows("m|")).Count);
        (await tenant.Patch($"users/{user.Id}", new { groups })).Expect(HttpStatusCode.BadRequest, "groups.too_long");
        (await tenant.Patch($"users/{user.Id}", new { tags = tags.Append("x") })).Expect(HttpStatusCode.BadRequest, "tags.too_long");
        (await tenant.Put($"groups/{(await tenant.Group()).Id}/members/{user.Id}")).Expect(HttpStatusCode.Conflict, "groups.too_long");
        (await tenant.Patch($"users/{user.Id}", new { groups = Array.Empty<string>(), tags = Array.Empty<string>(), extensionNumber = (string?)null })).Expect(HttpStatusCode.OK);
        Assert.Empty(await tenant.Rows("m|"));
    }

    private static StringContent Text(string body) => new(body, Encoding.UTF8, "application/json");

    private static ByteArrayContent Bytes(byte[] body) => new(body) { Headers = { { "Content-Type", "application/json" } } };
}
