using System.Runtime.CompilerServices;
using System.Text.Json;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary>One change of one user.</summary>
/// <param name="Entry">The log's entry, which may concern others too.</param>
/// <param name="Kind">What it was to this user: an import's entry creates some users and changes others.</param>
/// <param name="Before">The user before; null: it was created.</param>
/// <param name="After">The user after; a deleted one is a tombstone.</param>
/// <param name="SetsPassword">A password was set with it; which one stands nowhere.</param>
public sealed record UserChange(CommittedChange Entry, string Kind, User? Before, User After, bool SetsPassword)
{
    /// <summary>True: all that moved is the copy of a session or of a status that is to come, of which a history shows nothing. A change of the person counts as a version.</summary>
    public bool IsUnseen => Before is { } before && before.Version == After.Version && before.Presence == After.Presence && before.StatusId == After.StatusId
        && (before.HasSession != After.HasSession || before.IsDraining != After.IsDraining);

    /// <summary>What an entry of the log was to a user; null when it does not concern them.</summary>
    public static UserChange? Of(CommittedChange entry, User after)
    {
        var parts = entry.What.Parts.Where(part => part.Ids.Contains(after.Id)).ToList();
        if (parts.Count == 0)
            return null;
        return new(entry, parts[0].Kind, ImageIn(entry, after.Id), after, parts.Exists(part => part.Kind == Credential.Kind));
    }

    /// <summary>What a user was before an entry of the log; null when the entry holds no image of them.</summary>
    public static User? ImageIn(CommittedChange entry, Guid id) =>
        entry.What.Parts.Where(part => part.Ids.Contains(id)).Select(part => ImageOf(part, id)).OfType<User>().FirstOrDefault();

    // One image, or one for each of the ids.
    private static User? ImageOf(Change part, Guid id)
    {
        if (part.Before is null)
            return null;
        using var document = JsonDocument.Parse(part.Before);
        var images = document.RootElement.ValueKind is JsonValueKind.Array ? [.. document.RootElement.EnumerateArray()] : new[] { document.RootElement };
        var image = images.FirstOrDefault(i => i.TryGetProperty("id", out var own) && own.TryGetGuid(out var ownId) && ownId == id);
        return image.ValueKind is JsonValueKind.Undefined ? null : image.Deserialize<User>(Json.Options);
    }
}

/// <summary>
/// A user's past, from the change log: a user names the change that wrote it, and that change's before-image names the one before, so the way back is one
/// point read a change, however long the tenant's log is. The log is never purged, so it leads back to the user's creation, also from a tombstone.
/// </summary>
public sealed class UserLog(ITables tables, ChangeLog log)
{
    /// <summary>The user as it is now, a tombstone when it was deleted, also when that was purged since; null when there never was one.</summary>
    public async Task<User?> Newest(string tenant, Guid id, CancellationToken cancellationToken)
    {
        if (await tables.Get(ChangeLog.Table, tenant, UserTable.Key(id), cancellationToken) is { } row)
            return UserColumns.Read(row);
        return await tables.Get(ChangeLog.Table, tenant, UserTable.PurgedKey(id), cancellationToken) is { } purged && purged.Number(Step.ChangeColumn) is { } number
            && await log.Find(tenant, number, cancellationToken) is { } entry && UserChange.ImageIn(entry, id) is { } tombstone ? tombstone with { LastChange = number } : null;
    }

    /// <summary>The changes that made the user what it is here, the newest first.</summary>
    public async IAsyncEnumerable<UserChange> Back(string tenant, User from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var after = from; after is not null;)
        {
            if (await Find(tenant, after, after.LastChange, cancellationToken) is not { } change)
                yield break;
            yield return change;
            after = change.Before;
        }
    }

    /// <summary>The user before the change of this number; null when that is no change of this user, or its creation.</summary>
    public async Task<User?> Before(string tenant, User user, long number, CancellationToken cancellationToken) =>
        (await Find(tenant, user, number, cancellationToken))?.Before;

    /// <summary>The user as it was at a time; null when it was not there yet or was deleted.</summary>
    public async Task<User?> At(string tenant, Guid id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (await Newest(tenant, id, cancellationToken) is not { } newest)
            return null;
        await foreach (var change in Back(tenant, newest, cancellationToken))
        {
            if (change.Entry.At <= at)
                return change.After.Lifecycle is Lifecycle.Deleted ? null : change.After;
        }

        return null;
    }

    private async Task<UserChange?> Find(string tenant, User after, long? number, CancellationToken cancellationToken) =>
        number is { } known && await log.Find(tenant, known, cancellationToken) is { } entry ? UserChange.Of(entry, after) : null;
}
