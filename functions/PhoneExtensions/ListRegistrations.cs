using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.PhoneExtensions;

/// <summary><c>GET /api/extensions/{number}/registrations</c>: the phones that are registered now, ten at most.</summary>
public sealed class ListRegistrations(ITables tables, RegistrationTable registrations, TimeProvider time)
{
    /// <summary>200 with <c>value</c>; 404.</summary>
    [Function("ListRegistrations")]
    [Operation("List the registrations of an extension", "Lists the phones that are registered at an extension now, at most ten.")]
    [Answers(200, typeof(Registration), IsList = true)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "extensions/{number}/registrations")] HttpRequest request, string number, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.ExtensionsRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (await tables.FindExtension(caller.Tenant, number, cancellationToken) is not { } row)
            return Answer.Problem(Error.NotFound("extension", FieldReader.Shown(number)));
        var phones = await registrations.Of(caller.Tenant, number, cancellationToken);
        return Answer.Ok(new PageAnswer<Registration>(phones.Live(PhoneExtension.Read(row).CredentialId, time.GetUtcNow()), null));
    }
}
