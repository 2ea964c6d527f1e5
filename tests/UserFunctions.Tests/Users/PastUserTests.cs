using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Users;

public sealed class PastUserTests
{
    [Fact]
    public async Task A_user_can_be_read_as_it_was()
    {
        var tenant = await TestApp.NewTenant();
        var created = await tenant.User(new { designation = "Clerk", department = (await tenant.Department("Sales")).Id });
        var changed = await tenant.Patch($"users/{created.Id}", new { designation = "Lead", department = (object?)null });
        (await tenant.Delete($"users/{created.Id}")).Expect(HttpStatusCode.NoContent);
        var times = (await tenant.History(created.Id)).Select(h => h.GetProperty("at").GetDateTimeOffset()).Reverse().ToList();
        Assert.Equal(created.Text, (await tenant.At(created.Id, times[0])).Expect(HttpStatusCode.OK).Text);
        Assert.Equal(created.Text, (await tenant.At(created.Id, times[1].AddTicks(-1))).Text);
        Assert.Equal(changed.Text, (await tenant.At(created.Id, times[1])).Text);
        Assert.Equal(changed.Text, (await tenant.At(created.Id, times[2].AddTicks(-1))).Text);
        Assert.Null((await tenant.At(created.Id, times[1])).ETag);
        (await tenant.At(created.Id, times[0].AddTicks(-1))).Expect(HttpStatusCode.NotFound, "user.not_found");
        (await tenant.At(created.Id, times[2])).Expect(HttpStatusCode.NotFound, "user.not_found");
        (await tenant.At(Guid.NewGuid(), times[2])).Expect(HttpStatusCode.NotFound, "user.not_found");
        (await tenant.At(created.Id, DateTimeOffset.UtcNow.AddHours(1))).Expect(HttpStatusCode.BadRequest, "at.invalid");
        (await tenant.Get($"users/{created.Id}?at=noon")).Expect(HttpStatusCode.BadRequest, "at.invalid");
        (await tenant.Get($"users/{created.Id}?at=2026-03-01T09:30:00%2B02:00")).Expect(HttpStatusCode.NotFound, "user.not_found");
    }

    [Fact]
    public async Task A_user_of_the_past_keeps_what_was_deleted_since_by_its_id()
    {
        var tenant = await TestApp.NewTenant();
        await tenant.Owns("8069651170");
        var (department, group, scope, client) = (await tenant.Department("Sales"), await tenant.Group("Night"), await tenant.Group("Seen"), await tenant.Client("Acme"));
        var role = (await tenant.Post("roles", new { name = "Chief", permissions = new[] { "users.read" } })).Expect(HttpStatusCode.Created);
        var times = (await tenant.Post("time-groups", new { name = "Office", timeZone = "UTC", windows = new[] { new { days = new[] { "Monday" }, from = "09:00", to = "18:00" } } })).Expect(HttpStatusCode.Created);
        (await tenant.Patch("tenant", new { ips = new[] { new { name = "Home", ranges = new[] { "203.0.113.0/24" } } } })).Expect(HttpStatusCode.OK);
        var user = await tenant.User(new
        {
            department = "Sales",
            groups = new[] { "Night" },
            role = "Chief",
            timeGroup = "Office",
            ipName = "Home",
            extensionNumber = "7001",
            allowedCallerIds = new[] { "8069651170" },
            areaCodeCallerIds = new[] { new { areaCode = "91", callerId = "8069651170" } },
            cdrDids = new[] { "8069651170" },
            cdrUsers = new[] { "Seen" },
            channels = new[] { "SMS", "Voice" },
            channelLimits = new { SMS = 3 },
            clients = new[] { new { client = "Acme", channels = new[] { "SMS" } } },
        });
        var then = (await tenant.History(user.Id))[0].GetProperty("at").GetDateTimeOffset();
        (await tenant.Patch($"users/{user.Id}", new { role = "Supervisor" })).Expect(HttpStatusCode.OK);
        string[] gone = [$"departments/{department.Id}", $"groups/{group.Id}", $"groups/{scope.Id}", $"clients/{client.Id}", times.Location!, "caller-ids/8069651170", $"roles/{role.Id}"];
        foreach (var path in gone)
            Assert.True((int)(await tenant.Delete(path.Contains("roles", StringComparison.Ordinal) ? path : $"{path}?force=true")).Status is 200 or 204, path);
        (await tenant.Patch("tenant?force=true", new { ips = Array.Empty<object>(), channels = new[] { "Voice" } })).Expect(HttpStatusCode.OK);
        var expected = user.Text;
        // Under the ids of what has no name any more; everything else is as it was answered then.
        foreach (var (name, id) in ((string, Guid)[])[("Sales", department.Id), ("Night", group.Id), ("Seen", scope.Id), ("Acme", client.Id), ("Office", times.Id), ("Chief", role.Id)])
            expected = expected.Replace($"\"{name}\"", $"\"{id}\"", StringComparison.Ordinal);
        Assert.Equal(expected, (await tenant.At(user.Id, then)).Expect(HttpStatusCode.OK).Text);
    }
}
