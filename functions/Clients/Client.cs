using System.Text.Json;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Clients;

/// <summary>A client whose customers the contact centre answers (S084).</summary>
/// <param name="Id">GUID v7.</param>
/// <param name="Version">The ETag.</param>
/// <param name="Name">1-100 characters, unique without regard to case.</param>
/// <param name="Channels">Channels its customers write on (S085), in the tenant's spelling; may hold one that the tenant has given up since, which no answer shows.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
public sealed record Client(Guid Id, int Version, string Name, IReadOnlyList<string> Channels, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    private const int MaxName = 100;

    /// <summary>A new client from a body; without channels it has all of the tenant's.</summary>
    public static Result<Client> Create(JsonElement body, ClientList clients, IReadOnlyList<string> channels, Guid id, DateTimeOffset now) =>
        Apply(new Client(id, 1, "", channels, now, now), new FieldReader(body, "client"), clients, channels);

    /// <summary>The client after a merge; itself when nothing differs.</summary>
    public Result<Client> Change(JsonElement body, ClientList clients, IReadOnlyList<string> channels, DateTimeOffset now)
    {
        if (!Apply(this, new FieldReader(body, "client"), clients, channels).Try(out var changed, out var error))
            return error;
        var isSame = changed.Name == Name && changed.Channels.SequenceEqual(Channels);
        return isSame ? this : changed with { Version = Version + 1, UpdatedAt = now };
    }

    /// <summary>Its channels among those that the tenant has.</summary>
    public IReadOnlyList<string> ChannelsOf(IReadOnlyList<string> tenant) => ChannelNames.Common(Channels, tenant);

    private static Result<Client> Apply(Client current, FieldReader reader, ClientList clients, IReadOnlyList<string> known)
    {
        var name = reader.Text("name", MaxName);
        var channels = reader.Texts("channels", ChannelNames.Max, ChannelNames.MaxLength);
        reader.ReadOnly("id", current.Id);
        reader.ReadOnly("version", current.Version);
        reader.ReadOnly("createdAt", current.CreatedAt);
        reader.ReadOnly("updatedAt", current.UpdatedAt);
        var changed = current with
        {
            Name = name.Or(current.Name) ?? "",
            Channels = channels.IsSet ? Chosen(channels.Value, current, reader, known) : current.Channels,
        };
        if (changed.Name.Length == 0)
            reader.Missing("name", "give the client a name");
        if (reader.Finish() is { } error)
            return error;
        return clients.Find(changed.Name) is { } other && other.Id != current.Id ? Error.Taken("name", changed.Name) : changed;
    }

    // What an answer showed may be sent back: it takes nothing away that was only hidden.
    private static IReadOnlyList<string> Chosen(IReadOnlyList<string>? wanted, Client current, FieldReader reader, IReadOnlyList<string> known)
    {
        var chosen = wanted is null ? known : ChannelNames.Known(reader, "channels", wanted, known, "the tenant's");
        return chosen.SequenceEqual(current.ChannelsOf(known)) ? current.Channels : chosen;
    }
}

/// <summary>A client on the wire: channels that the tenant no longer has are left out.</summary>
public sealed record ClientView(
    [property: Field("Id of the client.", Title = "Client Id")] Guid Id,
    [property: Field("Counts the changes of the client; the same number stands in the ETag.")] int Version,
    [property: Field("Name of the client, at most 100 characters; no two clients have the same one, whatever its case.")] string Name,
    [property: Field("Names of the channels that the client is served on, among those of the tenant.")] IReadOnlyList<string> Channels,
    [property: Field("When the client was created, in UTC.")] DateTimeOffset CreatedAt,
    [property: Field("When the client was changed last, in UTC.")] DateTimeOffset UpdatedAt)
{
    /// <summary>How many users lost a channel by the change that is answered; null: none did.</summary>
    [Field("How many users lost a channel by the change that is answered; absent: none did.")]
    public int? ChangedUsers { get; init; }

    /// <summary>What they lost, at most <see cref="ClientReport.MostListed"/> of them; null: nothing.</summary>
    [Field("What these users lost, at most 1000 entries; absent: nothing.")]
    public IReadOnlyList<TakenFromUser>? Changes { get; init; }

    /// <summary>The view in a tenant of these channels.</summary>
    public static ClientView Of(Client client, IReadOnlyList<string> channels) =>
        new(client.Id, client.Version, client.Name, client.ChannelsOf(channels), client.CreatedAt, client.UpdatedAt);
}
