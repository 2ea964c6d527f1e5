using System.Text.RegularExpressions;
using UserFunctions.Platform.Http;

namespace UserFunctions.Users;

/// <summary>The section "General" of a user (S001-S005, S012): who the person is.</summary>
internal sealed partial class GeneralFields(FieldReader reader)
{
    private const int MaxDisplayName = 200;
    private const int MaxName = 100;
    private const int MaxTags = 20;
    private const int MaxTag = 50;

    private readonly Field<string> displayName = reader.Text("displayName", MaxDisplayName);
    private readonly Field<string> givenName = reader.Text("givenName", MaxDisplayName);
    private readonly Field<string> familyName = reader.Text("familyName", MaxDisplayName);
    private readonly Field<string> phone = reader.Text("phone", PhoneNumbers.MaxLength);
    private readonly Field<string> designation = reader.Text("designation", MaxName);
    private readonly Field<IReadOnlyList<string>> tags = reader.Texts("tags", MaxTags, MaxTag);

    /// <summary>Names of the section's fields on the wire.</summary>
    public static IReadOnlyList<string> Names { get; } = ["displayName", "givenName", "familyName", "email", "phone", "designation", "tags", "externalId"];

    public Field<string> Email { get; } = reader.Text("email", UserFields.MaxEmail, EmailPattern(), "give one address such as name@example.com, in ASCII");

    public Field<string> ExternalId { get; } = reader.Text("externalId", UserFields.MaxExternalId);

    public User Apply(User current, UserContext context)
    {
        var (display, given, family) = NamesAfter(current);
        if (display is null)
            reader.Missing("displayName", "give the full name, or givenName and familyName");
        if (display?.Length > MaxDisplayName)
            reader.Add("displayName", "too_long", $"givenName and familyName together have {display.Length} characters; at most {MaxDisplayName} are allowed.");
        CheckLength("givenName", givenName.Value, current.GivenName);
        CheckLength("familyName", familyName.Value, current.FamilyName);
        var email = Email.Or(current.Email) ?? "";
        if (email.Length == 0)
            reader.Missing("email", "give one address such as name@example.com");
        if (phone.Value is { } number && number != current.Phone && PhoneNumbers.Objection(number, context.Settings) is { } objection)
            reader.Add("phone", "invalid", $"phone '{FieldReader.Shown(number)}' is not valid: {objection}.");
        return current with
        {
            DisplayName = display ?? "",
            GivenName = given,
            FamilyName = family,
            Email = email,
            Phone = phone.Or(current.Phone),
            Designation = designation.Or(current.Designation),
            Tags = tags.Or(current.Tags) ?? [],
            ExternalId = ExternalId.Or(current.ExternalId),
        };
    }

    // A part that was split from a long full name may be longer, and may be sent back as it was read.
    private void CheckLength(string field, string? name, string? current)
    {
        if (name?.Length > MaxName && name != current)
            reader.Add(field, "too_long", $"{field} '{FieldReader.Shown(name)}' has {name.Length} characters; at most {MaxName} are allowed.");
    }

    // A full name alone sets its parts; parts alone set the full name; both together stand as they are (S001).
    private (string? Display, string? Given, string? Family) NamesAfter(User current)
    {
        var partsSet = givenName.IsSet || familyName.IsSet;
        if (displayName is { IsSet: true, Value: { } full } && !partsSet)
        {
            if (full == current.DisplayName)
                return (full, current.GivenName, current.FamilyName);
            var (first, last) = User.Split(full);
            return (full, first, last);
        }

        var given = givenName.Or(current.GivenName);
        var family = familyName.Or(current.FamilyName);
        var isKept = !displayName.IsSet && !partsSet;
        // Both parts cleared leave the full name as it is; the full name itself can only be cleared for one that the parts make.
        return (isKept ? Given(current.DisplayName) : displayName.Value ?? User.Join(given, family) ?? (displayName.IsSet ? null : Given(current.DisplayName)), given, family);
    }

    private static string? Given(string text) => text.Length == 0 ? null : text;

    [GeneratedRegex(@"^(?=.{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])$", RegexOptions.CultureInvariant)]
    private static partial Regex EmailPattern();
}
