using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.PhoneExtensions;

/// <summary>A phone extension (S010, S019, S037): a number that at most one user holds.</summary>
/// <param name="Number">2-10 digits, unique in the tenant; leading zeros count.</param>
/// <param name="Version">The ETag.</param>
/// <param name="UserId">Who holds it; null: nobody.</param>
/// <param name="OwnCallerId">What calls from it show while nobody holds it: one of the tenant's caller IDs; null: none.</param>
/// <param name="IntercomNumber">2-10 digits, unique among the intercom numbers of the tenant; null: none.</param>
/// <param name="CredentialId">Tells one secret from the next; null: there is none, so no phone can register.</param>
/// <param name="QuarantinedUntil">Until when only its last holder gets it; null: it is held, or free.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
public sealed partial record PhoneExtension(
    string Number, int Version, Guid? UserId, string? OwnCallerId, string? IntercomNumber, Guid? CredentialId, DateTimeOffset? QuarantinedUntil,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>Longest number.</summary>
    public const int MaxNumber = 10;

    /// <summary>What a phone registers as: the number, so it is unique without more.</summary>
    [JsonIgnore]
    public string Login => Number;

    /// <summary>The secret that this write gave it, to be shown this once; null: it gave none. It is never stored.</summary>
    [JsonIgnore]
    public string? Secret { get; init; }

    /// <summary>What calls from it show: the holder's first allowed caller ID that the tenant still owns (S016); null: none.</summary>
    public string? CallerIdWith(NumberHolder? holder, CallerIdList owned) =>
        UserId is null ? OwnCallerId is { } own && owned.Has(own) ? own : null : holder?.AllowedCallerIds.FirstOrDefault(owned.Has);

    /// <summary>Reads the row <c>x|number</c>.</summary>
    internal static PhoneExtension Read(Row row) => new(
        row.Text("number") ?? "",
        (int)(row.Number("version") ?? 0),
        ExtensionClaim.HolderOf(row),
        row.Text("callerId"),
        row.Text("intercomNumber"),
        ExtensionSecret.IdOf(row),
        ExtensionClaim.QuarantinedUntil(row),
        row.Time("createdAt") ?? default,
        row.Time("updatedAt") ?? default);

    /// <summary>Reads <c>number</c> from a body.</summary>
    internal static Field<string> NumberOf(FieldReader fields) => fields.Text("number", MaxNumber, Digits(), "give 2 to 10 digits");

    /// <summary>Reads <c>intercomNumber</c> from a body.</summary>
    internal static Field<string> IntercomOf(FieldReader fields) => fields.Text("intercomNumber", MaxNumber, Digits(), "give 2 to 10 digits");

    /// <summary>Reads <c>callerId</c> from a body: the number or name of one of the tenant's.</summary>
    internal static Field<string> CallerIdOf(FieldReader fields, CallerIdList owned)
    {
        var field = fields.Text("callerId", 100);
        if (field.Value is not { } wanted)
            return field;
        if (owned.Find(wanted) is { } number)
            return new(true, number);
        fields.Add("callerId", "unknown", $"caller ID '{FieldReader.Shown(wanted)}' is not one of the tenant's: register it with POST /api/caller-ids.");
        return new(true, null);
    }

    [GeneratedRegex("^[0-9]{2,10}$", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
