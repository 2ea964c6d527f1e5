using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;

namespace UserFunctions.Users;

/// <summary>A restored user.</summary>
/// <param name="User">As it is now.</param>
/// <param name="Changes">What could not come back, by field, because it was deleted or taken by others; empty when everything did.</param>
internal sealed record RestoredUser(User User, IReadOnlyList<Cascade> Changes);

/// <summary>Decides what a deleted user comes back as (S104): what others have taken is refused or left out, what is gone stays gone.</summary>
/// <param name="number">The row of the number that the user had; null when there is none.</param>
/// <param name="taken">Unique values of the user that others have by now.</param>
internal sealed class Restoration(Row? number, IReadOnlyList<FieldError> taken)
{
    private readonly List<Cascade> changes = [];

    /// <summary>What could not come back.</summary>
    public IReadOnlyList<Cascade> Changes => changes;

    /// <summary>The 410.</summary>
    public static Error Purged(Guid id) =>
        new(ErrorKind.Gone, "user.purged", $"user {id} was deleted more than {User.RestorableFor.TotalDays:0} days ago and cannot be restored: create the user anew.", "id");

    public Result<User> Decide(User user, UserContext context)
    {
        if (context.Now - user.DeletedAt > User.RestorableFor)
            return Purged(user.Id);
        if (taken.Count > 0)
            return Error.Of(taken) with { Kind = ErrorKind.Conflict };
        var restored = user with
        {
            Lifecycle = user.DeletedFrom ?? Lifecycle.Pending,
            DeletedAt = null,
            DeletedFrom = null,
            RestoredAt = context.Now,
            // Who was signed in then says so again.
            HasSession = false,
            UpdatedAt = context.Now,
            Version = user.Version + 1,
        };
        return Still(restored, context);
    }

    /// <summary>The user as it was, as far as what it refers to is still there and its number is not somebody else's; what is left out stands in <see cref="Changes"/>.</summary>
    public User Still(User was, UserContext context)
    {
        // A decision may be asked several times.
        changes.Clear();
        var still = was with { DepartmentId = DepartmentOf(was, context.Facts), GroupIds = GroupsOf(was, context.Facts), RoleId = RoleOf(was, context.Facts) };
        return WithNumber(still, context.Now);
    }

    private Guid? DepartmentOf(User user, TenantFacts facts)
    {
        if (user.DepartmentId is { } id && facts.Departments.NameOf(id) is null)
        {
            changes.Add(new("department", [id.ToString("D")]));
            return null;
        }

        return user.DepartmentId;
    }

    private List<Guid> GroupsOf(User user, TenantFacts facts)
    {
        var there = user.GroupIds.Where(id => facts.Groups.NameOf(id) is not null).ToList();
        if (user.GroupIds.Except(there).Select(id => id.ToString("D")).ToList() is { Count: > 0 } gone)
            changes.Add(new("groups", gone));
        return there;
    }

    // Its role is gone: an agent has the least of all roles that are there for certain.
    private Guid RoleOf(User user, TenantFacts facts)
    {
        if (RoleList.Of(facts).Find(user.RoleId) is not null)
            return user.RoleId;
        changes.Add(new("role", [user.RoleId.ToString("D")]));
        return Role.Agent.Id;
    }

    // Without its number the user has no extension, and nothing that needs one.
    private User WithNumber(User user, DateTimeOffset now)
    {
        if (user.ExtensionNumber is not { } wanted || ExtensionClaim.Check(wanted, number, user.Id, now) is null)
            return user;
        changes.Add(new("extensionNumber", [wanted]));
        return user.WithoutNumber();
    }
}
