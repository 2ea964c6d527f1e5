using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace UserFunctions.Imports;

/// <summary>What people call the columns.</summary>
internal static partial class HeaderNames
{
    // A longer name is no misspelt one.
    private const int MaxMisspelt = 40;

    private static readonly FrozenDictionary<string, string> Aliases = new Dictionary<string, string>
    {
        ["email"] = "mail,emailaddress,primaryemail,workemail",
        ["displayName"] = "name,fullname",
        ["givenName"] = "firstname,forename",
        ["familyName"] = "lastname,surname",
        ["phone"] = "phonenumber,mobile,mobilephone,mobilenumber,cell,cellphone,telephone,contactnumber",
        ["designation"] = "jobtitle,title,position",
        ["tags"] = "tag,labels",
        ["groups"] = "group,team,teams,agentgroup,agentgroups",
        ["department"] = "dept",
        ["extensionNumber"] = "extension,ext,extensionno,agentextension",
        ["externalId"] = "employeeid,employeenumber,employeeno,staffid",
        ["accessRole"] = "accesslevel,accesstype",
        ["licences"] = "licenses,licence,license",
        ["authenticationMethod"] = "authmethod,authentication",
        ["channels"] = "channel",
        ["clients"] = "client",
        ["allowedCallerIds"] = "callerids,callerid",
        ["callForwardNumber"] = "callforward,forwardnumber",
        ["alternateNumbers"] = "alternatenumber",
        ["loginId"] = "login,loginname,username",
        ["twoFactorAuthentication"] = "twofactor,2fa,mfa",
        [UserCsv.Password] = "initialpassword,temporarypassword",
        ["accountEnabled"] = "enabled",
    }.SelectMany(pair => pair.Value.Split(','), (pair, alias) => (alias, pair.Key))
        .Concat(UserCsv.Columns.Select(column => (alias: Plain(column.Name), Key: column.Name)))
        .ToFrozenDictionary(pair => pair.alias, pair => pair.Key);

    private static readonly FrozenSet<string> Reported = new[] { "_errors", "_warnings", "row", "line", "outcome" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The column that the name means in any case, with blanks, underscores and marks as people put them; null: none.</summary>
    public static string? Find(string name) => Aliases.GetValueOrDefault(Plain(name));

    /// <summary>True for a column that a report or a fix-file adds to the others.</summary>
    public static bool IsReport(string name) => Reported.Contains(name);

    /// <summary>The column that was probably meant by a name that is none; null: nothing is near.</summary>
    public static string? Nearest(string name)
    {
        var plain = Plain(name);
        if (plain.Length is < 3 or > MaxMisspelt)
            return null;
        var (alias, distance) = Aliases.Keys.Select(known => (known, Distance: Distance(plain, known))).MinBy(found => (found.Distance, found.known.Length));
        return distance <= (plain.Length < 6 ? 1 : 2) ? Aliases[alias] : null;
    }

    /// <summary>Letters and digits in lower case, without a remark in brackets at the end.</summary>
    public static string Plain(string name) => string.Concat(Remark().Replace(name, "").Where(char.IsLetterOrDigit)).ToLowerInvariant();

    // Letters to put in, to take out, to change, or to swap with the next one.
    private static int Distance(string one, string other)
    {
        var steps = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    steps[i, j] = i + j;
                    continue;
                }

                var changed = steps[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
                steps[i, j] = Math.Min(changed, Math.Min(steps[i - 1, j], steps[i, j - 1]) + 1);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                    steps[i, j] = Math.Min(steps[i, j], steps[i - 2, j - 2] + 1);
            }
        }

        return steps[one.Length, other.Length];
    }

    [GeneratedRegex(@"[\[(][^\[\]()]*[\])][\s*]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Remark();
}
