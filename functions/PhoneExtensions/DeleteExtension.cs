using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.PhoneExtensions;

/// <summary><c>DELETE /api/extensions/{number}</c>: only while nobody holds it and, without <c>force=true</c>, nobody can have it back.</summary>
public sealed class DeleteExtension(ExtensionWriter extensions, TimeProvider time)
{
    /// <summary>204; 404; 409 while a user holds it or it is in quarantine; 412.</summary>
    [Function("DeleteExtension")]
    [Operation("Delete an extension", "Deletes a phone extension that nobody holds and nobody can have back.", IsVersioned = true)]
    [Query(typeof(DeleteExtensionQuery))]
    [Answers(204)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "extensions/{number}")] HttpRequest request, string number, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.ExtensionsWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadFlag("force").Try(out var force, out error))
            return Answer.Problem(error);
        var deleted = await extensions.Write(caller, number, request.IfMatch(), (row, _) => Task.FromResult(Decide(caller.Tenant, row, force)), cancellationToken);
        return deleted.Ok ? Answer.NoContent() : Answer.Problem(deleted.Error!);
    }

    private Result<Draft<PhoneExtension>> Decide(string tenant, Row row, bool force)
    {
        var before = PhoneExtension.Read(row);
        if (before.UserId is { } holder)
            return Error.Conflict("number", "extension.assigned", $"extension '{before.Number}' is held by user {holder}: release it first with POST /api/extensions/{before.Number}/release.");
        if (!force && before.QuarantinedUntil > time.GetUtcNow())
            return Error.Conflict("number", "extension.quarantined", $"extension '{before.Number}' is kept until {before.QuarantinedUntil:u} for the user who had it last: send force=true to delete it all the same.");
        return new Draft<PhoneExtension>(before, new Change("extension.deleted", [], Json.Write(before)) { Name = before.Number })
            .With(ExtensionTable.Intercom(tenant, before.Number, before.IntercomNumber, null).Prepend(Step.Delete(row)));
    }
}
