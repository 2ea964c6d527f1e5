using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Http;
using UserFunctions.Users;

namespace UserFunctions.Bench;

/// <summary>Signing in: above all that it takes as long for nobody as for somebody, so that nobody learns from the clock who there is.</summary>
internal static class SignInFigures
{
    private const int Users = 20;
    private const int Pairs = 400;
    private const int Rounds = 60;
    private const string Tenant = "bench-sign-in";
    private const string Password = "a fern in the lake";

    public static async Task Run(Bed bed, Figures figures)
    {
        using var admin = await bed.Tenant(Tenant);
        using var open = new HttpClient { BaseAddress = bed.Http.BaseAddress };
        (await admin.PatchAsJsonAsync("tenant", new { signIn = new { lockAfter = 100 } })).EnsureSuccessStatusCode();
        var people = await People(bed, admin);
        for (var i = 0; i < 20; i++)
            await Knock(open, i % 2 == 0 ? people[i] : $"nobody{i}@example.com", "not the password", HttpStatusCode.Unauthorized);
        await Unknown(open, people, figures);
        figures.Add(new("sign-in with the right password", Figures.Median(await Times(Rounds, i => Knock(open, people[i % Users], Password, HttpStatusCode.OK))), null, null));
        await Tokens(open, admin, people[0], figures);
    }

    // One after the other, so that whatever slows the machine down slows both.
    private static async Task Unknown(HttpClient open, List<string> people, Figures figures)
    {
        var (known, unknown) = (new List<double>(), new List<double>());
        for (var i = 0; i < Pairs; i++)
        {
            var (first, second) = (people[i % Users], $"nobody{i % Users}@example.com");
            if (i % 2 == 0)
                known.Add(await Time(() => Knock(open, first, "not the password", HttpStatusCode.Unauthorized)));
            unknown.Add(await Time(() => Knock(open, second, "not the password", HttpStatusCode.Unauthorized)));
            if (i % 2 != 0)
                known.Add(await Time(() => Knock(open, first, "not the password", HttpStatusCode.Unauthorized)));
        }

        var (one, other) = (Figures.Median(known), Figures.Median(unknown));
        figures.Add(new($"wrong password of a known user against an unknown one ({Pairs} pairs)", one, other, 1.05));
        figures.Add(new("the other way round", other, one, 1.05));
    }

    private static async Task Tokens(HttpClient open, HttpClient admin, string loginId, Figures figures)
    {
        var session = await Knock(open, loginId, Password, HttpStatusCode.OK);
        using var user = new HttpClient { BaseAddress = open.BaseAddress };
        user.DefaultRequestHeaders.Authorization = new("Bearer", session.GetProperty("accessToken").GetString());
        var key = Figures.Median(await Times(Rounds, _ => Get(admin, "roles")));
        figures.Add(new("GET with a session's token against one with an API key", Figures.Median(await Times(Rounds, _ => Get(user, "roles"))), key, null));
        figures.Add(new("refresh of a session", Figures.Median(await Times(Rounds, async _ =>
        {
            using var reply = (await open.PostAsJsonAsync("sessions/refresh", new { refreshToken = session.GetProperty("refreshToken").GetString() })).EnsureSuccessStatusCode();
            session = await reply.Content.ReadFromJsonAsync<JsonElement>();
        })), null, null));
    }

    private static async Task<List<string>> People(Bed bed, HttpClient admin)
    {
        var users = bed.Services.GetRequiredService<UserWriter>();
        var people = new List<string>();
        for (var i = 0; i < Users; i++)
        {
            var email = $"known{i}@example.com";
            using var made = (await admin.PostAsJsonAsync("users", new { displayName = $"Known {i}", email, password = Password })).EnsureSuccessStatusCode();
            var id = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
            await users.Change(Caller.System(Tenant, "bench", "bench"), id, null, ChangeUser.Kind, (user, _) => user with { Lifecycle = Lifecycle.Active, Version = user.Version + 1 }, default);
            people.Add(email);
        }

        return people;
    }

    private static async Task<JsonElement> Knock(HttpClient open, string loginId, string password, HttpStatusCode expected)
    {
        using var reply = await open.PostAsJsonAsync("sign-in", new { tenant = Tenant, loginId, password });
        return reply.StatusCode == expected ? await reply.Content.ReadFromJsonAsync<JsonElement>() : throw new InvalidOperationException($"{(int)reply.StatusCode}: {await reply.Content.ReadAsStringAsync()}");
    }

    private static async Task Get(HttpClient client, string path) => (await client.GetAsync(new Uri(path, UriKind.Relative))).EnsureSuccessStatusCode().Dispose();

    private static async Task<List<double>> Times(int count, Func<int, Task> run)
    {
        var times = new List<double>();
        for (var i = 0; i < count; i++)
            times.Add(await Time(() => run(i)));
        return times;
    }

    private static async Task<double> Time(Func<Task> run)
    {
        var began = Stopwatch.GetTimestamp();
        await run();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }
}
