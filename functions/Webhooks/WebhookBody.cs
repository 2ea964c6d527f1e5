using UserFunctions.Platform.Connector;

namespace UserFunctions.Webhooks;

/// <summary>Which of the events are told, as a body says it.</summary>
[DescribedBy(typeof(WebhookView))]
public abstract record FilterBody
{
    /// <summary>Department.</summary>
    public string? Department { get; init; }

    /// <summary>Group.</summary>
    public string? Group { get; init; }

    /// <summary>Role.</summary>
    public string? Role { get; init; }

    /// <summary>Changed fields.</summary>
    public IReadOnlyList<string>? ChangedFields { get; init; }
}

/// <summary>What of a webhook may be left out.</summary>
public abstract record WebhookOptions : FilterBody
{
    /// <summary>Name.</summary>
    public string? Name { get; init; }

    /// <summary>Content type.</summary>
    public string? ContentType { get; init; }

    /// <summary>Handshake.</summary>
    public bool? Handshake { get; init; }

    /// <summary>On.</summary>
    public bool? Enabled { get; init; }
}

/// <summary>What a webhook is made of.</summary>
public sealed record WebhookBody : WebhookOptions
{
    /// <summary>URL.</summary>
    [Field("The https URL that events are sent to, at most 2048 characters. Addresses that are not of the public internet are refused.", IsRequired = true, Format = "uri")]
    public string? CallbackUrl { get; init; }

    /// <summary>Types.</summary>
    [Field("Names of the events to be told, such as user.created.", IsRequired = true, Lookup = "event-types")]
    public IReadOnlyList<string>? Events { get; init; }
}

/// <summary>What of a webhook is changed; what is absent stays.</summary>
public sealed record WebhookChanges : WebhookOptions
{
    /// <summary>URL.</summary>
    public string? CallbackUrl { get; init; }

    /// <summary>Types.</summary>
    public IReadOnlyList<string>? Events { get; init; }
}
