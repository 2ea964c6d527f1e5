using System.Security.Cryptography;
using UserFunctions.Platform.Signing;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Hooks;

/// <summary>Secrets of a tenant's hooks as of some facts.</summary>
/// <param name="All">One a hook at most.</param>
public sealed record HookSecretList(IReadOnlyList<HookSecret> All)
{
    /// <summary>The secret of this hook; null when it has none.</summary>
    public HookSecret? Find(string hook) => All.FirstOrDefault(secret => secret.Hook == hook);
}

/// <summary>The rows <c>s|hook|name</c> of the directory, so that every instance knows them with the facts. The secrets in them are encrypted.</summary>
public sealed class HookSecretTable(ITables tables, SecretBox box)
{
    internal const string Prefix = Facts.SettingsPrefix + "hook|";

    /// <summary>The secrets as of these facts.</summary>
    internal HookSecretList Of(TenantFacts facts) => facts.Of(known => new HookSecretList([.. known.SettingsUnder(Prefix).Select(Read)]));

    /// <summary>The secret as it is stored; null when there is none.</summary>
    internal async Task<HookSecret?> Find(string tenant, string hook, CancellationToken cancellationToken) =>
        await tables.Get(ChangeLog.Table, tenant, Prefix + hook, cancellationToken) is { } row ? Read(row) : null;

    /// <summary>Writes it over what was read, if anything was.</summary>
    internal Step Save(string tenant, HookSecret secret) => secret.RowETag is null ? Step.Insert(Write(tenant, secret)) : Step.Replace(Write(tenant, secret));

    internal static Step Delete(string tenant, HookSecret secret) => Step.Delete(new Row(tenant, Prefix + secret.Hook) { ETag = secret.RowETag });

    private Row Write(string tenant, HookSecret secret) => new(tenant, Prefix + secret.Hook)
    {
        ETag = secret.RowETag,
        ["id"] = secret.Id,
        ["roleId"] = secret.RoleId,
        ["createdAt"] = secret.CreatedAt,
        ["rotatedAt"] = secret.RotatedAt,
        ["previousUntil"] = secret.PreviousUntil,
        ["secret"] = Sealed(tenant, secret.Hook, secret.Secret),
        ["previous"] = Sealed(tenant, secret.Hook, secret.Previous),
    };

    private HookSecret Read(Row row) => new()
    {
        Hook = row.Key[Prefix.Length..],
        RowETag = row.ETag,
        Id = row.Id("id") ?? default,
        RoleId = row.Id("roleId") ?? default,
        CreatedAt = row.Time("createdAt") ?? default,
        RotatedAt = row.Time("rotatedAt"),
        PreviousUntil = row.Time("previousUntil"),
        Secret = Opened(row, "secret"),
        Previous = Opened(row, "previous"),
    };

    private byte[]? Sealed(string tenant, string hook, string? secret) => secret is null ? null : box.Seal(secret, Place(tenant, hook));

    // One that cannot be opened opens nothing; it can be rotated or deleted.
    private string? Opened(Row row, string column)
    {
        try
        {
            return row[column] is byte[] kept ? box.Open(kept, Place(row.Partition, row.Key[Prefix.Length..])) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string Place(string tenant, string hook) => $"{tenant}|hook:{hook}|secret";
}
