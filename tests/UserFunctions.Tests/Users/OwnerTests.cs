using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Local;
using UserFunctions.Tenants;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Imports;

namespace UserFunctions.Tests.Users;

public sealed class OwnerTests
{
    [Fact]
    [Spec("S070")]
    public async Task A_tenant_is_made_with_its_owner_who_is_invited_and_made_again_it_is_the_same()
    {
        var (app, name, email) = (await TestApp.Shared, NewName(), TestTenant.NewEmail());
        var made = await Make(app, name, email);
        Assert.Equal((HttpStatusCode.Created, name), (made.Status, made.TextOf("tenant")));
        Assert.Equal("Owner Pending Admin False", string.Join(' ', ((string[])["role", "lifecycle", "accessRole", "callingAgent"]).Select(f => made["owner"].GetProperty(f).ToString())));
        var again = (await Make(app, name, email.ToUpperInvariant())).Expect(HttpStatusCode.OK);
        Assert.Equal(made["owner"].GetRawText(), again["owner"].GetRawText());
        (await Make(app, name, TestTenant.NewEmail())).Expect(HttpStatusCode.Conflict, "owner.unique");

        var tenant = await TestTenant.Create(app, name);
        var owner = Assert.Single(await tenant.All("users"));
        Assert.Equal(made["owner"].GetProperty("id").GetGuid(), owner.GetProperty("id").GetGuid());
        Assert.Equal(owner.GetProperty("id").GetGuid(), (await tenant.Get("tenant"))["owner"].GetGuid());
        await Eventually.Holds(async () => (await tenant.Get($"users/{owner.GetProperty("id")}/invitation")).TextOf("delivery") == "sent");
    }

    [Fact]
    [Spec("S070")]
    public async Task Made_many_times_at_once_a_tenant_has_one_owner()
    {
        var (app, name, email) = (await TestApp.Shared, NewName(), TestTenant.NewEmail());
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Make(app, name, email)));
        Assert.Single(made, reply => reply.Status == HttpStatusCode.Created);
        Assert.Equal(7, made.Count(reply => reply.Status == HttpStatusCode.OK));
        Assert.Single(made.Select(reply => reply["owner"].GetProperty("id").GetGuid()).Distinct());
        Assert.Single(await TestApp.Rows(name, "u|"));
    }

    [Fact]
    [Spec("S070")]
    public async Task What_was_cut_off_between_the_owner_and_the_tenant_is_made_whole_by_the_same_request()
    {
        var (app, name, email) = (await TestApp.Shared, NewName(), TestTenant.NewEmail());
        var made = (await Make(app, name, email)).Expect(HttpStatusCode.Created);
        // As a process leaves it that dies after the owner's batch: the owner is there, the tenant is not.
        await app.Services.GetRequiredService<UserFunctions.Platform.Storage.ITables>().Submit(
            TenantRegistry.Table, [UserFunctions.Platform.Storage.RowOperation.Delete(new("tenants", name))], CancellationToken.None);
        await using var other = await TestApp.Start(settings: new Dictionary<string, string?> { ["Keys:Bootstrap"] = await TestApp.Setting("Keys:Bootstrap") });
        (await Key(other, name, "Agent")).Expect(HttpStatusCode.NotFound, "tenant.not_found");
        Assert.Equal(made["owner"].GetRawText(), (await Make(other, name, email)).Expect(HttpStatusCode.OK)["owner"].GetRawText());
        (await Key(other, name, "Agent")).Expect(HttpStatusCode.Created);
    }

    [Fact]
    [Spec("S070")]
    public async Task Only_the_platform_makes_tenants_and_transfers_ownership()
    {
        var tenant = await TestApp.NewTenant();
        var refused = await tenant.Post("tenants", new { tenant = NewName(), owner = new { displayName = "A", email = "a@example.com" } });
        refused.Expect(HttpStatusCode.Forbidden, "key.forbidden");
        var user = await tenant.User();
        (await tenant.Post("tenant/owner", new { user = user.Id })).Expect(HttpStatusCode.Forbidden, "key.forbidden");
        Assert.Equal("Agent", (await tenant.Get($"users/{user.Id}")).TextOf("role"));
    }

    [Fact]
    public async Task A_key_for_a_tenant_that_was_not_made_is_refused_and_makes_none()
    {
        var (app, name) = (await TestApp.Shared, NewName());
        var refused = await Key(app, name, "Agent");
        refused.Expect(HttpStatusCode.NotFound, "tenant.not_found");
        Assert.Contains("POST /api/tenants", refused.Message, StringComparison.Ordinal);
        Assert.False(await app.Services.GetRequiredService<TenantRegistry>().Exists(name, CancellationToken.None));
    }

    [Fact]
    public async Task What_is_wrong_with_a_tenant_is_said_at_once()
    {
        var app = await TestApp.Shared;
        var refused = await TestApp.Send(app, app.Key, HttpMethod.Post, "tenants", TestApp.Body(new { tenant = "No Tenant!", owner = new { email = "a@example.com", role = "Agent" } }));
        refused.Expect(HttpStatusCode.BadRequest);
        Assert.Equal(["owner.displayName.missing", "owner.role.unknown", "tenant.invalid"], refused.Codes);
        var name = NewName();
        (await Make(app, name, "no address")).Expect(HttpStatusCode.BadRequest, "owner.email.invalid");
        Assert.Empty(await TestApp.Rows(name));
    }

    [Theory]
    [InlineData("""{"role":"Agent"}""", "role")]
    [InlineData("""{"role":null}""", "role")]
    [InlineData("""{"accessRole":"Standard"}""", "accessRole")]
    [InlineData("""{"accountEnabled":false}""", "accountEnabled")]
    [InlineData("""{"webLoginBlocked":true}""", "webLoginBlocked")]
    [Spec("S070")]
    public async Task An_owner_cannot_be_demoted_or_shut_out(string patch, string target)
    {
        var (tenant, owner) = await TestTenant.Owned(await TestApp.Shared, NewName());
        var refused = await tenant.Patch($"users/{owner.Id}", System.Text.Json.JsonDocument.Parse(patch).RootElement);
        refused.Expect(HttpStatusCode.Conflict, "owner.protected");
        Assert.Equal(target, refused.Json.GetProperty("error").GetProperty("target").GetString());
        Assert.Equal(owner["version"].GetInt32(), (await tenant.Get($"users/{owner.Id}"))["version"].GetInt32());
        (await tenant.Patch($"users/{owner.Id}", new { designation = "Chief" })).Expect(HttpStatusCode.OK);
    }

    [Fact]
    [Spec("S070")]
    public async Task An_owner_cannot_be_deleted_and_leaves_a_group_as_anybody_does()
    {
        var (tenant, owner) = await TestTenant.Owned(await TestApp.Shared, NewName());
        (await tenant.Delete($"users/{owner.Id}")).Expect(HttpStatusCode.Conflict, "owner.protected");
        var group = await tenant.Group();
        (await tenant.Put($"groups/{group.Id}/members/{owner.Id}")).Expect(HttpStatusCode.OK);
        (await tenant.Delete($"groups/{group.Id}?force=true")).Expect(HttpStatusCode.OK);
        Assert.Equal("Owner", (await tenant.Get($"users/{owner.Id}")).Expect(HttpStatusCode.OK).TextOf("role"));
    }

    [Theory]
    [InlineData("disable")]
    [InlineData("block")]
    [Spec("S070", "S105", "S107")]
    public async Task An_owner_cannot_be_disabled_or_blocked(string action)
    {
        var (tenant, owner) = await TestTenant.Owned(await TestApp.Shared, NewName());
        (await tenant.Post($"users/{owner.Id}/{action}")).Expect(HttpStatusCode.Conflict, "owner.protected");
        var many = (await tenant.Post($"users/{action}", new { users = new[] { owner.Id } })).Expect(HttpStatusCode.OK);
        Assert.Equal("owner.protected", many.Value[0].GetProperty("code").GetString());
        Assert.Equal("owner.protected", (await tenant.Post("users/delete", new { users = new[] { owner.Id } })).Value[0].GetProperty("code").GetString());
        Assert.Equal("Enabled", (await tenant.Get($"users/{owner.Id}")).TextOf("agentState"));
    }

    [Fact]
    [Spec("S070")]
    public async Task There_is_no_second_owner_whichever_way_it_is_tried()
    {
        var (tenant, owner) = await TestTenant.Owned(await TestApp.Shared, NewName());
        (await tenant.Post("users", new { displayName = "A", email = "a@example.com", role = "Owner" })).Expect(HttpStatusCode.Conflict, "owner.unique");
        var user = await tenant.User();
        (await tenant.Patch($"users/{user.Id}", new { role = "owner" })).Expect(HttpStatusCode.Conflict, "owner.unique");
        (await tenant.Post("keys", new { name = "x", role = "Owner" })).Expect(HttpStatusCode.Conflict, "owner.unique");
        (await Key(tenant.App, tenant.Name, "Owner")).Expect(HttpStatusCode.Conflict, "owner.unique");
        var import = await tenant.Import($"email,displayName,role\n{owner.TextOf("email")},Olga,Agent\nb@example.com,B,Owner\n{user.TextOf("email")},C,Owner\n{owner.TextOf("email")!.Replace("user", "USER", StringComparison.Ordinal)}x,D,Agent\n");
        Assert.Equal("failed,failed,failed,created", import.Outcomes);
        Assert.Equal("owner.protected,owner.unique,owner.unique,", import.Codes);
        Assert.Equal(owner.Id, Assert.Single(await tenant.All("users?role=Owner")).GetProperty("id").GetGuid());
    }

    [Fact]
    [Spec("S070")]
    public async Task Ownership_is_handed_over_in_one_step()
    {
        var (tenant, owner) = await TestTenant.Owned(await TestApp.Shared, NewName());
        var next = await tenant.User(new { role = "Agent", allowedIps = new { mode = "Selected", ranges = new[] { "203.0.113.0/24" } } });
        // Who has not accepted the invitation could not come in.
        (await Transfer(tenant, next.TextOf("email")!)).Expect(HttpStatusCode.Conflict, "owner.not_active");
        Assert.Equal(owner.Id, (await tenant.Get("tenant"))["owner"].GetGuid());
        await Accept(tenant, next.Id);
        (await tenant.Patch($"users/{next.Id}", new { accountEnabled = false })).Expect(HttpStatusCode.OK);
        var moved = (await Transfer(tenant, next.TextOf("email")!)).Expect(HttpStatusCode.OK);
        Assert.Equal((next.Id.ToString(), "Owner"), (moved["owner"].GetProperty("id").GetString(), moved["owner"].GetProperty("role").GetString()));
        Assert.True(moved["owner"].GetProperty("accountEnabled").GetBoolean(), "An owner can come in.");
        Assert.Equal("AllowAll", moved["owner"].GetProperty("allowedIps").GetProperty("mode").GetString());
        Assert.Equal(next.Id, (await tenant.Get("tenant"))["owner"].GetGuid());
        Assert.Equal("Super Admin", (await tenant.Get($"users/{owner.Id}")).TextOf("role"));
        var repeated = (await Transfer(tenant, next.Id.ToString())).Expect(HttpStatusCode.OK);
        Assert.Equal(moved.Text, repeated.Text);
        (await tenant.Delete($"users/{next.Id}")).Expect(HttpStatusCode.Conflict, "owner.protected");
        (await tenant.Delete($"users/{owner.Id}")).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Ownership_goes_to_nobody_who_is_not_there()
    {
        var (tenant, owner) = await TestTenant.Owned(await TestApp.Shared, NewName());
        (await Transfer(tenant, "nobody@example.com")).Expect(HttpStatusCode.BadRequest, "user.unknown");
        (await Transfer(tenant with { Name = NewName() }, owner.Id.ToString())).Expect(HttpStatusCode.NotFound, "tenant.not_found");
        Assert.Equal(owner.Id, (await tenant.Get("tenant"))["owner"].GetGuid());
    }

    [Fact]
    [Spec("S070")]
    public async Task The_bootstrap_tenant_gets_its_owner_at_the_start_once()
    {
        await using var own = await OwnApp.Start(settings: Bootstrap("owner@example.com"));
        var owner = Assert.Single(await own.Tenant.All("users"));
        Assert.Equal(("owner@example.com", "Owner"), (owner.GetProperty("email").GetString(), owner.GetProperty("role").GetString()));
        await Eventually.Holds(async () => (await own.Tenant.Get($"users/{owner.GetProperty("id")}/invitation")).TextOf("delivery") == "sent");
        // Another instance, and one whose setting names somebody else by now, leave it as it is.
        await own.Another(settings: Bootstrap("owner@example.com"));
        await own.Another(settings: Bootstrap("other@example.com"));
        Assert.Equal(owner.GetProperty("id").GetGuid(), Assert.Single(await own.Tenant.All("users")).GetProperty("id").GetGuid());
        Assert.Single(own.Mails);
    }

    [Fact]
    [Spec("S070")]
    public async Task A_bootstrap_tenant_without_an_owner_gets_one_of_its_users_or_a_new_one()
    {
        await using var own = await OwnApp.Start();
        Assert.False((await own.Tenant.Get("tenant")).Json.TryGetProperty("owner", out _), "Nobody was named.");
        var user = await own.Tenant.User();
        var made = await Make(own.App, "main", user.TextOf("email")!);
        Assert.Equal((HttpStatusCode.Created, user.Id), (made.Status, made["owner"].GetProperty("id").GetGuid()));
        Assert.Equal("Owner", (await own.Tenant.Get($"users/{user.Id}")).TextOf("role"));
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () => await OwnApp.Start(settings: Bootstrap("no address")));
        Assert.Contains("Keys__BootstrapOwner", refused.Message, StringComparison.Ordinal);
    }

    private static string NewName() => $"t{Guid.NewGuid():N}"[..24];

    private static Dictionary<string, string?> Bootstrap(string owner) => new() { ["Keys:BootstrapOwner"] = owner };

    private static Task<Reply> Make(LocalApp app, string tenant, string email) =>
        TestApp.Send(app, app.Key, HttpMethod.Post, "tenants", TestApp.Body(new { tenant, owner = new { displayName = "Olga Owner", email } }));

    private static Task<Reply> Key(LocalApp app, string tenant, string role) =>
        TestApp.Send(app, app.Key, HttpMethod.Post, "keys", TestApp.Body(new { name = "x", role, tenant }));

    private static async Task Accept(TestTenant tenant, Guid user)
    {
        var path = Path.Combine(TestApp.MailFolder, $"{tenant.Name}-{user}-1.eml");
        var mail = await Eventually.Finds(() => Task.FromResult(File.Exists(path) ? ReceivedMail.Read(path) : null));
        (await TestApp.Send(tenant.App, null, HttpMethod.Post, "invitations/accept", TestApp.Body(new { token = mail.Token }))).Expect(HttpStatusCode.OK);
    }

    private static Task<Reply> Transfer(TestTenant tenant, string user) =>
        TestApp.Send(tenant.App, tenant.App.Key, HttpMethod.Post, "tenant/owner", TestApp.Body(new { tenant = tenant.Name, user }));
}
