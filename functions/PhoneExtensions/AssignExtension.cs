using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.PhoneExtensions;

/// <summary><c>POST /api/extensions/{number}/assign</c> with <c>{"user": id or e-mail address}</c>.</summary>
/// <remarks>The user's previous number is released in the same batch. Sent again it changes nothing.</remarks>
public sealed class AssignExtension(ExtensionWriter extensions, UserWriter users, ExtensionReader reader)
{
    /// <summary>200 with the extension, and with its new secret when the user has createAgentExtension on; 400; 403 when that user may do more than the caller; 404; 409 when somebody else holds it; 412.</summary>
    /// <remarks>A number in quarantine is refused to all but its last holder, unless <c>force=true</c>.</remarks>
    [Function("AssignExtension")]
    [Operation("Assign an extension to a user", "Gives a phone extension to a user, who lets go of the one held before; sent again it changes nothing. Where phones can register for the user, the new secret is shown this once.", Visibility = Visibility.Important, IsVersioned = true)]
    [Takes(typeof(AssignmentBody))]
    [Query(typeof(AssignExtensionQuery))]
    [Answers(200, typeof(ExtensionView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "extensions/{number}/assign")] HttpRequest request, string number, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.ExtensionsWrite, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (!request.ReadFlag("force").Try(out var force, out error))
            return Answer.Problem(error);
        var fields = new FieldReader(read.Body, "assignment");
        var user = fields.Text("user", UserFields.MaxEmail).Value;
        if (user is null)
            fields.Missing("user", "name a user by id or e-mail address");
        if (fields.Finish() is { } invalid)
            return Answer.Problem(invalid);
        if (!(await Handle(read.Caller, number, request.IfMatch(), user!, force, cancellationToken)).Try(out var extension, out error))
            return Answer.Problem(error);
        return Answer.Ok(await reader.Show(read.Caller.Tenant, extension, cancellationToken)).Tagged(extension.Version);
    }

    /// <summary>Gives the extension to the user.</summary>
    public Task<Result<PhoneExtension>> Handle(Caller caller, string number, string? ifMatch, string user, bool force, CancellationToken cancellationToken) =>
        extensions.Write(caller, number, ifMatch, (row, token) => Decide(caller, number, row, user, force, token), cancellationToken);

    private async Task<Result<Draft<PhoneExtension>>> Decide(Caller caller, string number, Row row, string named, bool force, CancellationToken cancellationToken)
    {
        if (await users.FindNamed(caller.Tenant, named, cancellationToken) is not { } user)
            return Error.Invalid("user", "user.unknown", $"user '{FieldReader.Shown(named)}' does not exist: give the id or e-mail address of a user.");
        var prepared = await users.Prepare(caller, user, ChangeUser.Kind, Hold, force, cancellationToken);
        if (!prepared.Try(out var draft, out var error))
            return error;
        var after = (ExtensionTable.In(draft.Steps, number) ?? PhoneExtension.Read(row)) with { Secret = draft.User.ExtensionSecret };
        return new Draft<PhoneExtension>(after, draft.Change).With(draft.Steps);

        Result<User> Hold(User current, UserContext context) =>
            current.ExtensionNumber == number ? current : current with { ExtensionNumber = number, Version = current.Version + 1, UpdatedAt = context.Now };
    }
}
