using System.Text.Json;
using System.Text.Json.Nodes;

namespace UserFunctions.Tests.Platform.Connector.Recipes;

/// <summary>Looks after every expression of a recipe: what it names must be there, and what it takes from our answers must be declared.</summary>
internal sealed class ValueCheck(Recipe recipe, Swagger swagger, CallCheck calls)
{
    private static readonly HashSet<string> Known =
    [
        "actions", "addDays", "addMinutes", "and", "base64", "body", "coalesce", "concat", "contains", "createArray", "empty", "encodeURIComponent", "endsWith", "equals", "first",
        "formatDateTime", "greater", "if", "item", "items", "join", "last", "length", "less", "lessOrEquals", "listCallbackUrl", "mul", "not", "or", "outputs", "parameters", "result",
        "string", "toLower", "triggerBody", "trim", "utcNow", "variables",
    ];

    /// <summary>What is wrong in the texts of an action or trigger.</summary>
    /// <param name="json">The action without those within, or the trigger.</param>
    /// <param name="action">Null for a trigger.</param>
    public IEnumerable<string> Check(JsonNode json, RecipeAction? action) => Texts(json).SelectMany(text =>
    {
        try
        {
            return ExpressionReader.Read(text).SelectMany(e => e.All).SelectMany(e => CheckOne(e, action)).Distinct();
        }
        catch (FormatException error)
        {
            return [error.Message];
        }
    });

    private IEnumerable<string> CheckOne(Expression expression, RecipeAction? action) => expression switch
    {
        Expression.Call call when !Known.Contains(call.Name) => [$"{call.Name} is no function that is known"],
        Expression.Call call => Reference(call, action) is { } finding ? [finding] : [],
        Expression.Member { Name: Expression.Literal { Value: string name } } member when SchemaOf(member.Of, action) is { } schema && Property(schema, name) is null =>
            [$"the answer has no {name}"],
        _ => [],
    };

    private string? Reference(Expression.Call call, RecipeAction? action)
    {
        var name = NameIn(call);
        return call.Name switch
        {
            "parameters" => recipe.Parameters.ContainsKey(name) ? null : $"there is no parameter {name}",
            "variables" => recipe.Variables.Contains(name) ? null : $"there is no variable {name}",
            "body" or "outputs" or "actions" or "result" => ActionReference(name, action),
            "items" => action?.Chain.Any(c => c.Name == name && c.Type == "Foreach") == true ? null : $"it is in no loop {name}",
            _ => null,
        };
    }

    private string? ActionReference(string name, RecipeAction? action)
    {
        if (!recipe.Actions.ContainsKey(name)) return $"there is no action {name}";
        // The condition of an Until is asked when what is within has run.
        return action is not null && (recipe.Before(action).Contains(name) || (action.Type == "Until" && recipe.Within(action.Name).Contains(name))) ? null : $"{name} has not run by then";
    }

    /// <summary>The schema of a value that comes from our answers; null for any other.</summary>
    private JsonObject? SchemaOf(Expression expression, RecipeAction? action) => expression switch
    {
        Expression.Call { Name: "body" } call when recipe.Actions.TryGetValue(NameIn(call), out var source) =>
            calls.Find(source.Json) is var (_, operation) ? swagger.AnswerOf(operation) : null,
        Expression.Call { Name: "triggerBody" } => TriggerSchema(),
        Expression.Call { Name: "first" or "last" } call => Items(SchemaOf(call.Arguments[0], action)),
        Expression.Call { Name: "items" } call when recipe.Actions.TryGetValue(NameIn(call), out var loop) =>
            Items(SchemaOf(ExpressionReader.Read(loop.Json["foreach"]!.GetValue<string>())[0], loop.Container)),
        Expression.Member { Name: Expression.Literal { Value: string name } } member when SchemaOf(member.Of, action) is { } schema => Property(schema, name),
        Expression.Member member => Items(SchemaOf(member.Of, action)),
        _ => null,
    };

    private JsonObject? TriggerSchema()
    {
        var trigger = recipe.Triggers.First().Value!.AsObject();
        if (calls.Find(trigger) is not var (item, operation)) return null;
        if (trigger["type"]!.GetValue<string>() == "ApiConnectionWebhook") return swagger.NotificationOf(item);
        return trigger["splitOn"] is null ? swagger.AnswerOf(operation) : Items(swagger.AnswerOf(operation));
    }

    private JsonObject? Property(JsonObject schema, string name) =>
        (schema["properties"]?[name] ?? schema["additionalProperties"]) is JsonObject property ? swagger.Resolved(property) : null;

    private JsonObject? Items(JsonObject? schema) => schema?["items"] is JsonObject items ? swagger.Resolved(items) : null;

    private static string NameIn(Expression.Call call) => call.Arguments is [Expression.Literal { Value: string name }, ..] ? name : "";

    private static IEnumerable<string> Texts(JsonNode? json) => json switch
    {
        JsonObject all => all.SelectMany(entry => Texts(entry.Value)),
        JsonArray all => all.SelectMany(Texts),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => [value.GetValue<string>()],
        _ => [],
    };
}
