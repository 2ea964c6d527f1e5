using System.Security.Cryptography;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Events;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Net;
using UserFunctions.Platform.Signing;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Webhooks;

/// <summary>Decides what a webhook becomes.</summary>
internal delegate Result<Webhook> WebhookDecision(Webhook current, TenantFacts facts, DateTimeOffset now);

/// <summary>Writes webhooks through the change log, so that every instance knows them at once.</summary>
public sealed class WebhookWriter(WebhookTable webhooks, ChangeLog log, Facts facts, EventLog events, SafeConnection connection, SendEvent sender, TimeProvider time)
{
    /// <summary>Kind of the change that makes one.</summary>
    public const string CreatedKind = "webhook.created";

    /// <summary>Kind of the change that changes one.</summary>
    public const string ChangedKind = "webhook.changed";

    private const int MarkBytes = 24;

    /// <summary>Makes a webhook; where <paramref name="finds"/> knows one that is wanted again, that one is switched on and returned.</summary>
    /// <returns>The webhook; 400, 403, 409 when the tenant has too many.</returns>
    internal async Task<Result<MadeWebhook>> Create(Caller caller, string origin, WebhookDecision decide, Func<Webhook, Webhook, bool>? finds, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var blank = new Webhook
        {
            Id = Guid.CreateVersion7(now),
            Version = 1,
            CreatedAt = now,
            UpdatedAt = now,
            Secret = Signature.NewSecret(),
            Mark = RandomNumberGenerator.GetBytes(MarkBytes),
        };
        if (await Refused(caller, blank, origin, decide, cancellationToken) is { } refused)
            return refused;
        var made = await log.Write<MadeWebhook>(caller, token => Decide(caller, blank, decide, finds, token), cancellationToken);
        if (!made.Try(out var known, out var error))
            return error;
        // Read again: what is kept of a repeated request holds no secret.
        return await webhooks.Find(caller.Tenant, known.Id, cancellationToken) is { } stored ? known with { Webhook = stored }
            : new Error(ErrorKind.Gone, "webhook.deleted", $"This request made webhook {known.Id}, which was deleted since: send it with a new Idempotency-Key for another one.", "Idempotency-Key");
    }

    /// <summary>Changes a webhook; without an <paramref name="origin"/> it is the app's own change, which is not held against the caller's rights and the receiver's address.</summary>
    /// <returns>The webhook as it is now; 400, 403, 404, 412.</returns>
    internal async Task<Result<Webhook>> Change(Caller caller, Guid id, string? ifMatch, string? origin, WebhookDecision decide, CancellationToken cancellationToken)
    {
        if (await webhooks.Find(caller.Tenant, id, cancellationToken) is not { } current)
            return Error.NotFound("webhook", id.ToString());
        if (origin is not null && await Refused(caller, current, origin, decide, cancellationToken) is { } refused)
            return refused;
        var changed = await log.Write<Guid>(caller, token => Decide(caller, id, ifMatch, decide, token), cancellationToken);
        return changed.Try(out _, out var error) && await webhooks.Find(caller.Tenant, id, cancellationToken) is { } stored ? stored : error ?? Error.NotFound("webhook", id.ToString());
    }

    /// <summary>Switches a webhook off for a reason that people are shown.</summary>
    internal async Task Disable(string tenant, Guid id, string reason, CancellationToken cancellationToken) => await Change(
        Caller.System(tenant, $"webhook:{id}", Correlation.New()), id, null, null,
        (current, _, now) => current.Enabled ? current with { Enabled = false, DisabledReason = reason, DisabledAt = now } : current, cancellationToken);

    private async Task<Error?> Refused(Caller caller, Webhook current, string origin, WebhookDecision decide, CancellationToken cancellationToken)
    {
        // What else is wrong is said first: looking a name up, and asking the receiver, is for what would be written.
        if (!decide(current, await facts.Now(caller.Tenant, cancellationToken), time.GetUtcNow()).Try(out var wanted, out var error))
            return error;
        if (Lacking(caller, wanted) is { } lacking)
            return lacking;
        if (wanted.CallbackUrl == current.CallbackUrl && (current.Handshake || !wanted.Handshake))
            return null;
        if (await connection.Refusal(wanted.CallbackUrl, cancellationToken) is { } why)
            return Error.Invalid("callbackUrl", "callbackUrl.invalid", $"callbackUrl {why}.");
        return wanted.Handshake && await sender.Ask(wanted.CallbackUrl, origin, cancellationToken) is { } refusal
            ? Error.Invalid("callbackUrl", "callbackUrl.not_allowed", $"The receiver at callbackUrl {refusal}: let it allow the sending, or set handshake to false.")
            : null;
    }

    private Error? Lacking(Caller caller, Webhook wanted)
    {
        var needed = wanted.Events.Select(name => events.Find(name)!.Permission).Distinct();
        return caller.Lacking(needed) is { Count: > 0 } lacking
            ? new Error(ErrorKind.Forbidden, "webhook.forbidden", $"You cannot be told of these events: your key lacks {string.Join(", ", lacking)}.", "events")
            : null;
    }

    private async Task<Result<Draft<MadeWebhook>>> Decide(Caller caller, Webhook blank, WebhookDecision decide, Func<Webhook, Webhook, bool>? finds, CancellationToken cancellationToken)
    {
        var known = await facts.ForWriting(caller.Tenant, cancellationToken);
        if (!decide(blank, known, blank.CreatedAt).Try(out var webhook, out var error))
            return error;
        var all = webhooks.Of(known).All;
        if (finds is not null && all.FirstOrDefault(other => finds(other, webhook)) is { } same)
            return Again(caller.Tenant, same);
        if (Quotas.Check("webhooks", "webhooks, those of flows among them", Quotas.Of(known).Webhooks, all.Count) is { } full)
            return full;
        return new Draft<MadeWebhook>(new(webhook.Id), new Change(CreatedKind, [webhook.Id])).With([webhooks.Insert(caller.Tenant, webhook)]);
    }

    private Draft<MadeWebhook> Again(string tenant, Webhook same)
    {
        if (same.Enabled)
            return Draft<MadeWebhook>.Unchanged(new(same.Id));
        var now = time.GetUtcNow();
        var enabled = same with { Enabled = true, DisabledReason = null, DisabledAt = null, Version = same.Version + 1, UpdatedAt = now };
        return new Draft<MadeWebhook>(new(same.Id), new Change(ChangedKind, [same.Id], Json.Write(same))).With([webhooks.Replace(tenant, enabled)]);
    }

    private async Task<Result<Draft<Guid>>> Decide(Caller caller, Guid id, string? ifMatch, WebhookDecision decide, CancellationToken cancellationToken)
    {
        var known = await facts.ForWriting(caller.Tenant, cancellationToken);
        if (await webhooks.Find(caller.Tenant, id, cancellationToken) is not { } before)
            return Error.NotFound("webhook", id.ToString());
        if (Versions.Check(ifMatch, before.Version) is { } stale)
            return stale;
        var now = time.GetUtcNow();
        if (!decide(before, known, now).Try(out var after, out var error))
            return error;
        if (after.SameAs(before))
            return Draft<Guid>.Unchanged(id);
        after = after with { Version = before.Version + 1, UpdatedAt = now };
        return new Draft<Guid>(id, new Change(ChangedKind, [id], Json.Write(before))).With([webhooks.Replace(caller.Tenant, after)]);
    }
}

/// <summary>A webhook that was made, or found again.</summary>
/// <param name="Id">Its id.</param>
internal sealed record MadeWebhook(Guid Id)
{
    /// <summary>As it is stored; null while it is not read.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public Webhook? Webhook { get; init; }
}
