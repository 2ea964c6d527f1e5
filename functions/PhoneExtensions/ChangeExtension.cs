using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.PhoneExtensions;

/// <summary><c>PATCH /api/extensions/{number}</c>: its intercom number and, while nobody holds it, its caller ID.</summary>
public sealed class ChangeExtension(ExtensionWriter extensions, ExtensionReader reader, UserWriter users, Facts facts, TimeProvider time)
{
    /// <summary>200 with the extension as it is now; 400; 404; 409 for the caller ID of one that is held, or an intercom number in use; 412.</summary>
    [Function("ChangeExtension")]
    [Operation("Change an extension", "Changes the intercom number of an extension and, while nobody holds it, its caller ID; what the request does not name stays.", IsVersioned = true)]
    [Takes(typeof(ExtensionChanges))]
    [Answers(200, typeof(ExtensionView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "extensions/{number}")] HttpRequest request, string number, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.ExtensionsWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!(await request.ReadObject(cancellationToken)).Try(out var body, out error))
            return Answer.Problem(error);
        var changed = await extensions.Write(caller, number, request.IfMatch(), (row, token) => Decide(caller.Tenant, row, body, token), cancellationToken);
        return changed.Try(out var extension, out error)
            ? Answer.Ok(await reader.Show(caller.Tenant, extension, cancellationToken)).Tagged(extension.Version)
            : Answer.Problem(error);
    }

    private async Task<Result<Draft<PhoneExtension>>> Decide(string tenant, Row row, JsonBody body, CancellationToken cancellationToken)
    {
        var before = PhoneExtension.Read(row);
        var owned = CallerIdList.Of(await facts.ForWriting(tenant, cancellationToken));
        var holder = before.UserId is { } id && await users.Find(tenant, id, cancellationToken) is { } user ? NumberHolder.Of(user) : null;
        var fields = new FieldReader(body.Root, "phone extension");
        var callerId = PhoneExtension.CallerIdOf(fields, owned);
        var intercom = PhoneExtension.IntercomOf(fields).Or(before.IntercomNumber);
        var shown = ExtensionView.Of(before, holder, owned, 0, time.GetUtcNow());
        if (callerId.IsSet && holder is not null && callerId.Value != shown.CallerId)
            fields.AddConflict("callerId", "of_holder", $"While a user holds extension '{before.Number}' its callerId is the first of that user's allowedCallerIds: change those with PATCH /api/users/{before.UserId}.");
        CheckReadOnly(fields, shown);
        if (fields.Finish() is { } invalid)
            return invalid;
        var ownCallerId = holder is null ? callerId.Or(before.OwnCallerId) : before.OwnCallerId;
        if (ownCallerId == before.OwnCallerId && intercom == before.IntercomNumber)
            return Draft<PhoneExtension>.Unchanged(before);
        var next = ExtensionClaim.Next(row, time.GetUtcNow(), before.UserId);
        (next["callerId"], next["intercomNumber"]) = (ownCallerId, intercom);
        return new Draft<PhoneExtension>(PhoneExtension.Read(next), new Change("extension.changed", [], Json.Write(before)) { Name = before.Number })
            .With(ExtensionTable.Intercom(tenant, before.Number, before.IntercomNumber, intercom).Prepend(Step.Replace(next)));
    }

    private static void CheckReadOnly(FieldReader fields, ExtensionView shown)
    {
        fields.ReadOnly("number", shown.Number);
        fields.ReadOnly("version", shown.Version);
        fields.ReadOnly("name", shown.Name, "it is the name of the user who holds it");
        fields.ReadOnly("login", shown.Login);
        fields.ReadOnly("password", shown.Password, "use POST /api/extensions/{number}/secret");
        fields.ReadOnly("hasPassword", shown.HasPassword, "use POST /api/extensions/{number}/secret");
        fields.ReadOnly("user", shown.User, "use POST /api/extensions/{number}/assign");
        fields.ReadOnly("userId", shown.UserId, "use POST /api/extensions/{number}/assign");
        fields.ReadOnly("quarantinedUntil", shown.QuarantinedUntil, "use POST /api/extensions/{number}/release?force=true");
        fields.ReadOnly("createdAt", shown.CreatedAt);
        fields.ReadOnly("updatedAt", shown.UpdatedAt);
        // These change by themselves between reading and sending back.
        _ = fields.Raw("registrations");
        _ = fields.Raw("status");
        _ = fields.Raw("highlights");
    }
}
