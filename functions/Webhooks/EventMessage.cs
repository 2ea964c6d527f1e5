using System.Text.Json;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Events;
using UserFunctions.Platform.Http;

namespace UserFunctions.Webhooks;

/// <summary>An event as it is sent: CloudEvents 1.0 in JSON.</summary>
/// <typeparam name="T">Its flat data.</typeparam>
public record EventMessage<T>
{
    /// <summary>1.0.</summary>
    [Field("Version of CloudEvents: 1.0.", Title = "Spec Version")]
    public string Specversion { get; init; } = "1.0";

    /// <summary>The same however often it is sent.</summary>
    [Field("Id of the event; the same each time the event is sent.")]
    public required string Id { get; init; }

    /// <summary>The tenant.</summary>
    [Field("Where it happened: /tenants/ and the name of the tenant.")]
    public required string Source { get; init; }

    /// <summary>The type's name.</summary>
    [Field("Name of the event, such as user.created.")]
    public required string Type { get; init; }

    /// <summary>UTC.</summary>
    [Field("When it happened, in UTC.")]
    public required DateTimeOffset Time { get; init; }

    /// <summary>What it is about.</summary>
    [Field("What it is about, as a path of this API: users/ and the id of the user.")]
    public required string Subject { get; init; }

    /// <summary>application/json.</summary>
    [Field("Type of the data: application/json.", Title = "Data Content Type")]
    public string Datacontenttype { get; init; } = "application/json";

    /// <summary>The data.</summary>
    [Field("What happened.")]
    public required T Data { get; init; }
}

/// <summary>An event about a user.</summary>
public sealed record UserEventMessage : EventMessage<UserEventData>;

/// <summary>An event about a user's status.</summary>
public sealed record StatusEventMessage : EventMessage<StatusEventData>;

/// <summary>An event about a user's capacity.</summary>
public sealed record CapacityEventMessage : EventMessage<CapacityEventData>;

/// <summary>An event about what a user has in hand.</summary>
public sealed record DriftEventMessage : EventMessage<DriftEventData>;

/// <summary>An event about an invitation.</summary>
public sealed record InvitationEventMessage : EventMessage<InvitationEventData>;

/// <summary>An event about an import.</summary>
public sealed record ImportEventMessage : EventMessage<ImportEventData>;

/// <summary>Writes events as they are sent.</summary>
internal static class EventMessages
{
    /// <summary>The body, less than 20 kB.</summary>
    public static byte[] Write(AppEvent told) => Write(told.Id, told.Tenant, told.Type.Name, told.At, told.Subject, told.What.Data);

    /// <summary>The body of an event that no change made.</summary>
    public static byte[] Write(string id, string tenant, string type, DateTimeOffset at, string subject, object data) => JsonSerializer.SerializeToUtf8Bytes(
        new EventMessage<object> { Id = id, Source = $"/tenants/{tenant}", Type = type, Time = at, Subject = subject, Data = data }, Json.Options);
}
