using System.Net;
using System.Text;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Invitations;

public sealed class InvitationFlowTests
{
    [Fact]
    [Spec("S118")]
    public async Task Creating_a_user_sends_one_mail_with_a_link_that_opens_the_account()
    {
        await using var own = await OwnApp.Start(settings: new Dictionary<string, string?> { ["Invitations:AcceptUrl"] = "https://people.example/join", ["Invitations:From"] = "hr@people.example" });
        var user = await own.Tenant.User(new { displayName = "Zoë \"Z\" Müller", email = "zoe@example.com" });
        var mail = await own.Mail(user.Id);
        Assert.Equal(("zoe@example.com", "hr@people.example"), (mail.To, mail.Headers["From"]));
        Assert.Contains("Zoë \"Z\" Müller", mail.Body, StringComparison.Ordinal);
        Assert.Equal("https://people.example/join", mail.Link.GetLeftPart(UriPartial.Path));
        Assert.Equal("Pending", (await own.Tenant.Get($"users/{user.Id}")).TextOf("lifecycle"));
        var invitation = await own.Sent(user.Id);
        Assert.Equal(("zoe@example.com", 1), (invitation.TextOf("email"), invitation["version"].GetInt32()));

        var accepted = (await own.Accept(mail.Token)).Expect(HttpStatusCode.OK);
        Assert.Equal((user.Id.ToString(), "Active"), (accepted.TextOf("userId"), accepted.TextOf("lifecycle")));
        Assert.Equal("Active", (await own.Tenant.Get($"users/{user.Id}")).TextOf("lifecycle"));
        Assert.Single(own.Mails);
        Assert.Equal(1, (await own.Tenant.Get("invitations/summary"))["accepted"].GetInt32());
    }

    [Fact]
    public async Task The_secret_stands_in_the_mail_alone()
    {
        await using var own = await OwnApp.Start();
        var user = await own.Tenant.User();
        var mail = await own.Mail(user.Id);
        await own.Sent(user.Id);
        var repeated = await own.Tenant.Post($"users/{user.Id}/invitation");
        (await own.Accept(mail.Token)).Expect(HttpStatusCode.OK);
        (await own.Accept(mail.Token)).Expect(HttpStatusCode.OK);
        (await own.Accept(mail.Token + "x")).Expect(HttpStatusCode.Gone);
        var secret = mail.Token.Split('.')[2];
        var everywhere = new StringBuilder().AppendJoin('\n', own.Log.Lines).Append(repeated.Text);
        everywhere.Append((await own.Tenant.Get($"users/{user.Id}/invitation")).Text).Append((await own.Tenant.Get($"users/{user.Id}")).Text);
        foreach (var (table, partition) in App.Storage.Tables.Select(t => (t, t == "tenants" ? "tenants" : "main")))
            everywhere.AppendJoin('\n', (await own.Rows(partition, "", table)).SelectMany(r => r.Columns.Values).Select(Text));
        foreach (var queue in App.Storage.Queues)
            everywhere.AppendJoin('\n', (await own.Queue(queue).PeekMessagesAsync(32)).Value.Select(m => m.MessageText));
        Assert.True(everywhere.Length > 2000);
        Assert.DoesNotContain(secret, everywhere.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, everywhere.ToString(), StringComparison.OrdinalIgnoreCase);

        var row = Assert.Single(await own.Rows("main", "", "invitations"));
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(Encoding.ASCII.GetBytes(secret)), row["tokenHash"]);
    }

    [Fact]
    public async Task The_message_on_the_queue_names_the_user_and_holds_no_secret()
    {
        await using var own = await OwnApp.Start(only: ["CreateUser", "ReadInvitation"]);
        var user = await own.Tenant.User();
        Assert.Equal("queued", (await own.Tenant.Get($"users/{user.Id}/invitation")).TextOf("delivery"));
        var message = await own.Message("invites");
        Assert.Equal($$"""{"tenant":"main","userId":"{{user.Id}}","version":1,""", message[..message.IndexOf("\"correlationId\"", StringComparison.Ordinal)]);
        Assert.Equal(["correlationId", "tenant", "userId", "version"], System.Text.Json.JsonDocument.Parse(message).RootElement.EnumerateObject().Select(p => p.Name).Order());
    }

    [Theory]
    [InlineData("email")]
    [InlineData("name")]
    public async Task A_name_cannot_add_headers_or_recipients_to_the_mail(string part)
    {
        await using var own = await OwnApp.Start();
        var user = part == "email"
            ? await own.Tenant.User(new { email = "o'neil+tag=1@example.com" })
            : await own.Tenant.User(new { displayName = "\"<evil@example.com>, x\" Bcc: other@example.com" });
        var mail = await own.Mail(user.Id);
        Assert.Equal(user.TextOf("email"), mail.To);
        Assert.DoesNotContain("Bcc", mail.Headers.Keys);
    }

    private static string Text(object? value) => value switch
    {
        byte[] bytes => $"{Convert.ToHexString(bytes)} {Convert.ToBase64String(bytes)} {System.Buffers.Text.Base64Url.EncodeToString(bytes)} {Encoding.UTF8.GetString(bytes)}",
        _ => value?.ToString() ?? "",
    };
}
