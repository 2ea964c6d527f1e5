using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Local;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Tests.Given;

/// <summary>A tenant of a test, seen through a key: what is sent carries the key.</summary>
/// <param name="App">The instance that is called.</param>
/// <param name="Name">The tenant.</param>
/// <param name="Key">The key's text.</param>
/// <param name="KeyId">The key's id.</param>
public sealed record TestTenant(LocalApp App, string Name, string Key, Guid KeyId)
{
    private static int counter;

    /// <summary>Makes the tenant, without an owner, and a key of the given role with the bootstrap key.</summary>
    /// <remarks>Only the bootstrap tenant of a deployment can be without an owner; here it saves each test the user that most are not about. See <see cref="Owned"/>.</remarks>
    public static async Task<TestTenant> Create(LocalApp app, string name, string role = "Administrator")
    {
        await app.Services.GetRequiredService<TenantRegistry>().Ensure(name, CancellationToken.None);
        var made = await TestApp.Send(app, app.Key, HttpMethod.Post, "keys", TestApp.Body(new { name = "test", role, tenant = name }));
        made.Expect(HttpStatusCode.Created);
        return new(app, name, made.TextOf("key")!, made.Id);
    }

    /// <summary>Makes the tenant as the platform does, with its owner, and an administrator's key.</summary>
    public static async Task<(TestTenant Tenant, Reply Owner)> Owned(LocalApp app, string name)
    {
        var made = await TestApp.Send(app, app.Key, HttpMethod.Post, "tenants", TestApp.Body(new { tenant = name, owner = new { displayName = "Olga Owner", email = NewEmail() } }));
        made.Expect(HttpStatusCode.Created);
        return (await Create(app, name), made with { Json = made["owner"] });
    }

    /// <summary>The same tenant through a key of another role.</summary>
    public Task<TestTenant> As(string role) => Create(App, Name, role);

    /// <summary>The same tenant and key, asked of another instance.</summary>
    public TestTenant On(LocalApp other) => this with { App = other };

    /// <summary>Sends a request; the body is an object to write as JSON, or content as it is.</summary>
    public Task<Reply> Send(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers) =>
        TestApp.Send(App, Key, method, path, body is null ? null : TestApp.Body(body), headers);

    /// <summary>GET.</summary>
    public Task<Reply> Get(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Get, path, null, headers);

    /// <summary>POST.</summary>
    public Task<Reply> Post(string path, object? body = null, params (string Name, string Value)[] headers) => Send(HttpMethod.Post, path, body, headers);

    /// <summary>PATCH.</summary>
    public Task<Reply> Patch(string path, object body, params (string Name, string Value)[] headers) => Send(HttpMethod.Patch, path, body, headers);

    /// <summary>PUT.</summary>
    public Task<Reply> Put(string path, object? body = null, params (string Name, string Value)[] headers) => Send(HttpMethod.Put, path, body, headers);

    /// <summary>DELETE.</summary>
    public Task<Reply> Delete(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Delete, path, null, headers);

    /// <summary>A user that no other call made, with these fields on top.</summary>
    public Task<Reply> User(object? fields = null) => Made("users", new JsonObject { ["displayName"] = "Asha Rao", ["email"] = NewEmail() }, fields);

    /// <summary>A group that no other call made.</summary>
    public Task<Reply> Group(string? name = null) => Made("groups", new JsonObject { ["name"] = name ?? NewName("Group") });

    /// <summary>A department that no other call made.</summary>
    public Task<Reply> Department(string? name = null, object? fields = null) => Made("departments", new JsonObject { ["name"] = name ?? NewName("Department") }, fields);

    /// <summary>A client that no other call made.</summary>
    public Task<Reply> Client(string? name = null, object? fields = null) => Made("clients", new JsonObject { ["name"] = name ?? NewName("Client") }, fields);

    /// <summary>A phone extension.</summary>
    public Task<Reply> Extension(string number, object? fields = null) => Made("extensions", new JsonObject { ["number"] = number }, fields);

    /// <summary>Every entry of a list, page by page.</summary>
    public async Task<IReadOnlyList<System.Text.Json.JsonElement>> All(string path)
    {
        var all = new List<System.Text.Json.JsonElement>();
        for (var next = path; next is not null;)
        {
            var page = (await Get(next)).Expect(HttpStatusCode.OK);
            all.AddRange(page.Value);
            next = page.NextLink;
        }

        return all;
    }

    /// <summary>The tenant's rows in the table of the directory, in order of their keys.</summary>
    public Task<IReadOnlyList<Row>> Rows(string prefix = "") => TestApp.Rows(Name, prefix);

    /// <summary>An address that no other call gave.</summary>
    public static string NewEmail() => $"user{Interlocked.Increment(ref counter)}@example.com";

    /// <summary>A name that no other call gave.</summary>
    public static string NewName(string kind) => $"{kind} {Interlocked.Increment(ref counter)}";

    private async Task<Reply> Made(string path, JsonObject body, object? fields = null)
    {
        foreach (var (name, value) in System.Text.Json.JsonSerializer.SerializeToNode(fields ?? new { }, System.Text.Json.JsonSerializerOptions.Web)!.AsObject())
            body[name] = value?.DeepClone();
        return (await Post(path, body)).Expect(HttpStatusCode.Created);
    }
}
