using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.PhoneExtensions;

/// <summary><c>POST /api/extensions/{number}/release</c>: nobody holds it from then on. Sent again it changes nothing.</summary>
/// <remarks>The number is kept in quarantine for who held it; <c>force=true</c> frees it at once, also when it was released before.</remarks>
public sealed class ReleaseExtension(ExtensionWriter extensions, UserWriter users, ExtensionReader reader, TimeProvider time)
{
    /// <summary>200 with the extension; 404; 412.</summary>
    [Function("ReleaseExtension")]
    [Operation("Release an extension", "Takes a phone extension from whoever holds it; for 30 days only that user gets it back, unless it is freed at once. Sent again it changes nothing.", Visibility = Visibility.Important, IsVersioned = true)]
    [Query(typeof(ReleaseExtensionQuery))]
    [Answers(200, typeof(ExtensionView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "extensions/{number}/release")] HttpRequest request, string number, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.ExtensionsWrite, cancellationToken, optional: true)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (!request.ReadFlag("force").Try(out var force, out error))
            return Answer.Problem(error);
        if (new FieldReader(read.Body, "release").Finish() is { } invalid)
            return Answer.Problem(invalid);
        if (!(await Handle(read.Caller, number, request.IfMatch(), force, cancellationToken)).Try(out var extension, out error))
            return Answer.Problem(error);
        return Answer.Ok(await reader.Show(read.Caller.Tenant, extension, cancellationToken)).Tagged(extension.Version);
    }

    /// <summary>Takes the extension from whoever holds it.</summary>
    public Task<Result<PhoneExtension>> Handle(Caller caller, string number, string? ifMatch, bool force, CancellationToken cancellationToken) =>
        extensions.Write(
            caller, number, ifMatch,
            (row, token) => ExtensionClaim.HolderOf(row) is { } holder ? TakeFrom(caller, number, row, holder, force, token) : Task.FromResult(Free(row, force)),
            cancellationToken);

    private async Task<Result<Draft<PhoneExtension>>> TakeFrom(Caller caller, string number, Row row, Guid holder, bool force, CancellationToken cancellationToken)
    {
        if (await users.Find(caller.Tenant, holder, cancellationToken) is not { } user)
            return Error.NotFound("user", holder.ToString());
        var prepared = await users.Prepare(caller, user, ChangeUser.Kind, LetGo, force, cancellationToken);
        return prepared.Map(draft => new Draft<PhoneExtension>(ExtensionTable.In(draft.Steps, number) ?? PhoneExtension.Read(row), draft.Change).With(draft.Steps));

        static Result<User> LetGo(User current, UserContext context) => current.WithoutNumber() with { Version = current.Version + 1, UpdatedAt = context.Now };
    }

    private Result<Draft<PhoneExtension>> Free(Row row, bool force)
    {
        var before = PhoneExtension.Read(row);
        if (!force || before.QuarantinedUntil is null)
            return Draft<PhoneExtension>.Unchanged(before);
        var next = ExtensionClaim.Freed(row, time.GetUtcNow(), force);
        return new Draft<PhoneExtension>(PhoneExtension.Read(next), new Change("extension.changed", [], Json.Write(before)) { Name = before.Number }).With([Step.Replace(next)]);
    }
}
