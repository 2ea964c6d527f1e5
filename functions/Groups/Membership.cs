using System.Text.Json.Serialization;
using UserFunctions.Departments;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Groups;

/// <summary>What became of one member of a request.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MemberOutcome>))]
public enum MemberOutcome
{
    /// <summary>Is a member now.</summary>
    [JsonStringEnumMemberName("added")]
    Added,

    /// <summary>Is no member any more.</summary>
    [JsonStringEnumMemberName("removed")]
    Removed,

    /// <summary>Was so already.</summary>
    [JsonStringEnumMemberName("unchanged")]
    Unchanged,

    /// <summary>See code and message.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}

/// <summary>The outcome for one member.</summary>
/// <param name="User">As the request named it: id or e-mail address.</param>
/// <param name="UserId">The user's id; null when it was not found.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Code">Error code; null unless failed.</param>
/// <param name="Message">What to change; null unless failed.</param>
public sealed record MemberResult(
    [property: Field("The user as the request named them: an id or e-mail address.")] string User,
    [property: Field("Id of the user; absent: there is no such user.")] Guid? UserId,
    [property: Field("What became of it. added: is in the group now; removed: is in it no more; unchanged: was so already; failed: see code and message.")] MemberOutcome Outcome,
    [property: Field("Why it failed, as a code that does not change; absent: it did not.")] string? Code,
    [property: Field("The same in words, with what to change.")] string? Message);

/// <summary>Puts one user into a group or takes it out: user and membership row in one batch.</summary>
public sealed class Membership(UserWriter users, Facts facts, UserIndexes indexes)
{
    /// <summary>Makes the user a member or not; a failure is an outcome like the others.</summary>
    /// <remarks>Unless forced, the last one who could answer for a department that the group is linked to stays in it (S081).</remarks>
    public async Task<MemberResult> Set(Caller caller, Group group, string user, bool isMember, bool isForced, CancellationToken cancellationToken)
    {
        if (await users.FindNamed(caller.Tenant, user, cancellationToken) is not { Id: var id })
            return new(user, null, MemberOutcome.Failed, "user.unknown", $"user '{FieldReader.Shown(user)}' does not exist: give the id or e-mail address of a user.");
        var didChange = false;
        var changed = await users.Change(caller with { RequestKey = null }, id, null, ChangeUser.Kind, Decide, isMember || isForced ? null : Check, cancellationToken);
        if (!changed.Ok)
            return new(user, id, MemberOutcome.Failed, changed.Error!.Code, changed.Error.Message);
        return new(user, id, !didChange ? MemberOutcome.Unchanged : isMember ? MemberOutcome.Added : MemberOutcome.Removed, null, null);

        Result<User> Decide(User current, UserContext context)
        {
            didChange = current.GroupIds.Contains(group.Id) != isMember;
            if (!didChange)
                return current;
            if (!isMember)
                return Changed(current, [.. current.GroupIds.Where(g => g != group.Id)], context.Now);
            if (context.Facts.Groups.NameOf(group.Id) is null)
                return Error.NotFound("group", group.Id.ToString());
            return current.GroupIds.Count < User.MaxGroups
                ? Changed(current, [.. current.GroupIds, group.Id], context.Now)
                : Error.Invalid("groups", "groups.too_long", $"{current.DisplayName} is in {User.MaxGroups} groups already, the most there may be.");
        }

        async Task<Error?> Check(User before, User after, CancellationToken token)
        {
            var known = await facts.ForWriting(caller.Tenant, token);
            return DepartmentList.Of(known).LinkedTo(group.Id) is { Count: > 0 } departments
                ? Staffing.WhenLeft(group.Id, [after.Id], departments, known.Groups, await indexes.ForWriting(caller.Tenant, token)) : null;
        }
    }

    private static User Changed(User user, Guid[] groups, DateTimeOffset now) => user with { GroupIds = groups, Version = user.Version + 1, UpdatedAt = now };
}
