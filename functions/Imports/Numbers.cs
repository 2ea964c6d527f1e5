using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Imports;

/// <summary>
/// Lists of phone numbers, where a <c>+</c> can be the number's own. It is taken as the number's unless the cell cannot be meant so: because it takes something away
/// as well, because of a second <c>+</c>, or because only the number without it is one of the tenant's.
/// </summary>
internal static class Numbers
{
    /// <summary>True when the parts, all of which are signed, are meant as a change and not as numbers.</summary>
    public static bool IsChange(CsvColumn column, List<string> parts, TenantFacts facts) =>
        parts.Exists(part => part.StartsWith('-') || part.StartsWith("++", StringComparison.Ordinal) || (!Takes(column, part, facts) && Takes(column, part[1..].Trim(), facts)));

    /// <summary>The number that <c>+entry</c> adds: the one that the tenant takes, as it stands or with the sign.</summary>
    public static string Added(CsvColumn column, string entry, TenantFacts facts) =>
        !Takes(column, entry, facts) && Takes(column, '+' + entry, facts) ? '+' + entry : entry;

    /// <summary>True when they are one number, with or without its sign.</summary>
    public static bool AreSame(string one, string other) => one.TrimStart('+') == other.TrimStart('+');

    /// <summary>True when the tenant takes it as a phone number.</summary>
    public static bool IsPhone(string number, TenantFacts facts) => PhoneNumbers.Objection(number, TenantSettings.Of(facts)) is null;

    private static bool Takes(CsvColumn column, string number, TenantFacts facts) =>
        column.Name == "alternateNumbers" ? IsPhone(number, facts) : CallerIdList.Of(facts).Find(number) is not null;
}
