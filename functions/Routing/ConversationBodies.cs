using UserFunctions.Platform.Connector;

namespace UserFunctions.Routing;

#pragma warning disable CS1591 // Each property is described by its sentence, or where the conversation shows it.

/// <summary>What is asked of whoever gets a conversation, as a body says it.</summary>
[DescribedBy(typeof(ConversationView))]
public record RoutedBody
{
    [Field("Name or id of the client whose customer it is.", IsRequired = true, Lookup = "clients")]
    public string? Client { get; init; }

    [Field("Name of the channel that it came on, such as LiveChat; calls come on Voice.", IsRequired = true, Lookup = "channels")]
    public string? Channel { get; init; }

    [Field("Name or id of the department that answers; it or group is needed.", Lookup = "departments")]
    public string? Department { get; init; }

    [Field("Name or id of the group that answers; it or department is needed.", Lookup = "groups")]
    public string? Group { get; init; }

    [Field("What whoever answers must have among the tags of the user, at most 20; nothing unless given.")]
    public IReadOnlyList<string>? Skills { get; init; }

    [Field("Id or e-mail address of the user who gets it if they can, such as the one whom the customer knows; nobody unless given.", Lookup = "users")]
    public string? PreferredAgent { get; init; }

    [Field("Ids or e-mail addresses of users who never get it, at most 50; nobody unless given.", Lookup = "users", Visibility = Visibility.Advanced)]
    public IReadOnlyList<string>? ExcludedAgents { get; init; }
}

/// <summary>A conversation that came in, as a body says it; what <see cref="ConversationFields"/> reads.</summary>
[DescribedBy(typeof(ConversationView))]
public sealed record ConversationBody : RoutedBody
{
    [Field("Id that the conversation is to have, a GUID: with it the same request again changes nothing. One is made unless it is given.", Visibility = Visibility.Advanced)]
    public Guid? Id { get; init; }

    [Field("A number from 0 to 100: of those that wait the greater is served first. 0 unless given.")]
    public int? Priority { get; init; }

    [Field("What the conversation is called elsewhere, at most 200 characters.")]
    public string? Reference { get; init; }

    [Field("Seconds an agent has to answer an offer, 5 to 300; 30 unless given.", Visibility = Visibility.Advanced)]
    public int? OfferSeconds { get; init; }

    [Field("Seconds that it counts at the agent after its end, 0 to 3600; 0 unless given.", Visibility = Visibility.Advanced)]
    public int? WrapUpSeconds { get; init; }

    [Field("Seconds that it waits before the failover of the department, 5 to 86400; as long as it takes unless given.", Visibility = Visibility.Advanced)]
    public int? MaxWaitSeconds { get; init; }

    [Field("Seconds without any activity after which it is parked, so that it does not count at the agent until something is said again, 60 to 86400; never unless given, and never for calls.", Visibility = Visibility.Advanced)]
    public int? ParkAfterSeconds { get; init; }
}

/// <summary>Who acts.</summary>
public sealed record AnswerBody
{
    [Field("Id or e-mail address of the user who accepts; the one whom it is offered to unless given.", Lookup = "users")]
    public string? Agent { get; init; }
}

/// <summary>An offer that is not wanted.</summary>
public sealed record DeclineBody
{
    [Field("Id or e-mail address of the user who declines; the one whom it is offered to unless given.", Lookup = "users")]
    public string? Agent { get; init; }

    [Field("From when it may be offered to the same user again; not before the user's status is set anew unless given.", Visibility = Visibility.Advanced)]
    public DateTimeOffset? RetryAt { get; init; }
}

/// <summary>A conversation that is over.</summary>
public sealed record ReleaseBody
{
    [Field("Seconds that it still counts while the agent writes it up, 0 to 3600; what the conversation says unless given.", Visibility = Visibility.Advanced)]
    public int? WrapUpSeconds { get; init; }
}

/// <summary>Who gets a conversation by hand.</summary>
public sealed record AssignBody
{
    [Field("Id or e-mail address of the user who gets it.", IsRequired = true, Lookup = "users")]
    public string? Agent { get; init; }

    [Field("True: also when the user is full, or not available; it takes the permission routing.force. False unless given.", Visibility = Visibility.Advanced)]
    public bool? Force { get; init; }
}

/// <summary>Where a conversation goes.</summary>
public sealed record MoveBody
{
    [Field("Id or e-mail address of the user who is to get it; it, department or group is needed.", Lookup = "users")]
    public string? Agent { get; init; }

    [Field("Name or id of the department that is to answer.", Lookup = "departments")]
    public string? Department { get; init; }

    [Field("Name or id of the group that is to answer.", Lookup = "groups")]
    public string? Group { get; init; }

    [Field("True: also when the user is full, or not available; it takes the permission routing.force. False unless given.", Visibility = Visibility.Advanced)]
    public bool? Force { get; init; }
}
