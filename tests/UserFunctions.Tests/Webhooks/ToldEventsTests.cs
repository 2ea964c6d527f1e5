using System.Net;
using System.Text;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Presence;
using UserFunctions.Tests.Routing;

namespace UserFunctions.Tests.Webhooks;

/// <summary>From what happens to what the receiver gets.</summary>
public sealed class ToldEventsTests
{
    private const int MostBytes = 20_000;

    [Fact]
    public async Task The_status_goes_and_comes_and_both_are_told_in_order()
    {
        await using var receiver = await Receiver.Start();
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        await Hook(tenant, receiver, "user.status.changed");
        foreach (var status in (string[])["Available", "Unavailable", "Available"])
        {
            var queued = (await tenant.Put($"users/{user.Id}/status", new { status })).Expect(HttpStatusCode.Accepted);
            await Eventually.Holds(async () => (await tenant.Get(queued.Location!)).TextOf("state") == "Applied");
        }

        var got = await receiver.Gets(3);
        Assert.Equal(["Available", "Unavailable", "Available"], got.Select(r => r.Data.GetProperty("status").GetString()));
        Assert.Equal(["Inactive", "Available", "Unavailable"], got.Select(r => r.Data.GetProperty("previousStatus").GetString()));
        Assert.All(got, r => Assert.Equal(($"users/{user.Id}", user.Id), (r.Subject, r.Data.GetProperty("userId").GetGuid())));
        Assert.Equal(3, got.Select(r => r.Id).Distinct().Count());
    }

    [Fact]
    public async Task Capacity_is_told_with_the_limits_before()
    {
        await using var receiver = await Receiver.Start();
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { chatLimit = 3 });
        await Hook(tenant, receiver, "user.capacity.changed");
        (await tenant.Put($"users/{user.Id}/capacity", new { chatLimit = 5, channelLimits = new { SMS = 2 } })).Expect(HttpStatusCode.Accepted);
        var told = (await receiver.Gets(1))[0].Data;
        Assert.Equal((3, 5, 2), (told.GetProperty("previousChatLimit").GetInt32(), told.GetProperty("chatLimit").GetInt32(), told.GetProperty("channelLimits").GetProperty("SMS").GetInt32()));
    }

    [Fact]
    public async Task Who_is_done_with_what_was_open_is_told_and_who_sets_a_status_by_hand_is_not()
    {
        await using var receiver = await Receiver.Start();
        var desk = await Desk.Open();
        var agent = await desk.Agent();
        await Hook(desk.Tenant, receiver, "agent.drained");
        var chat = await desk.Comes();
        (await desk.Do(chat, "accept")).Expect(HttpStatusCode.OK);
        // One that is taken back, and one whose place another status takes.
        (await desk.Tenant.Put($"users/{agent}/next-status", new { status = "Inactive" })).Expect(HttpStatusCode.OK);
        (await desk.Tenant.Delete($"users/{agent}/next-status")).Expect(HttpStatusCode.NoContent);
        (await desk.Tenant.Put($"users/{agent}/next-status", new { status = "Inactive" })).Expect(HttpStatusCode.OK);
        await desk.Available(agent);
        (await desk.Tenant.Put($"users/{agent}/next-status", new { status = "Unavailable" })).Expect(HttpStatusCode.OK);
        (await desk.Do(chat, "release")).Expect(HttpStatusCode.OK);
        await Eventually.Holds(async () => (await desk.Tenant.Get($"users/{agent}/status")).TextOf("status") == "Unavailable");
        // The next one is taken back again, by who was drained already.
        var other = await desk.Comes();
        (await desk.Do(other, "assign", new { agent, force = true })).Expect(HttpStatusCode.OK);
        (await desk.Tenant.Put($"users/{agent}/next-status", new { status = "Inactive" })).Expect(HttpStatusCode.OK);
        (await desk.Tenant.Delete($"users/{agent}/next-status")).Expect(HttpStatusCode.NoContent);
        (await desk.Do(other, "release")).Expect(HttpStatusCode.OK);
        (await desk.Tenant.Put($"users/{agent}/next-status", new { status = "Inactive" })).Expect(HttpStatusCode.OK);
        var got = await receiver.Gets(2);
        Assert.Equal([("Unavailable", "Available"), ("Inactive", "Unavailable")], got.Select(r => (r.Data.GetProperty("status").GetString(), r.Data.GetProperty("previousStatus").GetString())));
        Assert.All(got, r => Assert.Equal($"users/{agent}", r.Subject));
    }

    [Fact]
    public async Task A_count_that_was_wrong_is_told_with_what_it_is()
    {
        await using var receiver = await Receiver.Start();
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { displayName = "Count Er" });
        await Hook(tenant, receiver, "capacity.drift");
        await WrongLoads.PutRight(tenant, user.Id, "SMS");
        Assert.Null(await WrongLoads.Reconcile(tenant, user.Id));
        var told = (await receiver.Gets(1))[0];
        Assert.Equal(($"users/{user.Id}", "Count Er", """{"SMS":4}""", "{}"), (told.Subject, told.Data.GetProperty("displayName").GetString(), told.Data.GetProperty("counted").GetRawText(), told.Data.GetProperty("actual").GetRawText()));
        // Nothing of the user was changed.
        Assert.Equal(user["version"].GetInt32(), (await tenant.Get($"users/{user.Id}"))["version"].GetInt32());
    }

    [Fact]
    public async Task An_accepted_invitation_is_told_once_however_often_it_is_accepted()
    {
        await using var receiver = await Receiver.Start();
        await using var own = await OwnApp.Start(settings: DeliveryTests.Fast());
        await Hook(own.Tenant, receiver, "invitation.accepted");
        var email = TestTenant.NewEmail();
        var user = await own.Tenant.User(new { email });
        var mail = await Eventually.Finds(() => Task.FromResult(own.Mails.FirstOrDefault(m => m.To == email)));
        for (var time = 0; time < 2; time++)
            await TestApp.Send(own.App, null, HttpMethod.Post, "invitations/accept", TestApp.Body(new { token = mail.Token }));
        var marker = await own.Tenant.User();
        var markerMail = await Eventually.Finds(() => Task.FromResult(own.Mails.FirstOrDefault(m => m.To == marker.TextOf("email"))));
        (await TestApp.Send(own.App, null, HttpMethod.Post, "invitations/accept", TestApp.Body(new { token = markerMail.Token }))).Expect(HttpStatusCode.OK);
        await Eventually.Holds(() => Task.FromResult(receiver.Delivered.Any(r => r.Subject == $"users/{marker.Id}")));
        var told = Assert.Single(receiver.Delivered, r => r.Subject == $"users/{user.Id}");
        Assert.Equal((email, "Agent"), (told.Data.GetProperty("email").GetString(), told.Data.GetProperty("role").GetString()));
    }

    [Fact]
    public async Task The_end_of_an_import_is_told_with_what_became_of_its_rows()
    {
        await using var receiver = await Receiver.Start();
        var tenant = await TestApp.NewTenant();
        await Hook(tenant, receiver, "import.finished");
        var csv = $"email,displayName\r\n{TestTenant.NewEmail()},Ann Lee\r\nnonsense,Ben Roy\r\n";
        var import = (await tenant.Post("imports", new { fileName = "team.csv", contentBase64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(csv)) })).Expect(HttpStatusCode.Accepted);
        var told = (await receiver.Gets(1))[0];
        Assert.Equal((import.Id, import.TextOf("fileName"), "PartiallySucceeded", 2, 1, 1), (
            told.Data.GetProperty("importId").GetGuid(), told.Data.GetProperty("fileName").GetString(), told.Data.GetProperty("state").GetString(),
            told.Data.GetProperty("total").GetInt32(), told.Data.GetProperty("created").GetInt32(), told.Data.GetProperty("failed").GetInt32()));
    }

    // Half of the characters of such a text are one that JSON writes in twelve bytes.
    [Fact]
    public async Task However_long_the_fields_of_a_user_are_an_event_stays_below_its_limit()
    {
        await using var receiver = await Receiver.Start();
        var tenant = await TestApp.NewTenant();
        await Hook(tenant, receiver, "user.created", "user.changed");
        var groups = new List<string>();
        for (var i = 0; i < 40; i++)
            groups.Add((await tenant.Group($"{i:D2}{Long(98)}")).TextOf("name")!);
        var department = (await tenant.Department($"D {Long(98)}")).TextOf("name");
        var role = (await tenant.Post("roles", new { name = $"R {Long(98)}", permissions = new[] { "users.read" } })).Expect(HttpStatusCode.Created).TextOf("name");
        var email = $"{new string('a', 60)}@{string.Join('.', Enumerable.Repeat(new string('b', 60), 3))}.com";
        var user = await tenant.User(new
        {
            displayName = Long(200),
            givenName = Long(100),
            familyName = Long(100),
            designation = Long(100),
            externalId = Long(100),
            email,
            department,
            role,
            groups,
        });
        (await tenant.Patch($"users/{user.Id}", new
        {
            displayName = "x" + Long(198),
            givenName = "x" + Long(98),
            familyName = "x" + Long(98),
            designation = "x" + Long(98),
            phone = "9876543210",
            tags = new[] { "north" },
            chatLimit = 5,
            twoFactorAuthentication = true,
            groups = groups.AsEnumerable().Reverse(),
        })).Expect(HttpStatusCode.OK);
        var got = await receiver.Gets(2);
        Assert.All(got, r => Assert.InRange(r.Body.Length, 10_000, MostBytes - 1));
        Assert.All(got, r => Assert.True(r.Data.GetProperty("isCut").GetBoolean()));

        static string Long(int length) => string.Concat(Enumerable.Repeat("🎧", length / 2));
    }

    private static async Task Hook(TestTenant tenant, Receiver receiver, params string[] events) =>
        (await tenant.Post("webhooks", new { callbackUrl = receiver.Url(), events })).Expect(HttpStatusCode.Created);
}
