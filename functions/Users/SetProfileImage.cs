using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

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

/// <summary><c>PUT /api/users/{id}/profile-image</c> (S007): the picture itself as image/png, image/jpeg, image/gif or image/webp, or JSON <c>{"fileName","contentBase64"}</c>.</summary>
public sealed class SetProfileImage(UserWriter users, ProfileImageBlobs blobs, Facts facts)
{
    private const int MaxFileName = 200;

    // Base64 takes a third more.
    private const int MaxJson = (ProfileImage.MaxBytes / 3 * 4) + 4096;

    /// <summary>200 with the user; the same picture again is the same version. 400 when the bytes are not what was said, 404, 412, 413 over 2 MiB, 415.</summary>
    [Function("SetProfileImage")]
    [Operation("Set the picture of a user", "Stores a PNG, JPEG, GIF or WebP of at most 2 MiB and 4096 by 4096 pixels as the picture of a user, in place of the one before.", IsVersioned = true)]
    [Takes(typeof(ProfileImageBody))]
    [Takes(typeof(Stream), ContentType = "image/png")]
    [Takes(typeof(Stream), ContentType = "image/jpeg")]
    [Takes(typeof(Stream), ContentType = "image/gif")]
    [Takes(typeof(Stream), ContentType = "image/webp")]
    [Answers(200, typeof(UserView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "users/{id:guid}/profile-image")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!(await Read(request, cancellationToken)).Try(out var content, out error))
            return Answer.Problem(error);
        if (!(await Handle(caller, id, request.IfMatch(), content, cancellationToken)).Try(out var user, out error))
            return Answer.Problem(error);
        return Answer.Ok(UserView.Of(user, await facts.ForReading(caller.Tenant, user.NamedIds, cancellationToken)).At(request)).Tagged(user.Version);
    }

    /// <summary>Stores the picture, then names it in the user's row, then removes what no row names any more.</summary>
    internal async Task<Result<User>> Handle(Caller caller, Guid id, string? ifMatch, (ProfileImage Image, byte[] Bytes) content, CancellationToken cancellationToken)
    {
        var name = content.Image.NameOf(content.Bytes, Guid.NewGuid().ToString("N")[..8]);
        await blobs.Store(caller.Tenant, id, name, content.Bytes, cancellationToken);
        var before = (string?)null;
        var changed = await users.Change(caller, id, ifMatch, ChangeUser.Kind, Decide, cancellationToken);
        var unnamed = changed.Try(out var user, out _) && user.ProfileImage == name ? before : name;
        if (unnamed is not null)
            await blobs.Remove(caller.Tenant, id, unnamed, cancellationToken);
        return changed;

        Result<User> Decide(User current, UserContext context)
        {
            before = current.ProfileImage;
            return ProfileImage.IsOf(current.ProfileImage, content.Bytes) ? current
                : current with { ProfileImage = name, Version = current.Version + 1, UpdatedAt = context.Now };
        }
    }

    private static async Task<Result<(ProfileImage Image, byte[] Bytes)>> Read(HttpRequest request, CancellationToken cancellationToken)
    {
        var type = (request.ContentType ?? "").Split(';')[0].Trim().ToLowerInvariant();
        var isJson = type == "application/json";
        if (!isJson && !ProfileImage.Types.Values.Contains(type))
            return Bodies.WrongType(request.ContentType, $"{string.Join(", ", ProfileImage.Types.Values.Distinct())}, or application/json {{\"fileName\",\"contentBase64\"}}");
        var read = isJson ? await FromJson(request, cancellationToken) : (await request.ReadBytes(ProfileImage.MaxBytes, cancellationToken)).Map(bytes => (Said: type, Bytes: bytes));
        return read.Try(out var file, out var error) ? ProfileImage.Check(file.Bytes, file.Said).Map(image => (image, file.Bytes)) : error;
    }

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
            fields.Add("fileName", "invalid", $"fileName '{FieldReader.Shown(fileName)}' does not say which picture it is: end it with one of {string.Join(", ", ProfileImage.Types.Keys.Select(ending => "." + ending))}.");
        if (content is null)
            fields.Missing("contentBase64", "give the picture's bytes in base64");
        return fields.Finish() is { } invalid ? invalid : (ProfileImage.Types[EndingOf(fileName!)], content!);
    }

    private static string EndingOf(string fileName) => fileName[(fileName.LastIndexOf('.') + 1)..];
}
