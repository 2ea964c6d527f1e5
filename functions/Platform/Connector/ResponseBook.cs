using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace UserFunctions.Platform.Connector;

/// <summary>The answers of operations: the good one with its schema and headers, and what may go wrong. In the connector's document only the first has a schema, because a designer shows one shape.</summary>
internal sealed class ResponseBook(SchemaBook schemas, bool isForFlows)
{
    private const string JsonType = "application/json";

    // What a connector may say that it sends; an answer of another type is left to the Content-Type of the response.
    private static readonly string[] TypesForFlows = [JsonType, "text/plain"];

    /// <summary>All of them, by status.</summary>
    public OpenApiResponses Of(OperationDescription operation)
    {
        var responses = new OpenApiResponses();
        foreach (var status in operation.GoodStatuses)
            responses[Word(status)] = Good(operation, status);
        foreach (var (status, description) in Errors(operation))
            responses[Word(status)] = Bad(description);
        responses["default"] = Bad("Something else went wrong; repeat the request, and report it if it fails again.");
        return responses;
    }

    private OpenApiResponse Good(OperationDescription operation, int status)
    {
        var response = new OpenApiResponse { Description = Description(status), Headers = Headers(operation, status) };
        var answers = operation.Answers;
        if (answers.Body is not { } body || status is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified || (isForFlows && status != answers.Status))
            return response;
        var schema = answers.IsPage || answers.IsList ? schemas.List(body, answers.IsPage) : schemas.Named(body, Direction.Answered);
        string[] types = isForFlows ? [TypesForFlows.Contains(answers.ContentType) ? answers.ContentType : JsonType] : [answers.ContentType, .. answers.OtherTypes];
        response.Content = types.ToDictionary(type => type, IOpenApiMediaType (_) => new OpenApiMediaType { Schema = schema });
        return response;
    }

    private OpenApiResponse Bad(string description) => new()
    {
        Description = description,
        Content = isForFlows ? null : new Dictionary<string, IOpenApiMediaType> { [JsonType] = new OpenApiMediaType { Schema = schemas.Named(typeof(ErrorAnswer), Direction.Answered) } },
    };

    private static Dictionary<string, IOpenApiHeader>? Headers(OperationDescription operation, int status)
    {
        var headers = new Dictionary<string, IOpenApiHeader>();
        var isPolled = operation.Operation.Trigger == "batch";
        if (status is StatusCodes.Status201Created or StatusCodes.Status202Accepted || isPolled)
            headers["Location"] = Header(isPolled ? "Address to ask next." : status == StatusCodes.Status201Created ? "Address of what was made." : "Address to ask for the outcome.");
        if (status == StatusCodes.Status202Accepted || isPolled)
            headers["Retry-After"] = new OpenApiHeader { Description = "After how many seconds to ask again.", Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" } };
        if (operation.Operation.IsVersioned && status != StatusCodes.Status204NoContent)
            headers["ETag"] = Header("Its version, for If-Match.");
        return headers.Count == 0 ? null : headers;
    }

    private static OpenApiHeader Header(string description) => new() { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    private static IEnumerable<(int Status, string Description)> Errors(OperationDescription operation)
    {
        yield return (StatusCodes.Status400BadRequest, "A value is not valid; the message names each, and what is allowed.");
        if (!operation.Operation.IsOpen)
        {
            yield return (StatusCodes.Status401Unauthorized, "The API key is missing or not known.");
            yield return (StatusCodes.Status403Forbidden, "The key's role lacks the permission that the message names.");
        }

        if (operation.PathValues.Count > 0)
            yield return (StatusCodes.Status404NotFound, "There is no such thing.");
        if (operation.Writes)
            yield return (StatusCodes.Status409Conflict, "It contradicts what is stored; the message says what.");
        if (operation.IsConditional)
            yield return (StatusCodes.Status412PreconditionFailed, "Somebody changed it since the version in If-Match.");
        if (operation.Takes.Count > 0)
        {
            yield return (StatusCodes.Status413PayloadTooLarge, "The body is larger than is taken here.");
            yield return (StatusCodes.Status415UnsupportedMediaType, "The body is of a type that is not taken here.");
        }

        yield return (StatusCodes.Status429TooManyRequests, "Too many requests; repeat it after the seconds of Retry-After.");
        yield return (StatusCodes.Status500InternalServerError, "Something went wrong on our side; repeat the request.");
        yield return (StatusCodes.Status503ServiceUnavailable, "Too busy at the moment; repeat it after the seconds of Retry-After.");
    }

    private static string Description(int status) => status switch
    {
        StatusCodes.Status201Created => "It was made.",
        StatusCodes.Status202Accepted => "It was accepted and goes on; Location says where to ask.",
        StatusCodes.Status204NoContent => "It was done; there is nothing to say.",
        StatusCodes.Status304NotModified => "It is what If-None-Match names.",
        _ => "All is well.",
    };

    private static string Word(int status) => status.ToString(CultureInfo.InvariantCulture);
}
