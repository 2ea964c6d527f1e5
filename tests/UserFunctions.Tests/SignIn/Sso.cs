using System.Net;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.SignIn;

/// <summary>What tests of single sign-on ask of an app.</summary>
internal static class Sso
{
    /// <summary>An app that may ask providers on this machine, unless it is said otherwise.</summary>
    public static Task<OwnApp> Start(bool allowLoopback = true) =>
        OwnApp.Start(settings: new Dictionary<string, string?> { ["SignIn:AllowLoopback"] = allowLoopback ? "true" : "false" });

    /// <summary>The tenant takes this provider's tokens.</summary>
    public static async Task Take(this OwnApp own, IdentityProvider provider) => (await own.Tenant.Patch("tenant", new { sso = provider.Settings })).Expect(HttpStatusCode.OK);

    /// <summary>An invited user of single sign-on.</summary>
    public static Task<Reply> SsoUser(this OwnApp own, string? email = null) => own.Tenant.User(new { authenticationMethod = "SSO", email = email ?? TestTenant.NewEmail() });

    /// <summary>Signs in with a token.</summary>
    public static Task<Reply> SignIn(this OwnApp own, string token, string tenant = "main") => TestApp.Send(own.App, null, HttpMethod.Post, "sign-in/sso", TestApp.Body(new { tenant, token }));

    /// <summary>The kinds of the tenant's changes since this many.</summary>
    public static async Task<IReadOnlyList<string>> Kinds(this OwnApp own, int since) => [.. (await own.Rows("main", "c|")).Skip(since).Select(row => row.Text("kind")!)];
}
