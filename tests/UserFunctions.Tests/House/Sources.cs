using System.Text.RegularExpressions;

namespace UserFunctions.Tests.House;

/// <summary>The C# files of this repository, as text.</summary>
internal static partial class Sources
{
    /// <summary>Where UserFunctions.sln is.</summary>
    public static string Repository { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The files below a folder, by their path with forward slashes; build output is left out.</summary>
    public static IReadOnlyList<SourceFile> In(string folder) =>
    [
        .. from path in Directory.EnumerateFiles(Path.Combine(Repository, folder), "*.cs", SearchOption.AllDirectories)
           let relative = Path.GetRelativePath(Repository, path).Replace('\\', '/')
           where !relative.Contains("/obj/", StringComparison.Ordinal) && !relative.Contains("/bin/", StringComparison.Ordinal)
           orderby relative
           select new SourceFile(relative, File.ReadAllText(path)),
    ];

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "UserFunctions.sln")) ? folder : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("UserFunctions.sln is nowhere above the tests."));

    /// <summary>A file.</summary>
    /// <param name="Path">Relative to the repository.</param>
    /// <param name="Text">All of it.</param>
    internal sealed record SourceFile(string Path, string Text)
    {
        /// <summary>The text without line comments.</summary>
        public string Code { get; } = Comment().Replace(Text, "");

        /// <summary>The folder below <c>functions/</c>: the room.</summary>
        public string Room => Path.Split('/')[1];
    }

    [GeneratedRegex("(?<!:)//.*")]
    private static partial Regex Comment();
}
