using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Storage;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Webhooks;
using UserFunctions.Users;

namespace UserFunctions.Tests.Platform.Storage;

public sealed class ReactionsTests
{
    [Fact]
    public async Task A_reaction_that_fails_keeps_no_other_one_from_its_change()
    {
        await using var receiver = await Receiver.Start();
        await using var own = await OwnApp.Start(replace: First((_, _) => throw new InvalidOperationException("Broken on purpose.")), settings: DeliveryTests.Fast());
        await Hook(own, receiver);
        var email = TestTenant.NewEmail();
        await own.Tenant.User(new { email });
        await Eventually.Holds(() => Task.FromResult(own.Mails.Any(mail => mail.To == email)));
        await receiver.Gets(1);
        Assert.Contains(own.Log.Lines, line => line.Contains("Broken on purpose.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Webhooks_do_not_wait_for_a_reaction_that_takes_long()
    {
        var goesOn = new TaskCompletionSource();
        await using var receiver = await Receiver.Start();
        await using var own = await OwnApp.Start(["CreateWebhook", "CreateUser"], First((_, _) => goesOn.Task), DeliveryTests.Fast());
        await Hook(own, receiver);
        await own.Tenant.User();
        await receiver.Gets(1);
        await own.Tenant.User();
        await receiver.Gets(2);
        goesOn.SetResult();
    }

    // Before all others.
    private static Action<IServiceCollection> First(Func<ChangeToReact, CancellationToken, Task> react) =>
        services => services.Insert(0, ServiceDescriptor.Singleton(new ChangeReaction(new HashSet<string> { CreateUser.Kind }, react)));

    private static async Task Hook(OwnApp own, Receiver receiver) =>
        (await own.Tenant.Post("webhooks", new { callbackUrl = receiver.Url(), events = new[] { "user.created" } })).Expect(HttpStatusCode.Created);
}
