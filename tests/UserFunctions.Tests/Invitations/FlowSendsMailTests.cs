using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using UserFunctions.Invitations;
using UserFunctions.Platform.Mail;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Webhooks;

namespace UserFunctions.Tests.Invitations;

/// <summary>A flow that sends the mails itself.</summary>
public sealed class FlowSendsMailTests
{
    private static readonly byte[] Secret = RandomNumberGenerator.GetBytes(32);

    [Fact]
    public async Task The_flow_gets_each_mail_signed_and_again_under_the_same_id_until_it_has_taken_it()
    {
        await using var receiver = await Receiver.Start();
        receiver.Answers = (_, _, _) => Task.FromResult(receiver.All.Count == 0 ? 503 : 202);
        await using var own = await OwnApp.Start(["CreateUser", "ReadInvitation", "AcceptInvitation"], settings: Settings(receiver));
        var user = (await own.Tenant.User(new { displayName = "Zoë Müller" })).Id;
        var message = new InviteMessage("main", user, 1, null);
        var refused = await Assert.ThrowsAsync<MailRefusedException>(() => own.Function<DeliverInvitation>().Handle(message, 1, CancellationToken.None));
        Assert.False(refused.IsFinal);
        Assert.Contains("HTTP 503", (await own.Tenant.Get($"users/{user}/invitation")).TextOf("reason"), StringComparison.Ordinal);
        await own.Function<DeliverInvitation>().Handle(message, 2, CancellationToken.None);
        Assert.Equal("sent", (await own.Tenant.Get($"users/{user}/invitation")).TextOf("delivery"));

        Assert.Equal(2, receiver.All.Count);
        Assert.Single(receiver.All.Select(r => Encoding.UTF8.GetString(r.Body)).Distinct());
        var got = receiver.All[1];
        Assert.Equal($"main-{user}-1", got.Headers["webhook-id"]);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{got.Headers["webhook-id"]}.{got.Headers["webhook-timestamp"]}."), .. got.Body];
        Assert.Equal("v1," + Convert.ToBase64String(HMACSHA256.HashData(Secret, signed)), got.Headers["webhook-signature"]);
        var mail = JsonDocument.Parse(got.Body).RootElement;
        Assert.Equal(["from", "html", "id", "kind", "subject", "tenant", "text", "to", "toName"], mail.EnumerateObject().Select(p => p.Name).Order());
        Assert.Equal(("invitation", "main", "Zoë Müller"), (mail.GetProperty("kind").GetString(), mail.GetProperty("tenant").GetString(), mail.GetProperty("toName").GetString()));
        var token = Uri.UnescapeDataString(mail.GetProperty("text").GetString()!.Split("token=")[1].Split('\n')[0].Trim());
        (await own.Accept(token)).Expect(HttpStatusCode.OK);
        Assert.Empty(own.Mails);
        Assert.DoesNotContain(own.Log.Lines, line => line.Contains(token.Split('.')[2], StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_flow_never_takes_is_given_up_after_the_tries_and_a_closed_address_is_not_called()
    {
        await using var receiver = await Receiver.Start();
        receiver.Answers = (_, _, _) => Task.FromResult(422);
        await using var own = await OwnApp.Start(["CreateUser", "ReadInvitation"], settings: Settings(receiver));
        var user = (await own.Tenant.User()).Id;
        await Assert.ThrowsAsync<MailRefusedException>(() => own.Function<DeliverInvitation>().Handle(new("main", user, 1, null), Invitation.MaxTries, CancellationToken.None));
        Assert.Equal("failed", (await own.Tenant.Get($"users/{user}/invitation")).TextOf("delivery"));

        await using var closed = await OwnApp.Start(["CreateUser", "ReadInvitation"], settings: new Dictionary<string, string?>(Settings(receiver)) { ["Webhooks:AllowLoopback"] = "false" });
        var other = (await closed.Tenant.User()).Id;
        var refused = await Assert.ThrowsAsync<MailRefusedException>(() => closed.Function<DeliverInvitation>().Handle(new("main", other, 1, null), 1, CancellationToken.None));
        Assert.Contains("public internet", refused.Message, StringComparison.Ordinal);
        Assert.Single(receiver.All);
    }

    [Theory]
    [InlineData("HttpUrl", "http://flows.test/x", "HttpUrl")]
    [InlineData("HttpUrl", "no url", "HttpUrl")]
    [InlineData("HttpSecret", "", "HttpSecret")]
    [InlineData("HttpSecret", "whsec_c2hvcnQ=", "HttpSecret")]
    [InlineData("HttpSecret", "whsec_???", "HttpSecret")]
    [InlineData("SmtpHost", "mail.test", "SmtpHost")]
    public async Task Settings_that_do_not_go_together_stop_the_start(string name, string value, string told)
    {
        await using var receiver = await Receiver.Start();
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => OwnApp.Start(["HealthLive"], settings: new Dictionary<string, string?>(Settings(receiver)) { ["Invitations:" + name] = value }));
        Assert.Contains(told, failure.ToString(), StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> Settings(Receiver receiver) => new()
    {
        ["Webhooks:AllowLoopback"] = "true",
        ["Invitations:HttpUrl"] = receiver.Url("mail"),
        ["Invitations:HttpSecret"] = "whsec_" + Convert.ToBase64String(Secret),
        ["Invitations:RetryDelays"] = "00:01:00",
    };
}
