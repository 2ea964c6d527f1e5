using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Flows;

/// <summary>
/// A connector's runtime as flows have it: it knows the address of the document and a key, and nothing else. It builds requests from what is declared, fills dropdowns, follows pages and
/// long jobs, and holds every answer against the operation's one schema.
/// </summary>
internal sealed class FlowEngine
{
    private const int MostPages = 20;

    private readonly TestTenant tenant;
    private readonly Swagger swagger;
    private readonly SchemaCheck check;
    private readonly HashSet<string> filled = [];

    private FlowEngine(TestTenant tenant, Swagger swagger) => (this.tenant, this.swagger, check) = (tenant, swagger, new(swagger.Resolve));

    /// <summary>What is not as it is declared; all of it is found in one run.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Lists that were seen to have a second page.</summary>
    public HashSet<string> Paged { get; } = [];

    /// <summary>Operations that were used.</summary>
    public HashSet<string> Used { get; } = [];

    /// <summary>All operations that there are.</summary>
    public IEnumerable<string> All => swagger.Operations.Keys;

    /// <summary>Reads the document, without the key, and tests the connection.</summary>
    public static async Task<FlowEngine> Start(TestTenant tenant)
    {
        var read = (await TestApp.Send(tenant.App, null, HttpMethod.Get, "swagger.json")).Expect(HttpStatusCode.OK);
        var engine = new FlowEngine(tenant, new(read.Text));
        await engine.Do("TestConnection");
        return engine;
    }

    /// <summary>True when an operation answers page by page.</summary>
    public bool IsPaged(string id) => swagger.Operations[id].IsPage;

    /// <summary>Runs an operation and checks all that is declared of it; pages are followed to the end.</summary>
    /// <param name="id">operationId.</param>
    /// <param name="values">Path, query, header and form values by name.</param>
    /// <param name="body">The JSON body; null: none.</param>
    public async Task<Reply> Do(string id, object? values = null, object? body = null)
    {
        var operation = swagger.Operations[id];
        Used.Add(id);
        var given = JsonSerializer.SerializeToElement(values ?? new { }, JsonSerializerOptions.Web);
        var content = body is null ? (JsonElement?)null : JsonSerializer.SerializeToElement(body, JsonSerializerOptions.Web);
        AreDeclared(operation, given, content);
        await FillDropdowns(operation, given);
        var reply = await Send(operation, given, content);
        Check(operation, reply);
        if (operation.IsPage)
            await SeePages(operation, given, reply);
        return reply;
    }

    /// <summary>Polls where a 202 says, as another operation's answer, until the job has ended.</summary>
    public async Task<Reply> Poll(string id, Reply accepted)
    {
        Used.Add(id);
        return await Eventually.Finds(async () =>
        {
            IsWaiting(accepted);
            var reply = await tenant.Get(accepted.Location!);
            if (reply.Status == HttpStatusCode.Accepted)
            {
                IsWaiting(reply);
                return null;
            }

            Check(swagger.Operations[id], reply.Expect(HttpStatusCode.OK));
            return reply;
        });
    }

    /// <summary>Runs a polling trigger through an event.</summary>
    public async Task<JsonElement> Batch(string id, Func<Task> happens)
    {
        var begun = await Do(id);
        IsWaiting(begun.Expect(HttpStatusCode.Accepted));
        Assert.Equal(begun.Location, (await tenant.Get(begun.Location!)).Expect(HttpStatusCode.Accepted).Location);
        await happens();
        var told = await Eventually.Finds(async () => await tenant.Get(begun.Location!) is { Status: HttpStatusCode.OK } reply ? reply : null);
        Check(swagger.Operations[id], told);
        Assert.NotEqual(begun.Location, told.Location);
        (await tenant.Get(told.Location!)).Expect(HttpStatusCode.Accepted);
        return told.Json;
    }

    /// <summary>Subscribes a webhook trigger; the address that ends it.</summary>
    public async Task<string> Subscribe(string id, string callbackUrl)
    {
        var made = (await Do(id, body: new { callbackUrl })).Expect(HttpStatusCode.Created);
        Assert.NotNull(swagger.Operations[id].Responses["201"]!["headers"]?["Location"]);
        Assert.Equal(made.Location, (await Do(id, body: new { callbackUrl })).Location);
        return made.Location!;
    }

    /// <summary>Holds what a trigger's receiver got against what is declared.</summary>
    public void IsNotification(string id, JsonElement told) => Assert.Empty(check.Problems(swagger.Operations[id].Notification!, told));

    /// <summary>Ends a subscription as the platform does: at the address alone, without the key, and once more.</summary>
    public async Task Unsubscribe(string location)
    {
        Used.Add("EndSubscription");
        for (var time = 0; time < 2; time++)
            (await TestApp.Send(tenant.App, null, HttpMethod.Delete, location)).Expect(HttpStatusCode.NoContent);
    }

    private static void IsWaiting(Reply reply)
    {
        Assert.True(Uri.TryCreate(reply.Location, UriKind.Absolute, out _), $"Location '{reply.Location}' is not absolute.");
        Assert.True(int.TryParse(reply.Headers.GetValueOrDefault("Retry-After"), out var seconds) && seconds > 0, "A 202 says after how many seconds to ask again.");
    }

    private void AreDeclared(SwaggerOperation operation, JsonElement values, JsonElement? body)
    {
        Assert.Empty(values.EnumerateObject().Select(v => v.Name).Except(operation.Parameters.Select(p => p.Name)));
        Assert.Empty(operation.Parameters.Where(p => p.IsRequired && p.In != "body" && p.Said["default"] is null).Select(p => p.Name).Except(values.EnumerateObject().Select(v => v.Name)));
        if (body is { } sent)
            Assert.Empty(check.Problems(operation.Body!, sent));
        else
            Assert.False(operation.Parameters.Any(p => p.In == "body" && p.IsRequired), $"{operation.Id} needs a body.");
    }

    // Each dropdown of the operation's parameters and fields, however deep, once: both ways to declare it say the same, and the list has what they name.
    private async Task FillDropdowns(SwaggerOperation operation, JsonElement given)
    {
        var fields = operation.Parameters.Select(p => p.In == "body" ? p.Said["schema"]! : p.Said).SelectMany(schema => Within(schema));
        foreach (var values in fields.Where(f => f["x-ms-dynamic-values"] is not null))
        {
            var (from, list) = (values["x-ms-dynamic-values"]!, values["x-ms-dynamic-list"]!);
            Assert.Equal((from["operationId"]!.ToString(), from["value-path"]!.ToString(), from["value-title"]!.ToString()), (list["operationId"]!.ToString(), list["itemValuePath"]!.ToString(), list["itemTitlePath"]!.ToString()));
            if (!filled.Add(from.ToJsonString()))
                continue;
            var asked = from["parameters"]!.AsObject().ToDictionary(p => p.Key, p => p.Value is JsonObject chosen && chosen["parameter"] is { } name ? (object)given.GetProperty(name.ToString()).ToString() : p.Value!);
            Assert.Equal(from["parameters"]!.AsObject().Select(p => p.Key), list["parameters"]!.AsObject().Select(p => p.Key));
            var reply = await Do(from["operationId"]!.ToString(), asked);
            Assert.All(reply.Json.GetProperty(from["value-collection"]!.ToString()).EnumerateArray(), item =>
                Assert.True(item.TryGetProperty(from["value-path"]!.ToString(), out _) && item.TryGetProperty(from["value-title"]!.ToString(), out _), $"{from.ToJsonString()} does not fit {item}"));
        }
    }

    // A schema with all that is in it: objects in objects, and what lists and maps hold.
    private IEnumerable<JsonObject> Within(JsonNode schema)
    {
        var said = swagger.Resolve(schema);
        var parts = (said["properties"]?.AsObject().Select(p => p.Value!) ?? []).Concat(new[] { said["items"], said["additionalProperties"] as JsonObject }.OfType<JsonNode>());
        return parts.SelectMany(Within).Prepend(said);
    }

    private async Task<Reply> Send(SwaggerOperation operation, JsonElement values, JsonElement? body)
    {
        string? Given(SwaggerParameter p) => values.TryGetProperty(p.Name, out var value) ? value.ToString() : null;
        var path = operation.Path;
        var query = new List<string>();
        var headers = new List<(string, string)> { ("Accept", operation.Produces) };
        var form = new MultipartFormDataContent();
        foreach (var parameter in operation.Parameters)
        {
            var value = Given(parameter) ?? (parameter.Name == "Idempotency-Key" ? Guid.NewGuid().ToString() : null);
            if (value is null)
                continue;
            if (parameter.In == "path")
                path = path.Replace($"{{{parameter.Name}}}", Uri.EscapeDataString(value), StringComparison.Ordinal);
            else if (parameter.In == "query")
                query.Add($"{parameter.Name}={Uri.EscapeDataString(value)}");
            else if (parameter.In == "header")
                headers.Add((parameter.Name, value));
            else if (parameter.Said["type"]!.GetValue<string>() == "file")
                AddFile(form, parameter.Name, values.GetProperty(parameter.Name));
            else
                form.Add(new StringContent(value), parameter.Name);
        }

        var url = new Uri(swagger.Base, $"{path.TrimStart('/')}{(query.Count == 0 ? "" : "?")}{string.Join('&', query)}").ToString();
        object? content = body is { } json ? json : form.Any() ? form : null;
        return await tenant.Send(new HttpMethod(operation.Method), url, content, [.. headers]);
    }

    // As other actions hand files over: a name and bytes, and no type.
    private static void AddFile(MultipartFormDataContent form, string name, JsonElement file) =>
        form.Add(new ByteArrayContent(file.GetProperty("contentBase64").GetBytesFromBase64()), name, file.GetProperty("fileName").GetString()!);

    private void Check(SwaggerOperation operation, Reply reply)
    {
        var status = ((int)reply.Status).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if ((int)reply.Status >= 300 || !operation.Responses.ContainsKey(status))
        {
            Problems.Add($"{operation.Id} answered {status}, which is not a declared success: {reply.Text}");
            return;
        }

        var response = operation.Responses[status]!;
        if (response["headers"]?["Location"] is not null)
            Assert.True(Uri.TryCreate(reply.Location, UriKind.Absolute, out _), $"{operation.Id} declares a Location and answers '{reply.Location}'.");
        if (response["schema"] is not { } schema)
            return;
        var problems = swagger.Resolve(schema)["type"]!.GetValue<string>() is "string" or "file" ? (reply.Bytes.Length > 0 ? [] : ["nothing came"]) : check.Problems(schema, reply.Json);
        Problems.AddRange(problems.Select(problem => $"{operation.Id}: {problem}"));
    }

    // A list that has two entries is asked for them in smaller pages, too, once.
    private async Task SeePages(SwaggerOperation operation, JsonElement given, Reply first)
    {
        await Follow(operation, first);
        if ((int)first.Status >= 300 || first.NextLink is not null || first.Value is not { Count: >= 2 } all || !Paged.Add(operation.Id))
            return;
        var small = JsonNode.Parse(given.GetRawText())!.AsObject();
        small["top"] = all.Count / 2;
        var reply = await Send(operation, JsonSerializer.SerializeToElement(small), null);
        Check(operation, reply);
        if (reply.NextLink is null || reply.Value.Count != all.Count / 2)
            Problems.Add($"{operation.Id} has {all.Count} entries and answers {reply.Value.Count} of them without a next page when asked for {all.Count / 2}");
        await Follow(operation, reply);
    }

    private async Task Follow(SwaggerOperation operation, Reply first)
    {
        var reply = first;
        for (var pages = 0; reply.NextLink is { } next; pages++)
        {
            Assert.InRange(pages, 0, MostPages);
            Assert.StartsWith(swagger.Base.ToString(), next, StringComparison.Ordinal);
            reply = await tenant.Get(next, ("Accept", operation.Produces));
            Check(operation, reply);
            Paged.Add(operation.Id);
        }
    }
}
