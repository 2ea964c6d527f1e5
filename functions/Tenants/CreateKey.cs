using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;

namespace UserFunctions.Tenants;

/// <summary><c>POST /api/keys</c> with <c>{"name","role","userId"}</c>; the bootstrap key may add <c>tenant</c>.</summary>
public sealed class CreateKey(ApiKeyTable keys, TenantRegistry tenants, Facts facts, FindUser findUser, RequestBudgets budgets, RequestRows requests, TimeProvider time)
{
    private const int MostAttempts = 40;

    /// <summary>201 with the key, shown this once; 400; 403 for a role, or a user to act for, that may do more than the caller; 404 for a tenant that was not made; 409 for the role Owner, which is a person's, and <c>keys.quota_exceeded</c>.</summary>
    /// <remarks>Repeated with the same Idempotency-Key it is 409: the secret is not kept, so it cannot be shown again.</remarks>
    [Function("CreateKey")]
    [Operation("Create an API key", "Creates a key with a role, which says what it may do, and shows it this once; nobody gives a key more than their own may.")]
    [Takes(typeof(KeyBody))]
    [Answers(201, typeof(ShownKey))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "keys")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.KeysWrite, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (!(await Wanted(read.Caller, new FieldReader(read.Body, "key"), cancellationToken)).Try(out var wanted, out error))
            return Answer.Problem(error);
        ShownKey? shown = null;
        var made = await requests.Once(read.Caller, async token => (await Handle(read.Caller, wanted, token)).Map(key => (shown = key).Id.ToString()), cancellationToken);
        if (!made.Try(out var id, out error))
            return Answer.Problem(error);
        return shown is null ? Answer.Problem(Told(id)) : Answer.Created(request.Link($"keys/{id}"), shown);
    }

    private static Error Told(string id) => Error.Conflict(
        "Idempotency-Key", "key.taken", $"This request made key {id} before; its secret was shown then and is not kept. POST /api/keys/{id}/rotate gives a new one.");

    /// <summary>Makes the key.</summary>
    internal async Task<Result<ShownKey>> Handle(Caller caller, WantedKey wanted, CancellationToken cancellationToken)
    {
        var (tenant, name, role, user, _) = wanted;
        if (tenant != caller.Tenant && !caller.IsPlatform)
            return new Error(ErrorKind.Forbidden, "key.forbidden", $"Only the bootstrap key makes keys for another tenant; yours belongs to '{caller.Tenant}'.", "tenant");
        if (KeyRights.Giving(role, caller) is { } refused)
            return refused;
        if (user is not null && KeyRights.ActingFor(user, caller, await facts.Now(tenant, cancellationToken)) is { } forbidden)
            return forbidden;
        if (!await tenants.Exists(tenant, cancellationToken))
            return TenantRegistry.NotFound(tenant);
        var now = time.GetUtcNow();
        var id = caller.RequestKey is { } request ? request.Id : Guid.CreateVersion7(now);
        var secret = ApiKey.NewSecret();
        var key = new ApiKey(id, name, role.Id, user?.Id, 1, now, null, null) { RatePerMinute = wanted.RatePerMinute };
        return await Add(tenant, key, ApiKey.Hash(secret), cancellationToken) is { } notAdded ? notAdded : ShownKey.Of(tenant, key, role, secret);
    }

    private async Task<Error?> Add(string tenant, ApiKey key, byte[] hash, CancellationToken cancellationToken)
    {
        // A request that was cut off behind its key finds it, and is not one more.
        if (await keys.Find(tenant, key.Id, cancellationToken) is not null)
            return Told(key.Id.ToString());
        var most = Quotas.Of(await facts.Now(tenant, cancellationToken)).Keys;
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var turn = await keys.Turn(tenant, cancellationToken);
            if (Quotas.Check("keys", "API keys", most, await keys.Count(tenant, cancellationToken)) is { } full)
                return full;
            var outcome = await keys.Add(ApiKeyTable.Write(tenant, key, hash, null, null), turn, cancellationToken);
            if (outcome.Written)
                return null;
            if (outcome.Index == 0)
                return Told(key.Id.ToString());
        }

        return new Error(ErrorKind.Busy, "tenant.busy", "Too many keys are made at once: send the request again.");
    }

    // Roles and users are those of the key's tenant; only the platform gets to see whether another tenant has them.
    private async Task<Result<WantedKey>> Wanted(Caller caller, FieldReader fields, CancellationToken cancellationToken)
    {
        var name = fields.Text("name", 100).Value;
        var roleName = fields.Text("role", 100).Value;
        var userId = fields.Text("userId", 36).Value;
        var tenant = fields.Text("tenant", 40).Value ?? caller.Tenant;
        var rate = Rate(caller, fields);
        if (name is null)
            fields.Missing("name", "say what the key is for");
        if (!TenantRegistry.IsName(tenant))
            fields.Add("tenant", "invalid", $"tenant '{FieldReader.Shown(tenant)}' is not valid: {TenantRegistry.NameRule}.");
        var owner = caller.IsPlatform && TenantRegistry.IsName(tenant) ? tenant : caller.Tenant;
        var roles = RoleList.Of(await facts.Now(owner, cancellationToken));
        Role? role = null;
        if (roleName is null)
            fields.Missing("role", $"use one of {roles.Names}");
        else if (!roles.TryFind(roleName, out role))
            fields.Add("role", "unknown", $"role '{FieldReader.Shown(roleName)}' does not exist: use one of {roles.Names}.");
        var user = Guid.TryParse(userId, out _) ? await findUser(owner, userId, cancellationToken) : null;
        if (userId is not null && user is null)
            fields.Add("userId", "unknown", $"user '{FieldReader.Shown(userId)}' does not exist: give the id of a user of the tenant, or leave userId out.");
        return fields.Finish() is { } invalid ? invalid : new WantedKey(tenant, name!, role!, user, rate);
    }

    // The limit keeps one tenant from slowing down the others, so no tenant lifts its own.
    private int? Rate(Caller caller, FieldReader fields)
    {
        var rate = fields.Integer("ratePerMinute", 1, RateLimit.MostPerMinute, "requests a minute").Value;
        if (rate > budgets.Default && budgets.Default > 0 && !caller.IsPlatform)
            fields.Add("ratePerMinute", "forbidden", $"ratePerMinute {rate} is more than {budgets.Default}, and only the bootstrap key gives more: use at most that, or leave it out.");
        return rate;
    }
}

/// <summary>The key that a body describes.</summary>
/// <param name="Tenant">Whose it will be.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Role">What it may do.</param>
/// <param name="User">The user that it acts for; null: nobody.</param>
/// <param name="RatePerMinute">Requests a minute; null: the app's default.</param>
internal sealed record WantedKey(string Tenant, string Name, Role Role, KnownUser? User, int? RatePerMinute);
