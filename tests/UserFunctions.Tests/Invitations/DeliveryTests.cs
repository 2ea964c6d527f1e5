using System.Net;
using System.Net.Mail;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using UserFunctions.Invitations;
using UserFunctions.Local.Pumps;
using UserFunctions.Platform.Hosting;
using UserFunctions.Platform.Http;
using UserFunctions.Tenants;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Invitations;

public sealed class DeliveryTests
{
    private static readonly string[] WithoutDelivery = ["CreateUser", "ReadUser", "ChangeUser", "DeleteUser", "ReadInvitation", "ResendInvitation"];

    [Fact]
    public async Task A_message_delivered_again_and_again_sends_one_mail()
    {
        var post = new CountingPost();
        await using var own = await OwnApp.Start(WithoutDelivery, post.Replace);
        var user = await own.Tenant.User();
        var message = await own.Message("invites");
        for (var i = 1; i <= 3; i++)
            await own.Function<DeliverInvitation>().Run(message, i, CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => own.Function<DeliverInvitation>().Run(message, 1, CancellationToken.None)));
        Assert.Single(post.Sent);
        Assert.Equal("sent", (await own.Tenant.Get($"users/{user.Id}/invitation")).TextOf("delivery"));
    }

    [Fact]
    public async Task Of_many_at_once_one_sends_and_the_others_leave_it_to_him()
    {
        var post = new CountingPost();
        await using var own = await OwnApp.Start(WithoutDelivery, post.Replace);
        var other = await own.Another(WithoutDelivery, post.Replace);
        await own.Tenant.User();
        var message = await own.Message("invites");
        var both = new[] { own.App, other };
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => ActivatorUtilities.CreateInstance<DeliverInvitation>(both[i % 2].Services).Run(message, 1, CancellationToken.None)));
        Assert.Single(post.Sent);
    }

    [Fact]
    public async Task A_sender_that_dies_in_the_middle_is_followed_by_one_with_the_same_link()
    {
        var post = new CountingPost();
        await using var own = await OwnApp.Start(WithoutDelivery, post.Replace);
        var user = await own.Tenant.User();
        var message = await own.Message("invites");
        // A process that dies keeps its claim, as one does that never comes back from sending.
        var hanging = new TaskCompletionSource();
        post.Failure = _ => hanging.Task.Wait();
        var dead = Task.Run(() => own.Function<DeliverInvitation>().Run(message, 1, CancellationToken.None));
        await Eventually.Holds(() => Task.FromResult(post.Sent.Count == 1));

        await own.Function<DeliverInvitation>().Run(message, 2, CancellationToken.None);
        Assert.Single(post.Sent);
        own.Time.Pass(Invitation.ClaimedFor);
        post.Failure = null;
        await own.Function<DeliverInvitation>().Run(message, 3, CancellationToken.None);
        Assert.Equal(2, post.Sent.Count);
        Assert.Single(post.Sent.Select(m => m.Body).Distinct());
        Assert.Equal("sent", (await own.Tenant.Get($"users/{user.Id}/invitation")).TextOf("delivery"));
        hanging.SetResult();
        await dead;
        Assert.Equal("sent", (await own.Tenant.Get($"users/{user.Id}/invitation")).TextOf("delivery"));
    }

    [Fact]
    public async Task Five_failures_end_on_the_poison_queue_with_the_reason_on_show_and_a_resend_mends_it()
    {
        var post = new CountingPost { Failure = _ => throw new SmtpException("The mailbox is on fire.") };
        await using var own = await OwnApp.Start(WithoutDelivery, post.Replace, new Dictionary<string, string?> { ["Invitations:RetryDelays"] = "" });
        var user = await own.Tenant.User();
        using var stop = new CancellationTokenSource();
        var pump = Pump(own).Run(stop.Token);
        var failed = await own.Delivery(user.Id, "failed");
        Assert.Equal("The mailbox is on fire.", failed.TextOf("reason"));
        var poison = await Eventually.Finds(async () => await own.Queue("invites-poison").ExistsAsync() ? await own.Message("invites-poison") : null);
        Assert.Contains(user.Id.ToString(), poison, StringComparison.Ordinal);
        Assert.Equal(Invitation.MaxTries, post.Sent.Count);
        Assert.Single(post.Sent.Select(m => m.Body).Distinct());

        post.Failure = null;
        (await own.Tenant.Post($"users/{user.Id}/invitation")).Expect(HttpStatusCode.Accepted);
        var sent = await own.Sent(user.Id);
        Assert.Equal(2, sent["version"].GetInt32());
        Assert.False(sent.Json.TryGetProperty("reason", out _));
        await stop.CancelAsync();
        await pump;
    }

    [Fact]
    public async Task Who_is_deleted_before_the_mail_goes_out_gets_none()
    {
        var post = new CountingPost();
        await using var own = await OwnApp.Start(WithoutDelivery, post.Replace);
        var user = await own.Tenant.User();
        var message = await own.Message("invites");
        (await own.Tenant.Delete($"users/{user.Id}")).Expect(HttpStatusCode.NoContent);
        await own.Function<DeliverInvitation>().Run(message, 1, CancellationToken.None);
        Assert.Empty(post.Sent);
        Assert.Empty(await own.Rows("main", "", "invitations"));
    }

    [Fact]
    public async Task A_message_for_many_goes_on_as_one_for_each_when_one_of_them_fails()
    {
        var post = new CountingPost();
        await using var own = await OwnApp.Start(WithoutDelivery, post.Replace);
        var users = await Three(own);
        post.Failure = id => Assert.DoesNotContain(users[1].ToString(), id, StringComparison.Ordinal);
        await own.Function<DeliverInvitation>().Run(ForAll(users), 1, CancellationToken.None);
        Assert.Equal([users[1], users[2]], await Alone(own));
        var deliveries = await Task.WhenAll(users.Select(async u => (await own.Tenant.Get($"users/{u}/invitation")).TextOf("delivery")));
        Assert.Equal("sent,sending,queued", string.Join(',', deliveries));
    }

    [Fact]
    public async Task A_message_for_many_whose_process_died_is_taken_apart_before_it_can_end_as_poison()
    {
        var post = new CountingPost();
        await using var own = await OwnApp.Start(WithoutDelivery, post.Replace);
        var users = await Three(own);
        await own.Function<DeliverInvitation>().Run(ForAll(users), 2, CancellationToken.None);
        Assert.Empty(post.Sent);
        Assert.Equal(users, await Alone(own));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"tenant":"main"}""")]
    [InlineData("""{"tenant":"main","userId":"not an id","version":1}""")]
    [InlineData("""{"tenant":"main","userId":"00000000-0000-0000-0000-000000000001","version":"1"}""")]
    [InlineData("""{"tenant":"","userId":"00000000-0000-0000-0000-000000000001","version":1}""")]
    [InlineData("""{"tenant":"a/b#?","userId":"00000000-0000-0000-0000-000000000001","version":1}""")]
    [InlineData("""{"tenant":"nobody","userId":"00000000-0000-0000-0000-000000000001","version":1}""")]
    [InlineData("""{"tenant":"\ud800","userId":"00000000-0000-0000-0000-000000000001","version":1}""")]
    public async Task A_message_that_invites_nobody_is_dropped(string message)
    {
        var function = ActivatorUtilities.CreateInstance<DeliverInvitation>((await TestApp.Shared).Services);
        await function.Run(message, 1, CancellationToken.None);
    }

    [Fact]
    public async Task Between_two_mails_to_one_person_lies_a_minute()
    {
        await using var own = await OwnApp.Start();
        var user = await own.Tenant.User();
        await own.Sent(user.Id);
        (await own.Tenant.Post($"users/{user.Id}/invitation")).Expect(HttpStatusCode.Conflict, "invitation.too_soon");
        own.Time.Pass(Invitation.Cooldown);
        (await own.Tenant.Post($"users/{user.Id}/invitation")).Expect(HttpStatusCode.Accepted);
        await own.Mail(user.Id, 2);
        var token = own.Mails.Single(m => m.Id.Contains($"{user.Id}-2", StringComparison.Ordinal)).Token;
        (await own.Accept(token)).Expect(HttpStatusCode.OK);
        own.Time.Pass(Invitation.Cooldown);
        (await own.Tenant.Post($"users/{user.Id}/invitation")).Expect(HttpStatusCode.Conflict, "invitation.not_pending");
        (await own.Tenant.Post($"users/{Guid.NewGuid()}/invitation")).Expect(HttpStatusCode.NotFound, "user.not_found");
    }

    [Fact]
    public async Task An_invitation_that_never_reached_the_queue_is_swept_up_once()
    {
        var post = new CountingPost();
        await using var own = await OwnApp.Start(WithoutDelivery, post.Replace);
        var user = await own.Tenant.User();
        // The process died between the write and the message: the queue never saw it.
        await Eventually.Finds(async () => (await own.Queue("invites").ReceiveMessagesAsync(1)).Value is [var m] ? await own.Queue("invites").DeleteMessageAsync(m.MessageId, m.PopReceipt) : null);
        await own.Function<SweepChanges>().Run(new(), CancellationToken.None);
        Assert.Empty((await own.Queue("invites").PeekMessagesAsync(1)).Value);
        own.Time.Pass(SweepChanges.Within + TimeSpan.FromSeconds(10));
        await own.Function<SweepChanges>().Run(new(), CancellationToken.None);
        var message = await own.Message("invites");
        Assert.Contains(user.Id.ToString(), message, StringComparison.Ordinal);
        await own.Function<DeliverInvitation>().Run(message, 1, CancellationToken.None);
        Assert.Single(post.Sent);
        await own.Function<SweepChanges>().Run(new(), CancellationToken.None);
        Assert.Single((await own.Queue("invites").PeekMessagesAsync(32)).Value);
    }

    private static async Task<Guid[]> Three(OwnApp own)
    {
        var users = new[] { (await own.Tenant.User()).Id, (await own.Tenant.User()).Id, (await own.Tenant.User()).Id };
        await Eventually.Holds(async () =>
        {
            var texts = string.Concat((await own.Queue("invites").PeekMessagesAsync(32)).Value.Select(m => m.MessageText));
            return users.All(u => texts.Contains(u.ToString(), StringComparison.Ordinal));
        });
        await own.Queue("invites").ClearMessagesAsync();
        return users;
    }

    private static string ForAll(Guid[] users) => Json.Write(new InviteMessage("main", users[0], 1, null) { AlsoFor = users[1..] });

    private static async Task<IEnumerable<Guid>> Alone(OwnApp own)
    {
        var messages = (await own.Queue("invites").PeekMessagesAsync(32)).Value.Select(m => Json.Read<InviteMessage>(m.MessageText)!).ToList();
        Assert.All(messages, m => Assert.Null(m.AlsoFor));
        return messages.Select(m => m.UserId);
    }

    // The real pump and the real function; only the 30 s between two tries are left out.
    private static QueuePump Pump(OwnApp own)
    {
        var function = FunctionCatalog.Of(typeof(DeliverInvitation)).Single();
        var runner = new FunctionRunner(own.App.Services, TimeSpan.FromMinutes(1), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        var options = new QueuePumpOptions
        {
            Queue = new(own.ConnectionString, "invites"),
            Poison = new(own.ConnectionString, "invites-poison"),
            BatchSize = 8,
            NewBatchThreshold = 4,
            MaxDequeueCount = own.App.Settings.MaxDequeueCount,
            VisibilityTimeout = TimeSpan.Zero,
            MaxPollingInterval = TimeSpan.FromMilliseconds(200),
            Lease = TimeSpan.FromMinutes(1),
            Base64 = true,
        };
        return new QueuePump(options, new QueueFunction(function, runner).Run, new PumpSignals(), TimeProvider.System, NullLogger.Instance);
    }
}
