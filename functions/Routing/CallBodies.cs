using UserFunctions.Platform.Connector;

namespace UserFunctions.Routing;

#pragma warning disable CS1591 // Each property is described by its sentence.

/// <summary>A call that came in, as a body says it; what <see cref="DecideCall"/> reads.</summary>
public sealed record InboundCallBody
{
    [Field("Id, e-mail address or extension number of the user whom the call is for.", IsRequired = true, Lookup = "users")]
    public string? Agent { get; init; }

    [Field("MyNumber: a number of the tenant led straight to the agent; Ivr: an option of a menu did; Department: the call came through a department.", IsRequired = true)]
    public EntryPoint? EntryPoint { get; init; }

    [Field("Name or id of the department that the call came through; needed for that entry point, and not given for the others.", Lookup = "departments")]
    public string? Department { get; init; }

    [Field("Phone number that calls, 2 to 20 digits, with + or 00 in front if you like; it is never rung itself. Not given: it is not known.")]
    public string? CallerNumber { get; init; }

    [Field("The moment that is asked about; now unless given. Only the time group is looked at as of then.", Visibility = Visibility.Advanced)]
    public DateTimeOffset? At { get; init; }
}

/// <summary>A call that is about to go out, as a body says it; what <see cref="DecideOutbound"/> reads.</summary>
public sealed record OutboundCallBody
{
    [Field("Id, e-mail address or extension number of the user who calls.", IsRequired = true, Lookup = "users")]
    public string? Agent { get; init; }

    [Field("Number that is dialled, 2 to 20 digits, with + or 00 in front if you like.", IsRequired = true)]
    public string? Number { get; init; }

    [Field("True: the call was started by a click in the portal; false: it was dialled on a phone. False unless given.")]
    public bool? ClickToCall { get; init; }

    [Field("Which phone of the agent takes part in a click-to-call; needed when the agent may use both.")]
    public CallLeg? Leg { get; init; }

    [Field("IPv4 or IPv6 address that the agent calls from; needed for agents who are bound to one.", Title = "Source IP Address")]
    public string? SourceAddress { get; init; }
}

/// <summary>Something beside a call that an agent wants to use, as a body says it; what <see cref="DecideInteraction"/> reads.</summary>
public sealed record InteractionBody
{
    [Field("Id, e-mail address or extension number of the user who wants to use it.", IsRequired = true, Lookup = "users")]
    public string? Agent { get; init; }

    [Field("Video: a link to join by; WhatsApp or SMS: a message from a template of the tenant.", IsRequired = true)]
    public InteractionKind? Interaction { get; init; }

    [Field("Where the call stands: Ringing, Live or Ended.", IsRequired = true)]
    public CallState? CallState { get; init; }

    [Field("Id or name of the template; needed for WhatsApp and SMS, and not given for video.")]
    public string? Template { get; init; }
}

/// <summary>A result that an agent wants to put on a call, as a body says it; what <see cref="DecideInteraction"/> reads.</summary>
public sealed record CallDispositionBody
{
    [Field("Id, e-mail address or extension number of the user who wants to put it on the call.", IsRequired = true, Lookup = "users")]
    public string? Agent { get; init; }

    [Field("Where the call stands: Ringing, Live or Ended.", IsRequired = true)]
    public CallState? CallState { get; init; }

    [Field("Id or name of the disposition, one of those of the tenant.", IsRequired = true)]
    public string? Disposition { get; init; }
}
