using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Tests.Given;
using Xunit.Abstractions;

namespace UserFunctions.Tests.SignIn;

/// <summary>Those who guess. <c>SIGNINS=10000</c> makes so many attempts.</summary>
public sealed class BruteForceTests(ITestOutputHelper output)
{
    private const int InANormalRun = 300;
    private const int Attackers = 40;
    private const int AtOnce = 16;

    [Fact]
    [Spec("S049")]
    public async Task Guessing_gets_nobody_in_locks_who_is_guessed_at_and_leaves_others_alone()
    {
        var many = int.Parse(Environment.GetEnvironmentVariable("SIGNINS") ?? $"{InANormalRun}", CultureInfo.InvariantCulture);
        const int lockAfter = 10;
        await using var own = await OwnApp.Start(settings: new Dictionary<string, string?> { ["SignIn:FailuresPerAddress"] = "0" });
        var other = await own.Another(settings: new Dictionary<string, string?> { ["SignIn:FailuresPerAddress"] = "0" });
        (await own.Tenant.Patch("tenant", new { signIn = new { lockAfter, lockMinutes = 60 } })).Expect(HttpStatusCode.OK);
        var victims = new List<Person>();
        for (var i = 0; i < Math.Max(3, many / 100); i++)
            victims.Add(await Person.Make(own.Tenant));
        var (bystander, atHome) = (await Person.Make(own.Tenant), victims[0]);
        await atHome.In();
        var outcomes = new Dictionary<HttpStatusCode, int>();
        for (var sent = 0; sent < many; sent += AtOnce)
        {
            var replies = await Task.WhenAll(Enumerable.Range(sent, Math.Min(AtOnce, many - sent)).Select(i =>
                victims[i % victims.Count].SignIn($"guess {i} of many", $"198.51.100.{i % Attackers}", at: i % 2 == 0 ? other : null)));
            foreach (var reply in replies)
                outcomes[reply.Status] = outcomes.GetValueOrDefault(reply.Status) + 1;
            if (sent % (AtOnce * 10) == 0)
                (await bystander.SignIn()).Expect(HttpStatusCode.OK);
        }

        output.WriteLine($"{many} guesses at {victims.Count} users: {string.Join(", ", outcomes.Select(o => $"{o.Value} × {(int)o.Key}"))}");
        Assert.Equal(many, outcomes[HttpStatusCode.Unauthorized]);
        foreach (var victim in victims)
        {
            var kept = await own.Tenant.All($"users/{victim.Id}/sign-ins?top=200");
            // One more an instance: each looks before the other has written, and what it then writes is refused.
            Assert.InRange(kept.Count(a => a.GetProperty("reasons").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.String } reason && reason.GetString() is "password.wrong"), victim == atHome ? 0 : lockAfter, lockAfter + 1);
            (await victim.SignIn(from: "198.51.100.250")).Expect(HttpStatusCode.Unauthorized, "sign_in.refused");
            Assert.Equal("sign_in.locked", (await own.Tenant.Post("sign-in/explain", new { user = victim.Id, address = "198.51.100.250" }))["reasons"][0].GetProperty("code").GetString());
        }

        (await atHome.SignIn()).Expect(HttpStatusCode.OK);
        (await bystander.SignIn()).Expect(HttpStatusCode.OK);
        await Unlocked(victims[1]);
        own.Time.Pass(TimeSpan.FromMinutes(61));
        (await victims[2].SignIn(from: "198.51.100.250")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Guesses_that_come_at_once_are_counted_as_if_they_came_one_by_one()
    {
        await using var own = await OwnApp.Start();
        var person = await Person.Make(own.Tenant);
        var replies = await Task.WhenAll(Enumerable.Range(0, 19).Select(i => person.SignIn(i == 18 ? null : $"guess {i} of many")));
        Assert.All(replies[..18], r => Assert.Equal(HttpStatusCode.Unauthorized, r.Status));
        var reasons = (await own.Tenant.All($"users/{person.Id}/sign-ins")).Select(a => a.GetProperty("reasons")).Where(r => r.GetArrayLength() > 0).Select(r => r[0].GetString()).ToList();
        Assert.InRange(reasons.Count(r => r is "password.wrong"), 10, 18);
        Assert.Equal(18 - reasons.Count(r => r is "password.wrong"), reasons.Count(r => r is "sign_in.locked") - (replies[18].Status == HttpStatusCode.OK ? 0 : 1));
    }

    [Fact]
    public async Task An_address_that_fails_too_often_waits_on_every_instance_but_who_signed_in_there_before_does_not()
    {
        var settings = new Dictionary<string, string?> { ["SignIn:FailuresPerAddress"] = "5" };
        await using var own = await OwnApp.Start(settings: settings);
        var (colleague, stranger) = (await Person.Make(own.Tenant), await Person.Make(own.Tenant));
        await colleague.In();
        for (var i = 0; i < 5; i++)
            (await Person.SignIn(own.Tenant, $"nobody{i}@example.com", "not the password")).Expect(HttpStatusCode.Unauthorized, "sign_in.refused");
        var other = await own.Another(settings: settings);
        var refused = (await stranger.SignIn(at: other)).Expect(HttpStatusCode.TooManyRequests, "rate.limited");
        Assert.InRange(int.Parse(refused.Headers["Retry-After"], CultureInfo.InvariantCulture), 60, 900);
        (await colleague.SignIn(at: other)).Expect(HttpStatusCode.OK);
        (await stranger.SignIn(from: Person.Elsewhere)).Expect(HttpStatusCode.OK);
        own.Time.Pass(TimeSpan.FromMinutes(16));
        (await stranger.SignIn()).Expect(HttpStatusCode.OK);
        await own.Function<UserFunctions.SignIn.PurgeSignIns>().Run(new(), default);
        Assert.Empty(await own.Rows("@", table: UserFunctions.SignIn.SignInTable.Table));
    }

    [Fact]
    public async Task Guessing_at_login_ids_that_are_nobodys_leaves_no_more_than_a_fixed_number_of_rows()
    {
        await using var own = await OwnApp.Start(settings: new Dictionary<string, string?> { ["SignIn:FailuresPerAddress"] = "0" });
        var seals = own.App.Services.GetRequiredService<UserFunctions.SignIn.Seals>();
        var partitions = Enumerable.Range(0, 2000).Select(i => Nobodys($"nobody{i}@example.com")).Distinct().ToList();
        Assert.InRange(partitions.Count, 500, 1024);
        Assert.All(partitions, partition => Assert.StartsWith("!|", partition, StringComparison.Ordinal));
        for (var i = 0; i < 12; i++)
            (await Person.SignIn(own.Tenant, "nobody@example.com", "not the password")).Expect(HttpStatusCode.Unauthorized, "sign_in.refused");
        var rows = await own.Rows(Nobodys("nobody@example.com"), table: UserFunctions.SignIn.SignInTable.Table);
        Assert.Equal(13, rows.Count);
        Assert.DoesNotContain(rows, row => row.Columns.Values.Any(value => value is string text && text.Contains("nobody", StringComparison.Ordinal)));

        string Nobodys(string loginId) => UserFunctions.SignIn.SignInTable.Nobodys(seals.OfLogin("main", loginId));
    }

    [Fact]
    [Spec("S049")]
    public async Task Unblocking_web_login_ends_the_lock_and_says_so()
    {
        var person = await Person.Make(await TestApp.NewTenant());
        (await person.Tenant.Patch("tenant", new { signIn = new { lockAfter = 3 } })).Expect(HttpStatusCode.OK);
        for (var i = 0; i < 3; i++)
            await person.SignIn("not the password");
        (await person.SignIn()).Expect(HttpStatusCode.Unauthorized, "sign_in.refused");
        Assert.NotNull((await person.State()).TextOf("lockedUntil"));
        var outcome = (await person.Tenant.Post("users/unblock-web-login", new { users = new[] { person.Id } })).Expect(HttpStatusCode.OK);
        Assert.Equal("Changed", outcome.Value[0].GetProperty("outcome").GetString());
        Assert.Equal("Unchanged", (await person.Tenant.Post("users/unblock-web-login", new { users = new[] { person.Id } })).Value[0].GetProperty("outcome").GetString());
        Assert.Null((await person.State()).TextOf("lockedUntil"));
        (await person.SignIn()).Expect(HttpStatusCode.OK);
    }

    [Fact]
    [Spec("S046", "S049")]
    public async Task Whoever_guesses_slowly_is_locked_out_too_until_the_user_signs_in_elsewhere_or_resets_the_password()
    {
        await using var own = await OwnApp.Start(settings: new Dictionary<string, string?> { ["SignIn:FailuresPerAddress"] = "0" });
        var person = await Person.Make(own.Tenant);
        await person.In();
        (await own.Tenant.Patch("tenant", new { signIn = new { lockAfter = 100 } })).Expect(HttpStatusCode.OK);
        await Slowly();
        Assert.StartsWith("9999-12-31", (await person.State()).TextOf("lockedUntil"), StringComparison.Ordinal);
        (await person.SignIn()).Expect(HttpStatusCode.OK);
        (await person.SignIn(from: Person.Elsewhere)).Expect(HttpStatusCode.OK);
        await Slowly();
        (await TestApp.Send(own.App, null, HttpMethod.Post, "password-resets", TestApp.Body(new { tenant = "main", email = person.LoginId }))).Expect(HttpStatusCode.Accepted);
        var mail = await Eventually.Finds(() => Task.FromResult(own.Mails.FirstOrDefault(m => m.Headers["Subject"].Contains(UserFunctions.SignIn.PasswordReset.Subject, StringComparison.Ordinal))));
        (await TestApp.Send(own.App, null, HttpMethod.Post, "password-resets/complete", TestApp.Body(new { token = mail.Token, password = "another fern in the sea" }))).Expect(HttpStatusCode.OK);
        (await person.SignIn("another fern in the sea", "198.51.100.77")).Expect(HttpStatusCode.OK);

        async Task Slowly()
        {
            for (var i = 0; i < UserFunctions.SignIn.UserFailures.MostOfStrangers; i++)
            {
                if (i % 50 == 0)
                    own.Time.Pass(TimeSpan.FromMinutes(16));
                await person.SignIn("not the password", $"198.51.100.{100 + (i % 40)}");
            }

            (await person.SignIn(from: "198.51.100.77")).Expect(HttpStatusCode.Unauthorized, "sign_in.refused");
        }
    }

    [Fact]
    [Spec("S049")]
    public async Task The_lock_of_who_may_do_more_is_ended_by_nobody_who_may_do_less()
    {
        var (tenant, owner) = await TestTenant.Owned(await TestApp.Shared, $"t{Guid.NewGuid():N}"[..24]);
        (await tenant.Patch("tenant", new { signIn = new { lockAfter = 3 } })).Expect(HttpStatusCode.OK);
        (await tenant.Post("roles", new { name = "Clerk", permissions = new[] { "users.write" } })).Expect(HttpStatusCode.Created);
        var clerk = await tenant.As("Clerk");
        await Person.Accept(tenant, owner.Id);
        Person[] above = [await Person.Make(tenant, new { role = "Administrator" }), new(tenant, owner.Id, owner.TextOf("loginId")!, Person.Good)];
        var equal = await Person.Make(tenant, new { role = "Clerk" });
        foreach (var person in above.Append(equal))
            await Locked(person);
        foreach (var person in above)
        {
            (await clerk.Post($"users/{person.Id}/unblock-web-login")).Expect(HttpStatusCode.Forbidden, "user.forbidden");
            var outcome = (await clerk.Post("users/unblock-web-login", new { users = new[] { person.Id } })).Expect(HttpStatusCode.OK).Value[0];
            Assert.Equal(("Failed", "user.forbidden"), (outcome.GetProperty("outcome").GetString(), outcome.GetProperty("code").GetString()));
            Assert.NotNull((await person.State()).TextOf("lockedUntil"));
        }

        (await clerk.Post($"users/{equal.Id}/unblock-web-login")).Expect(HttpStatusCode.OK);
        Assert.Null((await equal.State()).TextOf("lockedUntil"));
    }

    private static async Task Locked(Person person)
    {
        for (var i = 0; i < 3; i++)
            await person.SignIn("not the password");
        Assert.NotNull((await person.State()).TextOf("lockedUntil"));
    }

    private static async Task Unlocked(Person person)
    {
        (await person.Tenant.Post($"users/{person.Id}/unblock-web-login")).Expect(HttpStatusCode.OK);
        (await person.SignIn(from: "198.51.100.250")).Expect(HttpStatusCode.OK);
    }
}
