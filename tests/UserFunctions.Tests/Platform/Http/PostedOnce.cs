using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using UserFunctions.Platform.Hosting;
using UserFunctions.Platform.Storage;
using UserFunctions.Routing;
using UserFunctions.Tenants;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Webhooks;

namespace UserFunctions.Tests.Platform.Http;

/// <summary>An app of its own, and a valid request to every POST function that keeps Idempotency-Keys. Nothing is swept: what the clock brings about for other users would look as if a request had done it.</summary>
public sealed class PostedOnce : IAsyncLifetime
{
    private static readonly string[] Created = ["user.created"];
    private static readonly string[] Reads = ["users.read"];

    private OwnApp? app;
    private Receiver? receiver;

    internal OwnApp App => app!;

    private TestTenant Tenant => App.Tenant;

    public async Task InitializeAsync()
    {
        app = await OwnApp.Start([.. FunctionCatalog.Find(typeof(UserFunctions.App).Assembly).Where(f => f.Schedule is null).Select(f => f.Name)], settings: new Dictionary<string, string?> { ["Webhooks:AllowLoopback"] = "true" });
        receiver = await Receiver.Start();
        receiver.Answers = (_, path, _) => Task.FromResult(path.StartsWith("refuses", StringComparison.Ordinal) ? 500 : 204);
    }

    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        await receiver!.DisposeAsync();
    }

    /// <summary>A request to the function, with all that it needs made before; null when nobody has said one.</summary>
    internal async Task<Posting?> To(string function) => function switch
    {
        "ApplyImport" => new($"imports/{await Plan()}/apply") { Settled = Ended },
        "AssignExtension" => await Assignment(),
        "AcceptConversation" or "AssignConversation" or "CancelConversation" or "CreateConversation" or "DeclineConversation" or "EndWrapUp" or "ForwardConversation"
            or "ReleaseConversation" or "ReportActivity" or "TransferConversation" => await PostedConversations.To(function, Tenant),
        "BlockUser" => new($"users/{await User()}/block"),
        "BlockUsers" or "DisableUsers" or "EnableUsers" or "DeleteUsers" or "UnblockWebLogins" => await Many(function),
        "CancelImport" => new($"imports/{await Plan()}/cancel"),
        "ChangeMembers" => await Members(),
        "ChangeUsers" => Body("users/change", new { users = new[] { await User() }, changes = new { designation = "Lead" } }, new { users = new[] { await User() }, changes = new { designation = "Lead" } }),
        "CopyInvitationLink" => new($"users/{await User()}/invitation/link"),
        "CreateCallerId" => Body("caller-ids", new { number = $"98765{Number()}", name = TestTenant.NewName("Line") }, new { number = $"98765{Number()}", name = TestTenant.NewName("Line") }),
        "CreateCapacityProfile" => Body("capacity-profiles", new { name = TestTenant.NewName("Profile"), chatLimit = 4 }, new { name = TestTenant.NewName("Profile"), chatLimit = 4 }),
        "CreateClient" => Body("clients", new { name = TestTenant.NewName("Client") }, new { name = TestTenant.NewName("Client") }),
        "CreateDepartment" => Body("departments", new { name = TestTenant.NewName("Department") }, new { name = TestTenant.NewName("Department") }),
        "CreateExtension" => Body("extensions", new { number = Number() }, new { number = Number() }),
        "CreateGroup" => Body("groups", new { name = TestTenant.NewName("Group") }, new { name = TestTenant.NewName("Group") }),
        "CreateKey" => Body("keys", new { name = "flow", role = "Agent" }, new { name = "other flow", role = "Agent" }) with { Withheld = "key.taken" },
        "CreateRole" => Body("roles", new { name = TestTenant.NewName("Role"), permissions = Reads }, new { name = TestTenant.NewName("Role"), permissions = Reads }),
        "CreateStatus" => Body("statuses", new { name = TestTenant.NewName("Status"), @class = "Unavailable" }, new { name = TestTenant.NewName("Status"), @class = "Unavailable" }),
        "CreateTenant" => Body("tenants", NewTenant(), NewTenant()),
        "CreateTimeGroup" => Body("time-groups", Times(), Times()),
        "CreateUser" => Body("users", NewUser(), NewUser()),
        "CreateWebhook" => Body("webhooks", Hook("made"), Hook("other")),
        "DisableUser" => new($"users/{await User()}/disable"),
        "EnableUser" => new($"users/{await User()}/enable"),
        "MakeHookSecret" => Body("hooks/status/secret", new { overlapHours = 1 }, new { overlapHours = 2 }),
        "ReceiveCapacity" => await Notice("capacity", new { chatLimit = 2 }, new { chatLimit = 3 }),
        "ReceiveStatus" => await Notice("status", new { status = "Available" }, new { status = "Unavailable" }),
        "ReceiveUser" => Body("hooks/users", NewUser(), NewUser()),
        "RegisterPhone" => await Registration(),
        "ReleaseExtension" => new($"extensions/{await Held(credentials: false)}/release"),
        "ReplayWebhook" => await Replay(),
        "ReportSession" => Body($"users/{await User()}/presence/sessions", new { device = "desk" }, new { device = "phone" }),
        "ResendInvitation" => await Resending(),
        "ResendInvitations" => await ResendingMany(),
        "RestoreUser" => new($"users/{await Deleted()}/restore"),
        "RestoreUsers" => Body("users/restore", new { users = new[] { await Deleted() } }, new { users = new[] { await Deleted() } }),
        "RetryDelivery" => await Retry(),
        "RotateKey" => Body($"keys/{(await Made("keys", new { name = "flow", role = "Agent" })).Id}/rotate", new { overlapHours = 1 }, new { overlapHours = 2 }) with { ShowsAnother = true },
        "RotateSecret" => new($"extensions/{await Held(credentials: true)}/secret") { Withheld = "secret.shown" },
        "RotateWebhookSecret" => new($"webhooks/{(await Made("webhooks", Hook("rotated"))).Id}/rotate-secret") { Moving = UserFunctions.Webhooks.WebhookView.Moving },
        "SetPassword" => Body($"users/{await User()}/password", new { password = "a fern in the lake", mustChange = false }, new { password = "a lake in the fern", mustChange = false }),
        "SubscribeTrigger" => Body("triggers/user.created", new { callbackUrl = receiver!.Url("flow") }, new { callbackUrl = receiver.Url("other-flow") }),
        "TestWebhook" => new($"webhooks/{(await Made("webhooks", Hook("tested"))).Id}/test"),
        "TransferOwnership" => Body("tenant/owner", new { user = await Active() }, new { user = await Active() }),
        "UnblockWebLogin" => new($"users/{await User()}/unblock-web-login"),
        "UndoImport" => new($"imports/{await Imported()}/undo"),
        "Unsubscribe" => await Unsubscription(),
        "UploadImport" => new("imports", () => Json("up")) { Other = () => Json("other"), Settled = Ended },
        "UploadImportForm" => new("imports/form", () => Form("form")) { Other = () => Form("other-form"), Settled = Ended },
        _ => null,
    };

    /// <summary>Everything that a request could have changed for good, with its version.</summary>
    internal async Task<IEnumerable<(string, string?)>> Stored()
    {
        var rows = new List<Row>();
        foreach (var table in (string[])[ChangeLog.Table, ApiKeyTable.Table, ConversationTable.Table])
            rows.AddRange(await App.Rows(Tenant.Name, table: table));
        return rows.Select(row => (row.Key, row.ETag));
    }

    private static Posting Body(string path, object body, object other) => new(path, () => body) { Other = () => other };

    private static object NewUser() => new { displayName = "Asha Rao", email = TestTenant.NewEmail() };

    private static object NewTenant() => new { tenant = $"t{Guid.NewGuid():N}"[..20], owner = new { displayName = "Olga Owner", email = TestTenant.NewEmail() } };

    private static object Times() => new { name = TestTenant.NewName("Times"), timeZone = "UTC", windows = new[] { new { days = new[] { "Monday" }, from = "09:00", to = "17:00" } } };

    private static string Number() => TestTenant.NewName("3").Replace(" ", "0", StringComparison.Ordinal);

    private static byte[] File(string email) => Encoding.UTF8.GetBytes($"displayName,email\nCleo Diaz,{email}@posted.test\n");

    private static object Json(string email) => new { fileName = "team.csv", contentBase64 = Convert.ToBase64String(File(email)) };

    private static MultipartFormDataContent Form(string email) => new("a-line-of-hyphens") { { new ByteArrayContent(File(email)), "file", "team.csv" } };

    private object Hook(string path) => new { callbackUrl = receiver!.Url(path), events = Created };

    private async Task<Reply> Made(string path, object? body = null)
    {
        var reply = await Tenant.Post(path, body);
        Assert.InRange((int)reply.Status, 200, 202);
        return reply;
    }

    private async Task<Guid> User() => (await Made("users", NewUser())).Id;

    private async Task<Guid> Deleted()
    {
        var id = await User();
        (await Tenant.Delete($"users/{id}")).Expect(HttpStatusCode.NoContent);
        return id;
    }

    private async Task<Guid> Active()
    {
        var user = await Made("users", NewUser());
        var mail = await Eventually.Finds(() => Task.FromResult(App.Mails.FirstOrDefault(m => m.To == user.TextOf("email"))));
        await Made("invitations/accept", new { token = mail.Token });
        return user.Id;
    }

    private async Task<Posting> Many(string function)
    {
        var path = function == "UnblockWebLogins" ? "unblock-web-login" : function[..^"Users".Length].ToLowerInvariant();
        return Body($"users/{path}", new { users = new[] { await User(), await User() } }, new { users = new[] { await User() } });
    }

    private async Task<Posting> Members()
    {
        var (group, user) = (await Made("groups", new { name = TestTenant.NewName("Group") }), await User());
        return Body($"groups/{group.Id}/members", new { add = new[] { user } }, new { remove = new[] { user } });
    }

    private async Task<Posting> Assignment()
    {
        var number = (await Made("extensions", new { number = Number() })).TextOf("number");
        return Body($"extensions/{number}/assign", new { user = await User() }, new { user = await User() });
    }

    private async Task<string> Held(bool credentials)
    {
        var number = (await Made("extensions", new { number = Number() })).TextOf("number")!;
        var user = await User();
        await Made($"extensions/{number}/assign", new { user });
        if (credentials)
            (await Tenant.Patch($"users/{user}", new { createAgentExtension = true })).Expect(HttpStatusCode.OK);
        return number;
    }

    private async Task<Posting> Registration()
    {
        var number = await Held(credentials: true);
        return Body($"extensions/{number}/registrations", new { contact = "sip:1@10.0.0.7", expiresInSeconds = 60 }, new { contact = "sip:2@10.0.0.7", expiresInSeconds = 60 });
    }

    private async Task<Posting> Notice(string hook, object said, object other)
    {
        var user = await Active();
        return Body($"hooks/{hook}", Of(said), Of(other)) with
        {
            Settled = operation => Eventually.Holds(async () => (await Tenant.Get($"operations/{operation.Id}")).TextOf("state") is "Applied"),
        };

        JsonObject Of(object fields)
        {
            var body = JsonSerializer.SerializeToNode(fields)!.AsObject();
            body["user"] = user;
            return body;
        }
    }

    private async Task<Posting> Replay()
    {
        var webhook = await Made("webhooks", Hook("replayed"));
        return Body($"webhooks/{webhook.Id}/replay", new { from = webhook.TextOf("cursor") }, new { from = "2026-03-01T09:30:00Z" });
    }

    private async Task<Posting> Retry()
    {
        var webhook = await Made("webhooks", Hook("refuses"));
        await User();
        var waiting = await Eventually.Finds(async () => (await Tenant.Get($"webhooks/{webhook.Id}/deliveries")).Value is [var first, ..] ? first.GetProperty("eventId").GetString() : null);
        return new($"webhooks/{webhook.Id}/deliveries/{waiting}/retry");
    }

    private async Task<Posting> Unsubscription()
    {
        var url = receiver!.Url(TestTenant.NewName("ended").Replace(" ", "-", StringComparison.Ordinal));
        await Made("webhooks", new { callbackUrl = url, events = Created });
        return Body("webhooks/unsubscribe", new { callbackUrl = url }, new { callbackUrl = receiver.Url("nobody") });
    }

    private async Task<Posting> Resending()
    {
        var user = await Made("users", NewUser());
        // The mail lies there a moment before it counts as sent, and from then on the minute counts.
        await Eventually.Holds(async () => (await Tenant.Get($"users/{user.Id}/invitation")).TextOf("delivery") is "sent");
        App.Time.Pass(TimeSpan.FromMinutes(2));
        return new($"users/{user.Id}/invitation") { Settled = _ => Eventually.Holds(() => Task.FromResult(Mails() == 2)) };

        int Mails() => App.Mails.Count(mail => mail.To == user.TextOf("email"));
    }

    private async Task<Posting> ResendingMany()
    {
        var request = await Resending();
        var user = request.Path.Split('/')[1];
        return Body("invitations/resend", new { users = new[] { user } }, new { users = new[] { user, await User() + "" } }) with { Settled = request.Settled };
    }

    private async Task<Guid> Plan() => await Upload(true);

    private Task<Guid> Imported() => Upload(false);

    private async Task<Guid> Upload(bool dryRun)
    {
        var import = await Made("imports", new { fileName = "team.csv", contentBase64 = Convert.ToBase64String(File($"c{Guid.NewGuid():N}")), dryRun });
        await Ended(import);
        return import.Id;
    }

    private Task Ended(Reply import) => Eventually.Holds(async () => (await Tenant.Get($"imports/{import.Id}")).Status is HttpStatusCode.OK);
}
