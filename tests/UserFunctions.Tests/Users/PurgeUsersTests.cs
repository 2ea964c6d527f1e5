using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Invitations;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Invitations;
using UserFunctions.Users;

namespace UserFunctions.Tests.Users;

public sealed class PurgeUsersTests
{
    [Fact]
    [Spec("S104")]
    public async Task After_thirty_days_a_deleted_user_cannot_be_restored_and_nothing_is_left_of_it()
    {
        await using var own = await OwnApp.Start();
        var tenant = own.Tenant;
        var email = TestTenant.NewEmail();
        var gone = await tenant.User(new { email, password = "correct horse 7", extensionNumber = "61" });
        await own.Sent(gone.Id);
        var images = own.App.Services.GetRequiredService<ProfileImageBlobs>();
        await images.Store("main", gone.Id, "old.png", [1], CancellationToken.None);
        var live = await tenant.User(new { password = "correct horse 7" });
        (await tenant.Delete($"users/{gone.Id}")).Expect(HttpStatusCode.NoContent);
        own.Time.Pass(TimeSpan.FromDays(20));
        var later = await tenant.User();
        (await tenant.Delete($"users/{later.Id}")).Expect(HttpStatusCode.NoContent);
        own.Time.Pass(TimeSpan.FromDays(10) + TimeSpan.FromMinutes(1));
        (await tenant.Post($"users/{gone.Id}/restore")).Expect(HttpStatusCode.Gone, "user.purged");
        Assert.Equal([later.Id], (await tenant.All("users/deleted")).Select(u => u.GetProperty("id").GetGuid()));
        await own.Function<PurgeUsers>().Run(new(), CancellationToken.None);
        (await tenant.Post($"users/{gone.Id}/restore")).Expect(HttpStatusCode.Gone, "user.purged");
        (await tenant.Post($"users/{Guid.NewGuid()}/restore")).Expect(HttpStatusCode.NotFound, "user.not_found");
        var rows = await own.Rows("main");
        Assert.Equal([$"p|{live.Id}", $"z|{gone.Id}"], rows.Select(r => r.Key).Where(key => key[0] is 'p' or 'z'));
        Assert.Equal(new[] { live.Id, later.Id }.Order(), rows.Where(r => r.Key[0] is 'u').Select(r => Guid.Parse(r.Key[2..])).Order());
        Assert.Equal([$"t|{later.Id}"], rows.Select(r => r.Key).Where(key => key[0] is 't'));
        await Eventually.Holds(async () => (await own.Rows("main", table: InvitationTable.Table)).All(r => r.Key != gone.Id.ToString()));
        await Eventually.Holds(async () => await images.Read("main", gone.Id, "old.png", CancellationToken.None) is null);
        (await tenant.Post($"users/{later.Id}/restore")).Expect(HttpStatusCode.OK);
        await own.Function<PurgeUsers>().Run(new(), CancellationToken.None);
        Assert.Equal(rows.Count(r => r.Key[0] is 'c') + 1, (await own.Rows("main", "c|")).Count);
    }

    [Fact]
    public async Task Many_users_are_purged_in_batches()
    {
        await using var own = await OwnApp.Start();
        var ids = new List<Guid>();
        for (var i = 0; i < 45; i++)
            ids.Add((await own.Tenant.User()).Id);
        (await own.Tenant.Post("users/delete", new { users = ids })).Expect(HttpStatusCode.OK);
        own.Time.Pass(User.RestorableFor + TimeSpan.FromMinutes(1));
        await own.Function<PurgeUsers>().Run(new(), CancellationToken.None);
        Assert.Empty(await own.Rows("main", "u|"));
        Assert.Equal(3, (await own.Rows("main", "c|")).Count(r => r.Text("kind") == PurgeUsers.Kind));
        Assert.All((await own.Tenant.Post("users/restore", new { users = ids })).Expect(HttpStatusCode.OK).Value, o => Assert.Equal("user.purged", o.GetProperty("code").GetString()));
    }

    [Fact]
    [Spec("S104")]
    public async Task Who_had_not_accepted_is_pending_again_and_the_old_link_stays_void()
    {
        await using var own = await OwnApp.Start();
        var user = await own.Tenant.User();
        var old = await own.Mail(user.Id);
        await own.Sent(user.Id);
        (await own.Tenant.Delete($"users/{user.Id}")).Expect(HttpStatusCode.NoContent);
        (await own.Accept(old.Token)).Expect(HttpStatusCode.BadRequest, "token.invalid");
        own.Time.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal("Pending", (await own.Tenant.Post($"users/{user.Id}/restore")).Expect(HttpStatusCode.OK).TextOf("lifecycle"));
        (await own.Accept(old.Token)).Expect(HttpStatusCode.Gone, "invite_superseded");
        Assert.Single(own.Mails);
        (await own.Tenant.Post($"users/{user.Id}/invitation")).Expect(HttpStatusCode.Accepted);
        var mail = await own.Mail(user.Id, version: 2);
        (await own.Accept(mail.Token)).Expect(HttpStatusCode.OK);
        // Who had accepted is active at once.
        (await own.Tenant.Delete($"users/{user.Id}")).Expect(HttpStatusCode.NoContent);
        Assert.Equal("Active", (await own.Tenant.Post($"users/{user.Id}/restore")).Expect(HttpStatusCode.OK).TextOf("lifecycle"));
    }
}
