using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Platform.Http;

public sealed class BearerTests
{
    [Fact]
    public async Task A_bearer_token_is_read_by_the_first_reader_that_it_looks_like_and_by_no_other()
    {
        await using var own = await OwnApp.Start(replace: services => services
            .AddSingleton(Reader(2, "a", "late"))
            .AddSingleton(Reader(1, "a", "early"))
            .AddSingleton(Reader(3, "ab", "never"))
            .AddSingleton(new BearerReader(4, text => text == "ended", (_, _) => Task.FromResult<Result<Caller>>(new Error(ErrorKind.Unauthenticated, "token.expired", "It has ended.")))));
        (await Get(own, "roles", "abc")).Expect(HttpStatusCode.OK);
        (await Get(own, "users", "abc")).Expect(HttpStatusCode.Forbidden, "key.forbidden");
        Assert.Contains("early", (await Get(own, "users", "abc")).Message, StringComparison.Ordinal);
        (await Get(own, "roles", "xyz")).Expect(HttpStatusCode.Unauthorized, BearerToken.Unknown);
        (await Get(own, "roles", "a" + new string('a', BearerToken.MaxLength))).Expect(HttpStatusCode.Unauthorized, BearerToken.Unknown);
        (await Get(own, "roles", "ended")).Expect(HttpStatusCode.Unauthorized, "token.expired");
    }

    [Fact]
    public async Task A_token_that_ended_keeps_nobody_from_what_is_open_and_a_key_goes_before_a_token()
    {
        await using var own = await OwnApp.Start();
        (await Get(own, "health/live", "nonsense")).Expect(HttpStatusCode.OK);
        (await TestApp.Send(own.App, own.App.Key, HttpMethod.Get, "roles", null, ("Authorization", "Bearer nonsense"))).Expect(HttpStatusCode.OK);
        (await TestApp.Send(own.App, null, HttpMethod.Get, "roles", null, ("Authorization", "Basic nonsense"))).Expect(HttpStatusCode.Unauthorized, "key.missing");
    }

    [Fact]
    public async Task Unknown_tokens_of_an_address_are_counted_as_unknown_keys_are()
    {
        await using var own = await OwnApp.Start(settings: new Dictionary<string, string?> { ["Keys:RatePerMinute"] = "500" });
        for (var i = 0; i < 30; i++)
            (await Get(own, "roles", $"guess-{i}")).Expect(HttpStatusCode.Unauthorized, BearerToken.Unknown);
        (await Get(own, "roles", "one more")).Expect(HttpStatusCode.TooManyRequests, "rate.limited");
    }

    private static BearerReader Reader(int order, string start, string role) => new(
        order,
        text => text.StartsWith(start, StringComparison.Ordinal),
        (token, _) => Task.FromResult<Result<Caller>>(new Caller("main", "user:test", role, new HashSet<string> { Permission.RolesRead }, token.CorrelationId)));

    private static Task<Reply> Get(OwnApp own, string path, string token) => TestApp.Send(own.App, null, HttpMethod.Get, path, null, ("Authorization", $"Bearer {token}"));
}
