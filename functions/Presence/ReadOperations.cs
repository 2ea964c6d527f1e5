using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Presence;

/// <summary>The query of the list of operations.</summary>
public sealed record OperationQuery
{
    /// <summary>How they ended; null: whatever way.</summary>
    [Field("Only operations in this state; Refused shows what was wrong.")]
    public OperationState? State { get; init; }

    /// <summary>For the platform's operator.</summary>
    [Field("True: messages that named no tenant, which only the operator of the platform may see.", Visibility = Visibility.Advanced)]
    public bool? Unreadable { get; init; }
}

/// <summary><c>GET /api/operations</c> and <c>/api/operations/{id}</c>: what became of changes that went through a queue.</summary>
public sealed class ReadOperations(OperationTable operations)
{
    private const int RetryAfterSeconds = 1;

    /// <summary>202 with <c>Location</c> and <c>Retry-After</c> while it is queued, then 200; 404.</summary>
    [Function("ReadOperation")]
    [Operation("Get an operation", "Gets what became of a change of status or capacity: it is answered with 202 while the change is on its way and with 200 when it has ended.")]
    [PathValue("operations/{id:guid}", "Operation Id", "Id of the operation, as the change answered it.", Lookup = "operations")]
    [Answers(200, typeof(Operation), Also = [202])]
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
    [Operation("List operations", "Lists what became of changes of status and capacity, the oldest first.")]
    [Query(typeof(OperationQuery))]
    [Answers(200, typeof(Operation), IsPage = true)]
    [Lookup("operations", "id", "createdAt")]
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

        if (!request.ReadFlag("unreadable").Try(out var showsUnreadable, out error))
            return Answer.Problem(error);
        if (showsUnreadable && !caller.IsPlatform)
            return Answer.Problem(new Error(ErrorKind.Forbidden, "key.forbidden", "Only the bootstrap key sees messages that name no tenant.", "unreadable"));
        var (found, last) = await operations.List(showsUnreadable ? OperationTable.Unreadable : caller.Tenant, page, state, cancellationToken);
        return request.Page(found, page, last);
    }
}
