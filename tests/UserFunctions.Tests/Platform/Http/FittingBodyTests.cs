using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Local.Check;
using UserFunctions.Platform.Hosting;
using UserFunctions.Platform.Storage;
using UserFunctions.Tests.Flows;
using UserFunctions.Tests.Given;
using Xunit.Abstractions;

namespace UserFunctions.Tests.Platform.Http;

/// <summary>
/// Bodies of known fields get past their reading: whatever comes of them is no error of ours, what is refused has written nothing, and what was done leaves a tenant whose rows agree.
/// <c>HOSTILE=10000</c> throws so many.
/// </summary>
public sealed partial class FittingBodyTests(ITestOutputHelper output)
{
    private const int InANormalRun = 1200;
    private const int Lanes = 4;
    private const int ARound = 150;
    private const int Seed = 711;

    /// <summary>They write down who tried in vain.</summary>
    private static readonly string[] Noting = ["SignInWithPassword", "SignInWithSso", "ConfirmCode", "ChoosePassword", "ResendCode", "RefreshSession", "RequestPasswordReset", "CompletePasswordReset"];

    /// <summary>Only the platform's key may.</summary>
    private static readonly string[] Platform = ["CreateTenant", "TransferOwnership"];

    private readonly List<string> wrong = [];
    private readonly Dictionary<int, int> answers = [];
    private readonly Lock gate = new();
    private int seen;
    private List<Target> targets = [];
    private Swagger? swagger;

    [Fact]
    public async Task Whatever_fits_is_done_or_refused_as_a_whole()
    {
        var functions = FunctionCatalog.Find(typeof(App).Assembly).Where(f => f.Kind == FunctionKind.Http).ToList();
        // Only what is called, so that nothing else writes meanwhile.
        using var traced = Traced();
        await using var own = await OwnApp.Start(only: [.. functions.Select(f => f.Name)], replace: Watch, settings: Things.Settings);
        swagger = new Swagger((await TestApp.Send(own.App, null, HttpMethod.Get, "swagger.json")).Expect(HttpStatusCode.OK).Text);
        var operations = swagger.Operations.Values.ToLookup(o => $"{o.Method} {o.Path.TrimStart('/')}");
        targets = [.. functions.SelectMany(f => f.Methods.Where(m => m is "POST" or "PUT" or "PATCH").Select(m => new Target(f.Name, m, f.Route!, operations[$"{m} {Kinds().Replace(f.Route!, "}")}"].FirstOrDefault())))];
        Assert.InRange(targets.Count(t => t.Operation?.Body is not null), 50, targets.Count);
        var many = int.Parse(Environment.GetEnvironmentVariable("HOSTILE") ?? $"{InANormalRun}", CultureInfo.InvariantCulture);
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => Rounds(own, lane, many / Lanes)));
        output.WriteLine(string.Join(", ", answers.OrderBy(a => a.Key).Select(a => $"{a.Value} × {a.Key}")));
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {many}:\n{string.Join('\n', wrong.Take(20))}");
        Assert.DoesNotContain(own.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Critical", StringComparison.Ordinal));
        // It gets somewhere: neither is everything refused, nor is anything taken.
        Assert.InRange(seen, many / 10, int.MaxValue);
        Assert.InRange(answers.Where(a => a.Key < 300).Sum(a => a.Value), many / 5, many * 4 / 5);
    }

    // A request has a trace only while somebody listens.
    private static ActivityListener Traced()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static void Watch(IServiceCollection services)
    {
        var real = services.Last(service => service.ServiceType == typeof(ITables)).ImplementationFactory!;
        services.AddSingleton<ITables>(provider => new WrittenTables((ITables)real(provider)));
    }

    // What was done to a tenant is hard to undo, so there is another one every now and then.
    private async Task Rounds(OwnApp own, int lane, int many)
    {
        for (var thrown = 0; thrown < many; thrown += ARound)
        {
            var tenant = await TestTenant.Create(own.App, $"lane{lane}-{thrown}");
            var things = await Things.Make(tenant);
            var seed = Seed + (lane * 1_000_000) + thrown;
            var (bodies, random) = (new FittingBodies(seed, swagger!, things.Known), new Random(seed));
            for (var i = 0; i < Math.Min(ARound, many - thrown); i++)
                await Throw(own, tenant, things, bodies, targets[random.Next(targets.Count)], random);
            var (tables, said) = (own.App.Services.GetRequiredService<ITables>(), new StringWriter());
            if (await CheckCommand.Run(tables, tenant.Name, said, CancellationToken.None) != 0)
                Note($"{tenant.Name} does not agree with itself any more: {said}");
        }
    }

    private async Task Throw(OwnApp own, TestTenant tenant, Things things, FittingBodies bodies, Target target, Random random)
    {
        var written = (WrittenTables)own.App.Services.GetRequiredService<ITables>();
        var (path, body) = (things.Path(target.Route, random), target.Operation?.Body is { } schema ? bodies.Next(schema) : random.Next(2) == 0 ? FittingBodies.Nothing : null);
        var trace = ActivityTraceId.CreateRandom().ToString();
        (string, string)[] headers = [("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01"), .. random.Next(8) == 0 ? [("Idempotency-Key", $"key {random.Next(50)}")] : Array.Empty<(string, string)>()];
        var reply = await (Platform.Contains(target.Name) ? own.Tenant : tenant).Send(new HttpMethod(target.Method), path, body?.Content, headers);
        var (status, rows) = ((int)reply.Status, written.Take(trace));
        lock (gate)
        {
            answers[status] = answers.GetValueOrDefault(status) + 1;
            seen += status < 300 ? rows.Count : 0;
        }

        var what = $"{target.Method} {path} ({target.Name}) answered {status} to {Short($"{body}")}";
        if (status is < 200 or >= 500 or (>= 300 and < 400))
            Note($"{what}: {Short(reply.Text)}");
        else if (status >= 400 && rows.Count > 0 && !Noting.Contains(target.Name))
            Note($"{what} and wrote {string.Join(", ", rows.Take(5))}: {Short(reply.Text)}");
    }

    private static string Short(string text) => text.Length <= 600 ? text : $"{text[..600]}…";

    private void Note(string what)
    {
        lock (gate)
            wrong.Add(what);
    }

    private sealed record Target(string Name, string Method, string Route, SwaggerOperation? Operation);

    [GeneratedRegex(@":\w+\}")]
    private static partial Regex Kinds();
}
