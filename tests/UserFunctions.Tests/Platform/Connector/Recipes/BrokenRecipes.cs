using System.Text.Json.Nodes;

namespace UserFunctions.Tests.Platform.Connector.Recipes;

/// <summary>A recipe with one mistake each, by what is to be found.</summary>
internal static class BrokenRecipes
{
    /// <summary>What is to be found, and how it comes about.</summary>
    public static IReadOnlyDictionary<string, Action<JsonObject>> Table { get; } = new Dictionary<string, Action<JsonObject>>
    {
        ["the schema is another one"] = r => r["$schema"] = "https://example.com/",
        ["there is no contentVersion"] = r => r.Remove("contentVersion"),
        ["there is no parameter $connections"] = r => r["parameters"]!.AsObject().Remove("$connections"),
        ["there is not one trigger"] = r => r["triggers"] = new JsonObject(),
        ["parameter to has no type that is known"] = r => r["parameters"]!["to"]!["type"] = "Text",
        ["Find runs after itself"] = r => Find(r)["runAfter"] = JsonNode.Parse("""{"Loop":["Succeeded"]}"""),
        ["Find runs after Nowhere, which is not beside it"] = r => Find(r)["runAfter"] = JsonNode.Parse("""{"Nowhere":["Succeeded"]}"""),
        ["Loop runs after an outcome of Find that there is not"] = r => Loop(r)["runAfter"]!["Find"] = JsonNode.Parse("""["Done"]"""),
        ["Make has no retryPolicy"] = r => Make(r).Remove("retryPolicy"),
        ["Make has the same key in the next run"] = r => Make(r)["headers"]!["Idempotency-Key"] = "@{items('Loop')?['id']}",
        ["nothing runs when Find fails"] = r => r["actions"]!.AsObject().Remove("Tell"),
        ["Make stands twice"] = r => r["actions"]!["Make"] = JsonNode.Parse("""{"type":"Compose","inputs":""}"""),
        ["there is no operation get /people"] = r => Find(r)["inputs"]!["path"] = "/people",
        ["there is no operation put /users"] = r => Find(r)["inputs"]!["method"] = "put",
        ["a trigger is used as an action"] = r => Find(r)["inputs"]!["path"] = "/triggers/user.created",
        ["query colour is not declared"] = r => Find(r)["inputs"]!["queries"]!["colour"] = "blue",
        ["top is no integer"] = r => Find(r)["inputs"]!["queries"]!["top"] = "many",
        ["header X-Other is not declared"] = r => Make(r)["headers"]!["X-Other"] = "1",
        ["onConflict Replace is none of"] = r => Make(r)["queries"]!["onConflict"] = "Replace",
        ["a body is required"] = r => Make(r).Remove("body"),
        ["a body is not declared"] = r => Find(r)["inputs"]!["body"] = new JsonObject(),
        ["body/email is required"] = r => Make(r)["body"]!.AsObject().Remove("email"),
        ["body/nickname is not declared"] = r => Make(r)["body"]!["nickname"] = "Al",
        ["body/tags is no array"] = r => Make(r)["body"]!["tags"] = "a",
        ["body/tags/0 is no string"] = r => Make(r)["body"]!["tags"] = new JsonArray(1),
        ["body/sticky/colour is not declared"] = r => Make(r)["body"]!["sticky"] = JsonNode.Parse("""{"colour":"blue"}"""),
        ["body/accessRole King is none of"] = r => Make(r)["body"]!["accessRole"] = "King",
        ["there is no parameter cc"] = r => Make(r)["body"]!["email"] = "@parameters('cc')",
        ["there is no variable n"] = r => Make(r)["body"]!["email"] = "@{variables('n')}",
        ["there is no action Nobody"] = r => Make(r)["body"]!["email"] = "@body('Nobody')?['email']",
        ["Loop has not run by then"] = r => Find(r)["inputs"]!["queries"]!["search"] = "@string(body('Loop'))",
        ["it is in no loop Loop"] = r => Find(r)["inputs"]!["queries"]!["search"] = "@items('Loop')?['email']",
        ["shout is no function that is known"] = r => Make(r)["body"]!["email"] = "@shout('a')",
        ["expected ')'"] = r => Make(r)["body"]!["email"] = "@concat('a'",
        ["expected a closing quote"] = r => Make(r)["body"]!["email"] = "@{concat('a)}",
        ["the answer has no colour"] = r => Make(r)["body"]!["email"] = "@items('Loop')?['colour']",
        ["the answer has no values"] = r => Loop(r)["foreach"] = "@body('Find')?['values']",
        ["the answer has no mail"] = r => Make(r)["body"]!["email"] = "@{first(body('Find')?['value'])?['mail']}",
    };

    /// <summary>A recipe that nothing is wrong with.</summary>
    public static JsonObject Whole() => JsonNode.Parse("""
        {
          "$schema": "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#",
          "contentVersion": "1.0.0.0",
          "parameters": { "$connections": { "type": "Object" }, "to": { "type": "String" } },
          "triggers": { "Daily": { "type": "Recurrence", "recurrence": { "frequency": "Day", "interval": 1 } } },
          "actions": {
            "Find": {
              "type": "ApiConnection", "runAfter": {},
              "inputs": { "host": { "connection": { "name": "@parameters('$connections')['contact_centre_users']['connectionId']" } },
                "method": "get", "path": "/users", "queries": { "top": 10, "lifecycle": "Active" }, "retryPolicy": { "type": "none" } }
            },
            "Loop": {
              "type": "Foreach", "foreach": "@body('Find')?['value']", "runAfter": { "Find": ["Succeeded"] },
              "actions": {
                "Make": {
                  "type": "ApiConnection", "runAfter": {},
                  "inputs": { "host": { "connection": { "name": "@parameters('$connections')['contact_centre_users']['connectionId']" } },
                    "method": "post", "path": "/users", "queries": { "onConflict": "Upsert" }, "headers": { "Idempotency-Key": "@{items('Loop')?['id']}-@{utcNow('yyyy-MM-dd')}" },
                    "body": { "displayName": "It''s @{items('Loop')?['displayName']}", "email": "@parameters('to')", "tags": ["a"] }, "retryPolicy": { "type": "none" } }
                }
              }
            },
            "Tell": { "type": "Compose", "inputs": "@string(result('Loop'))", "runAfter": { "Loop": ["Failed", "Skipped"] } }
          }
        }
        """)!.AsObject();

    private static JsonObject Find(JsonObject recipe) => recipe["actions"]!["Find"]!.AsObject();

    private static JsonObject Loop(JsonObject recipe) => recipe["actions"]!["Loop"]!.AsObject();

    private static JsonObject Make(JsonObject recipe) => Loop(recipe)["actions"]!["Make"]!["inputs"]!.AsObject();
}
