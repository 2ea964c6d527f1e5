using System.Security.Cryptography;
using System.Text;
using UserFunctions.Platform.Http;

namespace UserFunctions.Routing;

/// <summary>What a conversation was asked for with: it tells a request that came twice from another one under the same id, also when the conversation has gone elsewhere since.</summary>
internal static class RequestMark
{
    private const int Letters = 32;

    /// <summary>A hash of all that the caller can say of a conversation but its id; lists count in their order.</summary>
    public static string Of(Conversation asked)
    {
        var said = Json.Write(new
        {
            asked.ClientId,
            asked.Channel,
            asked.DepartmentId,
            asked.GroupId,
            asked.Skills,
            asked.Priority,
            asked.PreferredAgentId,
            asked.ExcludedAgentIds,
            asked.Reference,
            asked.OfferSeconds,
            asked.WrapUpSeconds,
            asked.MaxWaitSeconds,
            asked.ParkAfterSeconds,
        });
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(said)))[..Letters];
    }
}
