using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.PhoneExtensions;

/// <summary><c>DELETE /api/extensions/{number}/secret</c> (S019): no phone can register until there is a new one. Sent again it changes nothing.</summary>
public sealed class RevokeSecret(ExtensionWriter extensions, TimeProvider time)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "extension.secret_revoked";

    /// <summary>204; 404; 412.</summary>
    [Function("RevokeSecret")]
    [Operation("Revoke the secret of an extension", "Takes the secret of an extension away: no phone can register there until there is a new one. Sent again it changes nothing.", IsVersioned = true)]
    [Answers(204)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "extensions/{number}/secret")] HttpRequest request, string number, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.ExtensionsWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        var revoked = await extensions.Write(caller, number, request.IfMatch(), (row, _) => Task.FromResult(Decide(row)), cancellationToken);
        return revoked.Ok ? Answer.NoContent() : Answer.Problem(revoked.Error!);
    }

    private Result<Draft<PhoneExtension>> Decide(Row row)
    {
        var before = PhoneExtension.Read(row);
        if (before.CredentialId is null)
            return Draft<PhoneExtension>.Unchanged(before);
        var next = ExtensionClaim.Next(row, time.GetUtcNow(), before.UserId);
        ExtensionSecret.Put(next, null);
        return new Draft<PhoneExtension>(PhoneExtension.Read(next), new Change(Kind, [], Json.Write(before)) { Name = before.Number }).With([Step.Replace(next)]);
    }
}
