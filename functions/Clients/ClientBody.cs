using UserFunctions.Platform.Connector;

namespace UserFunctions.Clients;

#pragma warning disable CS1591 // Each property is described by its sentence, or where the client shows it.

/// <summary>A client to be created, as a body says it; what <see cref="Client.Create"/> reads.</summary>
public sealed record ClientBody
{
    [Field("Name of the client, at most 100 characters; no two clients have the same one, whatever its case.", IsRequired = true)]
    public string? Name { get; init; }

    [Field("Names of the channels that the client is served on, at most 30; all channels of the tenant unless given.", Lookup = "channels")]
    public IReadOnlyList<string>? Channels { get; init; }
}

/// <summary>What a body changes of a client: what it does not name stays.</summary>
[DescribedBy(typeof(ClientView))]
public sealed record ClientChanges
{
    public string? Name { get; init; }

    [Field("Names of all channels that the client is served on from then on, at most 30; null: all channels of the tenant.", Lookup = "channels")]
    public IReadOnlyList<string>? Channels { get; init; }
}

/// <summary>The query of a deletion.</summary>
public sealed record DeleteClientQuery
{
    [Field("True: also a client that users answer for is deleted and taken from them. False unless given, and it is refused then.", Visibility = Visibility.Advanced)]
    public bool? Force { get; init; }
}
