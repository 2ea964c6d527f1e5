using System.Net;
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

    [Fact]
    public async Task The_pages_of_one_origin_read_it_when_a_setting_names_it()
    {
        await using var app = await TestApp.Start(only: ["ReadSwagger"], settings: new Dictionary<string, string?> { ["Connector:CorsOrigin"] = "https://portal.example.com" });
        var reply = (await TestApp.Send(app, null, HttpMethod.Get, "swagger.json", null, ("Origin", "https://portal.example.com"))).Expect(HttpStatusCode.OK);
        Assert.Equal("https://portal.example.com", reply.Headers["Access-Control-Allow-Origin"]);
        Assert.Equal("Origin", reply.Headers["Vary"]);
    }
}
