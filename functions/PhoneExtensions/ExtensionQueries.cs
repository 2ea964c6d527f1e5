using UserFunctions.Platform.Connector;

namespace UserFunctions.PhoneExtensions;

#pragma warning disable CS1591 // Each property is described by its sentence.

/// <summary>The query of the list of extensions: it describes what <see cref="ListExtensions"/> filters and sorts by.</summary>
public sealed record ExtensionQuery
{
    [Field("Words to look for in number, name of the holder, intercom number and caller ID, at most 8 words and 200 characters. All of them must occur, parts of words count, and the best hits come first.")]
    public string? Search { get; init; }

    [Field("True: only extensions that a user holds; false: only the others.")]
    public bool? Assigned { get; init; }

    [Field("Name of a column to sort by, such as name, or with - in front for the reverse, such as -updatedAt; by number unless given.")]
    public string? Sort { get; init; }

    [Field("Only the extension with this number.", Visibility = Visibility.Advanced)]
    public string? Number { get; init; }

    [Field("Only the extension with this intercom number.", Visibility = Visibility.Advanced)]
    public string? IntercomNumber { get; init; }

    [Field("Only extensions whose calls show this caller ID, by its number.", Title = "Caller ID", Visibility = Visibility.Advanced, Lookup = "caller-ids")]
    public string? CallerId { get; init; }

    [Field("Only the extension of the user with this full name, whatever its case and accents.", Visibility = Visibility.Advanced)]
    public string? Name { get; init; }

    [Field("Only the extension of the user with this e-mail address.", Visibility = Visibility.Advanced, Lookup = "user-emails")]
    public string? User { get; init; }

    [Field("Only the extension of the user with this id.", Visibility = Visibility.Advanced, Lookup = "users")]
    public string? UserId { get; init; }

    [Field("True: only extensions that phones have a secret for; false: only the others.", Visibility = Visibility.Advanced)]
    public bool? HasPassword { get; init; }

    [Field("Active: only extensions that a phone is registered at; Inactive: only the others.", Visibility = Visibility.Advanced)]
    public ExtensionStatus? Status { get; init; }

    [Field("Only extensions that so many phones are registered at.", Visibility = Visibility.Advanced)]
    public int? Registrations { get; init; }

    [Field("Only extensions that rest for the user who held them last until this time in UTC, or until a time in a range from..to of which one end may be left out.", Visibility = Visibility.Advanced)]
    public string? QuarantinedUntil { get; init; }

    [Field("Only extensions of this version.", Visibility = Visibility.Advanced)]
    public int? Version { get; init; }

    [Field("Only extensions created at this time in UTC, or in a range from..to of which one end may be left out.", Visibility = Visibility.Advanced)]
    public string? CreatedAt { get; init; }

    [Field("Only extensions changed last at this time in UTC, or in a range from..to of which one end may be left out.", Visibility = Visibility.Advanced)]
    public string? UpdatedAt { get; init; }
}

/// <summary>The query of an assignment.</summary>
public sealed record AssignExtensionQuery
{
    [Field("True: also an extension is given away that rests for the user who held it last. False unless given, and it is refused then.", Visibility = Visibility.Advanced)]
    public bool? Force { get; init; }
}

/// <summary>The query of a release.</summary>
public sealed record ReleaseExtensionQuery
{
    [Field("True: everybody can have the extension at once, also one that was released before. False unless given: for 30 days only the user who held it can.", Visibility = Visibility.Advanced)]
    public bool? Force { get; init; }
}

/// <summary>The query of a deletion.</summary>
public sealed record DeleteExtensionQuery
{
    [Field("True: also an extension is deleted that rests for the user who held it last. False unless given, and it is refused then.", Visibility = Visibility.Advanced)]
    public bool? Force { get; init; }
}
