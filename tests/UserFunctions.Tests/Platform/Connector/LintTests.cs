using System.Text.Json.Nodes;
using UserFunctions.Platform.Connector;

namespace UserFunctions.Tests.Platform.Connector;

public sealed class LintTests
{
    private const string DocumentRules = ".spectral.yaml";
    private const string PropertyRules = "properties.spectral.yaml";

    private static readonly Lazy<Task<ILookup<string, Linter.Finding>>> BrokenDocuments = new(() => Linter.Lint(Written(Broken.Documents, Documents.ForFlows(SampleOperations.All)), DocumentRules));

    private static readonly Lazy<Task<ILookup<string, Linter.Finding>>> BrokenProperties = new(() => Linter.Lint(Written(Broken.Properties, ConnectorProperties.Text(SampleOperations.All)), PropertyRules));

    private static readonly Lazy<Task<ILookup<string, Linter.Finding>>> BrokenOtherwise =
        new(() => Linter.Lint(Written(Broken.Otherwise.ToDictionary(entry => Hyphened(entry.Key), entry => entry.Value.Break), Documents.ForFlows(SampleOperations.All)), DocumentRules));

    public static TheoryData<string> OtherWays => [.. Broken.Otherwise.Keys];

    public static TheoryData<string> RulesOfDocuments => [.. Linter.Rules(DocumentRules)];

    public static TheoryData<string> RulesOfProperties => [.. Linter.Rules(PropertyRules)];

    [Fact]
    public async Task The_connector_keeps_every_rule()
    {
        Assert.Empty(await Linter.Lint(Package.Make("apiDefinition.swagger.json"), DocumentRules));
        Assert.Empty(await Linter.Lint(Package.Make("apiProperties.json"), PropertyRules));
    }

    [Fact]
    public async Task What_is_made_of_the_sample_keeps_every_rule()
    {
        Assert.Empty(await Linter.Lint(Documents.ForFlows(SampleOperations.All), DocumentRules));
        Assert.Empty(await Linter.Lint(ConnectorProperties.Text(SampleOperations.All), PropertyRules));
    }

    [Theory]
    [MemberData(nameof(RulesOfDocuments))]
    public async Task A_document_that_breaks_a_rule_is_found(string rule)
    {
        Assert.Contains(rule, Broken.Documents.Keys);
        Assert.Contains(rule, (await BrokenDocuments.Value)[rule].Select(f => f.Rule));
    }

    [Theory]
    [MemberData(nameof(OtherWays))]
    public async Task A_rule_that_is_broken_in_another_way_is_found(string way) =>
        Assert.Contains(Broken.Otherwise[way].Rule, (await BrokenOtherwise.Value)[Hyphened(way)].Select(f => f.Rule));

    [Theory]
    [MemberData(nameof(RulesOfProperties))]
    public async Task Properties_that_break_a_rule_are_found(string rule)
    {
        Assert.Contains(rule, Broken.Properties.Keys);
        Assert.Contains(rule, (await BrokenProperties.Value)[rule].Select(f => f.Rule));
    }

    [Fact]
    public async Task Both_documents_are_valid_by_their_specifications()
    {
        var folder = Directory.CreateTempSubdirectory("user-functions-valid-").FullName;
        var files = new Dictionary<string, string>
        {
            ["swagger.json"] = Package.Make("apiDefinition.swagger.json"),
            ["openapi.json"] = Package.Make("openapi.json"),
            ["sample-swagger.json"] = Documents.ForFlows(SampleOperations.All),
            ["sample-openapi.json"] = Documents.Whole(SampleOperations.All),
            ["broken.json"] = Package.Make("openapi.json").Replace("\"responses\"", "\"answers\"", StringComparison.Ordinal),
        };
        foreach (var (name, text) in files)
            await File.WriteAllTextAsync(Path.Combine(folder, name), text);
        var found = await Linter.Validate(files.Keys.Select(name => Path.Combine(folder, name)));
        Assert.Equal(["broken.json"], found.Where(f => f.Value is not null).Select(f => Path.GetFileName(f.Key)));
        Directory.Delete(folder, recursive: true);
    }

    private static string Hyphened(string words) => words.Replace(' ', '-');

    private static Dictionary<string, string> Written(IReadOnlyDictionary<string, Action<JsonNode>> table, string document) => table.ToDictionary(entry => entry.Key, entry =>
    {
        var node = JsonNode.Parse(document)!;
        entry.Value(node);
        return node.ToJsonString();
    });
}
