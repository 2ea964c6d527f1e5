using System.Text.Json;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Platform.Http;

/// <summary>The one shape of errors.</summary>
internal static class ErrorShape
{
    private static readonly string[] Allowed = ["code", "message", "target", "details", "traceId"];

    /// <summary>Fails the test unless the reply is an error as every error is.</summary>
    public static void Check(Reply reply)
    {
        Assert.Equal("application/json; charset=utf-8", reply.Headers["Content-Type"]);
        Assert.Equal("no-store", reply.Headers["Cache-Control"]);
        var error = Assert.Single(reply.Json.EnumerateObject());
        Assert.Equal("error", error.Name);
        var names = error.Value.EnumerateObject().Select(p => p.Name).ToList();
        Assert.Equal(Allowed.Where(name => name != "target" || names.Contains(name)), names);
        Assert.Matches("^[A-Za-z-]+([._][A-Za-z_-]+)*$", reply.Code);
        Assert.InRange(reply.Message.Length, 10, 4_000);
        Assert.Equal(reply.Headers["x-correlation-id"], error.Value.GetProperty("traceId").GetString());
        foreach (var detail in error.Value.GetProperty("details").EnumerateArray())
            Assert.Equal(["code", "target", "message"], detail.EnumerateObject().Select(p => p.Name));
        Assert.All(error.Value.EnumerateObject(), p => Assert.NotEqual(JsonValueKind.Null, p.Value.ValueKind));
    }
}
