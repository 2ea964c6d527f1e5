using System.Net;
using System.Text.RegularExpressions;
using UserFunctions.Platform.Connector;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Routing;

namespace UserFunctions.Tests.Platform.Connector;

/// <summary>Makes what a route names, so that a request gets as far as its body: each in a tenant of its own.</summary>
internal static partial class Somebody
{
    /// <summary>A tenant, and the path of the operation in it.</summary>
    public static async Task<(TestTenant Tenant, string Path)> Asking(OperationDescription operation)
    {
        // What is the platform's is asked with its key.
        var tenant = operation.Operation.IsHidden ? new TestTenant(await TestApp.Shared, "main", (await TestApp.Shared).Key, default) : await TestApp.NewTenant();
        var values = new Queue<string>();
        if (Value().IsMatch(operation.Route))
            values.Enqueue(await First(tenant, operation.Route.Split('/')[0]));
        return (tenant, Value().Replace(operation.Route, _ => values.TryDequeue(out var value) ? value : Guid.NewGuid().ToString()));
    }

    private static async Task<string> First(TestTenant tenant, string room) => room switch
    {
        "users" => (await tenant.User()).Id.ToString(),
        "groups" => (await tenant.Group()).Id.ToString(),
        "departments" => (await tenant.Department()).Id.ToString(),
        "clients" => (await tenant.Client()).Id.ToString(),
        "extensions" => (await tenant.Extension("4711")).TextOf("number")!,
        "roles" => (await tenant.Post("roles", new { name = "Clerk", permissions = Array.Empty<string>() })).Expect(HttpStatusCode.Created).Id.ToString(),
        "keys" => (await tenant.Post("keys", new { name = "Other", role = "Agent" })).Expect(HttpStatusCode.Created).Id.ToString(),
        "caller-ids" => (await tenant.Post("caller-ids", new { number = "9876543210" })).Expect(HttpStatusCode.Created).TextOf("number")!,
        "time-groups" => (await tenant.Post("time-groups", new { name = "Day", timeZone = "UTC", windows = new[] { new { days = new[] { "Monday" }, from = "09:00", to = "17:00" } } }))
            .Expect(HttpStatusCode.Created).Id.ToString(),
        "statuses" => (await tenant.Post("statuses", new { name = "Lunch", @class = "Unavailable" })).Expect(HttpStatusCode.Created).Id.ToString(),
        "capacity-profiles" => (await tenant.Post("capacity-profiles", new { name = "Team" })).Expect(HttpStatusCode.Created).Id.ToString(),
        "webhooks" => (await tenant.Post("webhooks", new { callbackUrl = "http://127.0.0.1:1/", events = new[] { "user.deleted" } })).Expect(HttpStatusCode.Created).Id.ToString(),
        "hooks" => "status",
        "conversations" => (await (await Desk.Open(tenant)).Comes()).Id.ToString(),
        "imports" => (await tenant.Post("imports?dryRun=true", new StringContent("email,displayName\r\nann@example.com,Ann Lee\r\n", System.Text.Encoding.UTF8, "text/csv"))).Expect(HttpStatusCode.Accepted).Id.ToString(),
        _ => Guid.NewGuid().ToString(),
    };

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Value();
}
