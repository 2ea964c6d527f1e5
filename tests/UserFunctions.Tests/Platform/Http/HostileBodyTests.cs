using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using UserFunctions.Platform.Hosting;
using UserFunctions.Tests.Given;
using UserFunctions.Users;

namespace UserFunctions.Tests.Platform.Http;

/// <summary>Whatever JSON is thrown at whatever endpoint is refused in the error shape and writes nothing. <c>HOSTILE=10000</c> throws so many.</summary>
public sealed partial class HostileBodyTests
{
    private const int InANormalRun = 1500;
    private const int AtOnce = 8;
    private const int Seed = 117;

    private static readonly string[] OtherFields =
    [
        "name", "description", "groups", "departments", "number", "callerId", "user", "userId", "users", "add", "remove", "members", "status", "capacity", "at", "changedAt", "reason", "source", "token", "tenant",
        "overlapHours", "channels", "permissions", "isAgent", "windows", "timeZone", "failover", "ips", "templates", "dispositions", "licences", "provisioning", "phoneRule", "internationalCalling", "owner",
        "ids", "action", "fileName", "contentBase64", "secret", "intercom", "device", "expiresInSeconds", "version", "id", "createdAt", "lifecycle", "profileImageUrl", "presence", "groupIds", "mode", "linkedGroups",
    ];

    /// <summary>Whose forms, sent from a page, are answered with a page.</summary>
    private static readonly string[] Pages = ["AcceptInvitation", "CompletePasswordReset"];

    private static readonly string[] Shape = ["code", "message", "details", "traceId"];

    // It answers what is wrong with a body as what it was asked for.
    private static readonly string[] Tells = ["ValidateUser"];

    [Fact]
    public async Task Whatever_is_thrown_at_whatever_endpoint_is_refused_and_writes_nothing()
    {
        var functions = FunctionCatalog.Find(typeof(App).Assembly).Where(f => f.Kind == FunctionKind.Http).ToList();
        // Only what is called, so that nothing else writes meanwhile.
        await using var own = await OwnApp.Start(only: [.. functions.Select(f => f.Name)], settings: Things.Settings);
        var things = await Things.Make(own.Tenant);
        var targets = functions.SelectMany(f => f.Methods.Where(m => m is "POST" or "PUT" or "PATCH").Select(m => (f.Name, Method: m, Route: f.Route!))).ToList();
        var fields = UserFields.Sections.Values.SelectMany(names => names).Concat(OtherFields).Distinct().ToList();
        var bodies = new HostileBodies(Seed, fields, things.Known);
        var random = new Random(Seed);
        var known = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var target in targets)
            known[target.Name] = await Fields(own.Tenant, target.Method, things.Path(target.Route, null));
        Assert.InRange(known.Values.Count(names => names.Count > 0), targets.Count / 2, targets.Count);
        var before = await State(own);
        var wrong = new List<string>();
        var many = int.Parse(Environment.GetEnvironmentVariable("HOSTILE") ?? $"{InANormalRun}", CultureInfo.InvariantCulture);
        for (var thrown = 0; thrown < many; thrown += AtOnce)
        {
            var requests = Enumerable.Range(thrown, AtOnce).Select(i => targets[i % targets.Count]).Select(t => (Target: t, Path: things.Path(t.Route, random), Body: bodies.Next(known[t.Name]))).ToList();
            var replies = await Task.WhenAll(requests.Select(async r => Wrong(r.Target.Name, r.Path, r.Body, await own.Tenant.Send(new HttpMethod(r.Target.Method), r.Path, r.Body.Content, Headers(random)))));
            wrong.AddRange(replies.OfType<string>());
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {many}:\n{string.Join('\n', wrong.Take(10))}");

        Assert.Equal(before, await State(own));
        Assert.DoesNotContain(own.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Critical", StringComparison.Ordinal));
    }

    // What an endpoint's refusal says of the fields that it knows; a user's validation knows those of a user.
    private static async Task<IReadOnlyList<string>> Fields(TestTenant tenant, string method, string path)
    {
        var refused = await tenant.Send(new HttpMethod(method), path, new { zz = 1 });
        return Allowed().Match(refused.Text) is { Success: true } said ? said.Groups[1].Value.Split(", ") : [];
    }

    // What is wrong with the answer; null: nothing.
    private static string? Wrong(string function, string path, HostileBody body, Reply reply)
    {
        var isRight = Tells.Contains(function) && reply.Status == HttpStatusCode.OK
            ? !reply["valid"].GetBoolean() && reply["errors"].GetArrayLength() > 0
            : (int)reply.Status is >= 400 and < 500 && Pages.Contains(function) && reply.Headers.GetValueOrDefault("Content-Type") == "text/html; charset=utf-8"
            ? reply.Text.StartsWith("<!doctype html>", StringComparison.Ordinal)
            : (int)reply.Status is >= 400 and < 500 && reply.Json.ValueKind == JsonValueKind.Object && reply["error"].ValueKind == JsonValueKind.Object
                && Shape.All(name => reply["error"].TryGetProperty(name, out _));
        return isRight ? null : $"{function} {path} answered {(int)reply.Status} to {body}: {reply.Text[..Math.Min(reply.Text.Length, 500)]}";
    }

    // All rows of all tables but for their ETags' own time: the partitions are the tenant's and those of its users.
    private static async Task<IReadOnlyList<string>> State(OwnApp own)
    {
        var partitions = (await own.Rows(own.Tenant.Name, "u|")).Select(row => $"{own.Tenant.Name}|{row.Key[2..]}").Prepend(own.Tenant.Name).ToList();
        var state = new List<string>();
        foreach (var table in App.Storage.Tables)
        {
            foreach (var partition in partitions)
                state.AddRange((await own.Rows(partition, "", table)).Select(row => $"{table} {row.Partition} {row.Key} {row.ETag} {string.Join(';', row.Columns.OrderBy(c => c.Key, StringComparer.Ordinal))}"));
        }

        Assert.True(state.Count > 10);
        return state;
    }

    private static (string, string)[] Headers(Random random) => random.Next(6) switch
    {
        0 => [("Idempotency-Key", $"key {random.Next(50)}")],
        1 => [("If-Match", "\"1\"")],
        2 => [("If-Match", "W/\"x\", \"")],
        _ => [],
    };

    [GeneratedRegex("allowed are ([A-Za-z, ]+)\\.")]
    private static partial Regex Allowed();
}
