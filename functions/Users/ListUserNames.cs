using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Search;

namespace UserFunctions.Users;

/// <summary>As much of a user as it takes to choose one.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="DisplayName">Full name.</param>
/// <param name="Email">Tells two of one name apart.</param>
public sealed record UserName(
    [property: Field("Id of the user.")] Guid Id,
    [property: Field("Full name of the user.")] string DisplayName,
    [property: Field("E-mail address of the user.", Format = "email")] string Email);

/// <summary><c>GET /api/users/names</c>: fills dropdowns, also of those who may not read users: they see whom they choose, and no more.</summary>
public sealed class ListUserNames(UserIndexes indexes)
{
    // Whoever does something to a user, or for one, has to be able to choose one.
    private static readonly string[] Seeing =
    [
        Permission.UsersRead, Permission.UsersWrite, Permission.PresenceWrite, Permission.GroupsWrite, Permission.ExtensionsRead, Permission.ExtensionsWrite, Permission.KeysWrite, Permission.CallsDecide,
        Permission.RoutingRead, Permission.RoutingWrite,
    ];

    /// <summary>200 with <c>value</c>, <c>totalCount</c> and, while there is more, <c>nextLink</c>, in the order of their creation; 400.</summary>
    [Function("ListUserNames")]
    [Operation("List the names of users", "Lists the users of the tenant by name and e-mail address, for a dropdown.", Visibility = Visibility.Internal)]
    [Answers(200, typeof(UserName), IsPage = true)]
    [Lookup("users", "id", "displayName")]
    [Lookup("user-emails", "email", "displayName")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "users/names")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.DemandAny(Seeing).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadPage().Try(out var page, out error))
            return Answer.Problem(error);
        var index = await indexes.Now(caller.Tenant, cancellationToken);
        return index.Rows.Find(new IndexQuery { Top = page.Top, After = page.After }) is { } found
            ? request.Page([.. found.Rows.Select(row => new UserName(row.Id, row.Texts[UserEntry.DisplayName]!, row.Texts[UserEntry.Email]!))], page, found.Last, found.Total)
            : Answer.Problem(ListRequest.WrongCursor);
    }
}
