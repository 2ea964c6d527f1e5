using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace UserFunctions.Platform.Connector;

/// <summary><c>GET /api/swagger.json</c> and <c>GET /api/openapi.json</c>: what the app can do, for designers and generators of clients; open to all, since it tells nothing of any tenant.</summary>
public sealed class ReadDocuments(IConfiguration configuration)
{
    /// <summary>Setting: the one origin whose pages may read the documents, such as <c>https://portal.example.com</c>. Absent: none.</summary>
    public const string CorsSetting = "Connector:CorsOrigin";

    private static readonly Lazy<ServedDocument> Swagger = new(() => new(Documents.ForFlows(Operations.Of(typeof(App).Assembly))));
    private static readonly Lazy<ServedDocument> OpenApi = new(() => new(Documents.Whole(Operations.Of(typeof(App).Assembly))));

    /// <summary>200 with the OpenAPI 2.0 document for the host that was called; 304 when <c>If-None-Match</c> names it.</summary>
    [Function("ReadSwagger")]
    [Operation("Read the connector document", "The OpenAPI 2.0 document that this connector is made of, for the host that was called.", IsOpen = true, IsHidden = true, Visibility = Visibility.Internal)]
    [Answers(200, Also = [304])]
    public Task<IResult> ReadSwagger([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "swagger.json")] HttpRequest request) => Task.FromResult(Serve(Swagger.Value, request));

    /// <summary>200 with the OpenAPI 3 document for the host that was called; 304 when <c>If-None-Match</c> names it.</summary>
    [Function("ReadOpenApi")]
    [Operation("Read the OpenAPI document", "The OpenAPI 3 document with every operation, for the host that was called.", IsOpen = true, IsHidden = true, Visibility = Visibility.Internal)]
    [Answers(200, Also = [304])]
    public Task<IResult> ReadOpenApi([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "openapi.json")] HttpRequest request) => Task.FromResult(Serve(OpenApi.Value, request));

    private IResult Serve(ServedDocument document, HttpRequest request)
    {
        var headers = request.HttpContext.Response.Headers;
        if (configuration[CorsSetting] is { Length: > 0 } origin)
            (headers.AccessControlAllowOrigin, headers.Vary) = (origin, "Origin");
        return document.For(request);
    }
}
