using System.Net.Mail;
using UserFunctions.Platform.Http;
using UserFunctions.SignIn;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Invitations;

namespace UserFunctions.Tests.SignIn;

/// <summary>Mails for another password that do not go out at once, or are asked for again.</summary>
public sealed class ResetDeliveryTests
{
    private static readonly string[] Served = ["CreateUser"];

    [Fact]
    [Spec("S046")]
    public async Task Who_asks_again_soon_is_sent_the_same_link_and_later_another_one()
    {
        var post = new CountingPost();
        await using var own = await OwnApp.Start(Served, post.Replace);
        var user = await own.Tenant.User(new { password = Person.Good });
        var links = new List<string>();
        foreach (var wait in (TimeSpan[])[TimeSpan.Zero, PasswordReset.Cooldown, PasswordReset.KeptFor - PasswordReset.Cooldown])
        {
            own.Time.Pass(wait);
            await own.Function<DeliverPasswordReset>().Run(Json.Write(Asked(own, user)), 1, default);
            links.Add(post.TokenOf(user.Id));
        }

        Assert.Equal(3, post.Sent.Count);
        Assert.Equal(links[0], links[1]);
        Assert.NotEqual(links[0], links[2]);
    }

    [Fact]
    public async Task A_mail_that_does_not_go_out_is_tried_again_later_also_when_its_process_died_at_the_last_try()
    {
        var post = new CountingPost { Failure = _ => throw new SmtpException(SmtpStatusCode.ServiceNotAvailable) };
        await using var own = await OwnApp.Start(Served, post.Replace);
        var user = await own.Tenant.User(new { password = Person.Good });
        var asked = Asked(own, user);
        for (var i = 1; i < PasswordReset.MaxTries; i++)
            await Assert.ThrowsAsync<SmtpException>(() => own.Function<DeliverPasswordReset>().Run(Json.Write(asked), i, default));
        Assert.Equal(0, await Waiting(own));
        await own.Function<DeliverPasswordReset>().Run(Json.Write(asked), PasswordReset.MaxTries, default);
        Assert.Equal(1, await Waiting(own));
        post.Failure = null;
        await own.Function<DeliverPasswordReset>().Run(Json.Write(asked.Later()), 1, default);
        await own.Function<DeliverPasswordReset>().Run(Json.Write(asked.Later()), 2, default);
        Assert.Equal(PasswordReset.MaxTries + 1, post.Sent.Count);
        Assert.Single(post.Sent.Select(mail => mail.Body).Distinct());
    }

    [Fact]
    public async Task Behind_the_last_round_a_mail_is_given_up_in_the_log_and_what_will_never_be_taken_at_once()
    {
        var post = new CountingPost { Failure = _ => throw new SmtpException(SmtpStatusCode.ServiceNotAvailable) };
        await using var own = await OwnApp.Start(Served, post.Replace);
        var (user, other) = (await own.Tenant.User(new { password = Person.Good }), await own.Tenant.User(new { password = Person.Good }));
        var last = Asked(own, user) with { Round = PasswordReset.RetryDelays.Count };
        await own.Function<DeliverPasswordReset>().Run(Json.Write(last), PasswordReset.MaxTries, default);
        post.Failure = _ => throw new SmtpException(SmtpStatusCode.MailboxUnavailable);
        await own.Function<DeliverPasswordReset>().Run(Json.Write(Asked(own, other)), 1, default);
        Assert.Equal(0, await Waiting(own));
        Assert.Equal(2, own.Log.Lines.Count(line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("A mail for another password failed", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_link_that_has_ended_before_its_mail_went_out_is_not_sent()
    {
        var post = new CountingPost { Failure = _ => throw new SmtpException(SmtpStatusCode.ServiceNotAvailable) };
        await using var own = await OwnApp.Start(Served, post.Replace);
        var asked = Asked(own, await own.Tenant.User(new { password = Person.Good }));
        await Assert.ThrowsAsync<SmtpException>(() => own.Function<DeliverPasswordReset>().Run(Json.Write(asked), 1, default));
        own.Time.Pass(PasswordReset.Lifetime);
        await own.Function<DeliverPasswordReset>().Run(Json.Write(asked.Later()), 1, default);
        Assert.Single(post.Sent);
    }

    private static ResetMessage Asked(OwnApp own, Reply user) => new("main", user.TextOf("email")!, Guid.CreateVersion7(own.Time.GetUtcNow()), null);

    private static async Task<int> Waiting(OwnApp own) => (await own.Queue(ResetMessage.Queue).GetPropertiesAsync()).Value.ApproximateMessagesCount;
}
