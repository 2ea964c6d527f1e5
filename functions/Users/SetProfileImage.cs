using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary><c>PUT /api/users/{id}/profile-image</c> (S007): the picture itself as image/png, image/jpeg, image/gif or image/webp, a form with one file, or JSON <c>{"fileName","contentBase64"}</c>.</summary>
public sealed class SetProfileImage(UserWriter users, ProfileImageBlobs blobs, Facts facts)
{
    /// <summary>200 with the user; the same picture again is the same version. 400 when the bytes are not what was said, 404, 412, 413 over 2 MiB, 415.</summary>
    [Function("SetProfileImage")]
    [Operation("Set the picture of a user", "Stores a PNG, JPEG, GIF or WebP of at most 2 MiB and 4096 by 4096 pixels as the picture of a user, in place of the one before.", IsVersioned = true)]
    [Takes(typeof(ProfileImageBody))]
    [Takes(typeof(ProfileImageForm), ContentType = UploadedForm.Multipart)]
    [Takes(typeof(Stream), ContentType = "image/png")]
    [Takes(typeof(Stream), ContentType = "image/jpeg")]
    [Takes(typeof(Stream), ContentType = "image/gif")]
    [Takes(typeof(Stream), ContentType = "image/webp")]
    [Answers(200, typeof(UserView))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "users/{id:guid}/profile-image")] HttpRequest request, Guid id, CancellationToken cancellationToken) =>
        Set(request, id, UploadedImage.Read, cancellationToken);

    /// <summary>The same for designers that send forms: 415 for anything else.</summary>
    [Function("SetProfileImageForm")]
    [Operation("Set the picture of a user (form)", "Does the same as setting the picture of a user, for a file that is sent as a form.", IsVersioned = true)]
    [Takes(typeof(ProfileImageForm), ContentType = UploadedForm.Multipart)]
    [Answers(200, typeof(UserView))]
    public Task<IResult> RunForm([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "users/{id:guid}/profile-image/form")] HttpRequest request, Guid id, CancellationToken cancellationToken) =>
        Set(request, id, UploadedImage.ReadForm, cancellationToken);

    /// <summary>Stores the picture, then names it in the user's row, then removes what no row names any more.</summary>
    internal async Task<Result<User>> Handle(Caller caller, Guid id, string? ifMatch, UploadedImage content, CancellationToken cancellationToken)
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

    private async Task<IResult> Set(HttpRequest request, Guid id, Func<HttpRequest, CancellationToken, Task<Result<UploadedImage>>> read, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!(await read(request, cancellationToken)).Try(out var content, out error))
            return Answer.Problem(error);
        if (!(await Handle(caller, id, request.IfMatch(), content, cancellationToken)).Try(out var user, out error))
            return Answer.Problem(error);
        return Answer.Ok(UserView.Of(user, await facts.ForReading(caller.Tenant, user.NamedIds, cancellationToken)).At(request)).Tagged(user.Version);
    }
}
