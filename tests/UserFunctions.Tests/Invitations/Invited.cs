using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Invitations;

/// <summary>What tests of invitations ask of an app.</summary>
internal static class Invited
{
    /// <summary>The user's mail of this version, once it is there.</summary>
    public static Task<ReceivedMail> Mail(this OwnApp own, Guid user, int version = 1)
    {
        var path = Path.Combine(own.MailFolder, $"main-{user}-{version}.eml");
        return Eventually.Finds(() => Task.FromResult(File.Exists(path) ? ReceivedMail.Read(path) : null));
    }

    /// <summary>The invitation once its mail is out.</summary>
    public static Task<Reply> Sent(this OwnApp own, Guid user) => own.Delivery(user, "sent");

    /// <summary>The invitation once it is in this state.</summary>
    public static Task<Reply> Delivery(this OwnApp own, Guid user, string state) =>
        Eventually.Finds(async () => await own.Tenant.Get($"users/{user}/invitation") is var reply && reply.Expect(HttpStatusCode.OK).TextOf("delivery") == state ? reply : null);

    /// <summary>Accepts, without any key.</summary>
    public static Task<Reply> Accept(this OwnApp own, string? token) =>
        TestApp.Send(own.App, null, HttpMethod.Post, "invitations/accept", TestApp.Body(new { token }));

    /// <summary>The text of a message that lies on the queue, once there is one.</summary>
    public static Task<string> Message(this OwnApp own, string queue) => Eventually.Finds(async () =>
        (await own.Queue(queue).PeekMessagesAsync(1)).Value is [var message] ? message.MessageText : null);
}
