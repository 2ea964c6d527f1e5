using System.Text.Json;
using System.Text.Json.Serialization;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Events;
using UserFunctions.Platform.Http;

namespace UserFunctions.Webhooks;

/// <summary>Somebody who is told of events by a request to a URL of theirs.</summary>
public sealed record Webhook
{
    /// <summary>Fields that <c>changedFields</c> may name.</summary>
    public const int MostFields = 20;

    /// <summary>The content type of a CloudEvent.</summary>
    public const string CloudEvents = "application/cloudevents+json";

    /// <summary>The content type when none is chosen: what flows take.</summary>
    public const string PlainJson = "application/json";

    private const int MaxName = 100;
    private const int MaxUrl = 2048;

    /// <summary>GUID v7.</summary>
    public required Guid Id { get; init; }

    /// <summary>The ETag.</summary>
    public required int Version { get; init; }

    /// <summary>What people call it; null: nothing.</summary>
    public string? Name { get; init; }

    /// <summary>Where events go. Flows' URLs hold a key, so it is stored encrypted and shown without its query.</summary>
    [JsonIgnore]
    public string CallbackUrl { get; init; } = "";

    /// <summary>Names of event types.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>Which of them.</summary>
    public EventFilter Filter { get; init; } = EventFilter.None;

    /// <summary><see cref="PlainJson"/> or <see cref="CloudEvents"/>.</summary>
    public string ContentType { get; init; } = PlainJson;

    /// <summary>True: the receiver was asked by OPTIONS whether it wants events.</summary>
    public bool Handshake { get; init; }

    /// <summary>False: nothing is sent; what happens meanwhile is told when it is true again.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Why the app switched it off; null: it did not.</summary>
    public string? DisabledReason { get; init; }

    /// <summary>When it was switched off; null: it was not.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>True: made by a flow's trigger.</summary>
    public bool IsTrigger { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Until when the secret before signs too; null: there is none.</summary>
    public DateTimeOffset? PreviousSecretUntil { get; init; }

    /// <summary>What it signs with.</summary>
    [JsonIgnore]
    public string Secret { get; init; } = "";

    /// <summary>What it signed with before the last rotation; null: there was none.</summary>
    [JsonIgnore]
    public string? PreviousSecret { get; init; }

    /// <summary>Random bytes that its unsubscribing token is made of.</summary>
    [JsonIgnore]
    public byte[] Mark { get; init; } = [];

    /// <summary>Number of the change that made it: what happens behind it is told.</summary>
    [JsonIgnore]
    public long Since { get; init; }

    /// <summary>The table's own ETag.</summary>
    [JsonIgnore]
    public string? RowETag { get; init; }

    /// <summary>The URL as people are shown it.</summary>
    [JsonIgnore]
    public string ShownUrl => Shown(CallbackUrl);

    /// <summary>The secrets that sign now.</summary>
    public IEnumerable<string> Secrets(DateTimeOffset now) => PreviousSecret is { } previous && PreviousSecretUntil > now ? [Secret, previous] : [Secret];

    /// <summary>A URL without what may be a key.</summary>
    public static string Shown(string url) => url.IndexOf('?', StringComparison.Ordinal) is var query and >= 0 ? url[..query] + "?…" : url;

    /// <summary>The webhook after a body is merged into it: what it does not name stays.</summary>
    /// <param name="body">The body.</param>
    /// <param name="types">Names of all event types.</param>
    /// <param name="filter">Reads the filter, for these events.</param>
    /// <param name="now">UTC.</param>
    public Result<Webhook> Apply(JsonElement body, IReadOnlyList<string> types, Func<FieldReader, EventFilter, IReadOnlyList<string>, EventFilter> filter, DateTimeOffset now)
    {
        var reader = new FieldReader(body, "webhook");
        var url = reader.Text("callbackUrl", MaxUrl);
        var enabled = reader.Flag("enabled").Or(Enabled) ?? true;
        var events = EventsOf(reader, types);
        var changed = this with
        {
            Name = reader.Text("name", MaxName).Or(Name),
            // What was shown, sent back.
            CallbackUrl = (url.Value == ShownUrl ? CallbackUrl : url.Or(CallbackUrl)) ?? "",
            Events = events,
            Filter = filter(reader, Filter, events),
            ContentType = ContentTypeOf(reader),
            Handshake = reader.Flag("handshake").Or(Handshake) ?? false,
            Enabled = enabled,
            DisabledReason = enabled ? null : DisabledReason,
            DisabledAt = enabled ? null : DisabledAt ?? now,
        };
        if (changed.CallbackUrl.Length == 0)
            reader.Missing("callbackUrl", "give the https URL that events go to");
        reader.ReadOnly("id", Id);
        reader.ReadOnly("version", Version);
        reader.ReadOnly("isTrigger", IsTrigger);
        reader.ReadOnly("createdAt", CreatedAt);
        reader.ReadOnly("updatedAt", UpdatedAt);
        foreach (var field in WebhookView.Moving)
            _ = reader.Raw(field);
        return reader.Finish() is { } error ? error : changed;
    }

    /// <summary>True when it is to be told of this.</summary>
    public bool Wants(AppEvent told) => Events.Contains(told.Type.Name) && Filter.Passes(told.What.Marks);

    /// <summary>True when both say the same.</summary>
    public bool SameAs(Webhook other) => Json.Write(this) == Json.Write(other) && CallbackUrl == other.CallbackUrl;

    private IReadOnlyList<string> EventsOf(FieldReader reader, IReadOnlyList<string> types)
    {
        var named = reader.Texts("events", types.Count + 1, MaxName);
        if (!named.IsSet && Events.Count > 0)
            return Events;
        var events = new List<string>();
        foreach (var name in named.Value ?? [])
        {
            if (types.FirstOrDefault(type => type.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } type)
                events.Add(type);
            else
                reader.Add("events", "unknown", $"event '{FieldReader.Shown(name)}' does not exist: use some of {string.Join(", ", types)}.");
        }

        if (events.Count == 0)
            reader.Missing("events", $"name at least one of {string.Join(", ", types)}");
        return events;
    }

    private string ContentTypeOf(FieldReader reader)
    {
        var type = reader.Text("contentType", MaxName);
        if (type.Value is { } text && text is not (PlainJson or CloudEvents))
            reader.Add("contentType", "invalid", $"contentType '{FieldReader.Shown(text)}' is not valid: use {PlainJson} or {CloudEvents}.");
        return type.Or(ContentType) ?? PlainJson;
    }
}
