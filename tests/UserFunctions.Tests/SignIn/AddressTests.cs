using System.Net;
using UserFunctions.SignIn;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.SignIn;

/// <summary>What is counted of an address when many come from it at once.</summary>
public sealed class AddressTests
{
    [Fact]
    public async Task Many_at_once_get_no_more_guesses_than_one_after_the_other()
    {
        const int most = 5;
        await using var own = await OwnApp.Start(settings: new Dictionary<string, string?> { ["SignIn:FailuresPerAddress"] = $"{most}" });
        var replies = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Person.SignIn(own.Tenant, $"nobody{i}@example.com", "not the password")));
        Assert.All(replies, reply => Assert.Contains(reply.Code, (string[])["sign_in.refused", "rate.limited"]));
        Assert.All(replies.Where(reply => reply.Code is "rate.limited"), reply => Assert.Contains("Retry-After", reply.Headers));
        var guesses = replies.Count(reply => reply.Code is "sign_in.refused");
        Assert.InRange(guesses, 1, most);
        Assert.Equal(guesses, await Counted(own));
    }

    [Fact]
    public async Task No_failed_one_is_lost_when_they_are_counted_on_two_instances_at_once()
    {
        await using var own = await OwnApp.Start();
        var other = await own.Another();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Person.SignIn(own.Tenant.On(i % 2 == 0 ? other : own.App), $"nobody{i}@example.com", "not the password")));
        Assert.Equal(40, await Counted(own));
    }

    [Fact]
    public async Task Who_gets_in_is_counted_no_longer_than_it_takes()
    {
        await using var own = await OwnApp.Start(settings: new Dictionary<string, string?> { ["SignIn:FailuresPerAddress"] = "1" });
        for (var i = 0; i < 3; i++)
            (await (await Person.Make(own.Tenant)).SignIn()).Expect(HttpStatusCode.OK);
        Assert.Empty(await own.Rows("@", table: SignInTable.Table));
    }

    private static async Task<long?> Counted(OwnApp own) => Assert.Single(await own.Rows("@", table: SignInTable.Table)).Number("count");
}
