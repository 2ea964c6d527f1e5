using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.PhoneExtensions;

/// <summary><c>DELETE /api/extensions/{number}</c>: only while nobody holds it.</summary>
public sealed class DeleteExtension(ExtensionWriter extensions)
{
    /// <summary>204; 404; 409 while a user holds it; 412.</summary>
    [Function("DeleteExtension")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "extensions/{number}")] HttpRequest request, string number, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.ExtensionsWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        var deleted = await extensions.Write(caller, number, request.IfMatch(), Decide, cancellationToken);
        return deleted.Ok ? Answer.NoContent() : Answer.Problem(deleted.Error!);
    }

    private static Result<Draft<PhoneExtension>> Decide(Row row)
    {
        var before = PhoneExtension.Read(row);
        if (before.UserId is { } holder)
            return Error.Conflict("number", "extension.assigned", $"extension '{before.Number}' is held by user {holder}: release it first with POST /api/extensions/{before.Number}/release.");
        return new Draft<PhoneExtension>(before, new Change("extension.deleted", [], Json.Write(before))).With([Step.Delete(row)]);
    }
}
