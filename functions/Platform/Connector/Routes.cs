using System.Text.RegularExpressions;

namespace UserFunctions.Platform.Connector;

/// <summary>Routes as functions write them and as documents do.</summary>
internal static partial class Routes
{
    /// <summary><c>users/{id:guid}</c> → <c>users/{id}</c>.</summary>
    public static string Plain(string route) => Value().Replace(route, "{${name}}");

    /// <summary>The beginnings that end in a value: <c>groups/{id:guid}/members/{userId:guid}</c> gives <c>groups/{id}</c> and the whole.</summary>
    public static IEnumerable<string> Prefixes(string route)
    {
        var plain = Plain(route);
        return from match in Value().Matches(plain) select plain[..(match.Index + match.Length)];
    }

    /// <summary>The name of the last value: <c>id</c>.</summary>
    public static string NameOf(string route) => Value().Matches(route)[^1].Groups["name"].Value;

    /// <summary>The route's last value with what stands before it as one word: <c>users/{id}</c> → <c>usersId</c>.</summary>
    public static string Word(string route)
    {
        var words = Plain(route).Split('/', '{', '}', '-', '.').Where(w => w.Length > 0);
        return string.Concat(words.Select((w, i) => i == 0 ? w : char.ToUpperInvariant(w[0]) + w[1..]));
    }

    [GeneratedRegex(@"\{(?<name>\w+)(:[^}]*)?\}")]
    private static partial Regex Value();
}
