using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Presence;

/// <summary><c>GET /api/operations</c> and <c>/api/operations/{id}</c>: what became of changes that went through a queue.</summary>
public sealed class ReadOperations(OperationTable operations)
{
    private const int RetryAfterSeconds = 1;

    /// <summary>202 with <c>Location</c> and <c>Retry-After</c> while it is queued, then 200; 404.</summary>
    [Function("ReadOperation")]
    public async Task<IResult> Read([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "operations/{id:guid}")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (await operations.Find(caller.Tenant, id, cancellationToken) is not { } operation)
            return Answer.Problem(Error.NotFound("operation", id.ToString()));
        return operation.State is OperationState.Queued
            ? Answer.Accepted(request.Link($"operations/{id}"), RetryAfterSeconds, operation)
            : Answer.Ok(operation);
    }

    /// <summary>200, oldest first; <c>state=Refused</c> shows what was wrong. The bootstrap key's <c>unreadable=true</c> shows messages that named no tenant.</summary>
    [Function("ListOperations")]
    public async Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "operations")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadPage("state", "unreadable").Try(out var page, out error))
            return Answer.Problem(error);
        OperationState? state = null;
        if (request.Word("state") is { } word)
        {
            if (!Enum.GetNames<OperationState>().Contains(word, StringComparer.OrdinalIgnoreCase))
                return Answer.Problem(Error.Invalid("state", "state.invalid", $"state '{FieldReader.Shown(word)}' is not valid: use {string.Join(", ", Enum.GetNames<OperationState>())}."));
            state = Enum.Parse<OperationState>(word, true);
        }

        var showsUnreadable = request.Word("unreadable") == "true";
        if (showsUnreadable && !caller.IsPlatform)
            return Answer.Problem(new Error(ErrorKind.Forbidden, "key.forbidden", "Only the bootstrap key sees messages that name no tenant.", "unreadable"));
        var (found, last) = await operations.List(showsUnreadable ? OperationTable.Unreadable : caller.Tenant, page, state, cancellationToken);
        return request.Page(found, page, last);
    }
}
