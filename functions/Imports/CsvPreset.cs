using System.Text.RegularExpressions;

namespace UserFunctions.Imports;

/// <summary>A file that another system writes and that is recognised as it comes: what its columns are here.</summary>
/// <param name="Name">What people call the file.</param>
/// <param name="Columns">Columns here by plain name there; of several for one the first in this order that is not blank counts.</param>
/// <param name="Marks">Names that a file has to have, in this very spelling, to be taken for one: people who write <c>First name</c> themselves mean no export of Okta.</param>
/// <param name="Others">Plain names that mean nothing here and could be taken for a misspelt one that does.</param>
internal sealed partial record CsvPreset(string Name, IReadOnlyList<(string There, string Here)> Columns, IReadOnlyList<string> Marks, params IReadOnlyList<string> Others)
{
    /// <summary>Plain name of Entra ID's column that says the opposite of <c>accountEnabled</c>; with a name of its own because the export has one that says the same.</summary>
    public const string BlockSignIn = "blocksignin";

    /// <summary>Plain name of Google's column that says of what kind a password is that is none.</summary>
    public const string PasswordHash = "passwordhashfunction";

    private static readonly CsvPreset Entra = new(
        "Microsoft Entra ID template",
        [
            ("displayname", "displayName"), ("userprincipalname", "email"), ("passwordprofile", UserCsv.Password), (BlockSignIn, "accountEnabled"), ("givenname", "givenName"),
            ("surname", "familyName"), ("jobtitle", "designation"), ("department", "department"), ("mobile", "phone"), ("employeeid", "externalId"),
        ],
        ["displayName", "userPrincipalName", "passwordProfile"]);

    private static readonly CsvPreset EntraExport = new(
        "Microsoft Entra ID export",
        [
            ("mail", "email"), ("userprincipalname", "email"), ("id", "externalId"), ("objectid", "externalId"), ("displayname", "displayName"), ("givenname", "givenName"), ("surname", "familyName"),
            ("jobtitle", "designation"), ("department", "department"), ("mobilephone", "phone"), ("telephonenumber", "phone"), ("accountenabled", "accountEnabled"),
        ],
        ["userPrincipalName", "displayName", "userType"],
        "agegroup");

    private static readonly CsvPreset Google = new(
        "Google Workspace export",
        [
            ("emailaddress", "email"), ("firstname", "givenName"), ("lastname", "familyName"), ("password", UserCsv.Password), ("mobilephone", "phone"), ("workphone", "phone"),
            ("employeeid", "externalId"), ("employeetitle", "designation"), ("department", "department"),
        ],
        ["First Name", "Last Name", "Email Address", "Org Unit Path"]);

    private static readonly CsvPreset Okta = new(
        "Okta export",
        [
            ("email", "email"), ("login", "loginId"), ("id", "externalId"), ("employeenumber", "externalId"), ("displayname", "displayName"), ("firstname", "givenName"), ("lastname", "familyName"),
            ("title", "designation"), ("department", "department"), ("mobilephone", "phone"), ("primaryphone", "phone"),
        ],
        ["login", "firstName", "lastName", "email"]);

    /// <summary>The preset that these headers are of; null: none.</summary>
    public static CsvPreset? Of(IReadOnlyList<string> names)
    {
        var own = names.Select(name => Own(name.Trim())).ToHashSet(StringComparer.Ordinal);
        return ((CsvPreset[])[Entra, EntraExport, Google, Okta]).FirstOrDefault(preset => preset.Marks.All(own.Contains));
    }

    /// <summary>The column here and its rank among those that are the same one here; null: it means nothing here.</summary>
    public (string Here, int Rank)? Find(string name)
    {
        var plain = Plain(name);
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].There == plain)
                return (Columns[i].Here, i);
        }

        return null;
    }

    /// <summary>True for a name that is no misspelt one of a column here.</summary>
    public bool IsTheirs(string name) => Others.Contains(Plain(name)) || HeaderNames.Nearest(name) is null;

    /// <summary>The name as these systems mean it, in letters and digits.</summary>
    public static string Plain(string name)
    {
        var own = Own(name);
        return own == "accountEnabled" && name.StartsWith("Block", StringComparison.OrdinalIgnoreCase) ? BlockSignIn : HeaderNames.Plain(own);
    }

    /// <summary>A row that the template itself shows how to fill in a row.</summary>
    public bool IsExample(string? displayName) => ReferenceEquals(this, Entra) && displayName?.StartsWith("Example:", StringComparison.OrdinalIgnoreCase) is true;

    // The name within Job title [jobTitle] Required, First Name [Required] and User.firstName.
    private static string Own(string name)
    {
        if (EntraName().Match(name) is { Success: true } entra)
            return entra.Groups["property"].Value;
        var own = name.StartsWith("user.", StringComparison.OrdinalIgnoreCase) ? name["user.".Length..] : name;
        return own.EndsWith(']') && own.LastIndexOf('[') is > 0 and var at ? own[..at].TrimEnd() : own;
    }

    // Google's brackets hold words in capitals or "Required"; those of Entra ID hold a property's name.
    [GeneratedRegex(@"^[^\[\]]+ \[(?<property>[a-z][A-Za-z]*)\]( Required)?$", RegexOptions.CultureInvariant)]
    private static partial Regex EntraName();
}
