using System.Net;
using System.Text.RegularExpressions;
using UserFunctions.Platform.Hosting;
using UserFunctions.Platform.Http;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Platform.Http;

public sealed partial class EveryFunctionTests
{
    /// <summary>Open to all; everything else wants a key.</summary>
    private static readonly string[] Open =
    [
        "HealthLive", "HealthReady", "ShowInvitation", "AcceptInvitation", "RequestPasswordReset", "ShowPasswordReset", "CompletePasswordReset", "ReadSwagger", "ReadOpenApi", "EndSubscription",
        "SignInWithPassword", "SignInWithSso", "ConfirmCode", "ResendCode", "ChoosePassword", "RefreshSession",
    ];

    /// <summary>Answers to every key there is, whatever its role.</summary>
    private static readonly string[] OfEveryKey = ["TestConnection"];

    /// <summary>About the user who asks: they take a user, and no permission.</summary>
    private static readonly string[] OfOneself = ["ListOwnSessions", "SignOut", "EndOwnSession"];

    /// <summary>Questions that are too long for a query: they write nothing.</summary>
    private static readonly string[] Questions = ["ExplainSignIn", "PreviewInvitation", "SimulateRouting"];

    /// <summary>A key of a role that allows nothing.</summary>
    private static readonly Lazy<Task<TestTenant>> Powerless = new(async () =>
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("roles", new { name = "Nothing", permissions = Array.Empty<string>() })).Expect(HttpStatusCode.Created);
        return await tenant.As("Nothing");
    });

    public static IEnumerable<object[]> Requests => Http().Select(f => (object[])[f.Function.Name, f.Method, Path(f.Function)]);

    public static IEnumerable<object[]> Writes => Requests.Where(r => r[1] is not "GET" && !Open.Concat(OfOneself).Concat(Questions).Contains(r[0]));

    public static IEnumerable<object[]> Demanding => Requests.Where(r => !Open.Concat(OfEveryKey).Concat(OfOneself).Contains(r[0]));

    public static IEnumerable<object[]> Routes => Requests.GroupBy(r => r[2]).Select(g => (object[])[g.Key, string.Join(',', g.Select(r => r[1]))]);

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Without_a_key_nothing_is_done(string function, string method, string path)
    {
        var reply = await TestApp.Send(new HttpMethod(method), path);
        if (Open.Contains(function))
        {
            Assert.NotEqual(HttpStatusCode.Unauthorized, reply.Status);
            return;
        }

        reply.Expect(HttpStatusCode.Unauthorized, "key.missing");
        ErrorShape.Check(reply);
    }

    [Theory]
    [Spec("S014")]
    [MemberData(nameof(Writes))]
    public async Task An_agent_writes_nothing_and_is_told_which_permission_it_takes(string function, string method, string path)
    {
        Assert.NotNull(function);
        var agent = await (await TestApp.NewTenant()).As("Agent");
        var refused = await agent.Send(new HttpMethod(method), path, new { });
        refused.Expect(HttpStatusCode.Forbidden, "key.forbidden");
        ErrorShape.Check(refused);
        var target = refused.Json.GetProperty("error").GetProperty("target").GetString()!;
        Assert.Contains(target, Permission.All);
        // What the telephony system reports and asks is no write of a person's.
        Assert.Matches(@"\.(write|register|decide)$", target);
        Assert.Contains($"'{target}'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("'Agent'", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [Spec("S014", "S072")]
    [MemberData(nameof(Demanding))]
    public async Task Who_may_nothing_does_nothing_and_is_told_which_permission_it_takes(string function, string method, string path)
    {
        Assert.NotNull(function);
        var tenant = await Powerless.Value;
        var refused = await tenant.Send(new HttpMethod(method), path, method is "GET" or "DELETE" ? null : new { });
        refused.Expect(HttpStatusCode.Forbidden, "key.forbidden");
        ErrorShape.Check(refused);
        Assert.Contains(refused.Json.GetProperty("error").GetProperty("target").GetString()!, Permission.All);
        Assert.Contains("'Nothing'", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task A_method_that_a_route_does_not_serve_is_an_empty_404(string path, string methods)
    {
        var tenant = await TestApp.NewTenant();
        foreach (var method in (string[])["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
        {
            if (methods.Split(',').Contains(method))
                continue;
            var reply = (await tenant.Send(new HttpMethod(method), path)).Expect(HttpStatusCode.NotFound);
            Assert.Empty(reply.Bytes);
        }
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("users/not-a-guid")]
    [InlineData("users/00000000-0000-0000-0000-000000000000/nothing")]
    [InlineData("/users")]
    [InlineData("/")]
    public async Task A_path_that_no_route_serves_is_an_empty_404(string path)
    {
        var tenant = await TestApp.NewTenant();
        Assert.Empty((await tenant.Get(path)).Expect(HttpStatusCode.NotFound).Bytes);
    }

    private static IEnumerable<(FunctionDescription Function, string Method)> Http() =>
        from function in FunctionCatalog.Find(typeof(App).Assembly)
        where function.Kind == FunctionKind.Http
        from method in function.Methods
        select (function, method);

    private static string Path(FunctionDescription function) =>
        Parameter().Replace(function.Route!, match => match.Value.Contains(":guid", StringComparison.Ordinal) ? "0198c0de-0000-7000-8000-000000000001" : "31");

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
