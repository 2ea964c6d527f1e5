using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;

namespace UserFunctions.Platform.Http;

/// <summary>The one file of a form.</summary>
/// <param name="Name">As it was sent; a path at times.</param>
/// <param name="ContentType">What it is said to be, lower case and without parameters; empty: nothing is said.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Fields">What stands beside it.</param>
public sealed record UploadedForm(string Name, string ContentType, byte[] Content, IFormCollection Fields)
{
    /// <summary>The content type of forms that hold files.</summary>
    public const string Multipart = "multipart/form-data";

    // The lines around the file, and what stands beside it.
    private const int Around = 4096;

    /// <summary>Reads the file of a form: 400 when the form holds none, several, or is cut off; 413 over <paramref name="limit"/> bytes; 415 for anything but a form.</summary>
    public static async Task<Result<UploadedForm>> Read(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (Bodies.TypeOf(request.ContentType) != Multipart)
            return Bodies.WrongType(request.ContentType, $"{Multipart} with one file");
        try
        {
            var form = await request.ReadFormAsync(new() { MultipartBodyLengthLimit = limit + Around }, cancellationToken);
            if (form.Files.Count != 1)
                return Error.Invalid("file", "file.missing", $"The form holds {form.Files.Count} files; send exactly one.");
            var file = form.Files[0];
            using var content = file.OpenReadStream();
            var bytes = (await BinaryData.FromStreamAsync(content, cancellationToken)).ToArray();
            return bytes.Length > limit ? TooLarge(limit) : new UploadedForm(file.FileName, Bodies.TypeOf(file.ContentType), bytes, form);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            return new Error(ErrorKind.Invalid, "body.malformed", $"The form ends too early: {exception.Message}");
        }
        catch (InvalidDataException exception)
        {
            return exception.Message.Contains("limit", StringComparison.OrdinalIgnoreCase)
                ? TooLarge(limit)
                : new Error(ErrorKind.Invalid, "body.malformed", $"The form cannot be read: {exception.Message}");
        }
    }

    /// <summary>The 413 of a file.</summary>
    public static Error TooLarge(int limit) => new(ErrorKind.TooLarge, "body.too_large", $"The file has more than {limit:N0} bytes, the most that is taken here.");
}
