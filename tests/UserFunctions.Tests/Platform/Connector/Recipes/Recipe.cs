using System.Text.Json.Nodes;

namespace UserFunctions.Tests.Platform.Connector.Recipes;

/// <summary>An action where it stands.</summary>
/// <param name="Name">Its name, unique in the workflow.</param>
/// <param name="Json">What is written of it.</param>
/// <param name="Container">The loop, condition or scope that it is in; null at the top.</param>
/// <param name="Siblings">The names it may run after.</param>
internal sealed record RecipeAction(string Name, JsonObject Json, RecipeAction? Container, IReadOnlyCollection<string> Siblings)
{
    /// <summary>What kind of action it is.</summary>
    public string Type => Json["type"]?.GetValue<string>() ?? "";

    /// <summary>What it runs after directly.</summary>
    public IReadOnlyList<string> After => Json["runAfter"] is JsonObject after ? [.. after.Select(a => a.Key)] : [];

    /// <summary>This and what it is in, from the inside out.</summary>
    public IEnumerable<RecipeAction> Chain
    {
        get
        {
            for (var one = this; one is not null; one = one.Container)
                yield return one;
        }
    }
}

/// <summary>A workflow definition, its actions found wherever they stand.</summary>
internal sealed class Recipe
{
    private readonly Dictionary<string, RecipeAction> actions = [];

    /// <summary>Reads a definition.</summary>
    public Recipe(JsonObject json)
    {
        Json = json;
        Gather(json["actions"] as JsonObject, null);
    }

    /// <summary>The whole of it.</summary>
    public JsonObject Json { get; }

    /// <summary>All actions by their names.</summary>
    public IReadOnlyDictionary<string, RecipeAction> Actions => actions;

    /// <summary>Names that stand twice.</summary>
    public List<string> Twice { get; } = [];

    /// <summary>The triggers by their names.</summary>
    public JsonObject Triggers => Json["triggers"] as JsonObject ?? [];

    /// <summary>The parameters by their names.</summary>
    public JsonObject Parameters => Json["parameters"] as JsonObject ?? [];

    /// <summary>The variables that some action initialises.</summary>
    public IReadOnlySet<string> Variables => actions.Values.Where(a => a.Type == "InitializeVariable")
        .SelectMany(a => a.Json["inputs"]!["variables"]!.AsArray()).Select(v => v!["name"]!.GetValue<string>()).ToHashSet();

    /// <summary>Names of the actions that have ended, or are known to be skipped, when this one begins.</summary>
    public IReadOnlySet<string> Before(RecipeAction action)
    {
        var before = new HashSet<string>();
        foreach (var link in action.Chain)
            Follow(link, before);
        return before;
    }

    /// <summary>What is within an action, whatever the depth.</summary>
    public IEnumerable<string> Within(string name) => actions.Values.Where(a => a.Chain.Skip(1).Any(c => c.Name == name)).Select(a => a.Name);

    private void Follow(RecipeAction action, HashSet<string> before)
    {
        foreach (var name in action.After.Where(name => actions.ContainsKey(name) && before.Add(name)))
        {
            before.UnionWith(Within(name));
            Follow(actions[name], before);
        }
    }

    private void Gather(JsonObject? block, RecipeAction? container)
    {
        if (block is null) return;
        var siblings = block.Select(entry => entry.Key).ToList();
        foreach (var (name, json) in block)
        {
            var action = new RecipeAction(name, json!.AsObject(), container, siblings);
            if (!actions.TryAdd(name, action)) Twice.Add(name);
            Gather(action.Json["actions"] as JsonObject, action);
            Gather(action.Json["else"]?["actions"] as JsonObject, action);
        }
    }
}
