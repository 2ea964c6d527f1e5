using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using UserFunctions.Local;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Hosting;
using UserFunctions.Platform.Hosting.Triggers;
using UserFunctions.Platform.Http;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Local;

/// <summary>What the sample functions tell the test.</summary>
public sealed class Journal
{
    private readonly Channel<string> lines = Channel.CreateUnbounded<string>();

    /// <summary>What a sample that waits is waiting for.</summary>
    public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Count => lines.Reader.Count;

    public void Write(string line) => lines.Writer.TryWrite(line);

    public Task<string> Next() => Eventually.Ends(lines.Reader.ReadAsync().AsTask());
}

public sealed record Job(string Name, int Times);

public sealed class SampleHttp(Journal journal)
{
    private const string Item = "items/{id:guid}";

    [Function("A_Any")]
    public Task<IResult> Any([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "any/{name}")] HttpRequest request, string name) =>
        Task.FromResult(Results.Text($"any {name}"));

    [Function("B_Literal")]
    public Task<IResult> Literal([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "any/literal")] HttpRequest request) =>
        Task.FromResult(Results.Text("literal"));

    [Function("GetItem")]
    public Task<IResult> Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Item)] HttpRequest request, Guid id, CancellationToken cancellationToken) =>
        Task.FromResult(Results.Text($"get {id} {cancellationToken.CanBeCanceled}"));

    [Function("PutItem")]
    public Task<IResult> Put([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Item)] HttpRequest request, Guid id) =>
        Task.FromResult(Results.Text($"put {id}"));

    [Function("Throw")]
    public Task<IResult> Throw([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        throw new InvalidOperationException("the inside");

    [Function("Wait")]
    public async Task<IResult> Wait([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request)
    {
        journal.Write("waiting");
        await journal.Gate.Task;
        return Results.Text("waited");
    }
}

public sealed class SampleQueue(Journal journal)
{
    [Function("Work")]
    public Task Run([QueueTrigger("jobs")] Job job, int dequeueCount, string id, DateTimeOffset insertionTime)
    {
        journal.Write($"{job.Name} {job.Times} {dequeueCount} {id.Length > 0} {insertionTime > DateTimeOffset.UnixEpoch}");
        return job.Times >= dequeueCount ? throw new InvalidOperationException("not yet") : Task.CompletedTask;
    }
}

public sealed class SampleBlob(Journal journal)
{
    [Function("Import")]
    public async Task Run([BlobTrigger("drops/{tenant}/{name}")] Stream content, string tenant, string name, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(content);
        var text = await reader.ReadToEndAsync(cancellationToken);
        journal.Write($"{tenant} {name} {text}");
        if (text == "bad") throw new InvalidOperationException("a bad blob");
    }
}

public sealed class SampleTimer(Journal journal)
{
    [Function("Tick")]
    public Task Run([TimerTrigger("0 0 0 1 1 *")] TimerInfo timer)
    {
        journal.Write($"tick {timer.IsPastDue}");
        throw new InvalidOperationException("a timer goes on all the same");
    }
}

/// <summary>A local app that serves sample functions.</summary>
public static class SampleApp
{
    public static FunctionDescription Queue(string queue) => FunctionCatalog.Of(typeof(SampleQueue)).Single() with { Queue = queue };

    public static FunctionDescription Blob(string container) => FunctionCatalog.Of(typeof(SampleBlob)).Single() with { BlobPath = container + "/{tenant}/{name}" };

    public static FunctionDescription Timer(string schedule) => FunctionCatalog.Of(typeof(SampleTimer)).Single() with { Schedule = schedule };

    public static IReadOnlyList<FunctionDescription> Http => [.. FunctionCatalog.Of(typeof(SampleHttp))];

    public static async Task<LocalApp> Start(Journal journal, IReadOnlyList<FunctionDescription> functions, params (string Name, string Value)[] settings) =>
        await LocalApp.Start(new LocalAppOptions
        {
            ConnectionString = await AzuriteFixture.ConnectionString,
            Functions = functions,
            Settings = settings.Prepend((Name: "AzureFunctionsWebHost:hostid", Value: AzuriteFixture.NewName()))
                .GroupBy(s => s.Name).ToDictionary(s => s.Key, s => (string?)s.Last().Value),
            AddServices = (services, _) => Add(services, journal),
            DrainLimit = TimeSpan.FromSeconds(5),
        });

    private static void Add(IServiceCollection services, Journal journal)
    {
        Authenticate nobody = (_, _, _) => Task.FromResult<Result<Caller>>(new Error(ErrorKind.Unauthenticated, "key.unknown", "No keys here."));
        services.AddSingleton(journal).AddSingleton<TrustedProxies>().AddSingleton(new RequestPipeline(nobody, new([]), _ => null, [], NullLogger<RequestPipeline>.Instance));
    }
}
