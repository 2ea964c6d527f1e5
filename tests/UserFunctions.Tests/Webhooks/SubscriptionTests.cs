using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Storage;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Webhooks;

public sealed class SubscriptionTests
{
    private static readonly string[] Created = ["user.created"];
    private static readonly string[] Changed = ["user.changed"];

    [Fact]
    public async Task A_receiver_that_is_to_allow_the_sending_is_asked_once_before_the_webhook_is_made()
    {
        await using var receiver = await Receiver.Start();
        var tenant = await TestApp.NewTenant();
        var body = new { callbackUrl = receiver.Url(), events = Created, handshake = true };
        receiver.Answers = (_, _, _) => Task.FromResult(200);
        (await tenant.Post("webhooks", body)).Expect(HttpStatusCode.BadRequest, "callbackUrl.not_allowed");
        receiver.Answers = (context, _, _) => Allow(context, "https://somebody.else", 200);
        (await tenant.Post("webhooks", body)).Expect(HttpStatusCode.BadRequest, "callbackUrl.not_allowed");
        receiver.Answers = (context, _, _) => Allow(context, "*", 405);
        (await tenant.Post("webhooks", body)).Expect(HttpStatusCode.BadRequest, "callbackUrl.not_allowed");
        Assert.Empty(await tenant.All("webhooks"));
        receiver.Answers = (context, _, _) => Allow(context, tenant.App.BaseAddress.Host, 200);
        var made = (await tenant.Post("webhooks", body)).Expect(HttpStatusCode.Created);
        Assert.All(receiver.All, asked => Assert.Equal(("OPTIONS", tenant.App.BaseAddress.Host), (asked.Method, asked.Headers["WebHook-Request-Origin"])));
        Assert.Equal(4, receiver.All.Count);
        await tenant.User();
        await receiver.Gets(1);
        // Neither a change that leaves the address alone nor a webhook without it asks again.
        (await tenant.Patch($"webhooks/{made.Id}", new { name = "Allowed" })).Expect(HttpStatusCode.OK);
        (await tenant.Post("webhooks", new { callbackUrl = receiver.Url("flow"), events = Created })).Expect(HttpStatusCode.Created);
        Assert.Equal(4, receiver.All.Count(r => r.Method == "OPTIONS"));

        static Task<int> Allow(Microsoft.AspNetCore.Http.HttpContext context, string origin, int status)
        {
            context.Response.Headers["WebHook-Allowed-Origin"] = origin;
            return Task.FromResult(status);
        }
    }

    [Fact]
    public async Task A_tenant_has_a_hundred_webhooks_and_one_that_it_has_can_be_asked_for_again()
    {
        var tenant = await TestApp.NewTenant();
        await Task.WhenAll(Enumerable.Range(0, Quotas.DefaultWebhooks).Select(async i => (await tenant.Post("triggers/user.deleted", new { callbackUrl = $"http://127.0.0.1:9/{i}" })).Expect(HttpStatusCode.Created)));
        var refused = (await tenant.Post("triggers/user.deleted", new { callbackUrl = "http://127.0.0.1:9/more" })).Expect(HttpStatusCode.Conflict, "webhooks.quota_exceeded");
        Assert.Contains("100", refused.Message, StringComparison.Ordinal);
        (await tenant.Post("webhooks", new { callbackUrl = "http://127.0.0.1:9/more", events = Created })).Expect(HttpStatusCode.Conflict, "webhooks.quota_exceeded");
        (await tenant.Post("triggers/user.deleted", new { callbackUrl = "http://127.0.0.1:9/7" })).Expect(HttpStatusCode.Created);
        (await tenant.Post("webhooks/unsubscribe", new { callbackUrl = "http://127.0.0.1:9/7" })).Expect(HttpStatusCode.NoContent);
        (await tenant.Post("webhooks", new { callbackUrl = "http://127.0.0.1:9/more", events = Created })).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Another_filter_is_another_subscription_and_a_token_ends_its_own_only()
    {
        await using var receiver = await Receiver.Start();
        var tenant = await TestApp.NewTenant();
        await tenant.Department("Sales");
        var all = (await tenant.Post("triggers/user.created", new { callbackUrl = receiver.Url() })).Expect(HttpStatusCode.Created);
        var sales = (await tenant.Post("triggers/user.created", new { callbackUrl = receiver.Url(), department = "Sales" })).Expect(HttpStatusCode.Created);
        Assert.NotEqual(all.Location, sales.Location);
        var (end, secret) = (all.Location!.LastIndexOf('.'), all.Location[(all.Location.LastIndexOf('.') + 1)..]);
        string[] wrong = [all.Location[..end], all.Location[..end] + ".", $"{all.Location[..end]}.{new string('A', secret.Length)}", $"{sales.Location![..sales.Location!.LastIndexOf('.')]}.{secret}", "webhooks/subscriptions/x.y.z"];
        foreach (var token in wrong)
            (await TestApp.Send(tenant.App, null, HttpMethod.Delete, token)).Expect(HttpStatusCode.NoContent);
        Assert.Equal(2, (await tenant.All("webhooks")).Count);
        for (var time = 0; time < 3; time++)
            (await TestApp.Send(tenant.App, null, HttpMethod.Delete, all.Location)).Expect(HttpStatusCode.NoContent);
        Assert.Equal(sales.Id, Assert.Single(await tenant.All("webhooks")).GetProperty("id").GetGuid());
        await tenant.User();
        await tenant.User(new { department = "Sales" });
        Assert.Equal("Sales", (await receiver.Gets(1))[0].Data.GetProperty("department").GetString());
    }

    [Fact]
    public async Task Unsubscribing_a_URL_ends_all_that_is_sent_there_and_can_be_repeated()
    {
        var tenant = await TestApp.NewTenant();
        var other = await TestApp.NewTenant();
        const string url = "http://127.0.0.1:9/flow?sig=abc";
        foreach (var one in new[] { tenant, other })
            (await one.Post("webhooks", new { callbackUrl = url, events = Changed })).Expect(HttpStatusCode.Created);
        (await tenant.Post("triggers/user.created", new { callbackUrl = url })).Expect(HttpStatusCode.Created);
        (await tenant.Post("webhooks", new { callbackUrl = "http://127.0.0.1:9/flow?sig=abd", events = Changed })).Expect(HttpStatusCode.Created);
        (await tenant.Post("webhooks/unsubscribe", new { })).Expect(HttpStatusCode.BadRequest, "callbackUrl.missing");
        for (var time = 0; time < 2; time++)
            (await tenant.Post("webhooks/unsubscribe", new { callbackUrl = url })).Expect(HttpStatusCode.NoContent);
        Assert.Single(await tenant.All("webhooks"));
        Assert.Single(await other.All("webhooks"));
    }

    [Fact]
    public async Task Whoever_unsubscribes_while_too_many_write_is_told_to_come_again()
    {
        BusyTables? tables = null;
        await using var own = await OwnApp.Start(["SubscribeTrigger", "EndSubscription", "Unsubscribe", "ListWebhooks"], services =>
        {
            var real = services.Last(service => service.ServiceType == typeof(ITables)).ImplementationFactory!;
            services.AddSingleton<ITables>(provider => tables = new BusyTables((ITables)real(provider)));
        }, DeliveryTests.Fast());
        var body = new { callbackUrl = "http://127.0.0.1:9/flow" };
        var made = (await own.Tenant.Post("triggers/user.created", body)).Expect(HttpStatusCode.Created);
        tables!.IsBusy = true;
        (await own.Tenant.Post("webhooks/unsubscribe", body)).Expect(HttpStatusCode.ServiceUnavailable, "tenant.busy");
        (await TestApp.Send(own.App, null, HttpMethod.Delete, made.Location!)).Expect(HttpStatusCode.ServiceUnavailable, "tenant.busy");
        tables.IsBusy = false;
        Assert.Single(await own.Tenant.All("webhooks"));
        (await TestApp.Send(own.App, null, HttpMethod.Delete, made.Location!)).Expect(HttpStatusCode.NoContent);
        (await own.Tenant.Post("webhooks/unsubscribe", body)).Expect(HttpStatusCode.NoContent);
        Assert.Empty(await own.Tenant.All("webhooks"));
    }

    [Fact]
    public async Task A_webhook_tells_nobody_what_its_maker_may_not_read()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("roles", new { name = "Teller", permissions = new[] { "webhooks.write", "users.read" } })).Expect(HttpStatusCode.Created);
        var teller = await tenant.As("Teller");
        (await teller.Post("webhooks", new { callbackUrl = "http://127.0.0.1:9/x", events = new[] { "user.created", "import.finished" } })).Expect(HttpStatusCode.Forbidden, "webhook.forbidden");
        (await teller.Post("webhooks", new { callbackUrl = "http://127.0.0.1:9/x", events = Created })).Expect(HttpStatusCode.Created);
    }
}
