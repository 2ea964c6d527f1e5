using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Users;

namespace UserFunctions.PhoneExtensions;

/// <summary><c>POST /api/extensions/{number}/release</c>: nobody holds it from then on. Sent again it changes nothing.</summary>
public sealed class ReleaseExtension(ExtensionWriter extensions, UserWriter users)
{
    /// <summary>200 with the extension; 404; 412.</summary>
    [Function("ReleaseExtension")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "extensions/{number}/release")] HttpRequest request, string number, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.ExtensionsWrite, cancellationToken, optional: true)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (new FieldReader(read.Body, "release").Finish() is { } invalid)
            return Answer.Problem(invalid);
        if (!(await Handle(read.Caller, number, request.IfMatch(), cancellationToken)).Try(out var extension, out error))
            return Answer.Problem(error);
        return Answer.Ok(extension).Tagged(extension.Version);
    }

    /// <summary>Takes the extension from whoever holds it.</summary>
    public async Task<Result<PhoneExtension>> Handle(Caller caller, string number, string? ifMatch, CancellationToken cancellationToken)
    {
        if (!(await extensions.Find(caller.Tenant, number, ifMatch, cancellationToken)).Try(out var extension, out var error))
            return error;
        if (extension.UserId is not { } holder)
            return extension;
        var changed = await users.Change(caller, holder, null, ChangeUser.Kind, LetGo, cancellationToken);
        // A holder who was deleted in between has let go of it already.
        if (!changed.Ok && changed.Error!.Kind != ErrorKind.NotFound)
            return changed.Error;
        return await extensions.Find(caller.Tenant, number, null, cancellationToken);

        Result<User> LetGo(User current, UserContext context) =>
            current.ExtensionNumber != number ? current : current with { ExtensionNumber = null, Version = current.Version + 1, UpdatedAt = context.Now };
    }
}
