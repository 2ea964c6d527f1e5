using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.SignIn;

public sealed class SessionTests
{
    [Fact]
    public async Task A_refresh_gives_the_next_pair_and_a_lost_answer_is_given_again()
    {
        await using var own = await OwnApp.Start();
        var session = await (await Person.Make(own.Tenant)).In();
        var first = (await session.Next()).Expect(HttpStatusCode.OK);
        Assert.NotEqual(session.Access, first.TextOf("accessToken"));
        var again = (await session.Next()).Expect(HttpStatusCode.OK);
        Assert.Equal(first.Text, again.Text);
        // The access token before goes on until its own end, for requests that are under way.
        (await session.Get("sessions")).Expect(HttpStatusCode.OK);
        (await session.With(first).Get("sessions")).Expect(HttpStatusCode.OK);
        var second = session.With((await session.With(first).Next()).Expect(HttpStatusCode.OK));
        (await second.Get("sessions")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_refresh_token_that_comes_back_ends_the_session_for_both_who_have_it()
    {
        await using var own = await OwnApp.Start();
        var person = await Person.Make(own.Tenant);
        var (stolen, other) = (await person.In(), await person.In());
        var mine = stolen.With(await stolen.Next());
        own.Time.Pass(TimeSpan.FromSeconds(11));
        (await stolen.Next(Person.Elsewhere)).Expect(HttpStatusCode.Unauthorized, "session.ended");
        (await mine.Get("sessions")).Expect(HttpStatusCode.Unauthorized, "session.ended");
        (await mine.Next()).Expect(HttpStatusCode.Unauthorized, "session.ended");
        (await other.Get("sessions")).Expect(HttpStatusCode.OK);
        Assert.Contains(own.Log.Lines, line => line.Contains("refresh_token.reused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_sixteen_refreshes_at_once_all_get_the_same_pair_also_on_two_instances()
    {
        await using var own = await OwnApp.Start();
        var other = await own.Another();
        var session = await (await Person.Make(own.Tenant)).In();
        var replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => session.Next(at: i % 2 == 0 ? other : null)));
        Assert.Single(replies.Select(r => r.Expect(HttpStatusCode.OK).Text).Distinct());
    }

    [Fact]
    public async Task Tokens_end_by_themselves_and_the_session_however_often_it_is_refreshed()
    {
        await using var own = await OwnApp.Start();
        (await own.Tenant.Patch("tenant", new { signIn = new { sessionHours = 1 } })).Expect(HttpStatusCode.OK);
        var session = await (await Person.Make(own.Tenant)).In();
        own.Time.Pass(TimeSpan.FromMinutes(14));
        (await session.Get("sessions")).Expect(HttpStatusCode.OK);
        own.Time.Pass(TimeSpan.FromMinutes(1.1));
        (await session.Get("sessions")).Expect(HttpStatusCode.Unauthorized, "token.expired");
        for (var minutes = 15; minutes < 60; minutes += 12)
        {
            session = session.With(await session.Next());
            (await session.Get("sessions")).Expect(HttpStatusCode.OK);
            own.Time.Pass(TimeSpan.FromMinutes(12));
        }

        (await session.Next()).Expect(HttpStatusCode.Unauthorized, "session.ended");
        (await session.Get("sessions")).Expect(HttpStatusCode.Unauthorized, "session.ended");
    }

    [Theory]
    [Spec("S047", "S048", "S059", "S062", "S105", "S107")]
    [InlineData("accountEnabled")]
    [InlineData("webLoginBlocked")]
    [InlineData("accessRole")]
    [InlineData("authenticationMethod")]
    [InlineData("block")]
    [InlineData("delete")]
    [InlineData("password")]
    public async Task Who_is_shut_out_is_out_at_once_on_every_instance_and_does_not_come_back_with_an_old_session(string by)
    {
        await using var own = await OwnApp.Start();
        var other = await own.Another();
        var person = await Person.Make(own.Tenant);
        var session = await person.In();
        (await session.Get("sessions", other)).Expect(HttpStatusCode.OK);
        await ShutOut(person, by);
        Assert.Equal(HttpStatusCode.Unauthorized, (await session.Get("sessions", other)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await session.Get("sessions")).Status);
        await LetIn(person, by);
        (await session.Get("sessions", other)).Expect(HttpStatusCode.Unauthorized, "session.ended");
        (await session.Next(at: other)).Expect(HttpStatusCode.Unauthorized, "session.ended");
        Assert.Empty((await own.Tenant.Get($"users/{person.Id}/sessions")).Expect(HttpStatusCode.OK).Value);
    }

    [Fact]
    [Spec("S107")]
    public async Task Giving_an_agent_no_new_work_ends_no_session()
    {
        var person = await Person.Make(await TestApp.NewTenant());
        var session = await person.In();
        (await person.Tenant.Post($"users/{person.Id}/disable")).Expect(HttpStatusCode.OK);
        (await session.Get("sessions")).Expect(HttpStatusCode.OK);
        (await session.Next()).Expect(HttpStatusCode.OK);
        (await person.SignIn()).Expect(HttpStatusCode.OK);
    }

    [Fact]
    [Spec("S051")]
    public async Task A_refresh_from_an_address_that_is_not_allowed_is_refused_and_one_from_an_allowed_one_goes_on()
    {
        var person = await Person.Make(await TestApp.NewTenant(), new { allowedIps = new { mode = "Selected", ranges = new[] { "203.0.113.0/24" } } });
        var session = await person.In();
        (await session.Next(Person.Elsewhere)).Expect(HttpStatusCode.Forbidden, "ip_not_allowed");
        (await session.Next()).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Sessions_are_listed_and_ended_one_by_one_and_all_at_once()
    {
        var person = await Person.Make(await TestApp.NewTenant());
        var (one, two, three) = (await person.In(), await person.In(Person.Elsewhere), await person.In());
        var listed = (await two.Get("sessions")).Expect(HttpStatusCode.OK).Value;
        Assert.Equal(new[] { three.SessionId, two.SessionId, one.SessionId }.Order(), listed.Select(s => s.GetProperty("id").GetGuid()).Order());
        Assert.Equal(Person.Elsewhere, Assert.Single(listed, s => s.GetProperty("isCurrent").GetBoolean()).GetProperty("startedFrom").GetString());
        (await one.Send(HttpMethod.Delete, $"sessions/{two.SessionId}")).Expect(HttpStatusCode.NoContent);
        (await two.Get("sessions")).Expect(HttpStatusCode.Unauthorized, "session.ended");
        (await one.Send(HttpMethod.Delete, $"sessions/{two.SessionId}")).Expect(HttpStatusCode.NotFound, "session.not_found");
        (await one.Send(HttpMethod.Post, "sign-out")).Expect(HttpStatusCode.NoContent);
        (await one.Get("sessions")).Expect(HttpStatusCode.Unauthorized, "session.ended");
        (await person.Tenant.Delete($"users/{person.Id}/sessions/{three.SessionId}")).Expect(HttpStatusCode.NoContent);
        (await three.Get("sessions")).Expect(HttpStatusCode.Unauthorized, "session.ended");
        var (four, five) = (await person.In(), await person.In());
        Assert.Equal(2, (await person.Tenant.Delete($"users/{person.Id}/sessions")).Expect(HttpStatusCode.OK)["ended"].GetInt32());
        foreach (var session in (SignedIn[])[four, five])
            (await session.Next()).Expect(HttpStatusCode.Unauthorized, "session.ended");
        Assert.Equal(0, (await person.Tenant.Delete($"users/{person.Id}/sessions")).Expect(HttpStatusCode.OK)["ended"].GetInt32());
    }

    [Fact]
    public async Task Nobody_ends_or_sees_the_session_of_another()
    {
        var tenant = await TestApp.NewTenant();
        var (mine, theirs) = (await (await Person.Make(tenant)).In(), await (await Person.Make(tenant)).In());
        (await mine.Send(HttpMethod.Delete, $"sessions/{theirs.SessionId}")).Expect(HttpStatusCode.NotFound, "session.not_found");
        (await mine.Send(HttpMethod.Delete, $"users/{theirs.Person.Id}/sessions")).Expect(HttpStatusCode.Forbidden, "key.forbidden");
        Assert.Equal(mine.SessionId, Assert.Single((await mine.Get("sessions")).Value).GetProperty("id").GetGuid());
        (await theirs.Get("sessions")).Expect(HttpStatusCode.OK);
        (await tenant.Get("sessions")).Expect(HttpStatusCode.Forbidden, "user.none");
        (await tenant.Post("sign-out")).Expect(HttpStatusCode.Forbidden, "user.none");
    }

    [Fact]
    public async Task One_session_too_many_ends_the_oldest()
    {
        var person = await Person.Make(await TestApp.NewTenant());
        var oldest = await person.In();
        var next = await person.In();
        for (var i = 0; i < 19; i++)
            await person.In();
        (await oldest.Get("sessions")).Expect(HttpStatusCode.Unauthorized, "token.unknown");
        (await next.Get("sessions")).Expect(HttpStatusCode.OK);
        Assert.Equal(20, (await person.State())["sessions"].GetInt32());
    }

    [Fact]
    public async Task A_token_that_was_touched_or_is_of_another_kind_opens_nothing()
    {
        var session = await (await Person.Make(await TestApp.NewTenant())).In();
        var parts = session.Access.Split('.');
        string[] wrong =
        [
            session.Refresh, session.Access.Replace("ufa.", "ufr.", StringComparison.Ordinal), string.Join('.', [.. parts[..4], "2", parts[5]]), string.Join('.', [.. parts[..3], Guid.NewGuid().ToString("N"), .. parts[4..]]),
            string.Join('.', [.. parts[..2], Guid.NewGuid().ToString("N"), .. parts[3..]]), string.Join('.', [parts[0], "main", .. parts[2..]]), session.Access[..^1], session.Access + "A", "ufa.....", "ufa",
        ];
        foreach (var token in wrong)
            (await TestApp.Send(HttpMethod.Get, "sessions", null, ("Authorization", $"Bearer {token}"))).Expect(HttpStatusCode.Unauthorized, "token.unknown");
        foreach (var token in (string[])[session.Access, session.Refresh[..^2], "nonsense", session.Refresh.Replace("ufr.", "ufa.", StringComparison.Ordinal)])
            (await session.Person.Post("sessions/refresh", new { refreshToken = token })).Expect(HttpStatusCode.Unauthorized, "session.unknown");
        (await session.Get("sessions")).Expect(HttpStatusCode.OK);
    }

    private static async Task ShutOut(Person person, string by)
    {
        object? fields = by switch
        {
            "accountEnabled" => new { accountEnabled = false },
            "webLoginBlocked" => new { webLoginBlocked = true },
            "accessRole" => new { accessRole = "NoAccess" },
            "authenticationMethod" => new { authenticationMethod = "SSO" },
            _ => null,
        };
        if (fields is not null)
            await person.Becomes(fields);
        else if (by is "delete")
            (await person.Tenant.Delete($"users/{person.Id}")).Expect(HttpStatusCode.NoContent);
        else if (by is "password")
            (await person.Tenant.Post($"users/{person.Id}/password", new { password = "another fern in the sea", mustChange = false })).Expect(HttpStatusCode.OK);
        else
            (await person.Tenant.Post($"users/{person.Id}/block")).Expect(HttpStatusCode.OK);
    }

    private static Task LetIn(Person person, string by) => by switch
    {
        "accountEnabled" => person.Becomes(new { accountEnabled = true }),
        "webLoginBlocked" => person.Becomes(new { webLoginBlocked = false }),
        "accessRole" => person.Becomes(new { accessRole = "Standard" }),
        "authenticationMethod" => person.Becomes(new { authenticationMethod = "Password" }),
        "delete" => person.Tenant.Post($"users/{person.Id}/restore"),
        "block" => person.Tenant.Post($"users/{person.Id}/enable"),
        _ => Task.CompletedTask,
    };
}
