using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Storage;
using UserFunctions.SignIn;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.SignIn;

/// <summary>What somebody without a password learns from how the app answers: not whether there is such a user.</summary>
public sealed class OutsiderTests
{
    private static readonly Dictionary<string, string?> NoLimit = new() { ["SignIn:FailuresPerAddress"] = "0" };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Many_attempts_on_one_login_id_keep_no_other_waiting_whether_it_is_somebodys_or_not(bool isSomebodys)
    {
        await using var own = await OwnApp.Start(settings: NoLimit);
        var (one, other) = (await Person.Make(own.Tenant), await Person.Make(own.Tenant));
        var flooded = isSomebodys ? one.LoginId : "nobody@example.com";
        // One that a hash without a key would send to the same place.
        var mate = Enumerable.Range(0, 100_000).Select(i => $"nobody{i}@example.com").First(id => PlaceOf(id) == PlaceOf(flooded));
        var flood = Enumerable.Range(0, 80).Select(_ => Person.SignIn(own.Tenant, flooded, "not the password")).ToList();
        await Eventually.Holds(() => Task.FromResult(flood.Exists(sent => sent.IsCompletedSuccessfully && sent.Result.Status is HttpStatusCode.TooManyRequests)));
        foreach (var loginId in (string[])[mate, other.LoginId, "nobody else"])
            (await Person.SignIn(own.Tenant, loginId, "not the password")).Expect(HttpStatusCode.Unauthorized, "sign_in.refused");
        var codes = (await Task.WhenAll(flood)).Select(reply => reply.Code).ToHashSet();
        Assert.Equal(["sign_in.refused", "sign_in.too_many"], codes.Order(StringComparer.Ordinal));
        (await other.SignIn()).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Behind_a_lock_the_right_password_is_counted_as_a_wrong_one_is()
    {
        await using var own = await OwnApp.Start();
        var person = await Person.Make(own.Tenant);
        (await own.Tenant.Patch("tenant", new { signIn = new { lockAfter = 3 } })).Expect(HttpStatusCode.OK);
        foreach (var (password, count) in (IEnumerable<(string?, long)>)[("not the password", 1), ("not the password", 2), ("not the password", 3), ("not the password", 4), (null, 5)])
        {
            (await person.SignIn(password)).Expect(HttpStatusCode.Unauthorized, "sign_in.refused");
            Assert.Equal(count, Assert.Single(await own.Rows("@", table: SignInTable.Table)).Number("count"));
        }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1)]
    public async Task Nobodys_login_id_is_the_same_work_as_somebodys_also_when_the_address_has_to_wait(int most)
    {
        CountedTables tables = null!;
        // No timers, which would read too.
        await using var own = await OwnApp.Start(
            ["CreateUser", "SetPassword", "SignInWithPassword"],
            services =>
            {
                var real = services.Last(s => s.ServiceType == typeof(ITables)).ImplementationFactory!;
                services.AddSingleton<ITables>(provider => tables = new CountedTables((ITables)real(provider)));
            },
            new Dictionary<string, string?> { ["SignIn:FailuresPerAddress"] = $"{most}" });
        var person = await Person.Make(own.Tenant);
        foreach (var loginId in (string[])[person.LoginId, "nobody@example.com", "nobody@example.com"])
            await Person.SignIn(own.Tenant, loginId, "not the password");
        // What follows from the making of the person reads too.
        await own.App.Services.GetRequiredService<Reactions>().StopAsync(CancellationToken.None);
        var taken = new HashSet<(int, int)>();
        foreach (var loginId in (string[])[person.LoginId, "nobody@example.com", person.LoginId, "nobody@example.com"])
        {
            _ = tables.Taken();
            (await Person.SignIn(own.Tenant, loginId, "not the password")).Expect(most > 1 ? HttpStatusCode.Unauthorized : HttpStatusCode.TooManyRequests);
            taken.Add(tables.Taken());
        }

        Assert.Single(taken);
    }

    private static uint PlaceOf(string loginId) => BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes($"main|{loginId}"))) % 1024;
}
