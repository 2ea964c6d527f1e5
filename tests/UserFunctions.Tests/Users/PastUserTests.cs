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
}
