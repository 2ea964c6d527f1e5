using System.Net;
using System.Text.Json.Nodes;
using UserFunctions.Platform.Connector;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Platform.Connector;

public sealed class ReadDocumentsTests
{
    public static TheoryData<string> Documents => ["swagger.json", "openapi.json"];

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task A_document_is_read_without_a_key_and_may_be_kept_for_a_while(string document)
    {
        var reply = (await TestApp.Send(HttpMethod.Get, document)).Expect(HttpStatusCode.OK);
        Assert.Equal("application/json; charset=utf-8", reply.Headers["Content-Type"]);
        Assert.Equal("public, max-age=300", reply.Headers["Cache-Control"]);
        Assert.DoesNotContain("Access-Control-Allow-Origin", reply.Headers.Keys);
        Assert.True(reply.Json.GetProperty("paths").TryGetProperty("/test-connection", out _));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task A_document_that_is_known_is_not_sent_again(string document)
    {
        var tag = (await TestApp.Send(HttpMethod.Get, document)).ETag!;
        foreach (var sent in (string[])[tag, $"W/{tag}", $"\"other\", {tag}", "*"])
        {
            var reply = (await TestApp.Send(HttpMethod.Get, document, null, ("If-None-Match", sent))).Expect(HttpStatusCode.NotModified);
            Assert.Empty(reply.Bytes);
            Assert.Equal(tag, reply.ETag);
        }

        (await TestApp.Send(HttpMethod.Get, document, null, ("If-None-Match", "\"other\""))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_document_names_the_host_and_the_scheme_that_were_called()
    {
        var app = await TestApp.Shared;
        var here = (await TestApp.Send(HttpMethod.Get, "swagger.json")).Json;
        Assert.Equal(app.BaseAddress.Authority, here.GetProperty("host").GetString());
        Assert.Equal("http", here.GetProperty("schemes")[0].GetString());
        var elsewhere = await TestApp.Send(HttpMethod.Get, "swagger.json", null, ("Host", "tenant.example.org"));
        Assert.Equal("tenant.example.org", elsewhere["host"].GetString());
        Assert.NotEqual((await TestApp.Send(HttpMethod.Get, "swagger.json")).ETag, elsewhere.ETag);
        var open = await TestApp.Send(HttpMethod.Get, "openapi.json", null, ("Host", "tenant.example.org"));
        Assert.Equal("http://tenant.example.org/api", open["servers"][0].GetProperty("url").GetString());
    }

    [Theory]
    [InlineData("swagger.json", "apiDefinition.swagger.json")]
    [InlineData("openapi.json", "openapi.json")]
    public async Task What_is_served_is_what_is_committed_but_for_host_and_scheme(string document, string committed)
    {
        var reply = await TestApp.Send(HttpMethod.Get, document, null, ("Host", ConnectorInfo.SampleHost));
        Assert.Equal(
            Package.Make(committed),
            reply.Text.Replace($"\"http://{ConnectorInfo.SampleHost}", $"\"https://{ConnectorInfo.SampleHost}", StringComparison.Ordinal).Replace("[\n    \"http\"\n  ]", "[\n    \"https\"\n  ]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Errors_are_as_the_whole_document_says()
    {
        var said = Package.Read("openapi.json")["components"]!["schemas"]!;
        var error = (await (await TestApp.NewTenant()).Post("groups", new { name = 1 })).Expect(HttpStatusCode.BadRequest).Json.GetProperty("error");
        Assert.Equal(Required(said["ErrorAnswer"]!["properties"]!["error"]!), error.EnumerateObject().Select(p => p.Name).Where(name => name != "target").Order(StringComparer.Ordinal));
        Assert.Equal(Required(said["FieldError"]!), error.GetProperty("details")[0].EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));

        static IEnumerable<string> Required(JsonNode schema) => schema["required"]!.AsArray().Select(n => n!.ToString()).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task The_pages_of_one_origin_read_it_when_a_setting_names_it()
    {
        await using var app = await TestApp.Start(only: ["ReadSwagger"], settings: new Dictionary<string, string?> { ["Connector:CorsOrigin"] = "https://portal.example.com" });
        var reply = (await TestApp.Send(app, null, HttpMethod.Get, "swagger.json", null, ("Origin", "https://portal.example.com"))).Expect(HttpStatusCode.OK);
        Assert.Equal("https://portal.example.com", reply.Headers["Access-Control-Allow-Origin"]);
        Assert.Equal("Origin", reply.Headers["Vary"]);
    }
}
