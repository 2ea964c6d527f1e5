using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Flows;

/// <summary>A person signs in by themselves; the flow looks on, and ends it.</summary>
internal static class SignInFlow
{
    private const string Password = "a fern in the lake";
    private const string Email = "si@flows.test";

    public static async Task Run(FlowEngine engine, OwnApp own)
    {
        var id = (await engine.Do("CreateUser", body: new { displayName = "Si Gnin", email = Email })).Id;
        var mail = await Eventually.Finds(() => Task.FromResult(own.Mails.FirstOrDefault(m => m.To == Email)));
        await engine.Do("AcceptInvitation", body: new { token = mail.Token });
        Assert.Equal(20, (await engine.Do("SetPassword", new { id })).TextOf("generatedPassword")!.Length);
        await engine.Do("SetPassword", new { id }, new { password = Password, mustChange = false });
        Assert.True((await engine.Do("ExplainSignIn", body: new { user = Email, address = "203.0.113.7" }))["allowed"].GetBoolean());
        var credentials = new { tenant = own.Tenant.Name, loginId = Email, password = Password };
        for (var i = 0; i < 2; i++)
            Assert.Equal("signed_in", (await TestApp.Send(own.App, null, HttpMethod.Post, "sign-in", TestApp.Body(credentials))).TextOf("state"));
        await engine.Do("ReadSignIn", new { id });
        await engine.Do("ListSignIns", new { id, top = 1 });
        var session = (await engine.Do("ListUserSessions", new { id })).Value[0].GetProperty("id").GetGuid();
        await engine.Do("EndUserSession", new { id, session });
        Assert.Equal(1, (await engine.Do("EndSessions", new { id }))["ended"].GetInt32());
        await engine.Do("EndSsoLink", new { id });
    }
}
