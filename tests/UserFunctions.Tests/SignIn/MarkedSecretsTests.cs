using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Local;
using UserFunctions.Tests.Given;
using UserFunctions.Tests.Invitations;

namespace UserFunctions.Tests.SignIn;

/// <summary>All that people and machines prove themselves with is used once, by marked values, and then looked for wherever the app keeps or says anything.</summary>
public sealed class MarkedSecretsTests
{
    private const string First = "Marked quartz over seven fjords";
    private const string Second = "Marked zebra under nine clouds";
    private const string Third = "Marked walnut behind five doors";
    private const string Fourth = "Marked harbour beyond six bridges";
    private const string Fifth = "Marked copper above eight wells";
    private const string Wrong = "Marked guess that is not right";

    [Fact]
    [Spec("S046", "S055")]
    public async Task No_secret_stands_in_a_table_queue_blob_or_log_line()
    {
        var folder = Directory.CreateTempSubdirectory("user-functions-secrets-");
        try
        {
            List<string> secrets;
            IReadOnlyList<string> log;
            List<(string Path, string Text)> blobs;
            await using (var azurite = await Azurite.Start(AzuriteOptions.ForTests with { InMemory = false, Folder = folder.FullName }))
            await using (var own = await OwnApp.Start(storage: azurite.ConnectionString, settings: new Dictionary<string, string?> { ["Webhooks:AllowLoopback"] = "true" }))
            {
                secrets = await Use(own);
                log = own.Log.Lines;
                blobs = await Blobs(own);
            }

            Assert.Contains(log, line => line.Contains("SignInWithPassword", StringComparison.Ordinal));
            Assert.True(secrets.Count >= 20 && secrets.TrueForAll(s => s.Length >= 6), string.Join('\n', secrets));
            Assert.Empty(secrets.SelectMany(secret => log.Where(line => Holds(line, secret)).Select(line => $"{secret}: {line}")));
            // What a blob was before stays on the disk of the emulator for an hour, so blobs are read as they are.
            List<(string Path, string Text)> stored = [.. Stored(folder), .. blobs];
            // What is stored was really read: names in the tables, in messages (base64) and in blobs.
            Assert.Contains(stored, file => Holds(file.Text, "marked@example.com"));
            Assert.Contains(blobs, blob => blob.Path.EndsWith("marked.csv", StringComparison.Ordinal) && Holds(blob.Text, "file@example.com"));
            Assert.Contains(stored, file => file.Path.Contains("queue", StringComparison.Ordinal) && Holds(file.Text, "\"tenant\""));
            Assert.Empty(secrets.SelectMany(secret => stored.Where(file => Holds(file.Text, secret)).Select(file => $"{secret}: {file.Path}")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Everything once: invited, created with a password, wrong and right passwords, codes, tokens, changes, keys; what was shown or typed comes back.
    private static async Task<List<string>> Use(OwnApp own)
    {
        var tenant = own.Tenant;
        var secrets = new List<string> { First, Second, Third, Fourth, Fifth, Wrong, own.App.Key };
        var made = await tenant.User(new { email = "marked@example.com", password = First, phone = "9876543210", twoFactorAuthentication = true });
        var mail = await own.Mail(made.Id);
        secrets.Add(mail.Token.Split('.')[^1]);
        (await own.Accept(mail.Token)).Expect(HttpStatusCode.OK);
        var person = new Person(tenant, made.Id, "marked@example.com", First);
        (await person.SignIn(Wrong)).Expect(HttpStatusCode.Unauthorized, "sign_in.refused");
        var session = await WithCode(own, person, secrets);
        secrets.Add(Seal(session.Reply.TextOf("refreshToken")));
        var next = session.With(await session.Next());
        secrets.AddRange([Seal(next.Access), Seal(next.Refresh), Seal(session.Access)]);
        (await next.Get("sessions")).Expect(HttpStatusCode.OK);
        (await tenant.Post($"users/{made.Id}/password", new { password = Second, mustChange = true })).Expect(HttpStatusCode.OK);
        await Change(own, person with { Password = Second }, secrets);
        (await tenant.Post("sign-in/explain", new { user = made.Id })).Expect(HttpStatusCode.OK);
        var generated = await tenant.User(new { autoGeneratePassword = true });
        secrets.Add(generated.TextOf("generatedPassword")!);
        secrets.Add((await tenant.Post($"users/{made.Id}/password", new { })).Expect(HttpStatusCode.OK).TextOf("generatedPassword")!);
        var key = (await tenant.Post("keys", new { name = "marked", role = "Agent" }, ("Idempotency-Key", "marked"))).Expect(HttpStatusCode.Created);
        secrets.Add(key.TextOf("key")!.Split('.')[^1]);
        secrets.Add((await tenant.Post($"keys/{key.Id}/rotate")).Expect(HttpStatusCode.OK).TextOf("key")!.Split('.')[^1]);
        var hook = (await tenant.Post("webhooks", new { callbackUrl = "http://127.0.0.1:9/hook", events = new[] { "user.created" } })).Expect(HttpStatusCode.Created);
        secrets.Add(hook.TextOf("secret")!.Replace("whsec_", "", StringComparison.Ordinal));
        secrets.Add((await tenant.Post("hooks/status/secret")).Expect(HttpStatusCode.OK).TextOf("secret")!.Replace("whsec_", "", StringComparison.Ordinal));
        await Reset(own, secrets);
        await Import(own);
        await person.Post("sessions/refresh", new { refreshToken = next.Refresh });
        await person.Post("sign-in/otp", new { challenge = "nonsense", code = "000000" });
        (await tenant.Delete($"users/{made.Id}")).Expect(HttpStatusCode.NoContent);
        return secrets;
    }

    private static async Task<SignedIn> WithCode(OwnApp own, Person person, List<string> secrets)
    {
        var challenge = (await person.SignIn()).Expect(HttpStatusCode.Accepted).TextOf("challenge");
        var code = await person.Code(own.CodeFolder);
        await person.Post("sign-in/otp", new { challenge, code = Wrong[..20] });
        secrets.AddRange([Seal(challenge), code]);
        return new(person, (await person.Post("sign-in/otp", new { challenge, code })).Expect(HttpStatusCode.OK));
    }

    private static async Task Change(OwnApp own, Person person, List<string> secrets)
    {
        var challenge = (await person.SignIn()).Expect(HttpStatusCode.Accepted).TextOf("challenge");
        var code = await person.Code(own.CodeFolder);
        var ticket = (await person.Post("sign-in/otp", new { challenge, code })).Expect(HttpStatusCode.Accepted).TextOf("ticket");
        var session = (await person.Post("sign-in/password", new { ticket, newPassword = Third })).Expect(HttpStatusCode.OK);
        secrets.AddRange([Seal(challenge), code, Seal(ticket), Seal(session.TextOf("accessToken")), Seal(session.TextOf("refreshToken"))]);
    }

    // The link of a mail to whoever has forgotten their password.
    private static async Task Reset(OwnApp own, List<string> secrets)
    {
        (await TestApp.Send(own.App, null, HttpMethod.Post, "password-resets", TestApp.Body(new { tenant = own.Tenant.Name, email = "marked@example.com" }))).Expect(HttpStatusCode.Accepted);
        var mail = await Eventually.Finds(() => Task.FromResult(own.Mails.Where(m => m.To == "marked@example.com").Skip(1).FirstOrDefault()));
        secrets.Add(Seal(mail.Token));
        (await TestApp.Send(own.App, null, HttpMethod.Post, "password-resets/complete", TestApp.Body(new { token = mail.Token, password = Fourth }))).Expect(HttpStatusCode.OK);
    }

    // A file with passwords: what is kept of it is kept without them.
    private static async Task Import(OwnApp own)
    {
        var sent = await own.Tenant.Post("imports", new { fileName = "marked.csv", contentBase64 = Convert.ToBase64String(Encoding.UTF8.GetBytes($"email,displayName,password\r\nfile@example.com,From File,{Fifth}\r\nfailed,Failed,{Fifth}\r\n")) });
        await Eventually.Holds(async () => (await own.Tenant.Get($"imports/{sent.Expect(HttpStatusCode.Accepted).Id}")).TextOf("state") is "PartiallySucceeded");
        await Eventually.Holds(async () => !(await Blobs(own)).Exists(blob => Holds(blob.Text, Fifth)));
    }

    private static async Task<List<(string Path, string Text)>> Blobs(OwnApp own)
    {
        var (blobs, found) = (own.App.Services.GetRequiredService<BlobServiceClient>(), new List<(string, string)>());
        await foreach (var container in blobs.GetBlobContainersAsync())
        {
            var files = blobs.GetBlobContainerClient(container.Name);
            await foreach (var blob in files.GetBlobsAsync())
                found.Add(($"{container.Name}/{blob.Name}", Encoding.UTF8.GetString((await files.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content.ToArray())));
        }

        return found;
    }

    private static string Seal(string? token) => token!.Split('.')[^1];

    // Digits stand everywhere, so a code counts only where it is no part of a number, a time or an id.
    private static bool Holds(string text, string secret) => secret.Length > 6
        ? text.Contains(secret, StringComparison.Ordinal)
        : Regex.IsMatch(text, $@"(?<![\w.\-+/=]){secret}(?![\w.\-+/=])");

    private static List<(string Path, string Text)> Stored(DirectoryInfo folder)
    {
        var files = new List<(string, string)>();
        foreach (var file in folder.EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Directory!.Name != "__blobstorage__"))
        {
            var text = Encoding.UTF8.GetString(File.ReadAllBytes(file.FullName));
            files.Add((file.FullName, text));
            files.Add((file.FullName, string.Join('\n', Regex.Matches(text, "[A-Za-z0-9+/]{16,}={0,2}").Select(m => Plain(m.Value)))));
        }

        return files;
    }

    // Messages are base64, and so are binary columns.
    private static string Plain(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var count) ? Encoding.UTF8.GetString(bytes, 0, count) : "";
    }
}
