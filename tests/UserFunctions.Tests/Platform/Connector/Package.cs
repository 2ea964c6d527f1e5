using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using UserFunctions.Platform.Connector;
using UserFunctions.Tests.House;

namespace UserFunctions.Tests.Platform.Connector;

/// <summary>The folder <c>infra/connector</c> and what belongs into it.</summary>
internal static partial class Package
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
        "README.md" => Listing().Replace(File.ReadAllText(PathOf(file)), match => $"{match.Groups["begin"].Value}\n{Table()}\n{match.Groups["end"].Value}"),
        _ => throw new ArgumentOutOfRangeException(nameof(file), file, "It is not generated."),
    };

    // By room, what a flow's author sees; triggers first.
    private static string Table()
    {
        var shown = Operations.Where(o => !o.Operation.IsHidden && o.Operation.Visibility != Visibility.Internal && o.Operation.ReplacedBy is null);
        var lines = from operation in shown
                    orderby operation.Operation.Trigger is null, Room(operation), operation.Path
                    select $"| {Room(operation)} | {operation.Operation.Summary} | {operation.Operation.Description.Replace("|", "\\|", StringComparison.Ordinal)} |";
        return "| | operation | what it does |\n|---|---|---|\n" + string.Join('\n', lines);
    }

    // PhoneExtensions → Phone extensions.
    private static string Room(OperationDescription operation) => Hump().Replace(operation.Room, match => $" {match.Value.ToLowerInvariant()}");

    [GeneratedRegex("(?s)(?<begin><!-- operations -->).*(?<end><!-- /operations -->)")]
    private static partial Regex Listing();

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex Hump();
}
