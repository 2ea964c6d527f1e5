using UserFunctions.Platform.Search;
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

    /// <summary>How many phones are registered now, by the id that the index gives an extension; those without any are absent.</summary>
    internal async Task<IReadOnlyDictionary<Guid, int>> Phones(string tenant, MemoryIndex index, CancellationToken cancellationToken)
    {
        var all = await registrations.All(tenant, cancellationToken);
        var now = time.GetUtcNow();
        var counts = new Dictionary<Guid, int>();
        foreach (var (number, phones) in all)
        {
            if (index.RowOf(ExtensionEntry.IdOf(number)) is { } row && phones.Live(ExtensionEntry.Read(row).CredentialId, now).Count is > 0 and var count)
                counts[row.Id] = count;
        }

        return counts;
    }

    /// <summary>A page of extensions in any order: holders from memory, phones by one point read for each extension that phones can register at.</summary>
    internal async Task<IReadOnlyList<ExtensionView>> Show(string tenant, IReadOnlyList<PhoneExtension> page, CancellationToken cancellationToken)
    {
        if (page.Count == 0)
            return [];
        var index = await indexes.Now(tenant, cancellationToken);
        var owned = CallerIdList.Of(await facts.ForReading(tenant, [], cancellationToken));
        var phones = await registrations.Of(tenant, page.Where(extension => extension.CredentialId is not null).Select(extension => extension.Number), cancellationToken);
        var now = time.GetUtcNow();
        return [.. page.Select(extension => ExtensionView.Of(
            extension,
            extension.UserId is { } id ? index.NumberHolder(id) : null,
            owned,
            phones.GetValueOrDefault(extension.Number, Registrations.None).Live(extension.CredentialId, now).Count,
            now))];
    }
}
