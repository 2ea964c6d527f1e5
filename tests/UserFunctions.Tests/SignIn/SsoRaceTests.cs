using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Storage;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.SignIn;

public sealed class SsoRaceTests
{
    [Fact]
    [Spec("S059", "S122")]
    public async Task Of_two_accounts_that_come_for_the_first_time_at_the_same_moment_one_is_bound_and_the_other_refused()
    {
        var settings = new Dictionary<string, string?> { ["SignIn:AllowLoopback"] = "true" };
        HeldTables tables = null!;
        await using var own = await OwnApp.Start(
            replace: services =>
            {
                var real = services.Last(s => s.ServiceType == typeof(ITables)).ImplementationFactory!;
                services.AddSingleton<ITables>(provider => tables = new HeldTables((ITables)real(provider)));
            },
            settings: settings);
        var other = await own.Another(settings: settings);
        await using var provider = await IdentityProvider.Start();
        await own.Take(provider);
        var email = (await own.SsoUser()).TextOf("email");
        var hold = tables.HoldNext(ChangeLog.Table, step => step.Row.Key.StartsWith("w|u|", StringComparison.Ordinal));
        var first = own.SignIn(Token("o-1"));
        await hold.Reached;
        (await TestApp.Send(other, null, HttpMethod.Post, "sign-in/sso", TestApp.Body(new { tenant = "main", token = Token("o-2") }))).Expect(HttpStatusCode.OK);
        hold.Release();
        (await first).Expect(HttpStatusCode.Forbidden, "sso.bound");
        (await own.SignIn(Token("o-2"))).Expect(HttpStatusCode.OK);

        string Token(string oid) => provider.Token(own.Time.GetUtcNow(), new { oid, email, email_verified = true });
    }
}
