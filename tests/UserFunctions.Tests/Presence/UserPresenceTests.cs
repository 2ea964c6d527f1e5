using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Storage;
using UserFunctions.Presence;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Presence;

/// <summary>The status as the user's own row shows it.</summary>
public sealed class UserPresenceTests
{
    [Fact]
    [Spec("S095")]
    public async Task A_user_shows_the_status_without_a_new_version()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        Assert.Equal("Inactive", user.TextOf("presence"));
        await tenant.Sets(user.Id, "status", new { status = "Available" });
        var shown = await tenant.Get($"users/{user.Id}");
        Assert.Equal(("Available", user.ETag, user.TextOf("updatedAt")), (shown.TextOf("presence"), shown.ETag, shown.TextOf("updatedAt")));
        // A form that was open meanwhile is none the worse, and takes nothing back.
        (await tenant.Patch($"users/{user.Id}", new { designation = "Lead" }, ("If-Match", user.ETag!))).Expect(HttpStatusCode.OK);
        Assert.Equal("Available", (await tenant.Get($"users/{user.Id}")).TextOf("presence"));
        Assert.Equal(["user.created", "presence.changed", "user.changed"], (await tenant.Rows("c|")).Select(r => r.Text("kind")));
    }

    [Fact]
    [Spec("S009", "S095")]
    public async Task A_form_that_was_read_before_the_status_changed_can_be_sent_back()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        var form = System.Text.Json.Nodes.JsonNode.Parse((await tenant.Get($"users/{user.Id}")).Text)!;
        await tenant.Sets(user.Id, "status", new { status = "Available" });
        Assert.Equal(user.ETag, (await tenant.Patch($"users/{user.Id}", form, ("If-Match", user.ETag!))).Expect(HttpStatusCode.OK).ETag);
        (form["designation"], form["agentStatus"]) = ("Lead", "Offline");
        var changed = (await tenant.Patch($"users/{user.Id}", form)).Expect(HttpStatusCode.OK);
        Assert.Equal(("Lead", "Available"), (changed.TextOf("designation"), changed.TextOf("presence")));
        // Whoever means to set it is told where, and a word that no answer showed is no status.
        (await tenant.Patch($"users/{user.Id}", new { presence = "Unavailable" })).Expect(HttpStatusCode.BadRequest, "presence.read_only");
        (await tenant.Patch($"users/{user.Id}", new { id = user.Id, presence = "Asleep", agentStatus = "Asleep" })).Expect(HttpStatusCode.BadRequest, "presence.invalid");
    }

    [Fact]
    [Spec("S095")]
    public async Task The_same_status_again_is_no_event()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        await tenant.Sets(user.Id, "status", new { status = "Inactive" });
        await tenant.Sets(user.Id, "status", new { status = "Unavailable" });
        var again = await tenant.Sets(user.Id, "status", new { status = "Unavailable", reason = "Still" });
        Assert.Single(await tenant.Rows("c|"), r => r.Text("kind") == "presence.changed");
        Assert.Equal(("Still", again), ((await tenant.Get($"users/{user.Id}/status")).TextOf("reason"), (await tenant.Get($"users/{user.Id}/status"))["changeId"].GetGuid()));
    }

    [Fact]
    [Spec("S095")]
    public async Task A_message_whose_process_died_between_both_writes_ends_its_work_when_it_comes_again()
    {
        FailingTables? tables = null;
        await using var own = await OwnApp.Start(["CreateUser", "ReadUser", "ReadStatus", "ReadOperation", "ListOperations"], services =>
        {
            var real = services.Last(service => service.ServiceType == typeof(ITables)).ImplementationFactory!;
            services.AddSingleton<ITables>(provider => tables = new FailingTables((ITables)real(provider)));
        });
        var user = (await own.Tenant.User()).Id;
        var id = Guid.NewGuid();
        var message = JsonSerializer.Serialize(new { tenant = "main", user, status = "Available", id }, JsonSerializerOptions.Web);
        tables!.Unwritable = ChangeLog.Table;
        await Assert.ThrowsAsync<IOException>(Run);
        Assert.Equal(("Available", "Inactive"), await Both());
        Assert.Equal("Queued", Assert.Single(await own.Tenant.All("operations")).GetProperty("state").GetString());
        tables.Unwritable = null;
        await Run();
        Assert.Equal(("Available", "Available"), await Both());
        Assert.Equal("Applied", (await own.Tenant.Get($"operations/{id}")).TextOf("state"));

        Task Run() => own.Function<ApplyStatus>().Run(message, id.ToString(), DateTimeOffset.UtcNow, CancellationToken.None);
        async Task<(string?, string?)> Both() => ((await own.Tenant.Get($"users/{user}/status")).TextOf("status"), (await own.Tenant.Get($"users/{user}")).TextOf("presence"));
    }

    [Fact]
    public async Task An_older_change_that_is_superseded_shows_the_newer_one_that_nobody_has_shown_yet()
    {
        var tenant = await TestApp.NewTenant();
        var user = (await tenant.User()).Id;
        // The newer one's process died between both writes.
        var presence = tenant.App.Services.GetRequiredService<PresenceTable>();
        await presence.Set(tenant.Name, new(user, UserFunctions.Users.PresenceClass.Unavailable, null, DateTimeOffset.UtcNow, "x", Guid.NewGuid()), CancellationToken.None);
        var id = Guid.NewGuid();
        var late = await tenant.Applied(Changes.Status, id, new { tenant = tenant.Name, user, status = "Available", id, changedAt = "2026-03-01T09:30:00Z" });
        Assert.Equal(("Superseded", "Unavailable"), (late.TextOf("state"), (await tenant.Get($"users/{user}")).TextOf("presence")));
    }
}
