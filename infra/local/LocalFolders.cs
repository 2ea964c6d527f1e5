using System.Reflection;

namespace UserFunctions.Local;

/// <summary>Where things lie on this machine.</summary>
public static class LocalFolders
{
    /// <summary>infra/local, as it was when this assembly was built.</summary>
    public static string Project { get; } = typeof(LocalFolders).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "ProjectDirectory").Value!;

    /// <summary>The repository, where host.json and local.settings.json lie.</summary>
    public static string Repository { get; } = Path.GetFullPath(Path.Combine(Project, "..", ".."));

    /// <summary>What the local head keeps between runs; not committed.</summary>
    public static string Data { get; } = Path.Combine(Project, ".data");
}
