using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.PhoneExtensions;

/// <summary>What a phone registers with, shown this once.</summary>
/// <param name="Number">The extension.</param>
/// <param name="Login">What to register as.</param>
/// <param name="Secret">The password: 32 letters and digits.</param>
public sealed record ShownSecret(
    [property: Field("Number of the extension.")] string Number,
    [property: Field("What a phone registers as.")] string Login,
    [property: Field("Password that a phone registers with, 32 letters and digits; it is shown this once.", Format = "password")] string Secret);

/// <summary><c>POST /api/extensions/{number}/secret</c> (S019): a new secret; the one before is void at once, and so are the registrations under it.</summary>
public sealed class RotateSecret(ExtensionWriter extensions, UserWriter users, TimeProvider time)
{
    /// <summary>Kind of the change; what the secret was and is stands nowhere.</summary>
    public const string Kind = "extension.secret_set";

    /// <summary>200 with the secret, shown this once; 403 when the holder may do more than the caller; 404; 409 unless a user with createAgentExtension holds the extension; 412.</summary>
    /// <remarks>Repeated with the same Idempotency-Key it is 409: the secret is not kept, so it cannot be shown again.</remarks>
    [Function("RotateSecret")]
    [Operation("Make a new secret for an extension", "Makes the secret that phones register with and shows it this once; the one before is void at once, and so are the registrations under it.", IsVersioned = true)]
    [Answers(200, typeof(ShownSecret))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "extensions/{number}/secret")] HttpRequest request, string number, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.ExtensionsWrite, cancellationToken, optional: true)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (new FieldReader(read.Body, "request for a secret").Finish() is { } invalid)
            return Answer.Problem(invalid);
        var written = await extensions.Write(read.Caller, number, request.IfMatch(), (row, token) => Decide(read.Caller, row, token), cancellationToken);
        if (!written.Try(out var extension, out error))
            return Answer.Problem(error);
        return extension.Secret is { } secret
            ? Answer.Ok(new ShownSecret(extension.Number, extension.Login, secret)).Tagged(extension.Version)
            : Answer.Problem(Error.Conflict("Idempotency-Key", "secret.shown", "This request made a secret before; it was shown then and is not kept. Send the request with a new Idempotency-Key for another one."));
    }

    private async Task<Result<Draft<PhoneExtension>>> Decide(Caller caller, Row row, CancellationToken cancellationToken)
    {
        var before = PhoneExtension.Read(row);
        if (before.UserId is not { } id || await users.Find(caller.Tenant, id, cancellationToken) is not { } holder)
            return Error.Conflict("number", "extension.not_assigned", $"Nobody holds extension '{before.Number}', so no phone can register there: assign it first with POST /api/extensions/{before.Number}/assign.");
        if (!holder.Calling.CreateAgentExtension)
            return Error.Conflict("number", "extension.no_credentials", $"User {id}, who holds extension '{before.Number}', has no credentials for it: switch createAgentExtension on with PATCH /api/users/{id}.");
        if (UserGuard.Above(holder, await users.Context(caller, cancellationToken)) is { } refused)
            return refused;
        var secret = ExtensionSecret.New(time.GetUtcNow());
        var next = ExtensionClaim.Next(row, time.GetUtcNow(), id);
        ExtensionSecret.Put(next, secret);
        return new Draft<PhoneExtension>(PhoneExtension.Read(next) with { Secret = secret.Text }, new Change(Kind, [], Json.Write(before)) { Name = before.Number }).With([Step.Replace(next)]);
    }
}
