using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.PhoneExtensions;

/// <summary>Finds the rows <c>x|number</c>, whose shape <see cref="ExtensionClaim"/> keeps, and keeps <c>xi|number</c>, which makes intercom numbers unique.</summary>
internal static class ExtensionTable
{
    public const string IntercomPrefix = "xi|";

    /// <summary>The extension's row; null when there is none. A number that cannot be one is not looked up.</summary>
    public static Task<Row?> FindExtension(this ITables tables, string tenant, string number, CancellationToken cancellationToken) =>
        number.Length <= PhoneExtension.MaxNumber && number.All(char.IsAsciiDigit)
            ? tables.Get(ChangeLog.Table, tenant, ExtensionClaim.Key(number), cancellationToken)
            : Task.FromResult<Row?>(null);

    /// <summary>The rows that make an intercom number unique, when it changes.</summary>
    public static IEnumerable<Step> Intercom(string tenant, string extension, string? before, string? after)
    {
        if (before == after)
            yield break;
        if (before is not null)
            yield return Step.Delete(new Row(tenant, IntercomKey(before)));
        if (after is not null)
            yield return Step.Insert(new Row(tenant, IntercomKey(after)) { ["number"] = extension }, Error.Taken("intercomNumber", after));
    }

    /// <summary>The extension as these steps leave it; null when they do not touch it.</summary>
    public static PhoneExtension? In(IEnumerable<Step> steps, string number) =>
        steps.Select(step => step.Operation.Row).FirstOrDefault(row => row.Key == ExtensionClaim.Key(number)) is { } row ? PhoneExtension.Read(row) : null;

    public static string IntercomKey(string number) => IntercomPrefix + number;
}
