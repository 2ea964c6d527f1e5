using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary>
/// The rows of a user: <c>u|id</c> itself, <c>e|email</c> that makes the address unique, <c>m|g|group|id</c> a group (the other direction
/// is the user's own <c>groupIds</c>), and its claim on <c>x|number</c>. They are always written in one batch.
/// </summary>
internal static class UserTable
{
    public const string Prefix = "u|";

    public static string Key(Guid id) => Prefix + id.ToString("D");

    public static string EmailKey(string email) => "e|" + KeyRange.Escape(email.Trim().ToLowerInvariant());

    public static string MembersOf(Guid group) => $"m|g|{group:D}|";

    public static Row Write(string tenant, User user)
    {
        var row = new Row(tenant, Key(user.Id))
        {
            ETag = user.RowETag,
            ["version"] = user.Version,
            ["createdAt"] = user.CreatedAt,
            ["updatedAt"] = user.UpdatedAt,
            ["displayName"] = user.DisplayName,
            ["givenName"] = user.GivenName,
            ["familyName"] = user.FamilyName,
            ["email"] = user.Email,
            ["phone"] = user.Phone,
            ["designation"] = user.Designation,
            ["departmentId"] = user.DepartmentId,
            ["extensionNumber"] = user.ExtensionNumber,
            ["role"] = user.Role,
            ["lifecycle"] = user.Lifecycle.ToString(),
            ["deletedAt"] = user.DeletedAt,
        };
        if (user.Tags.Count > 0)
            row["tags"] = Json.Write(user.Tags);
        if (user.GroupIds.Count > 0)
            row["groupIds"] = Json.Write(user.GroupIds);
        return row;
    }

    public static User Read(Row row) => new()
    {
        Id = Guid.Parse(row.Key.AsSpan(Prefix.Length)),
        RowETag = row.ETag,
        Version = (int)(row.Number("version") ?? 0),
        CreatedAt = row.Time("createdAt") ?? default,
        UpdatedAt = row.Time("updatedAt") ?? default,
        DisplayName = row.Text("displayName") ?? "",
        GivenName = row.Text("givenName"),
        FamilyName = row.Text("familyName"),
        Email = row.Text("email") ?? "",
        Phone = row.Text("phone"),
        Designation = row.Text("designation"),
        Tags = Json.Read<string[]>(row.Text("tags")) ?? [],
        DepartmentId = row.Id("departmentId"),
        ExtensionNumber = row.Text("extensionNumber"),
        Role = row.Text("role") ?? Roles.Role.Default,
        GroupIds = Json.Read<Guid[]>(row.Text("groupIds")) ?? [],
        Lifecycle = Enum.Parse<Lifecycle>(row.Text("lifecycle") ?? nameof(Lifecycle.Pending)),
        DeletedAt = row.Time("deletedAt"),
    };

    /// <summary>A new user. <paramref name="number"/> is the extension's row as it is now; null when there is none.</summary>
    public static IEnumerable<Step> Add(string tenant, User user, Row? number)
    {
        yield return Step.Insert(Write(tenant, user));
        yield return Step.Insert(EmailRow(tenant, user), Error.Taken("email", user.Email));
        if (user.ExtensionNumber is { } wanted)
            yield return ExtensionClaim.Claim(tenant, wanted, user, number);
        foreach (var group in user.GroupIds)
            yield return Step.Insert(Member(tenant, group, user.Id));
    }

    /// <summary>A changed user; <paramref name="taken"/> and <paramref name="left"/> are the rows of the new and the old extension number.</summary>
    public static IEnumerable<Step> Update(string tenant, User before, User after, Row? taken, Row? left)
    {
        yield return Step.Replace(Write(tenant, after));
        foreach (var step in EmailSteps(tenant, before, after))
            yield return step;
        if (before.ExtensionNumber != after.ExtensionNumber)
        {
            if (left is not null)
                yield return ExtensionClaim.Release(left, after.UpdatedAt);
            if (after.ExtensionNumber is { } wanted)
                yield return ExtensionClaim.Claim(tenant, wanted, after, taken);
        }

        foreach (var group in before.GroupIds.Except(after.GroupIds))
            yield return Step.Delete(Member(tenant, group, after.Id));
        foreach (var group in after.GroupIds.Except(before.GroupIds))
            yield return Step.Insert(Member(tenant, group, after.Id));
    }

    private static IEnumerable<Step> EmailSteps(string tenant, User before, User after)
    {
        var isGone = after.Lifecycle == Lifecycle.Deleted;
        if (!isGone && EmailKey(before.Email) == EmailKey(after.Email))
            yield break;
        yield return Step.Delete(new Row(tenant, EmailKey(before.Email)));
        if (!isGone)
            yield return Step.Insert(EmailRow(tenant, after), Error.Taken("email", after.Email));
    }

    private static Row EmailRow(string tenant, User user) => new(tenant, EmailKey(user.Email)) { ["userId"] = user.Id };

    private static Row Member(string tenant, Guid group, Guid user) => new(tenant, MembersOf(group) + user.ToString("D"));
}
