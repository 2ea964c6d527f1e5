using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Platform.Http;

public sealed class IdempotencyTests
{
    private static readonly (string, string) Named = ("Idempotency-Key", "order 66 / u");

    [Fact]
    public async Task The_same_request_again_is_the_same_answer_and_one_user()
    {
        var tenant = await TestApp.NewTenant();
        var body = new { displayName = "Asha Rao", email = TestTenant.NewEmail() };
        var first = (await tenant.Post("users", body, Named)).Expect(HttpStatusCode.Created);
        var before = await tenant.Rows();
        var again = (await tenant.Post("users", body, Named)).Expect(HttpStatusCode.Created);
        Assert.Equal((first.Text, first.Location, first.ETag), (again.Text, again.Location, again.ETag));
        Assert.Equal(before.Select(r => (r.Key, r.ETag)), (await tenant.Rows()).Select(r => (r.Key, r.ETag)));
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("users", new { displayName = "A", email = TestTenant.NewEmail() }, Named)).Expect(HttpStatusCode.Created);
        (await tenant.Post("users", new { displayName = "B", email = TestTenant.NewEmail() }, Named)).Expect(HttpStatusCode.Conflict, "idempotency-key.reused");
        Assert.Single(await tenant.All("users"));
    }

    [Fact]
    public async Task Sent_many_times_at_once_it_makes_one_user_and_says_so_to_all()
    {
        await using var other = await TestApp.Start(["CreateUser"]);
        var tenant = await TestApp.NewTenant();
        var body = new { displayName = "Asha Rao", email = TestTenant.NewEmail(), extensionNumber = "31" };
        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => (i % 2 == 0 ? tenant : tenant.On(other)).Post("users", body, Named)));
        Assert.All(replies, r => r.Expect(HttpStatusCode.Created));
        Assert.Single(replies.Select(r => r.Id).Distinct());
        Assert.Single(await tenant.Rows("u|"));
        Assert.Single(await tenant.Rows("c|"));
    }

    [Fact]
    public async Task What_takes_many_writes_is_done_once_too_when_it_is_sent_many_times_at_once()
    {
        await using var other = await TestApp.Start(["DisableUsers", "ResendInvitation"]);
        var tenant = await TestApp.NewTenant();
        var users = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => (await tenant.User()).Id));
        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => (i % 2 == 0 ? tenant : tenant.On(other)).Post("users/disable", new { users }, Named)));
        Assert.All(replies, r => r.Expect(HttpStatusCode.OK));
        Assert.Single(replies.Select(r => r.Text).Distinct());
        Assert.Equal(16, (await tenant.Rows("c|")).Count);
        Assert.Equal(8, (await tenant.Rows("c|")).Count(row => row.Text("kind") == "user.disabled"));
    }

    [Fact]
    public async Task What_died_under_way_is_taken_up_by_the_repeat_once_its_time_is_over()
    {
        await using var own = await OwnApp.Start();
        var user = (await own.Tenant.User()).Id;
        var body = JsonSerializer.Serialize(new { users = new[] { user } });
        var row = new Row("main", $"y|{Hash("POST /api/users/disable late")}") { ["fingerprint"] = own.App.Services.GetRequiredService<Fingerprints>().Of(Encoding.UTF8.GetBytes(body)), ["expiresAt"] = own.Time.GetUtcNow().AddHours(1), ["claimedUntil"] = own.Time.GetUtcNow().AddSeconds(25) };
        Assert.True((await own.App.Services.GetRequiredService<ITables>().Submit(ChangeLog.Table, [RowOperation.Insert(row)], default)).Written);
        own.Time.Pass(TimeSpan.FromSeconds(24));
        // It waits for the rest of the time, and then does it.
        (await own.Tenant.Post("users/disable", new StringContent(body, Encoding.UTF8, "application/json"), ("Idempotency-Key", "late"))).Expect(HttpStatusCode.OK);
        Assert.Equal("Disabled", (await own.Tenant.Get($"users/{user}")).TextOf("agentState"));

        static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public async Task The_key_belongs_to_the_path_and_to_the_tenant()
    {
        var (tenant, other) = (await TestApp.NewTenant(), await TestApp.NewTenant());
        (await tenant.Post("groups", new { name = "Night" }, Named)).Expect(HttpStatusCode.Created);
        (await tenant.Post("departments", new { name = "Sales" }, Named)).Expect(HttpStatusCode.Created);
        (await tenant.Post("extensions", new { number = "31" }, Named)).Expect(HttpStatusCode.Created);
        (await other.Post("groups", new { name = "Night" }, Named)).Expect(HttpStatusCode.Created);
        Assert.Single(await other.All("groups"));
        foreach (var (path, body) in new (string, object)[] { ("groups", new { name = "Night" }), ("departments", new { name = "Sales" }), ("extensions", new { number = "31" }) })
            (await tenant.Post(path, body, Named)).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task After_the_user_changed_the_repeat_is_still_answered_with_it()
    {
        var tenant = await TestApp.NewTenant();
        var body = new { displayName = "Asha Rao", email = TestTenant.NewEmail() };
        var first = (await tenant.Post("users", body, Named)).Expect(HttpStatusCode.Created);
        (await tenant.Patch($"users/{first.Id}", new { email = TestTenant.NewEmail(), designation = "Lead" })).Expect(HttpStatusCode.OK);
        var again = (await tenant.Post("users", body, Named)).Expect(HttpStatusCode.Created);
        Assert.Equal(first.Id, again.Id);
        (await tenant.Delete($"users/{first.Id}")).Expect(HttpStatusCode.NoContent);
        Assert.Equal(first.Id, (await tenant.Post("users", body, Named)).Expect(HttpStatusCode.Created).Id);
        Assert.Empty(await tenant.All("users"));
    }

    [Fact]
    public async Task A_refused_request_keeps_nothing_and_its_key_can_be_used_again()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("users", new { displayName = "A", email = "nonsense" }, Named)).Expect(HttpStatusCode.BadRequest);
        Assert.Empty(await tenant.Rows());
        (await tenant.Post("users", new { displayName = "A", email = TestTenant.NewEmail() }, Named)).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task What_is_kept_of_a_request_is_written_in_the_batch_of_its_effect()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.User(new { email = "a@example.com" });
        (await tenant.Post("users", new { displayName = "B", email = "A@example.com" }, Named)).Expect(HttpStatusCode.Conflict, "email.taken");
        Assert.Empty(await tenant.Rows("y|"));
        (await tenant.Post("users", new { displayName = "B", email = "b@example.com" }, Named)).Expect(HttpStatusCode.Created);
        var kept = Assert.Single(await tenant.Rows("y|"));
        var change = (await tenant.Rows("c|"))[^1];
        var until = kept.Time("expiresAt")!.Value - change.Time("at")!.Value;
        Assert.InRange(until, TimeSpan.FromHours(23.99), TimeSpan.FromHours(24.01));
        Assert.DoesNotContain("order", kept.Key, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("S046")]
    public async Task What_a_request_held_cannot_be_found_by_trying_from_what_is_kept_of_it()
    {
        var tenant = await TestApp.NewTenant();
        var user = (await tenant.User()).Id;
        var body = JsonSerializer.Serialize(new { password = "a fern in the lake" });
        (await tenant.Post($"users/{user}/password", new StringContent(body, Encoding.UTF8, "application/json"), Named)).Expect(HttpStatusCode.OK);
        var kept = Assert.Single(await tenant.Rows("y|")).Text("fingerprint");
        Assert.Matches("^[0-9a-f]{64}$", kept);
        Assert.NotEqual(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body))), kept);
    }

    [Fact]
    public async Task A_key_that_is_too_long_is_refused()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("groups", new { name = "Night" }, ("Idempotency-Key", new string('k', 256)))).Expect(HttpStatusCode.BadRequest, "idempotency-key.too_long");
        (await tenant.Post("groups", new { name = "Night" }, ("Idempotency-Key", new string('k', 255)))).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_repeated_assignment_does_not_take_the_number_back()
    {
        var tenant = await TestApp.NewTenant();
        var (first, second) = (await tenant.User(), await tenant.User());
        await tenant.Extension("31");
        (await tenant.Post("extensions/31/assign", new { user = first.Id }, Named)).Expect(HttpStatusCode.OK);
        (await tenant.Post("extensions/31/release?force=true")).Expect(HttpStatusCode.OK);
        (await tenant.Post("extensions/31/assign", new { user = second.Id })).Expect(HttpStatusCode.OK);
        (await tenant.Post("extensions/31/assign", new { user = first.Id }, Named)).Expect(HttpStatusCode.OK);
        Assert.Equal(second.Id, (await tenant.Get("extensions/31"))["userId"].GetGuid());
        (await tenant.Post("extensions/31/assign", new { user = second.Id }, Named)).Expect(HttpStatusCode.Conflict, "idempotency-key.reused");
    }
}
