using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Users;

namespace UserFunctions.PhoneExtensions;

/// <summary><c>POST /api/extensions/{number}/assign</c> with <c>{"user": id or e-mail address}</c>.</summary>
/// <remarks>The user's previous number is released in the same batch. Sent again it changes nothing.</remarks>
public sealed class AssignExtension(ExtensionWriter extensions, UserWriter users)
{
    /// <summary>200 with the extension; 400; 404; 409 when somebody else holds it; 412.</summary>
    [Function("AssignExtension")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "extensions/{number}/assign")] HttpRequest request, string number, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.ExtensionsWrite, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        var fields = new FieldReader(read.Body, "assignment");
        var user = fields.Text("user", UserFields.MaxEmail).Value;
        if (user is null)
            fields.Missing("user", "name a user by id or e-mail address");
        if (fields.Finish() is { } invalid)
            return Answer.Problem(invalid);
        if (!(await Handle(read.Caller, number, request.IfMatch(), user!, cancellationToken)).Try(out var extension, out error))
            return Answer.Problem(error);
        return Answer.Ok(extension).Tagged(extension.Version);
    }

    /// <summary>Gives the extension to the user.</summary>
    public async Task<Result<PhoneExtension>> Handle(Caller caller, string number, string? ifMatch, string user, CancellationToken cancellationToken)
    {
        if (!(await extensions.Find(caller.Tenant, number, ifMatch, cancellationToken)).Try(out _, out var error))
            return error;
        var found = Guid.TryParse(user, out var id)
            ? await users.Find(caller.Tenant, id, cancellationToken)
            : await users.FindByEmail(caller.Tenant, user, cancellationToken);
        if (found is null)
            return Error.Invalid("user", "user.unknown", $"user '{FieldReader.Shown(user)}' does not exist: give the id or e-mail address of a user.");
        var changed = await users.Change(caller, found.Id, null, ChangeUser.Kind, Hold, cancellationToken);
        return changed.Ok ? await extensions.Find(caller.Tenant, number, null, cancellationToken) : changed.Error!;

        Result<User> Hold(User current, UserContext context) =>
            current.ExtensionNumber == number ? current : current with { ExtensionNumber = number, Version = current.Version + 1, UpdatedAt = context.Now };
    }
}
