using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Departments;

/// <summary>How somebody comes to answer for a department.</summary>
/// <param name="Direct">The department is the user's own.</param>
/// <param name="Groups">Names of the linked groups that the user is in.</param>
public sealed record MemberVia(
    [property: Field("True: the department is the own one of the user.")] bool Direct,
    [property: Field("Names of the linked groups that the user is in.")] IReadOnlyList<string> Groups);

/// <summary>Somebody who answers for a department.</summary>
/// <param name="User">Who.</param>
/// <param name="Via">By what.</param>
public sealed record DepartmentMember(
    [property: Field("The user who answers for the department.")] UserView User,
    [property: Field("What makes the user answer for it.")] MemberVia Via);

/// <summary>
/// <c>GET /api/departments/{id}/members</c>: who answers for a department, its own users and those of its linked groups, each once (S080, S082). For whoever reads
/// departments and users: a member is shown as a whole user.
/// </summary>
public sealed class ListDepartmentMembers(UserWriter users, Facts facts, UserIndexes indexes)
{
    /// <summary>200 with users in the order of their creation, a page at a time; 403 without one of the two permissions; 404 when there is no such department.</summary>
    [Function("ListDepartmentMembers")]
    [Operation("List the members of a department", "Lists who answers for a department, its own users and those of its linked groups, each once and with what makes them do so. Takes the permissions departments.read and users.read.", Visibility = Visibility.Important)]
    [Answers(200, typeof(DepartmentMember), IsPage = true)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "departments/{id:guid}/members")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.DepartmentsRead).Try(out var caller, out var error) || !request.Demand(Permission.UsersRead).Try(out _, out error))
            return Answer.Problem(error);
        if (!request.ReadPage().Try(out var page, out error))
            return Answer.Problem(error);
        var known = await facts.Now(caller.Tenant, cancellationToken);
        if (DepartmentList.Of(known).Find(id) is not { } department)
            return Answer.Problem(Error.NotFound("department", id.ToString()));
        var links = Staffing.Links(department, known.Groups);
        var (ids, last) = page.Of(Staffing.Members(id, links, await indexes.Now(caller.Tenant, cancellationToken)), member => member);
        // One who was deleted since the index was asked is left out.
        var members = await Task.WhenAll(ids.Select(member => users.Find(caller.Tenant, member, cancellationToken)));
        return request.Page([.. members.OfType<User>().Select(user => new DepartmentMember(UserView.Of(user, known).At(request), Via(user, id, links, known.Groups)))], page, last);
    }

    private static MemberVia Via(User user, Guid department, IReadOnlyList<Guid> links, NameList groups) =>
        new(user.DepartmentId == department, [.. links.Intersect(user.GroupIds).Select(group => groups.NameOf(group)!)]);
}
