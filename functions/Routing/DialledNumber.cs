using System.Text.RegularExpressions;
using UserFunctions.Platform.Http;

namespace UserFunctions.Routing;

/// <summary>Phone numbers as callers and telephony systems write them.</summary>
internal static partial class DialledNumber
{
    /// <summary>Longest text that is taken as one.</summary>
    public const int MaxLength = 24;

    /// <summary>What is taken, in words.</summary>
    public const string Allowed = "give 2 to 20 digits, with + or 00 in front if you like";

    /// <summary>Reads a number.</summary>
    public static Field<string> Read(FieldReader fields, string name) => fields.Text(name, MaxLength, Pattern(), Allowed);

    /// <summary>The digits without what is dialled before an international number: a leading <c>+</c> or <c>00</c> (S020).</summary>
    public static string Stripped(string number) =>
        number.StartsWith('+') ? number[1..] : number.StartsWith("00", StringComparison.Ordinal) ? number[2..] : number;

    /// <summary>True when both are the same number, whichever way it is written.</summary>
    public static bool AreSame(string number, string? other) => other is not null && Stripped(number) == Stripped(other);

    [GeneratedRegex(@"^(\+|00)?[0-9]{2,20}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
