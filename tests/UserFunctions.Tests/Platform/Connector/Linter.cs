using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using UserFunctions.Local;

namespace UserFunctions.Tests.Platform.Connector;

/// <summary>The linter of <c>infra/connector/.spectral.yaml</c> and the validator of OpenAPI documents, both from npm.</summary>
internal static partial class Linter
{
    private static readonly string Folder = Path.Combine(LocalFolders.Repository, "tests", "UserFunctions.Tests", "Lint");

    /// <summary>What is wrong in a document: the rule, where, and in words.</summary>
    public sealed record Finding(string File, string Rule, string Where, string Message)
    {
        public override string ToString() => $"{Rule} at {Where}: {Message}";
    }

    /// <summary>The rules of a ruleset.</summary>
    public static IReadOnlyList<string> Rules(string ruleset) => [.. Rule().Matches(File.ReadAllText(Package.PathOf(ruleset))).Select(m => m.Groups[1].Value)];

    /// <summary>Lints one document.</summary>
    public static async Task<IReadOnlyList<Finding>> Lint(string document, string ruleset) =>
        (await Lint(new Dictionary<string, string> { ["document"] = document }, ruleset))["document"].ToList();

    /// <summary>Lints documents, all at once: the linter takes longer to start than to read.</summary>
    public static async Task<ILookup<string, Finding>> Lint(IReadOnlyDictionary<string, string> documents, string ruleset)
    {
        var folder = Directory.CreateTempSubdirectory("user-functions-lint-").FullName;
        try
        {
            foreach (var (name, text) in documents)
                await File.WriteAllTextAsync(Path.Combine(folder, $"{name}.json"), text);
            var program = Path.Combine(Folder, "node_modules", "@stoplight", "spectral-cli", "dist", "index.js");
            var output = await Run([program, "lint", $"{folder.Replace('\\', '/')}/*.json", "--ruleset", Package.PathOf(ruleset), "--format", "json", "--quiet"]);
            Assert.True(output.StartsWith('['), output);
            var end = output.LastIndexOf(']') + 1;
            return JsonNode.Parse(output[..end])!.AsArray().Select(Read).ToLookup(f => f.File);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What the validator says of these files, by their paths; null: it is a valid document.</summary>
    public static async Task<IReadOnlyDictionary<string, string?>> Validate(params IEnumerable<string> files)
    {
        var lines = (await Run([Path.Combine(Folder, "validate.mjs"), .. files])).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Select(line => JsonDocument.Parse(line).RootElement).ToDictionary(l => l.GetProperty("file").GetString()!, l => l.GetProperty("error").GetString());
    }

    private static Finding Read(JsonNode? finding) => new(
        Path.GetFileNameWithoutExtension(finding!["source"]!.GetValue<string>()),
        finding["code"]!.GetValue<string>(),
        string.Join('/', finding["path"]!.AsArray().Select(p => p!.ToString())),
        finding["message"]!.GetValue<string>());

    private static async Task<string> Run(string[] arguments)
    {
        await NpmInstallation.Ensure(Folder, "the linter", null, CancellationToken.None);
        using var process = NpmInstallation.Begin(new ProcessStartInfo("node", arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true });
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return await output is { Length: > 0 } said ? said : await errors;
    }

    [GeneratedRegex("(?m)^  ([a-z-]+):$")]
    private static partial Regex Rule();
}
