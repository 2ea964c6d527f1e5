using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.PhoneExtensions;

/// <summary>Shows extensions together with what stands elsewhere: the holder's name and caller IDs, the phones that are registered.</summary>
public sealed class ExtensionReader(UserWriter users, UserIndexes indexes, Facts facts, RegistrationTable registrations, TimeProvider time)
{
    /// <summary>One extension as it is shown.</summary>
    internal async Task<ExtensionView> Show(string tenant, PhoneExtension extension, CancellationToken cancellationToken)
    {
        var holder = extension.UserId is { } id && await users.Find(tenant, id, cancellationToken) is { } user ? NumberHolder.Of(user) : null;
        var phones = extension.CredentialId is null ? Registrations.None : await registrations.Of(tenant, extension.Number, cancellationToken);
        var owned = CallerIdList.Of(await facts.ForReading(tenant, [], cancellationToken));
        var now = time.GetUtcNow();
        return ExtensionView.Of(extension, holder, owned, phones.Live(extension.CredentialId, now).Count, now);
    }

    /// <summary>A page of extensions in any order: holders from memory, phones with one read of the range that the numbers span.</summary>
    internal async Task<IReadOnlyList<ExtensionView>> Show(string tenant, IReadOnlyList<PhoneExtension> page, CancellationToken cancellationToken)
    {
        if (page.Count == 0)
            return [];
        var index = await indexes.Now(tenant, cancellationToken);
        var owned = CallerIdList.Of(await facts.ForReading(tenant, [], cancellationToken));
        var phones = await registrations.Between(tenant, page.MinBy(e => e.Number, StringComparer.Ordinal)!.Number, page.MaxBy(e => e.Number, StringComparer.Ordinal)!.Number, page.Count, cancellationToken);
        var now = time.GetUtcNow();
        return [.. page.Select(extension => ExtensionView.Of(
            extension,
            extension.UserId is { } id ? index.NumberHolder(id) : null,
            owned,
            phones.GetValueOrDefault(extension.Number, Registrations.None).Live(extension.CredentialId, now).Count,
            now))];
    }
}
