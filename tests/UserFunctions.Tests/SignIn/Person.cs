using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Local;
using UserFunctions.Platform.Http;
using UserFunctions.Tests.Given;
using UserFunctions.Users;

namespace UserFunctions.Tests.SignIn;

/// <summary>A user who has accepted, with a password, and the doors that such a person knocks at.</summary>
/// <param name="Tenant">As an administrator.</param>
/// <param name="Id">Who.</param>
/// <param name="LoginId">What they type.</param>
/// <param name="Password">What they type.</param>
internal sealed record Person(TestTenant Tenant, Guid Id, string LoginId, string Password)
{
    /// <summary>Where people sit unless a test says otherwise.</summary>
    public const string Office = "203.0.113.7";

    /// <summary>Where strangers sit.</summary>
    public const string Elsewhere = "198.51.100.9";

    /// <summary>A password that is good enough.</summary>
    public const string Good = "a fern in the lake";

    /// <summary>Makes one, with these fields on top.</summary>
    public static async Task<Person> Make(TestTenant tenant, object? fields = null, string password = Good)
    {
        var made = await tenant.User(fields);
        (await tenant.Post($"users/{made.Id}/password", new { password, mustChange = false })).Expect(HttpStatusCode.OK);
        await Accept(tenant, made.Id);
        return new(tenant, made.Id, made.TextOf("loginId")!, password);
    }

    /// <summary>Makes the user Active, as accepting an invitation does.</summary>
    public static async Task Accept(TestTenant tenant, Guid id)
    {
        var users = tenant.App.Services.GetRequiredService<UserWriter>();
        var accepted = await users.Change(
            Caller.System(tenant.Name, "invitation", "test"), id, null, ChangeUser.Kind, (user, context) => user with { Lifecycle = Lifecycle.Active, Version = user.Version + 1, UpdatedAt = context.Now }, default);
        Assert.True(accepted.Ok);
    }

    /// <summary>Knocks.</summary>
    public Task<Reply> SignIn(string? password = null, string from = Office, string? application = null, LocalApp? at = null) =>
        Post("sign-in", new { tenant = Tenant.Name, loginId = LoginId, password = password ?? Password, application }, from, at);

    /// <summary>Knocks as somebody.</summary>
    public static Task<Reply> SignIn(TestTenant tenant, string loginId, string password, string from = Office) =>
        TestApp.Send(tenant.App, null, HttpMethod.Post, "sign-in", TestApp.Body(new { tenant = tenant.Name, loginId, password }), ("X-Forwarded-For", from));

    /// <summary>Signs in, and nothing else is asked for.</summary>
    public async Task<SignedIn> In(string from = Office) => new(this, (await SignIn(from: from)).Expect(HttpStatusCode.OK));

    /// <summary>Posts without a key.</summary>
    public Task<Reply> Post(string path, object body, string from = Office, LocalApp? at = null) =>
        TestApp.Send(at ?? Tenant.App, null, HttpMethod.Post, path, TestApp.Body(body), ("X-Forwarded-For", from));

    /// <summary>Changes the user as an administrator.</summary>
    public async Task Becomes(object fields) => (await Tenant.Patch($"users/{Id}", fields)).Expect(HttpStatusCode.OK);

    /// <summary>The user's state of signing in.</summary>
    public async Task<Reply> State() => (await Tenant.Get($"users/{Id}/sign-in")).Expect(HttpStatusCode.OK);

    /// <summary>The newest code that was sent to the user.</summary>
    public async Task<string> Code(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*.json").OrderDescending(StringComparer.Ordinal).Select(f => System.Text.Json.JsonDocument.Parse(File.ReadAllText(f)).RootElement);
        return await Task.FromResult(files.First(c => c.GetProperty("userId").GetGuid() == Id).GetProperty("code").GetString()!);
    }
}

/// <summary>A session of a test.</summary>
internal sealed record SignedIn(Person Person, Reply Reply)
{
    public string Access => Reply.TextOf("accessToken")!;

    public string Refresh => Reply.TextOf("refreshToken")!;

    public Guid SessionId => Reply["sessionId"].GetGuid();

    /// <summary>Asks with the access token.</summary>
    public Task<Reply> Get(string path, LocalApp? at = null) => Send(HttpMethod.Get, path, at);

    /// <summary>Asks with the access token.</summary>
    public Task<Reply> Send(HttpMethod method, string path, LocalApp? at = null) =>
        TestApp.Send(at ?? Person.Tenant.App, null, method, path, null, ("Authorization", $"Bearer {Access}"));

    /// <summary>Sends the refresh token.</summary>
    public Task<Reply> Next(string from = SignIn.Person.Office, LocalApp? at = null) => Person.Post("sessions/refresh", new { refreshToken = Refresh }, from, at);

    /// <summary>The session with the tokens of that answer.</summary>
    public SignedIn With(Reply reply) => this with { Reply = reply.Expect(HttpStatusCode.OK) };
}
