using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Routing;

/// <summary>What waits where nobody is left to answer goes on, and is not lost.</summary>
public sealed class StrandedTests
{
    [Fact]
    [Spec("S035")]
    public async Task What_waits_in_a_department_that_is_deleted_goes_where_its_failover_said()
    {
        var desk = await Desk.Open();
        var agent = await desk.Agent();
        var closed = await desk.Tenant.Department(null, new { failover = new { kind = "Department", to = desk.Department } });
        // One that goes to another that is deleted as well goes where that one said.
        var before = await desk.Tenant.Department(null, new { failover = new { kind = "Department", to = closed.Id } });
        var loud = await desk.Tenant.Department(null, new { failover = new { kind = "Number", to = "9876543210" } });
        var (far, near, gone) = (await Waits(desk, before.Id), await Waits(desk, closed.Id), await Waits(desk, loud.Id));
        foreach (var department in new[] { closed.Id, before.Id, loud.Id })
            Deleted(await desk.Tenant.Delete($"departments/{department}?force=true"));
        var moved = await desk.Becomes(near, "Offering", agent);
        Assert.Equal((desk.Department, near.TextOf("enqueuedAt")), (moved["departmentId"].GetGuid(), moved.TextOf("enqueuedAt")));
        Assert.Equal(desk.Department, (await desk.Becomes(far, "Offering", agent))["departmentId"].GetGuid());
        var over = await desk.Becomes(gone, "Overflowed");
        Assert.Equal(("Number", "9876543210"), (over.TextOf("overflow"), over.TextOf("overflowTo")));
    }

    [Fact]
    [Spec("S035")]
    public async Task What_waits_for_a_group_that_is_deleted_goes_to_a_department_that_it_was_linked_to()
    {
        var desk = await Desk.Open();
        var agent = await desk.Agent();
        var (linked, alone) = (await desk.Tenant.Group(), await desk.Tenant.Group());
        (await desk.Tenant.Patch($"departments/{desk.Department}", new { linkedGroups = new[] { linked.Id } })).Expect(HttpStatusCode.OK);
        var (ofLinked, ofAlone) = (await desk.Comes(new { group = linked.Id }), await desk.Comes(new { group = alone.Id }));
        Assert.Equal(("Queued", "Queued"), (ofLinked.TextOf("state"), ofAlone.TextOf("state")));
        foreach (var group in new[] { linked.Id, alone.Id })
            Deleted(await desk.Tenant.Delete($"groups/{group}?force=true"));
        await desk.Sweep();
        await desk.Becomes(ofLinked, "Offering", agent);
        Assert.Equal("HangUp", (await desk.Becomes(ofAlone, "Overflowed")).TextOf("overflow"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Spec("S035")]
    public async Task What_waits_for_a_client_or_a_channel_that_is_deleted_ends(bool isClient)
    {
        var desk = await Desk.Open();
        var waits = await desk.Comes(new { channel = "SMS" });
        var other = await desk.Comes(new { client = (await desk.Tenant.Client()).Id });
        if (isClient)
            Deleted(await desk.Tenant.Delete($"clients/{desk.Client}?force=true"));
        else
            await WithoutSms(desk.Tenant);
        await desk.Becomes(waits, "Overflowed");
        Assert.Equal("Queued", (await desk.Now(other)).TextOf("state"));
    }

    private static void Deleted(Reply reply) => Assert.True((int)reply.Status < 300, reply.Text);

    private static async Task WithoutSms(TestTenant tenant)
    {
        var channels = (await tenant.Get("tenant"))["channels"].EnumerateArray().Select(channel => channel.GetString()).Where(channel => channel != "SMS");
        (await tenant.Patch("tenant?force=true", new { channels })).Expect(HttpStatusCode.OK);
    }

    private static async Task<Reply> Waits(Desk desk, Guid department)
    {
        var waits = await desk.Comes(new { department });
        Assert.Equal("Queued", waits.TextOf("state"));
        return waits;
    }
}
