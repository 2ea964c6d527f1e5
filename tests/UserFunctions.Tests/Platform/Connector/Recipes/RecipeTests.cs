using System.Text.Json.Nodes;

namespace UserFunctions.Tests.Platform.Connector.Recipes;

public sealed class RecipeTests
{
    private static readonly string Folder = Package.PathOf("recipes");

    private static readonly JsonObject Document = JsonNode.Parse(Package.Make("apiDefinition.swagger.json"))!.AsObject();

    public static TheoryData<string> All => [.. Directory.GetFiles(Folder, "*.json").Select(path => Path.GetFileName(path))];

    public static TheoryData<string> AllBroken => [.. BrokenRecipes.Table.Keys];

    [Theory]
    [MemberData(nameof(All))]
    public void A_recipe_is_a_workflow_that_the_connector_can_serve(string file) => Assert.Empty(RecipeCheck.Of(Read(file), Document));

    [Theory]
    [MemberData(nameof(All))]
    public void A_recipe_holds_no_secret_and_is_told_of(string file)
    {
        var text = File.ReadAllText(Path.Combine(Folder, file));
        Assert.DoesNotContain("x-functions-key", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\"securestring\"", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains($"`{file}`", File.ReadAllText(Path.Combine(Folder, "README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_recipe_calls_the_connector()
    {
        Assert.True(All.Count >= 6);
        Assert.All(Directory.GetFiles(Folder, "*.json"), file => Assert.Contains("contact_centre_users", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(AllBroken))]
    public void A_broken_recipe_is_found(string finding)
    {
        var recipe = BrokenRecipes.Whole();
        Assert.Empty(RecipeCheck.Of(recipe, Document));
        BrokenRecipes.Table[finding](recipe);
        Assert.Contains(RecipeCheck.Of(recipe, Document), found => found.Contains(finding, StringComparison.Ordinal));
    }

    private static JsonObject Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, file)))!.AsObject();
}
