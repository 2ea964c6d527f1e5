using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.PhoneExtensions;

/// <summary>Finds the rows <c>x|number</c>, whose shape <see cref="ExtensionClaim"/> keeps.</summary>
internal static class ExtensionTable
{
    /// <summary>The extension's row; null when there is none. A number that cannot be one is not looked up.</summary>
    public static Task<Row?> FindExtension(this ITables tables, string tenant, string number, CancellationToken cancellationToken) =>
        number.Length <= PhoneExtension.MaxNumber && number.All(char.IsAsciiDigit)
            ? tables.Get(ChangeLog.Table, tenant, ExtensionClaim.Key(number), cancellationToken)
            : Task.FromResult<Row?>(null);
}
