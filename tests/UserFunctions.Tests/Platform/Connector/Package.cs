using System.Text.Json.Nodes;
using UserFunctions.Platform.Connector;
using UserFunctions.Tests.House;

namespace UserFunctions.Tests.Platform.Connector;

/// <summary>The folder <c>infra/connector</c> and what belongs into it.</summary>
internal static class Package
{
    /// <summary>True: <c>CONNECTOR=write</c> or <c>release</c>.</summary>
    public static bool IsToBeWritten => Environment.GetEnvironmentVariable("CONNECTOR") is "write" or "release";

    /// <summary>True: <c>CONNECTOR=release</c>.</summary>
    public static bool IsToBeReleased => Environment.GetEnvironmentVariable("CONNECTOR") is "release";

    /// <summary>The folder.</summary>
    public static string Folder { get; } = Path.Combine(Sources.Repository, "infra", "connector");

    /// <summary>All operations of the app.</summary>
    public static IReadOnlyList<OperationDescription> Operations { get; } = UserFunctions.Platform.Connector.Operations.Of(typeof(App).Assembly);

    /// <summary>A file in it.</summary>
    public static string PathOf(string file) => Path.Combine(Folder, file);

    /// <summary>A JSON file in it, as it is committed.</summary>
    public static JsonObject Read(string file) => JsonNode.Parse(File.ReadAllText(PathOf(file)))!.AsObject();

    /// <summary>The text that a generated file should have.</summary>
    public static string Make(string file) => file switch
    {
        "apiDefinition.swagger.json" => Documents.ForFlows(Operations),
        "openapi.json" => Documents.Whole(Operations),
        "apiProperties.json" => ConnectorProperties.Text(Operations),
        _ => throw new ArgumentOutOfRangeException(nameof(file), file, "It is not generated."),
    };
}
