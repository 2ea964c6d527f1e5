using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Signing;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Webhooks;

public sealed class DeliveryTests
{
    [Fact]
    public async Task An_event_is_sent_as_a_signed_cloud_event()
    {
        await using var receiver = await Receiver.Start();
        var tenant = await TestApp.NewTenant();
        var made = (await tenant.Post("webhooks", new { callbackUrl = receiver.Url(), events = new[] { "user.created" }, contentType = "application/cloudevents+json" })).Expect(HttpStatusCode.Created);
        var user = await tenant.User(new { displayName = "Ada Byron" });
        var got = Assert.Single(await receiver.Gets(1));
        Assert.Equal($"{tenant.Name}_2_user-created_0", got.Id);
        Assert.Equal(("user.created", $"users/{user.Id}", $"/tenants/{tenant.Name}", "1.0", "application/json"), (
            got.Type, got.Subject, got.Event.GetProperty("source").GetString(), got.Event.GetProperty("specversion").GetString(), got.Event.GetProperty("datacontenttype").GetString()));
        Assert.Equal("Ada Byron", got.Data.GetProperty("displayName").GetString());
        Assert.Equal("application/cloudevents+json; charset=utf-8", got.Headers["Content-Type"]);
        Assert.Equal(got.Id, got.Headers["webhook-id"]);
        Assert.Equal(Signature.Of([made.TextOf("secret")!], got.Id, long.Parse(got.Headers["webhook-timestamp"], System.Globalization.CultureInfo.InvariantCulture), got.Body), got.Headers["webhook-signature"]);
        await Eventually.Holds(async () => (await tenant.Get($"webhooks/{made.Id}")) is var view && view["changesBehind"].GetInt64() == 0 && view["lastSuccessAt"].ValueKind is System.Text.Json.JsonValueKind.String);
    }

    [Fact]
    public async Task Of_each_user_the_events_come_in_order_also_around_a_failure()
    {
        await using var receiver = await Receiver.Start();
        var failed = 0;
        receiver.Answers = (_, _, body) => Task.FromResult(System.Text.Encoding.UTF8.GetString(body).Contains("\"designation\":\"D3\"", StringComparison.Ordinal) && Interlocked.Increment(ref failed) <= 2 ? 500 : 200);
        await using var own = await OwnApp.Start(settings: Fast());
        var (tenant, hook) = (own.Tenant, (await own.Tenant.Post("webhooks", new { callbackUrl = receiver.Url(), events = new[] { "user.changed" } })).Expect(HttpStatusCode.Created));
        var (one, two) = (await tenant.User(), await tenant.User());
        for (var i = 1; i <= 6; i++)
        {
            await tenant.Patch($"users/{one.Id}", new { designation = $"D{i}" });
            await tenant.Patch($"users/{two.Id}", new { designation = $"E{i}" });
        }

        var got = await receiver.Gets(12);
        Assert.Equal(["D1", "D2", "D3", "D4", "D5", "D6"], Designations(got, one.Id));
        Assert.Equal(["E1", "E2", "E3", "E4", "E5", "E6"], Designations(got, two.Id));
        Assert.Equal(14, receiver.All.Count);
        await Eventually.Holds(async () => (await tenant.Get($"webhooks/{hook.Id}"))["pending"].GetInt32() == 0);
    }

    [Fact]
    public async Task The_message_of_a_webhook_any_number_of_times_tells_each_event_once()
    {
        await using var receiver = await Receiver.Start();
        var tenant = await TestApp.NewTenant();
        var hook = (await tenant.Post("webhooks", new { callbackUrl = receiver.Url(), events = new[] { "user.created" } })).Expect(HttpStatusCode.Created);
        var message = $$"""{"tenant":"{{tenant.Name}}","webhookId":"{{hook.Id}}"}""";
        for (var i = 1; i <= 3; i++)
        {
            await tenant.User();
            await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ActivatorUtilities.CreateInstance<UserFunctions.Webhooks.ContinueWebhook>(tenant.App.Services).Run(message, CancellationToken.None)));
        }

        await Eventually.Holds(async () => (await tenant.Get($"webhooks/{hook.Id}"))["changesBehind"].GetInt64() == 0);
        Assert.Equal(3, receiver.All.Count);
        Assert.Equal(3, receiver.All.Select(r => r.Id).Distinct().Count());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_counts_also_when_its_body_breaks_or_does_not_end(bool breaks)
    {
        await using var receiver = await Receiver.Start();
        var ends = new TaskCompletionSource();
        receiver.Answers = async (context, _, _) =>
        {
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync();
            if (!breaks)
                await ends.Task;
            // Less than was promised: the connection ends here.
            return 200;
        };
        await using var own = await OwnApp.Start(["CreateWebhook", "TestWebhook"], settings: new Dictionary<string, string?>(Fast()) { ["Webhooks:Timeout"] = "00:00:10" });
        var hook = (await own.Tenant.Post("webhooks", new { callbackUrl = receiver.Url(), events = new[] { "user.created" } })).Expect(HttpStatusCode.Created);
        var tested = (await own.Tenant.Post($"webhooks/{hook.Id}/test")).Expect(HttpStatusCode.OK);
        ends.SetResult();
        Assert.True(tested["delivered"].GetBoolean(), tested.Text);
        Assert.Equal(200, tested["status"].GetInt32());
    }

    internal static Dictionary<string, string?> Fast(string delays = "00:00:00.1,00:00:00.1,00:00:00.1,00:00:00.1,00:00:00.1") =>
        new() { ["Webhooks:AllowLoopback"] = "true", ["Webhooks:RetryDelays"] = delays };

    private static IEnumerable<string?> Designations(IReadOnlyList<Received> got, Guid user) =>
        got.Where(r => r.Subject == $"users/{user}").Select(r => r.Data.GetProperty("designation").GetString());
}
