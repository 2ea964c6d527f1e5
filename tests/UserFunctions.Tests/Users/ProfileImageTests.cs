using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Tests.Given;
using UserFunctions.Users;

namespace UserFunctions.Tests.Users;

public sealed class ProfileImageTests
{
    public static TheoryData<string, byte[]> Pictures => new()
    {
        { "image/png", Picture.Png(64, 48) },
        { "image/gif", Picture.Gif(64, 48) },
        { "image/jpeg", Picture.Jpeg(64, 48) },
        { "image/webp", Picture.WebpLossy(64, 48) },
        { "image/webp", Picture.WebpLossless(64, 48) },
        { "image/webp", Picture.WebpExtended(64, 48) },
        { "image/png", Picture.Png(4096, 1) },
        { "image/png", Picture.Padded(Picture.Png(1, 1), ProfileImage.MaxBytes) },
    };

    public static TheoryData<string, byte[], HttpStatusCode, string> Lies => new()
    {
        { "image/png", Picture.Jpeg(64, 48), HttpStatusCode.BadRequest, "profileImage.wrong_type" },
        { "image/jpeg", Picture.Gif(64, 48), HttpStatusCode.BadRequest, "profileImage.wrong_type" },
        { "image/gif", Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"), HttpStatusCode.BadRequest, "profileImage.invalid" },
        { "image/png", [], HttpStatusCode.BadRequest, "profileImage.invalid" },
        { "image/png", Picture.Png(64, 48)[..20], HttpStatusCode.BadRequest, "profileImage.invalid" },
        { "image/jpeg", Picture.Jpeg(64, 48)[..8], HttpStatusCode.BadRequest, "profileImage.invalid" },
        { "image/jpeg", [0xFF, 0xD8, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], HttpStatusCode.BadRequest, "profileImage.invalid" },
        { "image/webp", Picture.WebpLossy(64, 48)[..25], HttpStatusCode.BadRequest, "profileImage.invalid" },
        { "image/png", Picture.Png(4097, 1), HttpStatusCode.BadRequest, "profileImage.too_large" },
        { "image/png", Picture.Png(0, 1), HttpStatusCode.BadRequest, "profileImage.too_large" },
        { "image/png", Picture.Png(-1, 1), HttpStatusCode.BadRequest, "profileImage.too_large" },
        { "image/jpeg", Picture.Jpeg(5000, 5000), HttpStatusCode.BadRequest, "profileImage.too_large" },
        { "image/png", Picture.Padded(Picture.Png(1, 1), ProfileImage.MaxBytes + 1), HttpStatusCode.RequestEntityTooLarge, "body.too_large" },
        { "image/svg+xml", Picture.Png(1, 1), HttpStatusCode.UnsupportedMediaType, "body.wrong_type" },
        { "text/html", Picture.Png(1, 1), HttpStatusCode.UnsupportedMediaType, "body.wrong_type" },
    };

    [Theory]
    [Spec("S007")]
    // Megabytes as data of a test would be copied as text before it is run.
    [MemberData(nameof(Pictures), DisableDiscoveryEnumeration = true)]
    public async Task A_picture_is_kept_and_shown_as_what_it_is(string type, byte[] picture)
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        var set = (await tenant.Put(Path(user), Raw(type, picture))).Expect(HttpStatusCode.OK);
        Assert.Equal("\"2\"", set.ETag);
        Assert.StartsWith(new Uri(tenant.App.BaseAddress, $"api/users/{user.Id}/profile-image?v=").AbsoluteUri, set.TextOf("profileImageUrl"), StringComparison.Ordinal);
        var shown = (await tenant.Get(set.TextOf("profileImageUrl")!)).Expect(HttpStatusCode.OK);
        Assert.Equal(picture, shown.Bytes);
        Assert.Equal((type, "nosniff", "private, no-cache"), (shown.Headers["Content-Type"], shown.Headers["X-Content-Type-Options"], Cache(shown)));
        var known = await tenant.Get(Path(user), ("If-None-Match", shown.ETag!));
        Assert.Equal((HttpStatusCode.NotModified, 0), (known.Status, known.Bytes.Length));
    }

    [Theory]
    [Spec("S007")]
    [MemberData(nameof(Lies), DisableDiscoveryEnumeration = true)]
    public async Task What_is_no_picture_or_another_than_it_says_is_refused_and_leaves_nothing(string type, byte[] content, HttpStatusCode status, string code)
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        (await tenant.Put(Path(user), Raw(type, content))).Expect(status, code);
        if (ProfileImage.Types.FirstOrDefault(t => t.Value == type).Key is { } ending)
            (await tenant.Put(Path(user), new { fileName = $"asha.{ending}", contentBase64 = content })).Expect(status, code);
        Assert.Equal(user.Text, (await tenant.Get($"users/{user.Id}")).Text);
        Assert.Empty(await Blobs(tenant));
    }

    [Fact]
    [Spec("S007")]
    public async Task A_picture_in_JSON_is_what_the_name_of_its_file_says()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        (await tenant.Put(Path(user), new { fileName = "Asha.JPG", contentBase64 = Picture.Jpeg(2, 2) })).Expect(HttpStatusCode.OK);
        Assert.Equal("image/jpeg", (await tenant.Get(Path(user))).Headers["Content-Type"]);
        Assert.Equal(["contentBase64.missing", "fileName.missing"], (await tenant.Put(Path(user), new { })).Expect(HttpStatusCode.BadRequest).Codes);
        Assert.Equal(["contentBase64.invalid", "fileName.invalid"], (await tenant.Put(Path(user), new { fileName = "asha.bmp", contentBase64 = "%%%" })).Expect(HttpStatusCode.BadRequest).Codes);
    }

    [Theory]
    [Spec("S007")]
    [InlineData("profile-image")]
    [InlineData("profile-image/form")]
    public async Task A_picture_in_a_form_is_what_its_type_or_else_its_name_says(string path)
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        (await Set("asha", "image/png", Picture.Png(2, 2))).Expect(HttpStatusCode.OK);
        Assert.Equal("image/png", (await tenant.Get(Path(user))).Headers["Content-Type"]);
        var second = (await Set("Asha.JPG", "application/octet-stream", Picture.Jpeg(2, 2))).Expect(HttpStatusCode.OK);
        Assert.Equal("image/jpeg", (await tenant.Get(Path(user))).Headers["Content-Type"]);
        Assert.Equal(second.Text, (await Set("asha.jpg", null, Picture.Jpeg(2, 2))).Expect(HttpStatusCode.OK).Text);
        (await Set("asha.bmp", "application/octet-stream", Picture.Jpeg(2, 2))).Expect(HttpStatusCode.BadRequest, "file.invalid");
        (await Set("asha.png", "image/png", Picture.Jpeg(2, 2))).Expect(HttpStatusCode.BadRequest, "profileImage.wrong_type");
        (await Set("asha.png", "image/png", Picture.Padded(Picture.Png(1, 1), ProfileImage.MaxBytes + 1))).Expect(HttpStatusCode.RequestEntityTooLarge, "body.too_large");
        (await Set("asha.png", "image/png", Picture.Padded(Picture.Png(1, 1), ProfileImage.MaxBytes))).Expect(HttpStatusCode.OK);
        (await tenant.Put($"users/{user.Id}/{path}", new MultipartFormDataContent { { new StringContent("asha"), "name" } })).Expect(HttpStatusCode.BadRequest, "file.missing");
        (await Set("asha.png", "image/png", Picture.Png(3, 3), ("If-Match", "\"1\""))).Expect(HttpStatusCode.PreconditionFailed, "etag.stale");
        Assert.Single(await Blobs(tenant));
        (await tenant.Put($"users/{user.Id}/profile-image/form", new { fileName = "asha.png", contentBase64 = Picture.Png(1, 1) })).Expect(HttpStatusCode.UnsupportedMediaType, "body.wrong_type");

        Task<Reply> Set(string name, string? type, byte[] picture, params (string, string)[] headers)
        {
            var file = new ByteArrayContent(picture);
            file.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
            return tenant.Put($"users/{user.Id}/{path}", new MultipartFormDataContent { { file, "file", name } }, headers);
        }
    }

    [Fact]
    [Spec("S007")]
    public async Task The_same_picture_again_changes_nothing_and_another_one_replaces_it()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        var first = (await tenant.Put(Path(user), Raw("image/png", Picture.Png(2, 2)))).Expect(HttpStatusCode.OK);
        var blobs = await Blobs(tenant);
        Assert.Equal(first.Text, (await tenant.Put(Path(user), Raw("image/png", Picture.Png(2, 2)), ("If-Match", first.ETag!))).Expect(HttpStatusCode.OK).Text);
        Assert.Equal(blobs, await Blobs(tenant));
        Assert.Equal(first.Text, (await tenant.Patch($"users/{user.Id}", first.Json)).Expect(HttpStatusCode.OK).Text);
        (await tenant.Put(Path(user), Raw("image/png", Picture.Png(3, 3)), ("If-Match", "\"1\""))).Expect(HttpStatusCode.PreconditionFailed, "etag.stale");
        Assert.Equal(blobs, await Blobs(tenant));
        (await tenant.Put(Path(user), Raw("image/gif", Picture.Gif(3, 3)))).Expect(HttpStatusCode.OK);
        Assert.NotEqual(blobs, await Blobs(tenant));
        Assert.Single(await Blobs(tenant));
        (await tenant.Patch($"users/{user.Id}", new { profileImageUrl = "https://example.com/a.png" })).Expect(HttpStatusCode.BadRequest, "profileImageUrl.read_only");
    }

    [Fact]
    [Spec("S007")]
    public async Task A_removed_picture_is_gone()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        (await tenant.Get(Path(user))).Expect(HttpStatusCode.NotFound, "profileImage.not_found");
        (await tenant.Put(Path(user), Raw("image/png", Picture.Png(2, 2)))).Expect(HttpStatusCode.OK);
        (await tenant.Delete(Path(user), ("If-Match", "\"1\""))).Expect(HttpStatusCode.PreconditionFailed, "etag.stale");
        (await tenant.Delete(Path(user))).Expect(HttpStatusCode.NoContent);
        (await tenant.Delete(Path(user))).Expect(HttpStatusCode.NoContent);
        (await tenant.Get(Path(user))).Expect(HttpStatusCode.NotFound, "profileImage.not_found");
        Assert.Equal("\"3\"", (await tenant.Get($"users/{user.Id}")).ETag);
        Assert.Empty(await Blobs(tenant));
        (await tenant.Put($"users/{Guid.NewGuid()}/profile-image", Raw("image/png", Picture.Png(2, 2)))).Expect(HttpStatusCode.NotFound, "user.not_found");
        Assert.Empty(await Blobs(tenant));
    }

    [Fact]
    [Spec("S007")]
    public async Task Of_many_pictures_at_once_one_stays_and_it_is_the_one_that_is_named()
    {
        var tenant = await TestApp.NewTenant();
        var user = await tenant.User();
        var replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => tenant.Put(Path(user), Raw("image/png", Picture.Png(1 + (i % 4), 1)))));
        Assert.All(replies, r => r.Expect(HttpStatusCode.OK));
        var shown = (await tenant.Get((await tenant.Get($"users/{user.Id}")).TextOf("profileImageUrl")!)).Expect(HttpStatusCode.OK);
        Assert.EndsWith(shown.ETag!.Trim('"'), Assert.Single(await Blobs(tenant)), StringComparison.Ordinal);
    }

    [Fact]
    [Spec("S007")]
    public async Task A_deleted_user_who_is_restored_has_the_picture_back_and_one_who_is_purged_leaves_none()
    {
        await using var own = await OwnApp.Start();
        var user = await own.Tenant.User();
        var set = (await own.Tenant.Put(Path(user), Raw("image/png", Picture.Png(2, 2)))).Expect(HttpStatusCode.OK);
        (await own.Tenant.Delete($"users/{user.Id}")).Expect(HttpStatusCode.NoContent);
        (await own.Tenant.Get(Path(user))).Expect(HttpStatusCode.NotFound, "user.not_found");
        (await own.Tenant.Post($"users/{user.Id}/restore")).Expect(HttpStatusCode.OK);
        Assert.Equal(Picture.Png(2, 2), (await own.Tenant.Get(set.TextOf("profileImageUrl")!)).Expect(HttpStatusCode.OK).Bytes);
        (await own.Tenant.Delete($"users/{user.Id}")).Expect(HttpStatusCode.NoContent);
        own.Time.Pass(User.RestorableFor + TimeSpan.FromMinutes(1));
        await own.Function<PurgeUsers>().Run(new(), CancellationToken.None);
        var container = own.App.Services.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(ProfileImageBlobs.Container);
        await Eventually.Holds(async () =>
        {
            await foreach (var blob in container.GetBlobsAsync())
                return false;
            return true;
        });
    }

    private static string Path(Reply user) => $"users/{user.Id}/profile-image";

    private static string Cache(Reply reply) => string.Join(", ", reply.Headers["Cache-Control"].Split(',', StringSplitOptions.TrimEntries).OrderDescending(StringComparer.Ordinal));

    private static ByteArrayContent Raw(string type, byte[] content) => new(content) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };

    private static async Task<IReadOnlyList<string>> Blobs(TestTenant tenant)
    {
        var names = new List<string>();
        await foreach (var blob in (await TestApp.Service<BlobServiceClient>()).GetBlobContainerClient(ProfileImageBlobs.Container).GetBlobsAsync(prefix: tenant.Name + "/"))
            names.Add(blob.Name);
        return names;
    }
}
