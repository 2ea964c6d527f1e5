using System.Net;
using UserFunctions.Platform.Signing;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Hooks;

public sealed class HookDoorTests
{
    private static readonly TimeSpan Almost = TimeSpan.FromSeconds(290);
    private static readonly TimeSpan TooFar = TimeSpan.FromSeconds(310);

    [Fact]
    public async Task Whatever_is_wrong_with_a_signed_request_the_answer_is_one()
    {
        var (tenant, bare) = (await TestApp.NewTenant(), await TestApp.NewTenant());
        var sender = await Sender.Of(tenant, "status");
        var body = new { user = (await tenant.User()).Id, status = "Available" };
        var wrong = new[]
        {
            await (sender with { Tenant = "no-such-tenant" }).Send(body),
            await (sender with { Tenant = "~unreadable" }).Send(body),
            await (sender with { Tenant = "" }).Send(body),
            await (sender with { Tenant = bare.Name }).Send(body),
            await (sender with { Hook = "capacity" }).Send(body),
            await (sender with { Secret = Signature.NewSecret() }).Send(body),
            await sender.Send(body, off: -TooFar),
            await sender.Send(body, off: TooFar),
            await sender.Send(body, id: "a.b"),
            await sender.Send(body, id: new('i', 256)),
            await sender.Send(body, changed: headers => headers["webhook-id"] += "x"),
            await sender.Send(body, changed: headers => headers.Remove("webhook-id")),
            await sender.Send(body, changed: headers => headers.Remove("webhook-timestamp")),
            await sender.Send(body, changed: headers => headers["webhook-timestamp"] = "now"),
            await sender.Send(body, changed: headers => headers["webhook-timestamp"] = "99999999999999999999"),
            await sender.Send(body, changed: headers => headers["webhook-timestamp"] = (int.Parse(headers["webhook-timestamp"], System.Globalization.CultureInfo.InvariantCulture) - 1).ToString(System.Globalization.CultureInfo.InvariantCulture)),
            await sender.Send(body, changed: headers => headers["webhook-signature"] = headers["webhook-signature"].Replace("v1,", "v1,A", StringComparison.Ordinal)),
            await sender.Send(body, changed: headers => headers["webhook-signature"] = "v1,"),
            await sender.Send("nonsense", changed: headers => headers["webhook-signature"] = "v1,AAAA"),
        };
        Assert.All(wrong, reply => reply.Expect(HttpStatusCode.Unauthorized, "signature.refused"));
        Assert.Single(wrong.Select(reply => reply.Message).Distinct());
        Assert.Contains("webhook-id.webhook-timestamp.body", wrong[0].Message, StringComparison.Ordinal);
        Assert.Empty((await tenant.All("operations")));
        await Task.WhenAll(Taken(sender, body, -Almost), Taken(sender, body, Almost));

        static async Task Taken(Sender sender, object body, TimeSpan off) => (await sender.Send(body, off: off)).Expect(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task It_is_the_bytes_that_are_signed_and_not_what_they_mean()
    {
        var tenant = await TestApp.NewTenant();
        var sender = await Sender.Of(tenant, "status");
        var user = (await tenant.User()).Id;
        var text = $"{{ \"status\" : \"Available\",\r\n \"user\":\"{user}\" }}";
        (await sender.Send(text)).Expect(HttpStatusCode.Accepted);
        var signed = new Dictionary<string, string>();
        await sender.Send(text, changed: headers => signed = new(headers));
        (await sender.Send(text.Replace("\r\n", "\n", StringComparison.Ordinal), changed: headers => { foreach (var (name, value) in signed) headers[name] = value; })).Expect(HttpStatusCode.Unauthorized, "signature.refused");
    }

    [Fact]
    public async Task After_a_rotation_both_secrets_are_taken_until_the_overlap_is_over()
    {
        await using var own = await OwnApp.Start();
        var old = await Sender.Of(own.Tenant, "status") with { Time = own.Time };
        var body = new { user = (await own.Tenant.User()).Id, status = "Available" };
        var other = await Sender.Of(own.Tenant, "status", new { overlapHours = 2 }) with { Time = own.Time };
        (await old.Send(body)).Expect(HttpStatusCode.Accepted);
        (await other.Send(body)).Expect(HttpStatusCode.Accepted);
        own.Time.Pass(TimeSpan.FromHours(2.1));
        (await old.Send(body)).Expect(HttpStatusCode.Unauthorized, "signature.refused");
        (await other.Send(body)).Expect(HttpStatusCode.Accepted);
        var last = await Sender.Of(own.Tenant, "status", new { overlapHours = 0 }) with { Time = own.Time };
        (await other.Send(body)).Expect(HttpStatusCode.Unauthorized, "signature.refused");
        (await last.Send(body)).Expect(HttpStatusCode.Accepted);
        (await own.Tenant.Delete("hooks/status/secret")).Expect(HttpStatusCode.NoContent);
        (await last.Send(body)).Expect(HttpStatusCode.Unauthorized, "signature.refused");
    }

    [Fact]
    public async Task A_key_with_the_permission_does_instead_of_a_signature()
    {
        var tenant = await TestApp.NewTenant();
        var body = new { user = (await tenant.User()).Id, status = "Available" };
        var agent = await tenant.As("Supervisor");
        (await agent.Post("hooks/status", body)).Expect(HttpStatusCode.Accepted);
        (await agent.Post($"hooks/status?tenant={tenant.Name}", body)).Expect(HttpStatusCode.Accepted);
        (await agent.Post("hooks/status?tenant=other", body)).Expect(HttpStatusCode.BadRequest, "tenant.invalid");
        (await agent.Post("hooks/users", new { email = TestTenant.NewEmail(), displayName = "Ann Lee" })).Expect(HttpStatusCode.Forbidden, "key.forbidden");
        (await TestApp.Send(HttpMethod.Post, $"hooks/status?tenant={tenant.Name}", TestApp.Body(body))).Expect(HttpStatusCode.Unauthorized, "key.missing");
        (await TestApp.Send(tenant.App, "uf.wrong", HttpMethod.Post, $"hooks/status?tenant={tenant.Name}", TestApp.Body(body))).Expect(HttpStatusCode.Unauthorized, "key.unknown");
    }

    [Fact]
    public async Task A_secret_opens_what_its_role_allows_by_now_and_the_role_stays_while_it_has_it()
    {
        var tenant = await TestApp.NewTenant();
        var role = (await tenant.Post("roles", new { name = "Reporter", permissions = new[] { "presence.write" } })).Expect(HttpStatusCode.Created);
        var sender = await Sender.Of(tenant, "status", new { role = "Reporter" });
        var body = new { user = (await tenant.User()).Id, status = "Available" };
        (await sender.Send(body)).Expect(HttpStatusCode.Accepted);
        (await tenant.Delete($"roles/{role.Id}")).Expect(HttpStatusCode.Conflict, "role.in_use");
        Assert.Equal(1, (await tenant.Get($"roles/{role.Id}"))["secrets"].GetInt32());
        (await tenant.Patch($"roles/{role.Id}", new { permissions = new[] { "users.read" } })).Expect(HttpStatusCode.OK);
        (await sender.Send(body)).Expect(HttpStatusCode.Forbidden, "key.forbidden");
        Assert.Equal("Reporter", (await tenant.Get("hooks/status/secret")).TextOf("role"));
        (await tenant.Delete("hooks/status/secret")).Expect(HttpStatusCode.NoContent);
        (await tenant.Delete($"roles/{role.Id}")).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task What_is_too_large_or_no_JSON_is_refused_before_anything_is_done()
    {
        var tenant = await TestApp.NewTenant();
        var sender = await Sender.Of(tenant, "users");
        foreach (var one in new[] { sender, sender with { Tenant = "no-such-tenant" } })
            (await one.Send(new string(' ', 1024 * 1024 + 1))).Expect(HttpStatusCode.RequestEntityTooLarge, "body.too_large");
        (await sender.Send("[1]")).Expect(HttpStatusCode.BadRequest, "body.malformed");
        (await sender.Send("")).Expect(HttpStatusCode.BadRequest, "body.malformed");
        var plain = new StringContent("{}", System.Text.Encoding.UTF8, "text/plain");
        (await tenant.Post("hooks/users", plain)).Expect(HttpStatusCode.UnsupportedMediaType, "body.wrong_type");
        Assert.Empty(await tenant.All("users"));
    }

    [Fact]
    public async Task Who_sends_wrong_signatures_is_slowed_down_and_so_is_who_sends_too_many_right_ones()
    {
        await using var own = await OwnApp.Start(settings: new Dictionary<string, string?> { ["Keys:RatePerMinute"] = "40" });
        var sender = await Sender.Of(own.Tenant, "status") with { Time = own.Time };
        var body = new { user = (await own.Tenant.User()).Id, status = "Available" };
        var stranger = sender with { Secret = Signature.NewSecret() };
        var replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => stranger.Send(body)));
        Assert.Contains(replies, reply => reply.Status == HttpStatusCode.TooManyRequests && reply.Headers.ContainsKey("Retry-After"));
        (await sender.Send(body)).Expect(HttpStatusCode.Accepted);
        var many = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => sender.Send(body)));
        Assert.Contains(many, reply => reply.Status == HttpStatusCode.TooManyRequests && reply.Code == "rate.limited");
    }
}
