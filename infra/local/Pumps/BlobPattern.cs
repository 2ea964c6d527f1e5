using System.Text.RegularExpressions;

namespace UserFunctions.Local.Pumps;

/// <summary>A blob trigger's path, <c>imports/{tenant}/{name}</c>: a container and a pattern over the blob's name.</summary>
internal sealed partial class BlobPattern
{
    private readonly Regex regex;

    /// <param name="path">Container, slash, pattern. Each <c>{x}</c> takes as much as it can, slashes too; letters match by case.</param>
    public BlobPattern(string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var pattern = path[(slash + 1)..];
        var brace = pattern.IndexOf('{', StringComparison.Ordinal);
        Container = path[..slash];
        Prefix = brace < 0 ? pattern : pattern[..brace];
        regex = new Regex($"^{Value().Replace(Regex.Escape(pattern).Replace("}", @"\}", StringComparison.Ordinal), "(?<$1>.*)")}$", RegexOptions.CultureInvariant);
    }

    /// <summary>The container; fixed.</summary>
    public string Container { get; }

    /// <summary>What every blob's name begins with; may be empty.</summary>
    public string Prefix { get; }

    /// <summary>The values of the pattern's names; null when the blob's name does not match.</summary>
    public IReadOnlyDictionary<string, string>? Match(string blobName)
    {
        var match = regex.Match(blobName);
        return match.Success ? match.Groups.Values.Where(g => !char.IsAsciiDigit(g.Name[0])).ToDictionary(g => g.Name, g => g.Value) : null;
    }

    // Finds {x} in an escaped pattern, where it reads \{x\}.
    [GeneratedRegex(@"\\\{([A-Za-z_][A-Za-z0-9_]*)\\\}")]
    private static partial Regex Value();
}
