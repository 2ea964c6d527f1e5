using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace UserFunctions.Platform.Connector;

/// <summary>The second file of a connector's package, <c>apiProperties.json</c>: how a connection is made, and what the platform does to requests and answers on their way.</summary>
public static class ConnectorProperties
{
    /// <summary>Behind the icon; not white, and not the platform's own blue.</summary>
    public const string BrandColor = "#0b6a5b";

    private const string RedirectUrl = "https://global.consent.azure-apim.net/redirect";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The file.</summary>
    /// <param name="operations">Of which the lists are told to the platform, so that their next pages go through it, too.</param>
    /// <returns>JSON, indented, with <c>\n</c> at every line's end.</returns>
    public static string Text(IReadOnlyList<OperationDescription> operations) => new JsonObject
    {
        ["properties"] = new JsonObject
        {
            ["iconBrandColor"] = BrandColor,
            ["capabilities"] = new JsonArray("actions", "triggers"),
            ["publisher"] = ConnectorInfo.Publisher,
            ["stackOwner"] = ConnectorInfo.Publisher,
            ["connectionParameterSets"] = new JsonObject
            {
                ["uiDefinition"] = Words("Authentication", "How the host of your app lets requests in."),
                ["values"] = new JsonArray(
                    Set("apiKey", "API key", "The app's own keys alone.", []),
                    Set("entraId", "Microsoft Entra ID and API key", "The host also asks for a sign-in with Microsoft Entra ID.", new() { ["token"] = EntraId() })),
            },
            ["policyTemplateInstances"] = new JsonArray(HostPolicy(), KeyPolicy(), NextLinkPolicy(operations)),
        },
    }.ToJsonString(Indented) + "\n";

    // The key says which tenant and what may be done; a sign-in, where the host wants one, comes on top.
    private static JsonObject Set(string name, string title, string description, JsonObject parameters)
    {
        parameters["host"] = Parameter("string", "Host", "Host name of your app, without https and without a path.", "contoso-users.azurewebsites.net");
        parameters["apiKey"] = Parameter("securestring", "API key", "A key of your tenant; its role says what flows may do.", "Begins with uf and a full stop");
        return new() { ["name"] = name, ["uiDefinition"] = Words(title, description), ["parameters"] = parameters };
    }

    private static JsonObject Parameter(string type, string title, string description, string tooltip) => new()
    {
        ["type"] = type,
        ["uiDefinition"] = new JsonObject
        {
            ["displayName"] = title,
            ["description"] = description,
            ["tooltip"] = tooltip,
            ["constraints"] = new JsonObject { ["required"] = "true", ["clearText"] = type == "string", ["tabIndex"] = type == "string" ? 2 : 3 },
        },
    };

    private static JsonObject EntraId() => new()
    {
        ["type"] = "oauthSetting",
        ["oAuthSettings"] = new JsonObject
        {
            ["identityProvider"] = "aad",
            ["clientId"] = "00000000-0000-0000-0000-000000000000",
            ["scopes"] = new JsonArray(),
            ["redirectMode"] = "GlobalPerConnector",
            ["redirectUrl"] = RedirectUrl,
            ["properties"] = new JsonObject { ["IsFirstParty"] = "False" },
            ["customParameters"] = new JsonObject
            {
                ["loginUri"] = Value("https://login.microsoftonline.com"),
                ["tenantId"] = Value("common"),
                ["resourceUri"] = Value("api://userfunctions"),
                ["enableOnbehalfOfLogin"] = Value("false"),
            },
        },
        ["uiDefinition"] = new JsonObject
        {
            ["displayName"] = "Sign in",
            ["description"] = "Sign in with Microsoft Entra ID.",
            ["tooltip"] = "Needs an app registration whose id stands in apiProperties.json",
            ["constraints"] = new JsonObject { ["required"] = "true", ["tabIndex"] = 1 },
        },
    };

    private static JsonObject HostPolicy() => Policy("dynamichosturl", "Call the connection's own host", new()
    {
        ["x-ms-apimTemplateParameter.urlTemplate"] = $"https://@connectionParameters('host'){ConnectorInfo.BasePath}",
    });

    private static JsonObject KeyPolicy() => Policy("setheader", "Send the connection's key", new()
    {
        ["x-ms-apimTemplateParameter.name"] = "x-functions-key",
        ["x-ms-apimTemplateParameter.value"] = "@connectionParameters('apiKey')",
        ["x-ms-apimTemplateParameter.existsAction"] = "override",
        ["x-ms-apimTemplate-policySection"] = "Request",
    });

    private static JsonObject NextLinkPolicy(IReadOnlyList<OperationDescription> operations) => Policy("updatenextlink", "Read next pages through the connection", new()
    {
        ["x-ms-apimTemplateParameter.nextLinkPropertyName"] = "nextLink",
        ["x-ms-apimTemplate-operationName"] = new JsonArray([.. operations.Where(o => o.Answers.IsPage && !o.Operation.IsHidden).Select(o => JsonValue.Create(o.Id))]),
    });

    private static JsonObject Policy(string template, string title, JsonObject parameters) => new() { ["templateId"] = template, ["title"] = title, ["parameters"] = parameters };

    private static JsonObject Words(string title, string description) => new() { ["displayName"] = title, ["description"] = description };

    private static JsonObject Value(string value) => new() { ["value"] = value };
}
