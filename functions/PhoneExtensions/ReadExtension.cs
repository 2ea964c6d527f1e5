using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.PhoneExtensions;

/// <summary><c>GET /api/extensions/{number}</c>.</summary>
public sealed class ReadExtension(ITables tables, ExtensionReader reader)
{
    /// <summary>200 with the extension and its ETag; 404.</summary>
    [Function("ReadExtension")]
    [Operation("Get an extension", "Gets one phone extension, with who holds it and how many phones are registered there.", Visibility = Visibility.Important, IsVersioned = true)]
    [PathValue("extensions/{number}", "Number", "Number of the extension, 2 to 10 digits.", Lookup = "extensions")]
    [Answers(200, typeof(ExtensionView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "extensions/{number}")] HttpRequest request, string number, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.ExtensionsRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (await tables.FindExtension(caller.Tenant, number, cancellationToken) is not { } row)
            return Answer.Problem(Error.NotFound("extension", FieldReader.Shown(number)));
        var extension = PhoneExtension.Read(row);
        return Answer.Ok(await reader.Show(caller.Tenant, extension, cancellationToken)).Tagged(extension.Version);
    }
}
