using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Presence;

/// <summary>The part that messages on <c>status-changes</c> and <c>capacity-changes</c> have in common.</summary>
/// <param name="Id">The operation; made up from the message's own id when absent, so that a redelivery is recognised.</param>
/// <param name="Tenant">Whose user.</param>
/// <param name="User">Id or e-mail address.</param>
/// <param name="ChangedAt">When the change was made.</param>
/// <param name="By">Who made it; <c>queue</c> when absent.</param>
/// <param name="Source">What it came of; an administrator's will when absent.</param>
/// <param name="CorrelationId">Of the request that asked for it; null when it came from elsewhere.</param>
internal sealed record PresenceChange(Guid Id, string Tenant, string User, DateTimeOffset ChangedAt, string By, StatusSource Source, string? CorrelationId)
{
    /// <summary>Where its operation is kept.</summary>
    public string Partition => Tenant.Length == 0 ? OperationTable.Unreadable : Tenant;

    /// <summary>In whose name the change stands in the log.</summary>
    public Caller Caller => Caller.System(Tenant, By, CorrelationId ?? Id.ToString());
}

/// <summary>Reads a message from either queue, finds its user, and keeps what became of it. A wrong message is refused for good: trying it again would change nothing.</summary>
/// <remarks>A message is known by its id: of two with one id that say different things the first one counts, and the other one is refused under an id of its own.</remarks>
public sealed class PresenceQueue(TenantRegistry tenants, UserWriter users, Facts facts, OperationTable operations, TimeProvider time, ILogger<PresenceQueue> logger)
{
    private const int MaxText = 200;

    /// <summary>Reads the message, applies it, and saves the operation's end. Only the network's failures get out.</summary>
    internal async Task Apply<T>(
        string kind, string message, string messageId, DateTimeOffset insertedAt, Func<FieldReader, TenantFacts, T> read, Func<PresenceChange, Guid, T, Task<Result<bool>>> set, CancellationToken cancellationToken)
    {
        var parsed = Parse(message);
        var fields = new FieldReader(parsed ?? JsonDocument.Parse("{}").RootElement, $"{kind} change");
        var change = await Placed(Read(fields, messageId, insertedAt), fields, cancellationToken);
        using var scope = logger.Correlate(change.CorrelationId ?? change.Id.ToString());
        var what = read(fields, change.Tenant.Length == 0 ? new(new([]), new([]), []) : await facts.Now(change.Tenant, cancellationToken));
        var error = parsed is null
            ? Error.Invalid("message", "message.malformed", $"The message is not a JSON object: {FieldReader.Shown(message)}")
            : fields.Finish();
        if (!await Begin(kind, change, parsed is { } said ? MessageMark.Of(said) : MessageMark.Of(message), error, cancellationToken))
            return;
        User? user = null;
        if (error is null && (user = await users.FindNamed(change.Tenant, change.User, cancellationToken)) is null)
            error = Error.Invalid("user", "user.unknown", $"user '{FieldReader.Shown(change.User)}' does not exist in tenant '{change.Tenant}': give the id or e-mail address of a user.");
        var state = OperationState.Refused;
        if (error is null && (await set(change, user!.Id, what)).Try(out var stands, out error))
            state = stands ? OperationState.Applied : OperationState.Superseded;
        // Nothing is wrong with it: it is tried again when the others are done.
        if (error is { Kind: ErrorKind.Busy })
            throw new InvalidOperationException($"A {kind} change of tenant {change.Tenant} found no gap between other writers: {error.Message}");
        if (error is not null)
            logger.LogWarning("A message on the {Kind} queue was refused: {Code} {Message} Operation={Id}", kind, error.Code, error.Message, change.Id);
        await Finish(kind, change, state, error, cancellationToken);
    }

    // False: there is nothing to do. The operation is written before anything is changed, so that whatever else comes under its id is seen, however soon.
    private async Task<bool> Begin(string kind, PresenceChange change, string mark, Error? error, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var begun = new Operation(change.Id, kind, OperationState.Queued, change.User, now, null, null, null);
        var (stands, isSame) = await operations.Begin(change.Partition, error is null ? begun : Refused(begun, error, now), mark, cancellationToken);
        if (isSame)
            return stands.State is OperationState.Queued;
        var reused = Error.Conflict("id", "id.reused", $"Another message with the id {change.Id} came before this one and said something else. That one counts, this one changed nothing: give each message an id of its own.");
        await operations.Begin(change.Partition, Refused(begun, reused, now) with { Id = IdOf(change.Id, mark) }, mark, cancellationToken);
        return false;
    }

    private Operation Refused(Operation operation, Error error, DateTimeOffset now)
    {
        logger.LogWarning("A message on the {Kind} queue was refused: {Code} {Message} Operation={Id}", operation.Kind, error.Code, error.Message, operation.Id);
        return operation with { State = OperationState.Refused, FinishedAt = now, Code = error.Code, Message = error.Message };
    }

    // However often that message comes, it is reported once.
    private static Guid IdOf(Guid id, string mark) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"{id} {mark}")).AsSpan(0, 16));

    private async Task Finish(string kind, PresenceChange change, OperationState state, Error? error, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var before = await operations.Find(change.Partition, change.Id, cancellationToken);
        // A redelivery finds its own end; a change that was applied before a newer one came stays applied.
        if (before is { State: not OperationState.Queued })
            return;
        var message = state is OperationState.Superseded ? "A newer change stands already; this one changed nothing." : error?.Message;
        await operations.Save(change.Partition, new Operation(change.Id, kind, state, change.User, before?.CreatedAt ?? now, now, error?.Code, message), cancellationToken);
    }

    private PresenceChange Read(FieldReader fields, string messageId, DateTimeOffset insertedAt)
    {
        var id = fields.Text("id", 36).Value;
        if (id is not null && !Guid.TryParse(id, out _))
            fields.Add("id", "invalid", $"id '{FieldReader.Shown(id)}' is not valid: give a GUID or leave it out.");
        var tenant = fields.Text("tenant", 40).Value;
        if (tenant is null)
            fields.Missing("tenant", "name the tenant");
        var user = fields.Text("user", UserFields.MaxEmail).Value;
        if (user is null)
            fields.Missing("user", "give the id or e-mail address of a user");
        var at = TimeOf(fields, insertedAt);
        var by = fields.Text("by", MaxText).Value ?? "queue";
        var source = fields.Choice<StatusSource>("source").Value ?? StatusSource.Admin;
        var correlationId = fields.Text("correlationId", MaxText).Value;
        return new(Guid.TryParse(id, out var known) || Guid.TryParse(messageId, out known) ? known : Guid.CreateVersion7(insertedAt), tenant ?? "", user ?? "", at, by, source, correlationId);
    }

    private DateTimeOffset TimeOf(FieldReader fields, DateTimeOffset insertedAt)
    {
        var at = fields.Time("changedAt").Value ?? insertedAt;
        var latest = time.GetUtcNow() + ChangeOrder.MaxAhead;
        if (at > latest)
            fields.Add("changedAt", "invalid", $"changedAt {at:u} lies more than {ChangeOrder.MaxAhead.TotalMinutes:0} minutes ahead: set the sender's clock.");
        return at;
    }

    // Nobody could see what became of a change in a tenant that does not exist; the platform does.
    private async Task<PresenceChange> Placed(PresenceChange change, FieldReader fields, CancellationToken cancellationToken)
    {
        if (change.Tenant.Length == 0 || await tenants.Exists(change.Tenant, cancellationToken))
            return change;
        fields.Add("tenant", "unknown", $"tenant '{FieldReader.Shown(change.Tenant)}' does not exist: name one that does.");
        return change with { Tenant = "" };
    }

    private static JsonElement? Parse(string message)
    {
        try
        {
            using var document = JsonDocument.Parse(message, Json.Reading);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second one: a name that escapes half of a surrogate pair.
            return null;
        }
    }
}
