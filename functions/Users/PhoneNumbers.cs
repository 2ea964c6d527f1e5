using System.Text.RegularExpressions;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

/// <summary>How phone numbers must look in a tenant (S004, S005).</summary>
internal static partial class PhoneNumbers
{
    /// <summary>Longest text that can be one.</summary>
    public const int MaxLength = 20;

    /// <summary>What is allowed, in words, when the number is not; null when it is.</summary>
    public static string? Objection(string number, TenantSettings settings) => (settings.PhoneRule, settings.InternationalCalling) switch
    {
        (PhoneRule.E164, _) => E164().IsMatch(number) ? null : "give it in E.164: + and 8 to 15 digits, such as +4915112345678",
        (_, true) => Prefixed().IsMatch(number) ? null : "give a country prefix of 1 to 4 digits and then 10 digits, such as +919876543210",
        _ => TenDigits().IsMatch(number) ? null : "give exactly 10 digits",
    };

    [GeneratedRegex("^[0-9]{10}$", RegexOptions.CultureInvariant)]
    private static partial Regex TenDigits();

    [GeneratedRegex(@"^\+?[0-9]{11,14}$", RegexOptions.CultureInvariant)]
    private static partial Regex Prefixed();

    [GeneratedRegex(@"^\+[1-9][0-9]{7,14}$", RegexOptions.CultureInvariant)]
    private static partial Regex E164();
}
