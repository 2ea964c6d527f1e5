using UserFunctions.Tests.Given;
using UserFunctions.Tests.Routing;

namespace UserFunctions.Tests.Platform.Http;

/// <summary>A valid request to each POST function of conversations, at a desk of its own. Offers last for longer than the tests do.</summary>
internal static class PostedConversations
{
    private const int OfferSeconds = 300;

    public static async Task<Posting> To(string function, TestTenant tenant)
    {
        var desk = await Desk.Open(tenant);
        if (function is "CreateConversation")
            return new("conversations", () => Chat(1)) { Other = () => Chat(2) };
        if (function is "CancelConversation")
            return new($"conversations/{(await desk.Comes()).Id}/cancel");
        var agent = await desk.Agent();
        var conversation = await desk.Comes(new { offerSeconds = OfferSeconds, parkAfterSeconds = 3600 });
        var path = $"conversations/{conversation.Id}";
        if (function is "AcceptConversation")
            return new($"{path}/accept") { Other = () => new { agent } };
        if (function is "DeclineConversation")
            return new($"{path}/decline", () => new { agent }) { Other = () => new { agent, retryAt = "2030-01-01T00:00:00Z" } };
        if (function is "AssignConversation")
            return new($"{path}/assign", () => new { agent }) { Other = () => new { agent, force = true } };
        await desk.Do(conversation, "accept");
        if (function is "ReportActivity")
            return new($"{path}/activity");
        if (function is "ReleaseConversation")
            return new($"{path}/release") { Other = () => new { wrapUpSeconds = 30 } };
        if (function is "EndWrapUp")
        {
            await desk.Do(conversation, "release", new { wrapUpSeconds = 3600 });
            return new($"{path}/wrap-up");
        }

        var next = await desk.Agent();
        return new($"{path}/{(function is "ForwardConversation" ? "forward" : "transfer")}", () => new { agent = next }) { Other = () => new { department = desk.Department } };

        object Chat(int priority) => new { client = desk.Client, channel = "LiveChat", department = desk.Department, priority };
    }
}
