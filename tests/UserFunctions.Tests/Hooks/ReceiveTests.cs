using System.Net;
using System.Text.Json;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Hooks;

public sealed class ReceiveTests
{
    [Fact]
    public async Task A_signed_status_is_applied_and_the_operation_says_so()
    {
        var tenant = await TestApp.NewTenant();
        var sender = await Sender.Of(tenant, "status");
        var email = TestTenant.NewEmail();
        var user = await tenant.User(new { email });
        var taken = (await sender.Send(new { user = email, status = "unavailable", reason = "Lunch", tenant = tenant.Name })).Expect(HttpStatusCode.Accepted);
        await Eventually.Holds(async () => (await tenant.Get(taken.Location!)).TextOf("state") == "Applied");
        var status = await tenant.Get($"users/{user.Id}/status");
        Assert.Equal(("Unavailable", "Lunch", "hook:status"), (status.TextOf("status"), status.TextOf("reason"), status.TextOf("changedBy")));
        Assert.Equal(taken.Id, status["changeId"].GetGuid());
    }

    [Fact]
    public async Task A_signed_capacity_is_applied()
    {
        var tenant = await TestApp.NewTenant();
        var sender = await Sender.Of(tenant, "capacity");
        var user = await tenant.User();
        (await sender.Send(new { user = user.Id, chatLimit = 4, channelLimits = new { SMS = 2 } })).Expect(HttpStatusCode.Accepted);
        await Eventually.Holds(async () => (await tenant.Get($"users/{user.Id}/capacity"))["chatLimit"].GetInt32() == 4);
    }

    [Fact]
    public async Task The_same_id_again_is_the_same_answer_and_one_change_also_when_it_was_changed_since()
    {
        var tenant = await TestApp.NewTenant();
        var sender = await Sender.Of(tenant, "status");
        var user = (await tenant.User()).Id;
        var first = (await sender.Send(new { user, status = "Available" }, "msg_1")).Expect(HttpStatusCode.Accepted);
        await Eventually.Holds(async () => (await tenant.Get(first.Location!)).TextOf("state") == "Applied");
        (await tenant.Put($"users/{user}/status", new { status = "Unavailable" })).Expect(HttpStatusCode.Accepted);
        await Eventually.Holds(async () => (await tenant.Get($"users/{user}")).TextOf("presence") == "Unavailable");
        var again = (await sender.Send(new { user, status = "Available" }, "msg_1", off: TimeSpan.FromSeconds(3))).Expect(HttpStatusCode.Accepted);
        Assert.Equal((first.Text, first.Location), (again.Text, again.Location));
        (await sender.Send(new { user, status = "Inactive" }, "msg_1")).Expect(HttpStatusCode.Conflict, "idempotency-key.reused");
        // By key it is the same request too.
        Assert.Equal(first.Text, (await tenant.Post("hooks/status", new { user, status = "Available" }, ("webhook-id", "msg_1"))).Expect(HttpStatusCode.Accepted).Text);
        Assert.Equal(2, (await tenant.All("operations")).Count);
        Assert.Equal("Unavailable", (await tenant.Get($"users/{user}/status")).TextOf("status"));
    }

    [Fact]
    public async Task Sent_many_times_at_once_to_two_instances_it_is_one_operation()
    {
        await using var other = await TestApp.Start(["ReceiveStatus"]);
        var tenant = await TestApp.NewTenant();
        var sender = await Sender.Of(tenant, "status");
        var user = (await tenant.User()).Id;
        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => (i % 2 == 0 ? sender : sender with { App = other }).Send(new { user, status = "Available" }, "msg_1")));
        Assert.All(replies, reply => reply.Expect(HttpStatusCode.Accepted));
        Assert.Single(replies.Select(reply => reply.Text).Distinct());
        Assert.Single(await tenant.All("operations"));
    }

    [Fact]
    public async Task What_was_cut_off_behind_its_operation_is_taken_up_at_its_own_time()
    {
        await using var own = await OwnApp.Start(["MakeHookSecret", "ReceiveStatus", "CreateUser", "SetStatus", "ReadStatus"]);
        var sender = await Sender.Of(own.Tenant, "status") with { Time = own.Time };
        var user = (await own.Tenant.User()).Id;
        var first = (await sender.Send(new { user, status = "Available" }, "msg_1")).Expect(HttpStatusCode.Accepted);
        // As if the process had died before it could keep the answer.
        var tables = own.Function<UserFunctions.Presence.OperationTable>();
        var kept = Assert.Single(await own.Rows("main", "y|"), row => row.Columns.ContainsKey("claimedUntil"));
        kept["claimedUntil"] = own.Time.GetUtcNow();
        kept["value"] = "null";
        await Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<UserFunctions.Platform.Storage.ITables>(own.App.Services)
            .Submit(UserFunctions.Platform.Storage.ChangeLog.Table, [UserFunctions.Platform.Storage.RowOperation.Merge(kept)], default);
        own.Time.Pass(TimeSpan.FromMinutes(1));
        var again = (await sender.Send(new { user, status = "Available" }, "msg_1")).Expect(HttpStatusCode.Accepted);
        Assert.Equal(first.Text, again.Text);
        var times = (await own.Queue("status-changes").PeekMessagesAsync(10)).Value.Select(m => JsonDocument.Parse(m.Body).RootElement).Select(m => (m.GetProperty("id").GetGuid(), m.GetProperty("changedAt").GetString())).ToList();
        Assert.Equal(2, times.Count);
        Assert.Single(times.Distinct());
        Assert.NotNull(await tables.Find("main", first.Id, default));
    }

    [Fact]
    public async Task What_is_wrong_with_a_change_is_said_as_the_queue_would()
    {
        var tenant = await TestApp.NewTenant();
        var sender = await Sender.Of(tenant, "status");
        var refused = (await sender.Send(new { status = "Sleeping", tenant = "other", by = "me" }, "msg_1")).Expect(HttpStatusCode.BadRequest);
        Assert.Equal(["by.unknown", "status.unknown", "tenant.read_only", "user.missing"], refused.Codes);
        (await sender.Send(new { user = "nobody@example.com", status = "Available" })).Expect(HttpStatusCode.BadRequest, "user.unknown");
        (await sender.Send(new { user = (await tenant.User()).Id, status = "Available", changedAt = DateTimeOffset.UtcNow.AddMinutes(9) })).Expect(HttpStatusCode.BadRequest, "changedAt.invalid");
        // What was refused is not kept: sent again when it has become right it goes through.
        var late = new { user = TestTenant.NewEmail(), status = "Available" };
        (await sender.Send(late, "msg_2")).Expect(HttpStatusCode.BadRequest, "user.unknown");
        await tenant.User(new { email = late.user });
        (await sender.Send(late, "msg_2")).Expect(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_user_is_made_by_the_first_changed_by_the_next_and_untouched_by_a_repeated_one()
    {
        var tenant = await TestApp.NewTenant();
        var sender = await Sender.Of(tenant, "users");
        var email = TestTenant.NewEmail();
        var made = (await sender.Send(new { email, displayName = "Ann Lee", externalId = "hr-1" }, "msg_1")).Expect(HttpStatusCode.Created);
        var changed = (await sender.Send(new { externalId = "hr-1", designation = "Lead" }, "msg_2")).Expect(HttpStatusCode.Created);
        Assert.Equal((made.Id, "Lead"), (changed.Id, changed.TextOf("designation")));
        Assert.Equal(made.Id, (await sender.Send(new { email, displayName = "Ann Lee", externalId = "hr-1" }, "msg_1")).Expect(HttpStatusCode.Created).Id);
        Assert.Equal((2, "Lead"), ((await tenant.Get($"users/{made.Id}"))["version"].GetInt32(), (await tenant.Get($"users/{made.Id}")).TextOf("designation")));
        Assert.Contains((await tenant.Get($"users/{made.Id}/history")).Value, entry => entry.GetProperty("by").GetString() == "hook:users");
        (await sender.Send(new { email = "nonsense" })).Expect(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Sent_many_times_at_once_it_makes_one_user()
    {
        await using var other = await TestApp.Start(["ReceiveUser"]);
        var tenant = await TestApp.NewTenant();
        var sender = await Sender.Of(tenant, "users");
        var body = new { email = TestTenant.NewEmail(), displayName = "Ann Lee" };
        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => (i % 2 == 0 ? sender : sender with { App = other }).Send(body, "msg_1")));
        Assert.All(replies, reply => reply.Expect(HttpStatusCode.Created));
        Assert.Single(replies.Select(reply => reply.Id).Distinct());
        Assert.Single(await tenant.All("users"));
    }

    [Fact]
    public async Task Who_may_only_write_users_makes_no_administrator_through_a_hook()
    {
        var tenant = await TestApp.NewTenant();
        (await tenant.Post("roles", new { name = "Clerk", permissions = new[] { "users.read", "users.write" } })).Expect(HttpStatusCode.Created);
        var sender = await Sender.Of(tenant, "users", new { role = "Clerk" });
        var refused = await sender.Send(new { email = TestTenant.NewEmail(), displayName = "Ann Lee", role = "Administrator" });
        refused.Expect(HttpStatusCode.Forbidden, "role.forbidden");
        Assert.Empty(await tenant.All("users"));
    }
}
