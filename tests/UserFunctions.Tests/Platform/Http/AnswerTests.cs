using System.Net;
using System.Text;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Platform.Http;

public sealed class AnswerTests
{
    [Fact]
    public async Task Every_kind_of_refusal_has_the_one_shape()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { email = "a@example.com" });
        (HttpStatusCode Status, Reply Reply)[] refusals =
        [
            (HttpStatusCode.BadRequest, await tenant.Post("users", new { })),
            (HttpStatusCode.BadRequest, await tenant.Post("users", Text("{"))),
            (HttpStatusCode.BadRequest, await tenant.Get("users?nonsense=1")),
            (HttpStatusCode.Unauthorized, await TestApp.Send(tenant.App, "nonsense", HttpMethod.Get, "users")),
            (HttpStatusCode.Forbidden, await (await tenant.As("Agent")).Delete($"users/{user.Id}")),
            (HttpStatusCode.NotFound, await tenant.Get($"users/{Guid.NewGuid()}")),
            (HttpStatusCode.Conflict, await tenant.Post("users", new { displayName = "B", email = "a@example.com" })),
            (HttpStatusCode.PreconditionFailed, await tenant.Patch($"users/{user.Id}", new { }, ("If-Match", "\"9\""))),
            (HttpStatusCode.RequestEntityTooLarge, await tenant.Post("users", Text(new string(' ', (1024 * 1024) + 1)))),
            (HttpStatusCode.UnsupportedMediaType, await tenant.Post("users", Text("{}", "text/plain"))),
        ];
        Assert.All(refusals, r => ErrorShape.Check(r.Reply.Expect(r.Status)));
    }

    [Fact]
    public async Task An_id_that_the_caller_gives_comes_back_in_answers_and_errors()
    {
        var tenant = await TestApp.NewTenant();
        const string id = "Flow_7.run-42:a";
        Assert.Equal(id, (await tenant.Get("users", ("x-correlation-id", id))).Headers["x-correlation-id"]);
        var refused = (await tenant.Get($"users/{Guid.NewGuid()}", ("x-correlation-id", id))).Expect(HttpStatusCode.NotFound);
        Assert.Equal(id, refused.Headers["x-correlation-id"]);
        Assert.Equal(id, refused.Json.GetProperty("error").GetProperty("traceId").GetString());
    }

    [Fact]
    public async Task The_log_of_changes_keeps_the_id()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("groups", new { name = "Night" }, ("x-correlation-id", "run-42"))).Expect(HttpStatusCode.Created);
        var change = Assert.Single(await tenant.Rows("c|"));
        Assert.Equal("run-42", change.Text("correlationId"));
        Assert.Equal($"key:{tenant.KeyId}", change.Text("by"));
    }

    [Fact]
    public async Task Without_an_id_each_answer_has_one_of_its_own()
    {
        var tenant = await TestApp.NewTenant();
        var ids = (await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => tenant.Get("roles")))).Select(r => r.Headers["x-correlation-id"]).ToList();
        Assert.Equal(5, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{32}$", id));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a\tb")]
    [InlineData("<script>")]
    [InlineData("a,b")]
    [InlineData("{\"x\":1}")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task An_id_that_could_break_a_log_is_replaced(string id)
    {
        var tenant = await TestApp.NewTenant();
        Assert.Matches("^[0-9a-f]{32}$", (await tenant.Get("roles", ("x-correlation-id", id))).Expect(HttpStatusCode.OK).Headers["x-correlation-id"]);
    }

    [Fact]
    public async Task A_body_may_be_a_mebibyte_and_not_a_byte_more()
    {
        var tenant = await TestApp.NewTenant();
        const int most = 1024 * 1024;
        (await tenant.Post("users", Text("{}".PadRight(most)))).Expect(HttpStatusCode.BadRequest, "displayName.missing");
        (await tenant.Post("users", Text("{}".PadRight(most + 1)))).Expect(HttpStatusCode.RequestEntityTooLarge, "body.too_large");
        using var unknownLength = new PushContent("{}".PadRight(most + 1));
        (await tenant.Post("users", unknownLength)).Expect(HttpStatusCode.RequestEntityTooLarge, "body.too_large");
    }

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("application/json; charset=utf-8", true)]
    [InlineData("APPLICATION/JSON;charset=UTF-8", true)]
    [InlineData("application/merge-patch+json", true)]
    [InlineData("text/plain", false)]
    [InlineData("application/x-www-form-urlencoded", false)]
    [InlineData("application/jsonp", false)]
    [InlineData(null, false)]
    public async Task A_body_is_JSON_by_its_type(string? type, bool passes)
    {
        var tenant = await TestApp.NewTenant();
        var reply = await tenant.Post("groups", Text("{\"name\":\"Night\"}", type));
        if (passes)
            reply.Expect(HttpStatusCode.Created);
        else
            reply.Expect(HttpStatusCode.UnsupportedMediaType, "body.wrong_type");
    }

    [Fact]
    public async Task Health_is_open_to_all_and_tells_nothing_else()
    {
        Assert.Equal("{\"status\":\"live\"}", (await TestApp.Send(HttpMethod.Get, "health/live")).Expect(HttpStatusCode.OK).Text);
        Assert.Equal("{\"status\":\"ready\"}", (await TestApp.Send(HttpMethod.Get, "health/ready")).Expect(HttpStatusCode.OK).Text);
    }

    private static StringContent Text(string body, string? type = "application/json")
    {
        var content = new StringContent(body, Encoding.UTF8);
        content.Headers.Remove("Content-Type");
        if (type is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }

    /// <summary>A body that is sent in chunks, its length unsaid.</summary>
    private sealed class PushContent : HttpContent
    {
        private readonly byte[] bytes;

        public PushContent(string text)
        {
            bytes = Encoding.UTF8.GetBytes(text);
            Headers.TryAddWithoutValidation("Content-Type", "application/json");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(bytes).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
