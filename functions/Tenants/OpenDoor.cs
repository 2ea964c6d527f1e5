using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;

namespace UserFunctions.Tenants;

/// <summary>Finds the caller that a presented key belongs to: an API key, or the bootstrap key of the settings.</summary>
public sealed class OpenDoor
{
    /// <summary>Setting: a key of at least 32 characters that works before there is any other. Absent: none.</summary>
    public const string BootstrapSetting = "Keys:Bootstrap";

    /// <summary>Setting: the tenant that the bootstrap key acts in; <c>main</c> when absent.</summary>
    public const string BootstrapTenantSetting = "Keys:BootstrapTenant";

    private const int ShortestBootstrap = 32;

    private static readonly HashSet<string> Nothing = [];
    private static readonly FrozenSet<string> Everything = Permission.All.ToFrozenSet(StringComparer.Ordinal);

    private readonly ApiKeyTable keys;
    private readonly Facts facts;
    private readonly FindUser findUser;
    private readonly RequestBudgets budgets;
    private readonly byte[]? bootstrap;

    /// <summary>Reads the settings; a bootstrap key that is too short to be secret stops the app.</summary>
    public OpenDoor(ApiKeyTable keys, Facts facts, FindUser findUser, RequestBudgets budgets, IConfiguration configuration)
    {
        (this.facts, this.findUser, this.budgets) = (facts, findUser, budgets);
        this.keys = keys;
        var setting = configuration[BootstrapSetting];
        if (setting is { Length: > 0 and < ShortestBootstrap })
            throw new InvalidOperationException($"The setting Keys__Bootstrap has {setting.Length} characters; use at least {ShortestBootstrap} random ones, or remove it.");
        bootstrap = string.IsNullOrEmpty(setting) ? null : ApiKey.Hash(setting);
        BootstrapTenant = configuration[BootstrapTenantSetting] is { Length: > 0 } tenant ? tenant : "main";
        if (!TenantRegistry.IsName(BootstrapTenant))
            throw new InvalidOperationException($"The setting Keys__BootstrapTenant is '{BootstrapTenant}'; use 2 to 40 lower-case letters, digits and inner hyphens.");
    }

    /// <summary>The tenant of the bootstrap key.</summary>
    public string BootstrapTenant { get; }

    /// <summary>The caller; 401 <c>key.unknown</c> for a key that opens nothing, <c>key.shut_out</c> for one whose user is gone, disabled or blocked; 429 <c>rate.limited</c> for one that asks too often.</summary>
    public async Task<Result<Caller>> Authenticate(string key, string correlationId, CancellationToken cancellationToken)
    {
        if (ApiKey.Parse(key) is { } parts)
        {
            if (await keys.Open(parts.Tenant, parts.Id, parts.Secret, cancellationToken) is { } found)
                return budgets.Take(parts.Tenant, found.Id, found.RatePerMinute) is { } tooMany ? tooMany : await Of(parts.Tenant, found, correlationId, cancellationToken);
        }
        else if (bootstrap is not null && CryptographicOperations.FixedTimeEquals(ApiKey.Hash(key), bootstrap))
        {
            if (budgets.Take(BootstrapTenant, Guid.Empty, null) is { } tooMany)
                return tooMany;
            return new Caller(BootstrapTenant, "key:bootstrap", Role.Administrator.Name, Everything, correlationId) { RoleId = Role.Administrator.Id, IsPlatform = true };
        }

        return new Error(ErrorKind.Unauthenticated, RequestPipeline.UnknownKey, "This API key is not known: it was mistyped, rotated out or deleted.");
    }

    // Read each time: who is shut out is out at once. A key that acts for nobody reads nothing.
    private async Task<string?> ShutOut(string tenant, ApiKey key, CancellationToken cancellationToken) => key.UserId is not { } id ? null
        : await findUser(tenant, id.ToString(), cancellationToken) is { } user ? user.ShutOut : "deleted";

    // A role that is gone allows nothing.
    private async Task<Result<Caller>> Of(string tenant, ApiKey key, string correlationId, CancellationToken cancellationToken)
    {
        if (await ShutOut(tenant, key, cancellationToken) is { } why)
            return new Error(ErrorKind.Unauthenticated, "key.shut_out", $"This API key acts for user {key.UserId}, who is {why}, so it opens nothing: use a key that acts for nobody, or for another user.");
        var role = Role.BuiltIn.FirstOrDefault(r => r.Id == key.RoleId) ?? RoleList.Of(await facts.ForReading(tenant, [], cancellationToken)).Find(key.RoleId);
        return new Caller(tenant, $"key:{key.Id}", role?.Name ?? "(deleted)", role?.Allowed ?? Nothing, correlationId) { RoleId = key.RoleId, UserId = key.UserId };
    }
}
