using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Search;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.PhoneExtensions;

/// <summary>Whether a phone can be reached at an extension (S037).</summary>
public enum ExtensionStatus
{
    /// <summary>No phone is registered.</summary>
    Inactive,

    /// <summary>At least one is.</summary>
    Active,
}

/// <summary>An extension on the wire (S037).</summary>
/// <param name="Number">2-10 digits.</param>
/// <param name="Version">The ETag. Registrations, and what is the holder's, change without it.</param>
/// <param name="Name">The holder's full name; null: nobody holds it.</param>
/// <param name="Login">What a phone registers as.</param>
/// <param name="Password">Asterisks when there is a secret; null: there is none.</param>
/// <param name="HasPassword">There is a secret.</param>
/// <param name="IntercomNumber">2-10 digits; null: none.</param>
/// <param name="CallerId">What calls from it show (S016); null: nothing.</param>
/// <param name="Registrations">Phones that are registered now.</param>
/// <param name="Status">Active while any is.</param>
/// <param name="User">The holder's e-mail address; null: nobody holds it.</param>
/// <param name="UserId">The holder; null: nobody.</param>
/// <param name="QuarantinedUntil">Until when only its last holder gets it; null: it is held, or free.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
public sealed record ExtensionView(
    [property: Field("Number of the extension, 2 to 10 digits; leading zeros count.")] string Number,
    [property: Field("Counts the changes of the extension; the same number stands in the ETag. Registrations, and what belongs to the holder, change without it.")] int Version,
    [property: Field("Full name of the user who holds it; absent: nobody does.")] string? Name,
    [property: Field("What a phone registers as.")] string Login,
    [property: Field("Asterisks when phones have a secret to register with; absent: there is none. The secret itself is only shown when it is made.")] string? Password,
    [property: Field("True: there is a secret, so phones can register.")] bool HasPassword,
    [property: Field("Number for calls within the house, 2 to 10 digits; no two extensions have the same one. Absent: none.")] string? IntercomNumber,
    [property: Field("Caller ID that calls from the extension show; absent: none.", Title = "Caller ID")] string? CallerId,
    [property: Field("How many phones are registered now.")] int Registrations,
    [property: Field("Active: at least one phone is registered; Inactive: none is.")] ExtensionStatus Status,
    [property: Field("E-mail address of the user who holds it; absent: nobody does.")] string? User,
    [property: Field("Id of the user who holds it; absent: nobody does.")] Guid? UserId,
    [property: Field("Until when only the user who held it last gets it, in UTC; absent: it is held, or free.")] DateTimeOffset? QuarantinedUntil,
    [property: Field("When the extension was created, in UTC.")] DateTimeOffset CreatedAt,
    [property: Field("When the extension was changed last, in UTC.")] DateTimeOffset UpdatedAt)
{
    /// <summary>What stands in the place of a secret.</summary>
    public const string Masked = "********";

    /// <summary>A secret that was made just now, in the one answer that shows it; null otherwise.</summary>
    [Field("Secret that was made for phones by this very request, shown this once; absent: none was.", Format = "password")]
    public string? Secret { get; init; }

    /// <summary>In a list that was searched, where the words occur (S102); null otherwise.</summary>
    [Field("Where the searched words occur; absent: nothing was searched.")]
    public IReadOnlyList<Highlight>? Highlights { get; init; }

    /// <summary>The view with the places where these tokens occur in what the list searches; as it is without tokens.</summary>
    internal ExtensionView Marked(IReadOnlyList<byte[]> tokens)
    {
        (string Field, string? Text)[] searched = [("number", Number), ("name", Name), ("intercomNumber", IntercomNumber), ("callerId", CallerId)];
        return tokens.Count == 0 ? this : this with
        {
            Highlights = [.. from field in searched from place in Words.Occurrences(field.Text ?? "", tokens) select new Highlight(field.Field, place.Start, place.Length)],
        };
    }

    /// <summary>The view as of these facts and this moment.</summary>
    internal static ExtensionView Of(PhoneExtension extension, NumberHolder? holder, CallerIdList owned, int registrations, DateTimeOffset now)
    {
        var hasPassword = extension.CredentialId is not null;
        return new(
            extension.Number, extension.Version, holder?.DisplayName, extension.Login, hasPassword ? Masked : null, hasPassword, extension.IntercomNumber,
            extension.CallerIdWith(holder, owned), registrations, registrations > 0 ? ExtensionStatus.Active : ExtensionStatus.Inactive,
            holder?.Email, extension.UserId, extension.QuarantinedUntil > now ? extension.QuarantinedUntil : null, extension.CreatedAt, extension.UpdatedAt)
        {
            Secret = extension.Secret,
        };
    }
}
