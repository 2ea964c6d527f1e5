using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Users;

/// <summary>A picture in JSON, as the actions of SharePoint and OneDrive hand files over.</summary>
public sealed record ProfileImageBody
{
    /// <summary>What it is called.</summary>
    [Field("Name of the file, at most 200 characters, whose ending says what it is: png, jpg, jpeg, gif or webp.", IsRequired = true)]
    public string? FileName { get; init; }

    /// <summary>Its bytes.</summary>
    [Field("The bytes of the file in base64, at most 2 MiB of them.", IsRequired = true, Title = "Content In Base64", Format = "byte")]
    public string? ContentBase64 { get; init; }
}

/// <summary>A picture as a form sends it.</summary>
public sealed record ProfileImageForm
{
    /// <summary>The file.</summary>
    [Field("Picture of at most 2 MiB; its type, or else the ending of its name, says what it is: png, jpg, jpeg, gif or webp.", IsRequired = true)]
    public Stream? File { get; init; }
}

/// <summary>A picture as it was uploaded, and what it is.</summary>
/// <param name="Image">Read from the bytes.</param>
/// <param name="Bytes">At most <see cref="ProfileImage.MaxBytes"/>.</param>
internal sealed record UploadedImage(ProfileImage Image, byte[] Bytes)
{
    private const int MaxFileName = 200;

    // Base64 takes a third more.
    private const int MaxJson = (ProfileImage.MaxBytes / 3 * 4) + 4096;

    private static string Endings => string.Join(", ", ProfileImage.Types.Keys.Select(ending => "." + ending));

    /// <summary>Reads the picture itself, a form with it, or JSON: 400 when the bytes are not what was said, 413, 415.</summary>
    public static async Task<Result<UploadedImage>> Read(HttpRequest request, CancellationToken cancellationToken)
    {
        var type = Bodies.TypeOf(request.ContentType);
        return type switch
        {
            "application/json" => Checked(await FromJson(request, cancellationToken)),
            UploadedForm.Multipart => await ReadForm(request, cancellationToken),
            _ when ProfileImage.Types.Values.Contains(type) => Checked((await request.ReadBytes(ProfileImage.MaxBytes, cancellationToken)).Map(bytes => (type, bytes))),
            _ => Bodies.WrongType(request.ContentType, $"{string.Join(", ", ProfileImage.Types.Values.Distinct())}, {UploadedForm.Multipart} with one file, or application/json {{\"fileName\",\"contentBase64\"}}"),
        };
    }

    /// <summary>Reads the picture of a form: 415 for anything else.</summary>
    public static async Task<Result<UploadedImage>> ReadForm(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await UploadedForm.Read(request, ProfileImage.MaxBytes, cancellationToken)).Try(out var file, out var error))
            return error;
        // A sender that knows no types says application/octet-stream, or nothing.
        if (ProfileImage.Types.Values.Contains(file.ContentType))
            return Checked((file.ContentType, file.Content));
        return ProfileImage.Types.TryGetValue(EndingOf(file.Name), out var named) ? Checked((named, file.Content))
            : Error.Invalid("file", "file.invalid", $"The file '{FieldReader.Shown(file.Name)}' does not say which picture it is: end its name with one of {Endings}, or send its type.");
    }

    private static Result<UploadedImage> Checked(Result<(string Said, byte[] Bytes)> read) =>
        read.Try(out var file, out var error) ? ProfileImage.Check(file.Bytes, file.Said).Map(image => new UploadedImage(image, file.Bytes)) : error;

    private static async Task<Result<(string Said, byte[] Bytes)>> FromJson(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadObject(cancellationToken, limit: MaxJson)).Try(out var body, out var error))
            return error;
        var fields = new FieldReader(body.Root, "picture");
        var fileName = fields.Text("fileName", MaxFileName).Value;
        var content = fields.Bytes("contentBase64").Value;
        if (fileName is null)
            fields.Missing("fileName", "name the file, such as asha.png");
        else if (!ProfileImage.Types.ContainsKey(EndingOf(fileName)))
            fields.Add("fileName", "invalid", $"fileName '{FieldReader.Shown(fileName)}' does not say which picture it is: end it with one of {Endings}.");
        if (content is null)
            fields.Missing("contentBase64", "give the picture's bytes in base64");
        return fields.Finish() is { } invalid ? invalid : (ProfileImage.Types[EndingOf(fileName!)], content!);
    }

    private static string EndingOf(string fileName) => fileName[(fileName.LastIndexOf('.') + 1)..];
}
