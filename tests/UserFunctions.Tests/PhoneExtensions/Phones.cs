using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.PhoneExtensions;

/// <summary>Phones that the telephony system reports.</summary>
internal static class Phones
{
    /// <summary>Reports a phone.</summary>
    public static Task<Reply> Phone(this TestTenant tenant, string number, string contact, int? seconds = null, string? ip = null) =>
        tenant.Post($"extensions/{number}/registrations", new Dictionary<string, object?> { ["contact"] = contact, ["expiresInSeconds"] = seconds, ["ip"] = ip });
}
