using System.Text.Json.Nodes;

namespace UserFunctions.Tests.Platform.Connector.Recipes;

/// <summary>Finds what is wrong in a recipe: as a workflow definition, and against the connector's document.</summary>
internal sealed class RecipeCheck
{
    private const string Schema = "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#";

    private static readonly HashSet<string> Outcomes = ["Succeeded", "Failed", "Skipped", "TimedOut"];

    private readonly List<string> findings = [];
    private readonly Recipe recipe;
    private readonly CallCheck calls;
    private readonly ValueCheck values;

    private RecipeCheck(Recipe recipe, Swagger swagger)
    {
        this.recipe = recipe;
        calls = new CallCheck(swagger);
        values = new ValueCheck(recipe, swagger, calls);
    }

    /// <summary>All that is wrong, each with where it is; empty: nothing.</summary>
    public static IReadOnlyList<string> Of(JsonObject definition, JsonObject swagger)
    {
        var check = new RecipeCheck(new Recipe(definition), new Swagger(swagger));
        check.CheckFrame();
        check.CheckOrder();
        check.CheckFailures();
        check.CheckKeys();
        check.CheckValues();
        return check.findings;
    }

    private void CheckFrame()
    {
        Demand(recipe.Json["$schema"]?.GetValue<string>() == Schema, "the schema is another one");
        Demand(recipe.Json["contentVersion"] is not null, "there is no contentVersion");
        Demand(recipe.Parameters["$connections"] is not null, "there is no parameter $connections");
        Demand(recipe.Triggers.Count == 1, "there is not one trigger");
        foreach (var (name, parameter) in recipe.Parameters)
            Demand(parameter!["type"]?.GetValue<string>() is "String" or "Int" or "Bool" or "Array" or "Object", $"parameter {name} has no type that is known");
        foreach (var name in recipe.Twice)
            findings.Add($"{name} stands twice");
        foreach (var (name, trigger) in recipe.Triggers)
            findings.AddRange(calls.Check(trigger!.AsObject()).Select(f => $"{name}: {f}"));
        foreach (var action in recipe.Actions.Values)
            findings.AddRange(calls.Check(action.Json).Select(f => $"{action.Name}: {f}"));
    }

    private void CheckOrder()
    {
        foreach (var action in recipe.Actions.Values)
        {
            foreach (var (after, outcomes) in action.Json["runAfter"] as JsonObject ?? [])
            {
                Demand(action.Siblings.Contains(after), $"{action.Name} runs after {after}, which is not beside it");
                Demand(outcomes is JsonArray { Count: > 0 } all && all.All(o => Outcomes.Contains(o!.GetValue<string>())), $"{action.Name} runs after an outcome of {after} that there is not");
            }

            Demand(!recipe.Before(action).Contains(action.Name), $"{action.Name} runs after itself");
        }
    }

    // Somebody has to hear of it when a call to the app fails: a step beside it, or beside what it is in.
    private void CheckFailures()
    {
        foreach (var action in recipe.Actions.Values.Where(a => CallCheck.IsOurs(a.Json)))
        {
            Demand(action.Json["inputs"]!["retryPolicy"] is not null, $"{action.Name} has no retryPolicy");
            Demand(action.Chain.Any(IsHeard), $"nothing runs when {action.Name} fails");
        }
    }

    // An answer is kept for a day, so what runs by the clock says in its keys which run it is: one that is a little early would be answered and not carried out.
    private void CheckKeys()
    {
        if (!recipe.Triggers.Any(trigger => trigger.Value!["type"]?.GetValue<string>() == "Recurrence"))
            return;
        foreach (var action in recipe.Actions.Values.Where(a => CallCheck.IsOurs(a.Json)))
            Demand(action.Json["inputs"]!["headers"]?["Idempotency-Key"]?.GetValue<string>().Contains("utcNow(", StringComparison.Ordinal) is not false, $"{action.Name} has the same key in the next run");
    }

    // A failure passes on as Skipped to what comes behind, so a step further down may be the one that hears.
    private bool IsHeard(RecipeAction action) => recipe.Actions.Values.Any(other => other.Container == action.Container &&
        (Hears(other, action.Name, "Failed") || recipe.Actions.Values.Any(between => Hears(other, between.Name, "Skipped") && recipe.Before(between).Contains(action.Name))));

    private static bool Hears(RecipeAction action, string after, string outcome) =>
        action.Json["runAfter"]?[after] is JsonArray outcomes && outcomes.Any(o => o!.GetValue<string>() == outcome);

    private void CheckValues()
    {
        foreach (var (name, trigger) in recipe.Triggers)
            findings.AddRange(values.Check(trigger!, null).Select(f => $"{name}: {f}"));
        foreach (var action in recipe.Actions.Values)
            findings.AddRange(values.Check(Own(action), action).Select(f => $"{action.Name}: {f}"));
    }

    // Without the actions within, which are looked at by themselves.
    private static JsonObject Own(RecipeAction action)
    {
        var own = action.Json.DeepClone().AsObject();
        own.Remove("actions");
        own.Remove("else");
        return own;
    }

    private void Demand(bool holds, string finding)
    {
        if (!holds) findings.Add(finding);
    }
}
