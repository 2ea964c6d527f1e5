using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;

namespace UserFunctions.Tenants;

/// <summary><c>POST /api/keys/{id}/rotate</c>: a new secret; the one before works on for <c>overlapHours</c>, so that flows can be moved.</summary>
public sealed class RotateKey(ApiKeyTable keys, Facts facts, FindUser findUser, RequestRows requests, TimeProvider time)
{
    private const int MaxOverlapHours = 168;

    /// <summary>200 with the key, shown this once; 400; 403 for a key that may do more than the caller, who would get its secret, or acts for a user who may; 404; 409 when somebody else changes it at the same moment.</summary>
    /// <remarks>Repeated with the same Idempotency-Key it gives another secret, and the one before the first try works on.</remarks>
    [Function("RotateKey")]
    [Operation("Rotate an API key", "Gives a key a new secret and shows it this once; the one before goes on working for some hours, so that flows can be moved.")]
    [Takes(typeof(KeyRotation), IsOptional = true)]
    [Answers(200, typeof(ShownKey))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "keys/{id:guid}/rotate")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.KeysWrite, cancellationToken, optional: true)).Try(out var read, out var error))
            return Answer.Problem(error);
        var fields = new FieldReader(read.Body, "rotation");
        var hours = fields.Integer("overlapHours", 0, MaxOverlapHours, "hours").Value;
        if (fields.Finish() is { } invalid)
            return Answer.Problem(invalid);
        var overlap = hours is { } given ? TimeSpan.FromHours(given) : ApiKey.Overlap;
        ShownKey? shown = null;
        var rotated = await requests.Once(read.Caller, Rotate, cancellationToken);
        // The secret is not kept, so it cannot be told again.
        if (rotated.Ok && shown is null)
            rotated = await Rotate(cancellationToken);
        return rotated.Try(out _, out error) ? Answer.Ok(shown!) : Answer.Problem(error);

        async Task<Result<string>> Rotate(CancellationToken token) => (await Handle(read.Caller, id, overlap, token)).Map(key => (shown = key).Id.ToString());
    }

    /// <summary>Gives the key a new secret.</summary>
    public async Task<Result<ShownKey>> Handle(Caller caller, Guid id, TimeSpan overlap, CancellationToken cancellationToken)
    {
        if (await keys.Find(caller.Tenant, id, cancellationToken) is not { } row)
            return Error.NotFound("key", id.ToString());
        var before = ApiKeyTable.Read(row);
        var known = await facts.Now(caller.Tenant, cancellationToken);
        if (RoleList.Of(known).Find(before.RoleId) is not { } role)
            return Error.Conflict("role", "role.unknown", $"The role of key {id} does not exist any more, so the key opens nothing: delete it and make another.");
        if (caller.Lacking(role.Permissions) is { Count: > 0 } lacking)
            return new Error(ErrorKind.Forbidden, "key.forbidden", $"You cannot have the secret of a key of the role '{role.Name}': your key lacks {string.Join(", ", lacking)}.", "role");
        if (before.UserId is { } actsFor && await findUser(caller.Tenant, actsFor.ToString(), cancellationToken) is { } user && KeyRights.ActingFor(user, caller, known) is { } forbidden)
            return forbidden;
        var now = time.GetUtcNow();
        var secret = ApiKey.NewSecret();
        var after = before with { Version = before.Version + 1, RotatedAt = now, PreviousUntil = overlap == TimeSpan.Zero ? null : now + overlap };
        // The answer to this very request was lost: nobody knows the secret it made, the one before is still in use.
        var isRepeat = caller.RequestKey is { } request && row.Text("rotation") == request.Key;
        var previous = overlap == TimeSpan.Zero ? null : row[isRepeat ? "previousHash" : "hash"] as byte[];
        var next = ApiKeyTable.Write(caller.Tenant, after, ApiKey.Hash(secret), previous, row.ETag);
        next["rotation"] = caller.RequestKey?.Key;
        var outcome = await keys.Submit(RowOperation.Replace(next), cancellationToken);
        return outcome.Written
            ? ShownKey.Of(caller.Tenant, after, role, secret)
            : Error.Conflict("id", "key.changed", $"key {id} was changed at the same moment: try again.");
    }
}
