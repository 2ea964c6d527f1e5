using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Search;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Bench;

/// <summary>What a query string asks of the list of users.</summary>
internal static class Question
{
    public static IndexQuery Of(string query, TenantFacts facts)
    {
        var request = new DefaultHttpContext().Request;
        request.QueryString = new($"?{query}");
        var list = UserList.Of(facts);
        return request.ReadPage(list.Words).Try(out var page, out var error) && ListUsers.Query(request, page, list).Try(out var asked, out error)
            ? asked : throw new InvalidOperationException(error.Message);
    }
}
