using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Flows;

/// <summary>Whoever may use an operation can fill its dropdowns.</summary>
public sealed partial class NarrowKeyTests
{
    private const int MostPermissions = 4;

    [Fact]
    public async Task Every_list_and_lookup_works_with_the_key_of_a_flow_that_has_only_the_permission_it_needs()
    {
        var tenant = await TestApp.NewTenant();
        var swagger = new Swagger((await TestApp.Send(HttpMethod.Get, "swagger.json")).Expect(HttpStatusCode.OK).Text);
        var keys = new Keys(tenant);
        var problems = new List<string>();
        var filled = 0;
        foreach (var operation in swagger.Operations.Values.OrderBy(o => o.Id, StringComparer.Ordinal))
        {
            var lists = Dropdowns(swagger, operation).Distinct().Order(StringComparer.Ordinal).ToList();
            if (lists.Count == 0)
                continue;
            var (key, permissions) = await NeededFor(operation, keys);
            foreach (var list in lists)
            {
                filled++;
                // The list of things of another thing that is not there is not found; that is no matter of keys.
                var path = Filled(swagger.Operations[list].Path);
                var reply = await key.Get(path);
                if (reply.Status != HttpStatusCode.OK && !(reply.Status == HttpStatusCode.NotFound && path != swagger.Operations[list].Path.TrimStart('/')))
                    problems.Add($"{operation.Id} takes {string.Join(", ", permissions)}, and with that {list} answers {(int)reply.Status}");
            }
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.True(filled > 100, $"Only {filled} dropdowns were filled.");
    }

    [Fact]
    public async Task Who_may_not_read_users_sees_their_names_and_no_more()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User(new { displayName = "Ann Lee", phone = "9876543210" });
        await tenant.User();
        var narrow = await new Keys(tenant).Of(["presence.write"]);
        var seen = (await narrow.All("users/names?top=1"))[0];
        Assert.Equal(["displayName", "email", "id"], seen.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal((user.Id, "Ann Lee"), (seen.GetProperty("id").GetGuid(), seen.GetProperty("displayName").GetString()));
        Assert.Equal(2, (await narrow.All("users/names?top=1")).Count);
        (await narrow.Get("users")).Expect(HttpStatusCode.Forbidden, "key.forbidden");
        (await narrow.Get("users/names?cursor=~")).Expect(HttpStatusCode.BadRequest);
        (await (await new Keys(tenant).Of(["tenant.read"])).Get("users/names")).Expect(HttpStatusCode.Forbidden, "key.forbidden");
    }

    [Fact]
    public async Task Nothing_shows_whole_users_to_who_may_not_read_users()
    {
        var tenant = await TestApp.NewTenant();
        var swagger = new Swagger((await TestApp.Send(HttpMethod.Get, "swagger.json")).Expect(HttpStatusCode.OK).Text);
        var keys = new Keys(tenant);
        var reading = swagger.Operations.Values.Where(o => o.Method == "GET" && o.Answer is { } answer && Shows(swagger, answer, "allowedIps", 0)).ToList();
        foreach (var operation in reading)
        {
            var (_, permissions) = await NeededFor(operation, keys);
            Assert.True(permissions.Contains("users.read"), $"{operation.Id} takes only {string.Join(", ", permissions)}");
        }

        Assert.Empty(((string[])["ReadUser", "ListDeletedUsers", "ListMembers", "ListDepartmentMembers"]).Except(reading.Select(o => o.Id)));
    }

    // The refusals name one permission after the other.
    private static async Task<(TestTenant Key, IReadOnlyList<string> Permissions)> NeededFor(SwaggerOperation operation, Keys keys)
    {
        var path = Filled(operation.Path);
        var permissions = new List<string>();
        while (true)
        {
            var key = await keys.Of(permissions);
            var reply = await key.Send(new HttpMethod(operation.Method), path, operation.Method is "GET" or "DELETE" ? null : new { });
            if (reply.Status != HttpStatusCode.Forbidden || reply.Code != "key.forbidden")
                return (key, permissions);
            permissions.Add(reply.Json.GetProperty("error").GetProperty("target").GetString()!);
            Assert.InRange(permissions.Count, 1, MostPermissions);
        }
    }

    private static string Filled(string path) => Place().Replace(path.TrimStart('/'), match => match.Value is "{number}" or "{name}" or "{eventId}" ? "31" : $"{Guid.NewGuid()}");

    private static IEnumerable<string> Dropdowns(Swagger swagger, SwaggerOperation operation)
    {
        var fields = operation.Parameters.Select(p => p.Said).Concat(operation.Body is { } body ? Properties(swagger, body, 0) : []);
        return fields.SelectMany(f => new[] { f, f["items"] as JsonObject }).Select(f => f?["x-ms-dynamic-values"]?["operationId"]?.ToString()).OfType<string>();
    }

    private static IEnumerable<JsonObject> Properties(Swagger swagger, JsonNode schema, int depth)
    {
        var said = swagger.Resolve(schema);
        var within = (said["properties"]?.AsObject().Select(p => p.Value!) ?? []).Concat(said["items"] is { } items ? [items] : []);
        return depth > 4 ? [] : within.SelectMany(part => Properties(swagger, part, depth + 1).Prepend(swagger.Resolve(part)));
    }

    private static bool Shows(Swagger swagger, JsonNode schema, string property, int depth)
    {
        var said = swagger.Resolve(schema);
        if (depth > 4)
            return false;
        return said["properties"]?.AsObject() is { } properties && (properties.ContainsKey(property) || properties.Any(p => Shows(swagger, p.Value!, property, depth + 1)))
            || (said["items"] is { } items && Shows(swagger, items, property, depth + 1));
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Place();

    /// <summary>Keys of roles that allow so much and nothing else.</summary>
    private sealed class Keys(TestTenant tenant)
    {
        private readonly Dictionary<string, TestTenant> made = [];

        public async Task<TestTenant> Of(IReadOnlyList<string> permissions)
        {
            var name = $"Only {string.Join(' ', permissions)}";
            if (!made.TryGetValue(name, out var key))
            {
                (await tenant.Post("roles", new { name, permissions })).Expect(HttpStatusCode.Created);
                made[name] = key = await tenant.As(name);
            }

            return key;
        }
    }
}
