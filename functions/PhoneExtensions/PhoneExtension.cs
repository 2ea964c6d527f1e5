using System.Text.RegularExpressions;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.PhoneExtensions;

/// <summary>A phone extension (S010, S037): a number that at most one user holds.</summary>
/// <param name="Number">2-10 digits, unique in the tenant; leading zeros count.</param>
/// <param name="Version">The ETag.</param>
/// <param name="CallerId">What calls from it show, 3-15 digits with an optional +; null: none.</param>
/// <param name="UserId">Who holds it; null: nobody.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
public sealed partial record PhoneExtension(string Number, int Version, string? CallerId, Guid? UserId, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>Longest number.</summary>
    public const int MaxNumber = 10;

    /// <summary>Reads the row <c>x|number</c>.</summary>
    internal static PhoneExtension Read(Row row) => new(
        row.Text("number") ?? "",
        (int)(row.Number("version") ?? 0),
        row.Text("callerId"),
        ExtensionClaim.HolderOf(row),
        row.Time("createdAt") ?? default,
        row.Time("updatedAt") ?? default);

    /// <summary>Reads <c>number</c> from a body.</summary>
    internal static Field<string> NumberOf(FieldReader fields) => fields.Text("number", MaxNumber, Digits(), "give 2 to 10 digits");

    /// <summary>Reads <c>callerId</c> from a body.</summary>
    internal static Field<string> CallerIdOf(FieldReader fields) => fields.Text("callerId", 16, CallerIdPattern(), "give 3 to 15 digits, with + in front if international");

    [GeneratedRegex("^[0-9]{2,10}$", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();

    [GeneratedRegex(@"^\+?[0-9]{3,15}$", RegexOptions.CultureInvariant)]
    private static partial Regex CallerIdPattern();
}
