using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Webhooks;

/// <summary>A webhook on the wire, with how its deliveries stand.</summary>
public sealed record WebhookView
{
    /// <summary>Fields that a body may repeat and that say nothing there: they move without a new version, while somebody edits.</summary>
    internal static IReadOnlyList<string> Moving { get; } =
        ["disabledReason", "disabledAt", "previousSecretUntil", "cursor", "changesBehind", "pending", "failed", "isDown", "lastSuccessAt", "lastFailureAt", "lastFailure"];

    /// <summary>GUID v7.</summary>
    [Field("Id of the webhook.")]
    public required Guid Id { get; init; }

    /// <summary>The ETag.</summary>
    [Field("Version of the webhook; it grows by one with each change.")]
    public required int Version { get; init; }

    /// <summary>Name.</summary>
    [Field("What people call it, at most 100 characters.")]
    public string? Name { get; init; }

    /// <summary>Without its query.</summary>
    [Field("The https URL that events are sent to, at most 2048 characters. It is shown without its query, which may hold a key.", Format = "uri")]
    public required string CallbackUrl { get; init; }

    /// <summary>Types.</summary>
    [Field("Names of the events that are told, such as user.created.", Lookup = "event-types")]
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>Department.</summary>
    [Field("Only events of users who are, or were right before, in this department, by name or id; absent: of all. Not for import.finished, which is about no user.", Lookup = "departments")]
    public string? Department { get; init; }

    /// <summary>Group.</summary>
    [Field("Only events of users who are, or were right before, in this group, by name or id; absent: of all. Not for import.finished, which is about no user.", Lookup = "groups")]
    public string? Group { get; init; }

    /// <summary>Role.</summary>
    [Field("Only events of users who have, or had right before, this role, by name or id; absent: of all. Not for import.finished, which is about no user.", Lookup = "roles")]
    public string? Role { get; init; }

    /// <summary>Changed fields.</summary>
    [Field("Only changes of at least one of these fields, such as email, as changes of a user names them; at most 20. Events other than changes of users are told whatever it says.", Visibility = Visibility.Advanced)]
    public required IReadOnlyList<string> ChangedFields { get; init; }

    /// <summary>Content type.</summary>
    [Field("What events are sent as: application/json, which flows take, or application/cloudevents+json.", Choices = [Webhook.PlainJson, Webhook.CloudEvents], Visibility = Visibility.Advanced)]
    public required string ContentType { get; init; }

    /// <summary>Handshake.</summary>
    [Field("True when the receiver has to allow the sending by answering an OPTIONS request, as CloudEvents describes it; a flow answers none.", Visibility = Visibility.Advanced)]
    public required bool Handshake { get; init; }

    /// <summary>On.</summary>
    [Field("False: nothing is sent. What happens meanwhile is told when it is true again.")]
    public required bool Enabled { get; init; }

    /// <summary>Why it is off.</summary>
    [Field("Why the system switched it off; absent: it did not.")]
    public string? DisabledReason { get; init; }

    /// <summary>Since when it is off.</summary>
    [Field("When it was switched off, in UTC; absent: it is on.")]
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>Made by a flow.</summary>
    [Field("True when the trigger of a flow made it.")]
    public required bool IsTrigger { get; init; }

    /// <summary>UTC.</summary>
    [Field("When it was made, in UTC.")]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC.</summary>
    [Field("When it was last changed, in UTC.")]
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Shown once.</summary>
    [Field("What deliveries are signed with, whsec_ and base64; shown only when the webhook is made and when the secret is rotated.", Format = "password")]
    public string? Secret { get; init; }

    /// <summary>Overlap of a rotation.</summary>
    [Field("Until when deliveries are signed with the secret before the last rotation too, in UTC; absent: with one secret only.")]
    public DateTimeOffset? PreviousSecretUntil { get; init; }

    /// <summary>How far it has read.</summary>
    [Field("How far events were told; replay takes it as from.")]
    public required string Cursor { get; init; }

    /// <summary>Lag.</summary>
    [Field("Changes that were not looked at yet; 0 when all is told.")]
    public required long ChangesBehind { get; init; }

    /// <summary>Waiting events.</summary>
    [Field("Events that wait for another try.")]
    public required int Pending { get; init; }

    /// <summary>Dead letters.</summary>
    [Field("Events that were given up; they can be retried one by one or replayed.")]
    public required int Failed { get; init; }

    /// <summary>The receiver does not answer.</summary>
    [Field("True while the receiver does not answer and one event at a time finds out when it does.")]
    public required bool IsDown { get; init; }

    /// <summary>UTC.</summary>
    [Field("When an event was last delivered, in UTC; absent: none was.")]
    public DateTimeOffset? LastSuccessAt { get; init; }

    /// <summary>UTC.</summary>
    [Field("When a try last failed, in UTC; absent: none did.")]
    public DateTimeOffset? LastFailureAt { get; init; }

    /// <summary>Why.</summary>
    [Field("Why the last failed try failed; absent: none did.")]
    public string? LastFailure { get; init; }

    /// <summary>The view.</summary>
    internal static WebhookView Of(Webhook webhook, DeliveryState state, long head, TenantFacts facts, NameList roles) => new()
    {
        Id = webhook.Id,
        Version = webhook.Version,
        Name = webhook.Name,
        CallbackUrl = webhook.ShownUrl,
        Events = webhook.Events,
        Department = NameOf(webhook.Filter.Department, facts.Departments),
        Group = NameOf(webhook.Filter.Group, facts.Groups),
        Role = NameOf(webhook.Filter.Role, roles),
        ChangedFields = webhook.Filter.ChangedFields ?? [],
        ContentType = webhook.ContentType,
        Handshake = webhook.Handshake,
        Enabled = webhook.Enabled,
        DisabledReason = webhook.DisabledReason,
        DisabledAt = webhook.DisabledAt,
        IsTrigger = webhook.IsTrigger,
        CreatedAt = webhook.CreatedAt,
        UpdatedAt = webhook.UpdatedAt,
        PreviousSecretUntil = webhook.PreviousSecretUntil,
        Cursor = EventCursor.Of(state.Cursor),
        ChangesBehind = Math.Max(0, head - state.Cursor),
        Pending = state.Pending,
        Failed = state.Failed,
        IsDown = state.DownUntil is not null,
        LastSuccessAt = state.LastSuccessAt,
        LastFailureAt = state.LastFailureAt,
        LastFailure = state.LastFailure,
    };

    // What is gone stands by its id: the filter lets nothing pass then.
    private static string? NameOf(string? id, NameList known) => (Guid.TryParse(id, out var parsed) ? known.NameOf(parsed) : null) ?? id;
}
