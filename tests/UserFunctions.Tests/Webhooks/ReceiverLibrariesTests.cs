using System.Diagnostics;
using System.Net;
using System.Text.Json;
using UserFunctions.Local;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Hooks;

namespace UserFunctions.Tests.Webhooks;

/// <summary>The libraries of Standard Webhooks and CloudEvents take what the app sends, and the app takes what they send: see <c>tests/receivers</c>.</summary>
public sealed class ReceiverLibrariesTests
{
    private static readonly string Folder = Path.Combine(LocalFolders.Repository, "tests", "receivers");

    [Fact]
    public async Task Deliveries_are_taken_by_the_libraries_of_others_and_tampered_ones_are_not()
    {
        await NpmInstallation.Ensure(Folder, "the libraries of receivers", null, CancellationToken.None);
        await using var receiver = await Receiver.Start();
        var tenant = await TestApp.NewTenant();
        var events = new[] { "user.created", "user.changed" };
        var plain = (await tenant.Post("webhooks", new { callbackUrl = receiver.Url("plain"), events })).Expect(HttpStatusCode.Created);
        var cloud = (await tenant.Post("webhooks", new { callbackUrl = receiver.Url("cloud"), events, contentType = "application/cloudevents+json" })).Expect(HttpStatusCode.Created);
        var user = await tenant.User(new { displayName = "Zoë Åström 李 \"quoted\" 🎧" });
        await receiver.Gets(2);
        var rotated = (await tenant.Post($"webhooks/{plain.Id}/rotate-secret")).Expect(HttpStatusCode.OK);
        (await tenant.Patch($"users/{user.Id}", new { designation = "Lead" })).Expect(HttpStatusCode.OK);
        var got = await receiver.Gets(4);
        var deliveries = got.Select(r => new { secrets = Secrets(r), headers = Lower(r), body = Convert.ToBase64String(r.Body) }).ToList();
        Assert.Contains(deliveries, delivery => delivery.secrets.Length == 2);
        Assert.Equal("verified 4", await Run("verify.mjs", [], JsonSerializer.Serialize(deliveries)));

        string[] Secrets(Received r) => r.Path == "cloud" ? [cloud.TextOf("secret")!]
            : r.Type == "user.created" ? [plain.TextOf("secret")!] : [plain.TextOf("secret")!, rotated.TextOf("secret")!];
        static Dictionary<string, string> Lower(Received r) => r.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value);
    }

    [Fact]
    public async Task What_their_library_signs_is_taken_by_a_hook_and_what_another_secret_signs_is_not()
    {
        await NpmInstallation.Ensure(Folder, "the libraries of receivers", null, CancellationToken.None);
        var tenant = await TestApp.NewTenant();
        var sender = await Sender.Of(tenant, "status");
        var url = (await tenant.Get("hooks/status/secret")).TextOf("url")!;
        var user = (await tenant.User()).Id;
        var body = JsonSerializer.Serialize(new { user, status = "Available", reason = "Schönes Büro 🎧" });
        Assert.Equal("202", await Run("send.mjs", [url, sender.Secret, body]));
        await Eventually.Holds(async () => (await tenant.Get($"users/{user}/status")).TextOf("reason") == "Schönes Büro 🎧");
        Assert.Equal("401", await Run("send.mjs", [url, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", body]));
    }

    private static async Task<string> Run(string script, IEnumerable<string> arguments, string input = "")
    {
        var start = new ProcessStartInfo("node", [script, .. arguments]) { WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = NpmInstallation.Begin(start);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        var said = (await output + await errors).Trim();
        Assert.True(process.ExitCode == 0, said);
        return said;
    }
}
