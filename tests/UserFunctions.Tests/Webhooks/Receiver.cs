using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Webhooks;

/// <summary>A request that a receiver got.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Where it was sent.</param>
/// <param name="Headers">All headers; names without regard to case.</param>
/// <param name="Body">As it came.</param>
/// <param name="Answer">The status it was answered with.</param>
internal sealed record Received(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body, int Answer)
{
    /// <summary>The event.</summary>
    public JsonElement Event { get; } = Body.Length == 0 ? default : JsonDocument.Parse(Body).RootElement;

    /// <summary>Its flat data.</summary>
    public JsonElement Data => Event.GetProperty("data");

    /// <summary>Its id.</summary>
    public string Id => Event.GetProperty("id").GetString()!;

    /// <summary>Its type.</summary>
    public string Type => Event.GetProperty("type").GetString()!;

    /// <summary>What it is about.</summary>
    public string Subject => Event.GetProperty("subject").GetString()!;

    /// <summary>Number of the change that it came with.</summary>
    public long Change => long.Parse(Id.Split('_')[1], System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Receivers on 127.0.0.1, each under a path of its own, that answer as a test wants it.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication web;
    private readonly ConcurrentQueue<Received> received = new();

    private Receiver(WebApplication web) => this.web = web;

    /// <summary>What a request is answered with: by default 204.</summary>
    public Func<HttpContext, string, byte[], Task<int>> Answers { get; set; } = (_, _, _) => Task.FromResult(204);

    /// <summary>Everything so far, as it was answered.</summary>
    public IReadOnlyList<Received> All => [.. received];

    /// <summary>What was delivered: each answered with 2xx.</summary>
    public IReadOnlyList<Received> Delivered => [.. received.Where(r => r.Answer is >= 200 and < 300 && r.Method == "POST")];

    /// <summary>Where it listens: <c>http://127.0.0.1:{port}/</c>.</summary>
    public Uri Address => new(web.Urls.First() + "/");

    public static async Task<Receiver> Start()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        var receiver = new Receiver(builder.Build());
        receiver.web.Run(receiver.Take);
        await receiver.web.StartAsync();
        return receiver;
    }

    /// <summary>A URL of it.</summary>
    public string Url(string path = "hook") => new Uri(Address, path).ToString();

    /// <summary>Waits until so many were delivered.</summary>
    public async Task<IReadOnlyList<Received>> Gets(int count)
    {
        await Eventually.Holds(() => Task.FromResult(Delivered.Count >= count));
        return Delivered;
    }

    public ValueTask DisposeAsync() => web.DisposeAsync();

    private async Task Take(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var path = context.Request.Path.Value!.TrimStart('/');
        var headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        context.Response.StatusCode = await Answers(context, path, body.ToArray());
        received.Enqueue(new(context.Request.Method, path, headers, body.ToArray(), context.Response.StatusCode));
    }
}
