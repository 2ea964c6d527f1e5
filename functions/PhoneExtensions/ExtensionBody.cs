using UserFunctions.Platform.Connector;

namespace UserFunctions.PhoneExtensions;

#pragma warning disable CS1591 // Each property is described by its sentence, or where the extension shows it.

/// <summary>An extension to be created, as a body says it.</summary>
[DescribedBy(typeof(ExtensionView))]
public sealed record ExtensionBody
{
    [Field("Number of the extension, 2 to 10 digits; leading zeros count, and no two extensions have the same one.", IsRequired = true)]
    public string? Number { get; init; }

    [Field("Number for calls within the house, 2 to 10 digits; no two extensions have the same one. None unless given.")]
    public string? IntercomNumber { get; init; }

    [Field("Caller ID of the tenant that calls show while nobody holds the extension, by its number or name. None unless given.", Title = "Caller ID", Lookup = "caller-ids")]
    public string? CallerId { get; init; }
}

/// <summary>What a body changes of an extension: what it does not name stays.</summary>
public sealed record ExtensionChanges
{
    [Field("Number for calls within the house, 2 to 10 digits; no two extensions have the same one. Null takes it away.")]
    public string? IntercomNumber { get; init; }

    [Field("Caller ID of the tenant that calls show, by its number or name; only while nobody holds the extension. Null takes it away.", Title = "Caller ID", Lookup = "caller-ids")]
    public string? CallerId { get; init; }
}

/// <summary>Who gets an extension, as a body says it.</summary>
public sealed record AssignmentBody
{
    [Field("Id or e-mail address of the user who gets the extension.", IsRequired = true, Lookup = "users")]
    public string? User { get; init; }
}

/// <summary>A phone that registers, as a body says it; what <see cref="RegisterPhone"/> reads.</summary>
public sealed record RegistrationBody
{
    [Field("What tells the phone from others at the extension, at most 200 characters.", IsRequired = true)]
    public string? Contact { get; init; }

    [Field("For how many seconds the report counts, 30 to 3600, or 0 when the phone is gone; 60 unless given.")]
    public int? ExpiresInSeconds { get; init; }

    [Field("What the phone calls itself, at most 200 characters.")]
    public string? UserAgent { get; init; }

    [Field("IPv4 or IPv6 address that it registered from.", Title = "IP Address")]
    public string? Ip { get; init; }
}
