using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary>A user on the wire: names beside the ids of what it refers to.</summary>
public sealed record UserView(
    Guid Id,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string DisplayName,
    string? GivenName,
    string? FamilyName,
    string Email,
    string? Phone,
    string? Designation,
    IReadOnlyList<string> Tags,
    string? Department,
    Guid? DepartmentId,
    string? ExtensionNumber,
    string Role,
    IReadOnlyList<string> Groups,
    IReadOnlyList<Guid> GroupIds,
    Lifecycle Lifecycle)
{
    /// <summary>The view as of these names; what no longer exists is left out.</summary>
    public static UserView Of(User user, TenantNames names)
    {
        var groups = user.GroupIds.Where(id => names.Groups.NameOf(id) is not null).ToList();
        var department = names.Departments.NameOf(user.DepartmentId);
        return new(
            user.Id, user.Version, user.CreatedAt, user.UpdatedAt, user.DisplayName, user.GivenName, user.FamilyName, user.Email, user.Phone, user.Designation,
            user.Tags, department, department is null ? null : user.DepartmentId, user.ExtensionNumber, user.Role,
            [.. groups.Select(id => names.Groups.NameOf(id)!)], groups, user.Lifecycle);
    }
}
