using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Presence;

/// <summary>A device that is there, as a body says it; what <see cref="ReportSession"/> reads.</summary>
public sealed record SessionBody
{
    /// <summary>Unique within the user.</summary>
    [Field("What tells the device from others of the user, at most 100 characters.", IsRequired = true)]
    public string? Device { get; init; }

    /// <summary>Null: a heartbeat.</summary>
    [Field("Heartbeat: the device says again and again that it is there; Push: it is woken when there is something. Heartbeat unless given.")]
    public SessionKind? Kind { get; init; }

    /// <summary>Null: the kind's usual time.</summary>
    [Field("For how many seconds it counts: a heartbeat 30 to 300 and 60 unless given, a push registration up to 86400 and 43200 unless given; 0 when the user has signed out.")]
    public int? ExpiresInSeconds { get; init; }

    /// <summary>Null: nothing is known.</summary>
    [Field("True: the user did something on the device since it was there last, which puts off the idle time. False unless given.")]
    public bool? IsActive { get; init; }
}

/// <summary>The devices of a user that count now.</summary>
/// <param name="All">Them.</param>
public sealed record LiveSessions(IReadOnlyList<PresenceSession> All);

/// <summary><c>POST /api/users/{id}/presence/sessions</c> and its list: a device says that its user is there, again and again while it is (S056). Any device that counts makes the user online.</summary>
/// <remarks>Sent again it says so again: a word is named by its device, so it needs no other name. One that has an Idempotency-Key all the same counts once.</remarks>
public sealed class ReportSession(UserWriter users, SessionTable sessions, WatchLists lists, PresenceWriter writer, RequestRows requests, TimeProvider time)
{
    private const int MaxDevice = 100;
    private const int MinSeconds = 30;

    /// <summary>200 with the devices that count now; 400; 404; 409 when ten are signed in.</summary>
    [Function("ReportSession")]
    [Operation("Report a device of a user", "Says that a user is signed in on a device, or signed out; the device repeats it while the user is there.", Visibility = Visibility.Internal)]
    [Takes(typeof(SessionBody))]
    [Answers(200, typeof(PresenceSession), IsList = true)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "users/{id:guid}/presence/sessions")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(request.DemandFor(id, Permission.PresenceWrite, Permission.PresenceOwn), cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        var now = time.GetUtcNow();
        if (!Read(read.Body, now).Try(out var said, out error))
            return Answer.Problem(error);
        var told = await requests.Once(read.Caller, token => Handle(read.Caller with { RequestKey = null }, id, said, token), cancellationToken);
        return told.Try(out var live, out error) ? Answer.Ok(new PageAnswer<PresenceSession>(live.All, null)) : Answer.Problem(error);
    }

    /// <summary>200 with the devices that count now; 404.</summary>
    [Function("ListSessions")]
    [Operation("List the devices of a user", "Lists the devices that a user is signed in on at the moment.", Visibility = Visibility.Advanced)]
    [Answers(200, typeof(PresenceSession), IsList = true)]
    public async Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "users/{id:guid}/presence/sessions")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (await users.Find(caller.Tenant, id, cancellationToken) is null)
            return Answer.Problem(Error.NotFound("user", id.ToString()));
        return Answer.Ok(new PageAnswer<PresenceSession>((await sessions.Of(caller.Tenant, id, cancellationToken)).Live(time.GetUtcNow()), null));
    }

    /// <summary>Takes the word down; when it makes the user come or go, that is shown at once, and otherwise it is one write.</summary>
    public async Task<Result<LiveSessions>> Handle(Caller caller, Guid id, PresenceSession said, CancellationToken cancellationToken)
    {
        if (await users.Find(caller.Tenant, id, cancellationToken) is not { } user)
            return Error.NotFound("user", id.ToString());
        var wasOnline = false;
        var written = await sessions.Write(caller.Tenant, id, Said, cancellationToken);
        if (!written.Try(out var all, out var error))
            return error;
        var live = all.Live(said.SeenAt);
        // What a process that died has left is made up for here, too: the user's row says what it was told last.
        var isShown = wasOnline && live.Count > 0 && user.HasSession;
        if (!isShown && live.Count > 0)
            await lists.Put(PresenceLists.Online, caller.Tenant, id, cancellationToken);
        if (!isShown && (await writer.Show(caller, id, cancellationToken)).Error is { } busy)
            return busy;
        return new LiveSessions(live);

        Result<PresenceSessions> Said(PresenceSessions before)
        {
            wasOnline = before.Live(said.SeenAt).Count > 0;
            return before.With(said);
        }
    }

    private static Result<PresenceSession> Read(JsonElement body, DateTimeOffset now)
    {
        var fields = new FieldReader(body, "session");
        var device = fields.Text("device", MaxDevice).Value;
        if (device is null)
            fields.Missing("device", $"give what tells this device from others of the user, at most {MaxDevice} characters");
        var kind = fields.Choice<SessionKind>("kind").Value ?? SessionKind.Heartbeat;
        var (usual, most) = kind is SessionKind.Push ? (PresenceSessions.PushSeconds, PresenceSessions.MaxPushSeconds) : (PresenceSessions.HeartbeatSeconds, PresenceSessions.MaxHeartbeatSeconds);
        var seconds = fields.Integer("expiresInSeconds", 0, PresenceSessions.MaxPushSeconds, "seconds").Value ?? usual;
        if ((seconds > 0 && seconds < MinSeconds) || seconds > most)
            fields.Add("expiresInSeconds", "invalid", $"expiresInSeconds {seconds} is not valid: give {MinSeconds} to {most} for a {kind}, or 0 when the user has signed out.");
        var isActive = fields.Flag("isActive").Value ?? false;
        return fields.Finish() is { } invalid ? invalid : new PresenceSession(device!, kind, now, now, now.AddSeconds(seconds), isActive ? now : null);
    }
}
