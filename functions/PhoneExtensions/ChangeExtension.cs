using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.PhoneExtensions;

/// <summary><c>PATCH /api/extensions/{number}</c>: its caller ID.</summary>
public sealed class ChangeExtension(ExtensionWriter extensions, TimeProvider time)
{
    /// <summary>200 with the extension as it is now; 400, 404, 412.</summary>
    [Function("ChangeExtension")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "extensions/{number}")] HttpRequest request, string number, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.ExtensionsWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!(await request.ReadObject(cancellationToken)).Try(out var body, out error))
            return Answer.Problem(error);
        var changed = await extensions.Write(caller, number, request.IfMatch(), row => Decide(row, body), cancellationToken);
        return changed.Try(out var extension, out error) ? Answer.Ok(extension).Tagged(extension.Version) : Answer.Problem(error);
    }

    private Result<Draft<PhoneExtension>> Decide(Row row, JsonBody body)
    {
        var before = PhoneExtension.Read(row);
        var fields = new FieldReader(body.Root, "phone extension");
        var callerId = PhoneExtension.CallerIdOf(fields).Or(before.CallerId);
        fields.ReadOnly("number", before.Number);
        fields.ReadOnly("version", before.Version);
        fields.ReadOnly("userId", before.UserId);
        fields.ReadOnly("createdAt", before.CreatedAt);
        fields.ReadOnly("updatedAt", before.UpdatedAt);
        if (fields.Finish() is { } invalid)
            return invalid;
        if (callerId == before.CallerId)
            return Draft<PhoneExtension>.Unchanged(before);
        var next = ExtensionClaim.Next(row, time.GetUtcNow(), before.UserId);
        next["callerId"] = callerId;
        return new Draft<PhoneExtension>(PhoneExtension.Read(next), new Change("extension.changed", [], Json.Write(before))).With([Step.Replace(next)]);
    }
}
