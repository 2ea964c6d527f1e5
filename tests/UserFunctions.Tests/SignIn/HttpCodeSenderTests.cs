using System.Net;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Webhooks;

namespace UserFunctions.Tests.SignIn;

public sealed class HttpCodeSenderTests
{
    [Fact]
    [Spec("S055")]
    public async Task A_flow_is_told_the_phone_and_the_code_and_signs_the_user_in_with_it()
    {
        await using var receiver = await Receiver.Start();
        await using var own = await OwnApp.Start(settings: new Dictionary<string, string?> { ["SignIn:CodeUrl"] = receiver.Url("secret-of-the-flow") });
        var person = await Person.Make(own.Tenant, new { phone = "9876543210", twoFactorAuthentication = true });
        var challenge = (await person.SignIn()).Expect(HttpStatusCode.Accepted).TextOf("challenge");
        var sent = Assert.Single(receiver.Delivered).Event;
        Assert.Equal(("main", "9876543210"), (sent.GetProperty("tenant").GetString(), sent.GetProperty("phone").GetString()));
        (await person.Post("sign-in/otp", new { challenge, code = sent.GetProperty("code").GetString() })).Expect(HttpStatusCode.OK);
        receiver.Answers = (_, _, _) => Task.FromResult(500);
        (await person.SignIn()).Expect(HttpStatusCode.ServiceUnavailable, "otp.not_sent");
        Assert.DoesNotContain(own.Log.Lines, line => line.Contains("secret-of-the-flow", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("SignIn:CodeUrl", "http://example.com/codes")]
    [InlineData("SignIn:CodeUrl", "codes")]
    [InlineData("SignIn:TokenKey", "short")]
    [InlineData("SignIn:FailuresPerAddress", "-1")]
    public async Task A_setting_that_will_not_do_stops_the_app_with_its_name(string name, string value)
    {
        var stopped = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => OwnApp.Start(settings: new Dictionary<string, string?> { [name] = value }));
        Assert.Contains(name.Replace(":", "__", StringComparison.Ordinal), stopped.Message, StringComparison.Ordinal);
    }
}
