using System.Text.Json;
using Azure;

namespace UserFunctions.Platform.Storage;

/// <summary>An error of the table service.</summary>
/// <param name="Status">HTTP status; of the part, in a batch.</param>
/// <param name="Code">Such as <c>EntityAlreadyExists</c>; null when the answer has none.</param>
/// <param name="Message">The service's text; in a batch it begins with the index of the failed operation and a colon.</param>
internal sealed record TableError(int Status, string? Code, string? Message)
{
    /// <summary>What it means for a row; null when it means something else, such as a missing table.</summary>
    public Refusal? Refusal => (Status, Code) switch
    {
        (409, "EntityAlreadyExists") => Storage.Refusal.Exists,
        (404, "ResourceNotFound" or "EntityNotFound") => Storage.Refusal.Missing,
        (412, _) => Storage.Refusal.Changed,
        _ => null,
    };

    /// <summary>The failed operation's index; null when the message does not begin with one.</summary>
    public int? Index
    {
        get
        {
            var colon = Message?.IndexOf(':', StringComparison.Ordinal) ?? -1;
            return colon > 0 && int.TryParse(Message.AsSpan(0, colon), out var index) ? index : null;
        }
    }

    /// <summary>Reads an answer.</summary>
    public static TableError Of(Response response)
    {
        var error = Read(response.Status, response.Content.ToMemory().Span);
        return error.Code is null && response.Headers.TryGetValue("x-ms-error-code", out var code) ? error with { Code = code } : error;
    }

    /// <summary>Reads <c>{"odata.error":{"code":…,"message":{"value":…}}}</c>; what follows it does not matter, nor does another form.</summary>
    public static TableError Read(int status, ReadOnlySpan<byte> body)
    {
        string? code = null, message = null;
        try
        {
            var json = new Utf8JsonReader(body);
            while ((code is null || message is null) && json.Read())
            {
                if (json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("code"u8) && json.Read())
                    code = json.GetString();
                else if (json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("value"u8) && json.Read())
                    message = json.GetString();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A proxy's page, say: the status is all there is.
        }

        return new TableError(status, code, message);
    }

    /// <summary>The exception for an error that is not a refusal.</summary>
    public RequestFailedException Exception() =>
        new(Status, $"The table service answered {Status} {Code}: {Message ?? "no message"}", Code, null);
}
