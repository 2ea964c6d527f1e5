using System.Security.Cryptography;
using System.Text;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary>
/// The rows of a user: <c>u|id</c> itself, <c>e|email</c>, <c>l|login</c> and <c>a|external</c> that make those values unique, <c>m|g|group|id</c> a
/// group (the other direction is the user's own <c>groupIds</c>), its claim on <c>x|number</c>, and while it is deleted <c>t|id</c>. They are always
/// written in one batch. Of a purged user <c>z|id</c> is left, which says only when that was and which change did it.
/// </summary>
internal static class UserTable
{
    public const string Prefix = "u|";

    private const int MaxExternalKey = 500;

    public static string Key(Guid id) => Prefix + id.ToString("D");

    public static string EmailKey(string email) => "e|" + KeyRange.Escape(email.Trim().ToLowerInvariant());

    public static string LoginKey(string loginId) => "l|" + KeyRange.Escape(loginId.Trim().ToLowerInvariant());

    /// <summary>Escaped where that fits a key; other texts by their hash, which no escaped text looks like.</summary>
    public static string ExternalKey(string externalId) => "a|" + (KeyRange.Escape(externalId) is { Length: <= MaxExternalKey } key
        ? key : $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(externalId)))}");

    /// <summary>Begins the keys of the list of deleted users.</summary>
    public const string DeletedPrefix = "t|";

    public static string DeletedKey(Guid id) => DeletedPrefix + id.ToString("D");

    public static string PurgedKey(Guid id) => "z|" + id.ToString("D");

    public static string MembersOf(Guid group) => $"m|g|{group:D}|";

    /// <summary>A new user with the row of its extension number.</summary>
    public static IEnumerable<Step> Add(string tenant, User user, NumberRows numbers)
    {
        yield return Step.Insert(UserColumns.Write(tenant, user)) with { IsNumbered = true };
        foreach (var step in UniqueSteps(tenant, null, user))
            yield return step;
        foreach (var step in ExtensionClaim.Steps(tenant, null, user, numbers))
            yield return step;
        foreach (var group in user.GroupIds)
            yield return Step.Insert(Member(tenant, group, user.Id));
    }

    /// <summary>A changed user with the rows of its extension numbers.</summary>
    public static IEnumerable<Step> Update(string tenant, User before, User after, NumberRows numbers)
    {
        yield return Step.Replace(UserColumns.Write(tenant, after)) with { IsNumbered = true };
        foreach (var step in UniqueSteps(tenant, before, after))
            yield return step;
        foreach (var step in ExtensionClaim.Steps(tenant, before, after, numbers))
            yield return step;
        foreach (var group in before.HeldGroupIds.Except(after.HeldGroupIds))
            yield return Step.Delete(Member(tenant, group, after.Id));
        foreach (var group in after.HeldGroupIds.Except(before.HeldGroupIds))
            yield return Step.Insert(Member(tenant, group, after.Id));
        if (after.DeletedAt is not null && before.DeletedAt is null)
            yield return Step.Insert(new Row(tenant, DeletedKey(after.Id)) { ["email"] = after.Email, ["deletedAt"] = after.DeletedAt });
        if (after.DeletedAt is null && before.DeletedAt is not null)
            yield return Step.Delete(new Row(tenant, DeletedKey(after.Id)));
    }

    /// <summary>Removes what is left of a deleted user.</summary>
    public static IEnumerable<Step> Purge(Row user, Row? credential, Guid id, DateTimeOffset now)
    {
        yield return Step.Delete(user);
        yield return Step.Delete(new Row(user.Partition, DeletedKey(id)));
        if (credential is not null)
            yield return Step.Delete(credential);
        yield return Step.Insert(new Row(user.Partition, PurgedKey(id)) { ["purgedAt"] = now }) with { IsNumbered = true };
    }

    /// <summary>What must be unique: the key of each value and the field it stands in.</summary>
    public static IEnumerable<(string Key, string Field, string Value)> UniqueOf(User user)
    {
        if (user.Lifecycle is Lifecycle.Deleted)
            yield break;
        yield return (EmailKey(user.Email), "email", user.Email);
        if (user.Login.LoginId is { } loginId)
            yield return (LoginKey(loginId), "loginId", loginId);
        if (user.ExternalId is { } externalId)
            yield return (ExternalKey(externalId), "externalId", externalId);
    }

    /// <summary>What becomes unique by a change: it must not be there yet.</summary>
    public static IEnumerable<(string Key, string Field, string Value)> NewlyUnique(User? before, User after) =>
        before is null ? UniqueOf(after) : UniqueOf(after).ExceptBy(UniqueOf(before).Select(u => u.Key), u => u.Key);

    private static IEnumerable<Step> UniqueSteps(string tenant, User? before, User after)
    {
        if (before is not null)
        {
            foreach (var (key, _, _) in NewlyUnique(after, before))
                yield return Step.Delete(new Row(tenant, key));
        }

        foreach (var (key, field, value) in NewlyUnique(before, after))
            yield return Step.Insert(new Row(tenant, key) { ["userId"] = after.Id }, Error.Taken(field, value));
    }

    private static Row Member(string tenant, Guid group, Guid user) => new(tenant, MembersOf(group) + user.ToString("D"));
}
