using System.Net;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Hosting;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Platform.Http;

/// <summary>Every POST is carried out once, however often it is sent under one Idempotency-Key.</summary>
public sealed class EveryPostTests(PostedOnce posted) : IClassFixture<PostedOnce>
{
    private const string Credential = "Whoever signs in has no key of the tenant's; what the body holds is a secret, is good once, and names the request.";
    private const string Decision = "It changes nothing, and a decision about a call is good for that moment alone.";

    /// <summary>Those that keep no key, and why.</summary>
    private static readonly Dictionary<string, string> Keyless = new()
    {
        ["AcceptInvitation"] = "The form of an open page; the token of the link names the request, and accepting again is the same answer.",
        ["ChoosePassword"] = Credential,
        ["CompletePasswordReset"] = Credential,
        ["ConfirmCode"] = Credential,
        ["DecideCall"] = Decision,
        ["DecideDisposition"] = Decision,
        ["DecideInteraction"] = Decision,
        ["DecideOutbound"] = Decision,
        ["ExplainSignIn"] = "It changes nothing, and says what is in the way now.",
        ["PreviewInvitation"] = "It changes nothing, and sends nothing.",
        ["RefreshSession"] = Credential,
        ["RequestPasswordReset"] = "It is open to all and always answers the same; how many mails come of it is limited by user and address.",
        ["ResendCode"] = Credential,
        ["SimulateRouting"] = "It changes nothing, and says who would get a conversation now.",
        ["SignInWithPassword"] = Credential,
        ["SignInWithSso"] = Credential,
        ["SignOut"] = "It ends the session that it is sent with: again there is nobody to ask.",
        ["ValidateUser"] = "It changes nothing, and says what a write would be refused for now, not when it was asked first.",
    };

    public static TheoryData<string> Posts => [.. Names.Except(Keyless.Keys)];

    private static IEnumerable<string> Names => FunctionCatalog.Find(typeof(App).Assembly).Where(f => f.Methods.Contains("POST")).Select(f => f.Name);

    [Theory]
    [MemberData(nameof(Posts))]
    public async Task A_request_that_is_sent_twice_under_one_key_is_carried_out_once(string function)
    {
        var request = await To(function);
        var key = Named();
        var first = await Send(request, key);
        Assert.True((int)first.Status is >= 200 and <= 204, first.Text);
        await (request.Settled?.Invoke(first) ?? Task.CompletedTask);
        var before = await posted.Stored();
        var again = await Send(request, key);
        if (request.Withheld is { } code)
            again.Expect(HttpStatusCode.Conflict, code);
        else
            Assert.Equal((first.Status, first.Location, first.ETag), (again.Status, again.Location, again.ETag));
        if (request.ShowsAnother)
            return;
        if (request.Withheld is null)
            Assert.Equal(Lasting(first, request), Lasting(again, request));
        Assert.Equal(before, await posted.Stored());
    }

    [Theory]
    [MemberData(nameof(Posts))]
    public async Task A_key_that_named_one_request_names_no_other(string function)
    {
        var request = await To(function);
        var key = Named();
        var first = await Send(request, key);
        Assert.True((int)first.Status is >= 200 and <= 204, first.Text);
        await (request.Settled?.Invoke(first) ?? Task.CompletedTask);
        var before = await posted.Stored();
        (await Send(request with { Path = request.Path + "?other=1" }, key)).Expect(HttpStatusCode.Conflict, "idempotency-key.reused");
        if (request.Other is { } other)
            (await Send(request with { Body = other }, key)).Expect(HttpStatusCode.Conflict, "idempotency-key.reused");
        Assert.Equal(before, await posted.Stored());
    }

    [Fact]
    public void Whatever_keeps_no_key_is_a_function_that_there_is_and_promises_none() =>
        Assert.Equal(Keyless.Keys.Order(StringComparer.Ordinal), Operations.Of(typeof(App).Assembly).Where(o => o.Operation.IsRepeatable).Select(o => o.Function.Name).Order(StringComparer.Ordinal));

    [Fact]
    public async Task What_changed_nothing_is_told_again_though_it_would_change_something_by_then()
    {
        var tenant = posted.App.Tenant;
        var user = (await tenant.User()).Id;
        var key = Named();
        var first = (await tenant.Post($"users/{user}/enable", null, key)).Expect(HttpStatusCode.OK);
        (await tenant.Post($"users/{user}/disable")).Expect(HttpStatusCode.OK);
        Assert.Equal(first.Text, (await tenant.Post($"users/{user}/enable", null, key)).Expect(HttpStatusCode.OK).Text);
        Assert.Equal("Disabled", (await tenant.Get($"users/{user}")).TextOf("agentState"));
    }

    [Fact]
    public async Task The_order_of_the_query_and_the_key_that_opens_the_door_are_no_part_of_the_request()
    {
        var tenant = posted.App.Tenant;
        var (body, key) = (new { displayName = "Asha Rao", email = TestTenant.NewEmail() }, Named());
        var first = (await tenant.Post("users?onConflict=create&createMissing=false", body, key)).Expect(HttpStatusCode.Created);
        var again = await TestApp.Send(tenant.App, null, HttpMethod.Post, $"users?createMissing=false&onConflict=create&code={Uri.EscapeDataString(tenant.Key)}", TestApp.Body(body), key);
        Assert.Equal(first.Text, again.Expect(HttpStatusCode.Created).Text);
    }

    // What moves by itself is shown as it is, also to a repeat.
    private static string Lasting(Reply reply, Posting request) => request.Moving.Count == 0 ? reply.Text
        : string.Join('\n', reply.Json.EnumerateObject().Where(field => !request.Moving.Contains(field.Name)).Select(field => field.ToString()));

    private static (string, string) Named() => ("Idempotency-Key", Guid.NewGuid().ToString());

    private async Task<Posting> To(string function)
    {
        var request = await posted.To(function);
        Assert.True(request is not null, $"{function} is a POST that no request is known for: add one to {nameof(PostedOnce)}.");
        return request;
    }

    private Task<Reply> Send(Posting request, (string, string) key) => posted.App.Tenant.Post(request.Path, request.Body?.Invoke(), key);
}
