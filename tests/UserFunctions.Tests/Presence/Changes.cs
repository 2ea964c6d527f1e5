using System.Net;
using System.Text.Json;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Presence;

/// <summary>Puts changes on the queues and waits for what becomes of them.</summary>
internal static class Changes
{
    public const string Status = "status-changes";
    public const string Capacity = "capacity-changes";

    /// <summary>The operation once it has ended.</summary>
    public static async Task<Reply> Ended(this TestTenant tenant, Guid operation)
    {
        Reply? last = null;
        try
        {
            return await Eventually.Finds(async () => (last = await tenant.Get($"operations/{operation}")) is { Status: HttpStatusCode.OK } ? last : null);
        }
        catch (TimeoutException exception)
        {
            // Was it never taken, or tried again and again?
            throw new TimeoutException($"{exception.Message} {last?.Text} {await Waiting(tenant, Status)} {await Waiting(tenant, Capacity)}", exception);
        }
    }

    /// <summary>Sets status or capacity over HTTP and waits until it is applied; the operation's id.</summary>
    public static async Task<Guid> Sets(this TestTenant tenant, Guid user, string what, object value)
    {
        var id = (await tenant.Put($"users/{user}/{what}", value)).Expect(HttpStatusCode.Accepted).Id;
        Assert.Equal("Applied", (await tenant.Ended(id)).TextOf("state"));
        return id;
    }

    /// <summary>Puts a text on the queue as it is.</summary>
    public static async Task Put(string queue, string text) =>
        await (await TestApp.Service<QueueServiceClient>()).GetQueueClient(queue).SendMessageAsync(text);

    /// <summary>Puts a message on the queue.</summary>
    public static Task Put(string queue, object message) => Put(queue, JsonSerializer.Serialize(message, JsonSerializerOptions.Web));

    /// <summary>Puts a message of this operation on the queue and waits for its end.</summary>
    public static async Task<Reply> Applied(this TestTenant tenant, string queue, Guid id, object message)
    {
        await Put(queue, message);
        return await tenant.Ended(id);
    }

    /// <summary>The operation that says this in its message or names this user, once there is one.</summary>
    public static Task<JsonElement> Refused(this TestTenant tenant, string words) => Found(() => tenant.All("operations?state=Refused&top=200"), words);

    /// <summary>The refused message that named no tenant, by what its operation says; the bootstrap key lists those.</summary>
    public static async Task<JsonElement> Unreadable(string words)
    {
        var app = await TestApp.Shared;
        var platform = new TestTenant(app, "main", app.Key, Guid.Empty);
        return await Found(() => platform.All("operations?unreadable=true&top=200"), words);
    }

    /// <summary>True when the queue's poison queue holds a message with this in it.</summary>
    public static async Task<bool> IsPoisoned(string queue, string words)
    {
        var poison = (await TestApp.Service<QueueServiceClient>()).GetQueueClient(queue + "-poison");
        return await poison.ExistsAsync() && (await poison.PeekMessagesAsync(32)).Value.Any(m => m.MessageText.Contains(words, StringComparison.Ordinal));
    }

    private static async Task<string> Waiting(TestTenant tenant, string name)
    {
        var queue = tenant.App.Services.GetRequiredService<QueueServiceClient>().GetQueueClient(name);
        var seen = (await queue.PeekMessagesAsync(32)).Value.Select(message => $"{message.MessageText} × {message.DequeueCount}");
        return $"{name}: {(await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount} messages, of which are seen [{string.Join(", ", seen)}]";
    }

    private static async Task<JsonElement> Found(Func<Task<IReadOnlyList<JsonElement>>> list, string words) => (await Eventually.Finds(async () =>
        (await list()).Where(o => o.GetRawText().Contains(words, StringComparison.Ordinal)).Select(o => (object)o).FirstOrDefault())) is JsonElement found ? found : default;
}
