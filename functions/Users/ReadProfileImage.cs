using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Users;

/// <summary><c>GET /api/users/{id}/profile-image</c> (S007).</summary>
public sealed class ReadProfileImage(UserWriter users, ProfileImageBlobs blobs)
{
    /// <summary>200 with the picture, its type and an ETag of its own; 304 to the caller who has it; 404 when there is no such user or no picture.</summary>
    [Function("ReadProfileImage")]
    [Operation("Get the picture of a user", "Gets the picture of a user as a file; a user without one is not found.")]
    [Answers(200, typeof(Stream), ContentType = "image/*")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "users/{id:guid}/profile-image")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (await users.Find(caller.Tenant, id, cancellationToken) is not { } user)
            return Answer.Problem(Error.NotFound("user", id.ToString()));
        if (user.ProfileImage is not { } name || await blobs.Read(caller.Tenant, id, name, cancellationToken) is not { } content)
            return Answer.Problem(Error.NotFound("profileImage", id.ToString()));
        // Kept by the person's own browser and by no proxy, and asked for again each time: the ETag spares the bytes.
        request.HttpContext.Response.Headers.CacheControl = "private, no-cache";
        return Results.Bytes(content, ProfileImage.TypeOf(name), entityTag: new EntityTagHeaderValue($"\"{name}\""));
    }
}
