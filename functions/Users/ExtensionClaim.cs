using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary>
/// A user's hold on an extension number: the row <c>x|number</c> names the user, the user names the number, both in one batch. The row
/// outlives the hold, so a released number stays in the list of extensions.
/// </summary>
internal static class ExtensionClaim
{
    public const string Prefix = "x|";

    public static string Key(string number) => Prefix + KeyRange.Escape(number);

    /// <summary>Who holds the number; null when nobody does.</summary>
    public static Guid? HolderOf(Row? row) => row?.Id("userId");

    /// <summary>The 409 when somebody else holds the number; null when it can be claimed.</summary>
    public static Error? Check(string number, Row? row, Guid user) =>
        HolderOf(row) is { } holder && holder != user ? Error.Taken("extensionNumber", number) : null;

    public static Step Claim(string tenant, string number, User user, Row? row)
    {
        if (row is null)
            return Step.Insert(New(tenant, number, user.UpdatedAt, user.Id));
        return Step.Replace(Next(row, user.UpdatedAt, user.Id));
    }

    public static Step Release(Row row, DateTimeOffset now) => Step.Replace(Next(row, now, null));

    public static Row New(string tenant, string number, DateTimeOffset now, Guid? holder) => new(tenant, Key(number))
    {
        ["number"] = number,
        ["version"] = 1,
        ["createdAt"] = now,
        ["updatedAt"] = now,
        ["userId"] = holder,
    };

    /// <summary>The row's next version with another holder; everything else stays.</summary>
    public static Row Next(Row row, DateTimeOffset now, Guid? holder) => row with
    {
        Columns = new(row.Columns)
        {
            ["version"] = (int)(row.Number("version") ?? 0) + 1,
            ["updatedAt"] = now,
            ["userId"] = holder,
        },
    };
}
