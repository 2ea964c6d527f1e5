using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using UserFunctions.Local;
using UserFunctions.Platform.Signing;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Hooks;

/// <summary>Another system, which signs what it sends to a hook of a tenant.</summary>
/// <param name="App">The instance that is called.</param>
/// <param name="Tenant">The tenant that its URL names.</param>
/// <param name="Hook">The hook.</param>
/// <param name="Secret">What it signs with.</param>
internal sealed record Sender(LocalApp App, string Tenant, string Hook, string Secret)
{
    private static int counter;

    /// <summary>Its time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>An id that no other call gave.</summary>
    public static string NewId() => $"msg_{Interlocked.Increment(ref counter)}_{Guid.NewGuid():N}";

    /// <summary>One with a secret that the tenant makes for it.</summary>
    public static async Task<Sender> Of(TestTenant tenant, string hook, object? body = null)
    {
        var made = (await tenant.Post($"hooks/{hook}/secret", body)).Expect(HttpStatusCode.OK);
        return new(tenant.App, tenant.Name, hook, made.TextOf("secret")!);
    }

    /// <summary>Sends a body, signed.</summary>
    /// <param name="body">An object to write as JSON, or a text as it is.</param>
    /// <param name="id">webhook-id; null: a new one.</param>
    /// <param name="off">How far the time that it says is off.</param>
    /// <param name="changed">Changes the headers after they were signed.</param>
    public Task<Reply> Send(object body, string? id = null, TimeSpan off = default, Action<Dictionary<string, string>>? changed = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body as string ?? JsonSerializer.Serialize(body, JsonSerializerOptions.Web));
        var timestamp = (Time.GetUtcNow() + off).ToUnixTimeSeconds();
        id ??= NewId();
        var headers = new Dictionary<string, string>
        {
            ["webhook-id"] = id,
            ["webhook-timestamp"] = timestamp.ToString(CultureInfo.InvariantCulture),
            ["webhook-signature"] = Signature.Of([Secret], id, timestamp, bytes),
        };
        changed?.Invoke(headers);
        var content = new ByteArrayContent(bytes) { Headers = { ContentType = new("application/json") } };
        return TestApp.Send(App, null, HttpMethod.Post, $"hooks/{Hook}?tenant={Tenant}", content, [.. headers.Select(h => (h.Key, h.Value))]);
    }
}
