using UserFunctions.PhoneExtensions;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Local.Check;

/// <summary>What must hold between a user's row and the rows that belong to it.</summary>
internal static class UserChecks
{
    private const string CredentialPrefix = "p|";
    private const string MemberPrefix = "m|";
    private const string GroupMemberPrefix = "m|g|";

    // Rows that make a value of one user unique.
    private static readonly string[] UniquePrefixes = ["e|", "l|", "a|"];

    public static IEnumerable<Finding> Of(TenantRows rows) =>
        [.. Unique(rows), .. Members(rows), .. Extensions(rows), .. Credentials(rows), .. Roles(rows), .. Tombstones(rows)];

    private static IEnumerable<Finding> Unique(TenantRows rows)
    {
        var expected = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (var user in rows.LiveUsers)
        {
            foreach (var (key, field, value) in UserTable.UniqueOf(user))
            {
                if (!expected.TryAdd(key, user.Id))
                    yield return new(UserTable.Key(user.Id), $"has {field} '{value}', and so has user {expected[key]}");
                else if (rows.Find(key) is not { } row)
                    yield return new(key, $"is missing: user {user.Id} has {field} '{value}'");
                else if (row.Id("userId") != user.Id)
                    yield return new(key, $"names user {row.Id("userId")}, but user {user.Id} has {field} '{value}'");
            }
        }

        foreach (var row in UniquePrefixes.SelectMany(rows.Under).Where(row => !expected.ContainsKey(row.Key)))
            yield return new(row.Key, $"names user {row.Id("userId")}, who {Missing(rows, row.Id("userId"), "has no such value")}");
    }

    private static IEnumerable<Finding> Members(TenantRows rows)
    {
        var expected = rows.LiveUsers.SelectMany(user => user.GroupIds, (user, group) => (user, group)).ToLookup(pair => Key(pair.group, pair.user.Id));
        foreach (var pairs in expected)
        {
            var (user, group) = pairs.First();
            if (pairs.Skip(1).Any())
                yield return new(UserTable.Key(user.Id), $"names group {group} more than once");
            if (!rows.Groups.ContainsKey(group))
                yield return new(UserTable.Key(user.Id), $"names group {group}, which is not there");
            if (rows.Find(pairs.Key) is null)
                yield return new(pairs.Key, $"is missing: user {user.Id} names group {group}");
        }

        foreach (var row in rows.Under(MemberPrefix).Where(row => !expected.Contains(row.Key)))
            yield return new(row.Key, "is a membership that its user does not have");

        static string Key(Guid group, Guid user) => $"{GroupMemberPrefix}{group:D}|{user:D}";
    }

    private static IEnumerable<Finding> Extensions(TenantRows rows)
    {
        foreach (var (row, extension) in rows.Read(ExtensionClaim.Prefix, PhoneExtension.Read))
        {
            if (row.Key != ExtensionClaim.Key(extension.Number))
                yield return new(row.Key, $"says that its number is '{extension.Number}'");
            var user = extension.UserId is { } named && rows.Users.GetValueOrDefault(named) is { Lifecycle: not Lifecycle.Deleted } live && live.ExtensionNumber == extension.Number ? live : null;
            if (extension.UserId is { } holder && user is null)
                yield return new(row.Key, $"is held by user {holder}, who {Missing(rows, holder, "has another number or none")}");
            if (extension.CredentialId is not null && user is not { Calling.CreateAgentExtension: true })
                yield return new(row.Key, "has a secret, but no user with createAgentExtension holds it");
            if (extension.IntercomNumber is { } intercom && rows.Find(ExtensionTable.IntercomKey(intercom))?.Text("number") != extension.Number)
                yield return new(ExtensionTable.IntercomKey(intercom), $"is missing, or another extension's: extension {extension.Number} has that intercom number");
        }

        foreach (var row in rows.Under(ExtensionTable.IntercomPrefix).Where(row => rows.Find(ExtensionClaim.Key(row.Text("number") ?? "-"))?.Text("intercomNumber") is not { } own || ExtensionTable.IntercomKey(own) != row.Key))
            yield return new(row.Key, $"names extension {row.Text("number")}, which has no such intercom number");

        foreach (var user in rows.LiveUsers.Where(user => user.ExtensionNumber is not null))
        {
            var key = ExtensionClaim.Key(user.ExtensionNumber!);
            if (ExtensionClaim.HolderOf(rows.Find(key)) != user.Id)
                yield return new(key, $"{(rows.Find(key) is null ? "is missing" : "is not held by its user")}: user {user.Id} has that number");
        }

        foreach (var user in rows.LiveUsers.Where(user => user.ExtensionNumber is null && user.Calling.CreateAgentExtension))
            yield return new(UserTable.Key(user.Id), "has createAgentExtension on and no number");
    }

    private static IEnumerable<Finding> Credentials(TenantRows rows) =>
        from row in rows.Under(CredentialPrefix)
        where !Guid.TryParse(row.Key.AsSpan(CredentialPrefix.Length), out var user) || !rows.Users.ContainsKey(user)
        select new Finding(row.Key, "is the password of a user who is not there");

    private static List<Finding> Roles(TenantRows rows)
    {
        var facts = new TenantFacts(new([]), new([]), rows.Settings);
        var owner = TenantSettings.Of(facts).OwnerId;
        var findings = new List<Finding>();
        foreach (var user in rows.LiveUsers)
        {
            if (RoleList.Of(facts).Find(user.RoleId) is null)
                findings.Add(new(UserTable.Key(user.Id), $"has the role {user.RoleId}, which is not there"));
            if (user.RoleId == Role.Owner.Id && user.Id != owner)
                findings.Add(new(UserTable.Key(user.Id), "has the owner's role and is not the owner"));
        }

        if (owner is { } id && !rows.LiveUsers.Any(user => user.Id == id && user.RoleId == Role.Owner.Id))
            findings.Add(new(TenantSettings.Key, $"names the owner {id}, who {Missing(rows, id, "has another role")}"));
        return findings;
    }

    private static IEnumerable<Finding> Tombstones(TenantRows rows) =>
        [
            .. from user in rows.Users.Values
               let isDeleted = user.Lifecycle is Lifecycle.Deleted
               where isDeleted != user.DeletedAt.HasValue || isDeleted != user.DeletedFrom.HasValue || isDeleted != rows.Find(UserTable.DeletedKey(user.Id)) is not null
               select new Finding(UserTable.Key(user.Id), isDeleted ? "is a tombstone that does not say what it was, or is not listed" : "is not deleted, but what is said of deleted users is said of it"),
            .. from row in rows.Under(UserTable.DeletedPrefix)
               where !Guid.TryParse(row.Key.AsSpan(UserTable.DeletedPrefix.Length), out var user) || !rows.Users.ContainsKey(user)
               select new Finding(row.Key, "lists a deleted user who is not there"),
            .. from user in rows.Users.Keys
               where rows.Find(UserTable.PurgedKey(user)) is not null
               select new Finding(UserTable.PurgedKey(user), "says that a user was purged who is there"),
        ];

    private static string Missing(TenantRows rows, Guid? user, string otherwise) =>
        user is not { } id || !rows.Users.TryGetValue(id, out var found) ? "is not there" : found.Lifecycle is Lifecycle.Deleted ? "was deleted" : otherwise;
}
