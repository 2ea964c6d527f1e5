using System.Net;

namespace UserFunctions.Tests.Given;

/// <summary>Numbers that a tenant owns.</summary>
public static class CallerIds
{
    /// <summary>Registers the numbers.</summary>
    public static async Task Owns(this TestTenant tenant, params string[] numbers)
    {
        foreach (var number in numbers)
            (await tenant.Post("caller-ids", new { number })).Expect(HttpStatusCode.Created);
    }
}
