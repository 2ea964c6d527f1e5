using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using UserFunctions.Local;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tests.Given;

/// <summary>One real app for the whole test process, on the test process's Azurite; it ends with the process.</summary>
/// <remarks>Tests keep apart by tenants of their own: <see cref="NewTenant"/>.</remarks>
public static class TestApp
{
    private static readonly Lazy<Task<LocalApp>> Started = new(() => Start());

    private static readonly HttpClient Anonymous = new(new SocketsHttpHandler { AllowAutoRedirect = false, MaxConnectionsPerServer = 256 });

    // All instances can open what one has sealed.
    private static readonly string WebhookKey = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
    private static readonly string MailKey = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
    private static readonly string SignInKey = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));

    /// <summary>Where the app puts its mails.</summary>
    public static string MailFolder { get; } = Directory.CreateTempSubdirectory("user-functions-mail-").FullName;

    /// <summary>Where the app puts its one-time codes.</summary>
    public static string CodeFolder { get; } = Directory.CreateTempSubdirectory("user-functions-codes-").FullName;

    /// <summary>The app that all tests share.</summary>
    public static Task<LocalApp> Shared => Started.Value;

    /// <summary>One more app, as another instance on the same storage; the caller ends it.</summary>
    /// <param name="only">Names of the functions it serves; null for all.</param>
    /// <param name="replace">Registrations that win; null for none.</param>
    /// <param name="settings">Settings on top; null for none.</param>
    public static async Task<LocalApp> Start(IReadOnlyCollection<string>? only = null, Action<IServiceCollection>? replace = null, IReadOnlyDictionary<string, string?>? settings = null) =>
        await LocalApp.Start(new LocalAppOptions
        {
            ConnectionString = await AzuriteFixture.ConnectionString,
            LogLevel = LogLevel.Critical,
            Only = only,
            ReplaceServices = replace,
            Settings = new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>())
            {
                ["Invitations:PickupFolder"] = MailFolder,
                ["Invitations:TokenKey"] = MailKey,
                ["Webhooks:SecretKey"] = WebhookKey,
                ["SignIn:TokenKey"] = SignInKey,
                ["SignIn:FailuresPerAddress"] = "0",
                ["SignIn:CodeFolder"] = CodeFolder,
                ["Webhooks:AllowLoopback"] = "true",
                ["Keys:RatePerMinute"] = "0",
                ["Http:TrustedProxies"] = "1",
            },
        });

    /// <summary>A service of the shared app.</summary>
    public static async Task<T> Service<T>()
        where T : notnull => (await Shared).Services.GetRequiredService<T>();

    /// <summary>A setting of the shared app.</summary>
    public static async Task<string?> Setting(string name) => (await Service<IConfiguration>())[name];

    /// <summary>A tenant that no other test uses, with an administrator's key.</summary>
    public static async Task<TestTenant> NewTenant() => await TestTenant.Create(await Shared, $"t{Guid.NewGuid():N}"[..24]);

    /// <summary>Sends a request to the shared app without a key.</summary>
    public static async Task<Reply> Send(HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers) =>
        await Send(await Shared, null, method, path, content, headers);

    /// <summary>Sends a request to an app; a path without a leading slash is below <c>/api/</c>, an absolute URL is taken as it is.</summary>
    public static async Task<Reply> Send(LocalApp app, string? key, HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(new Uri(app.BaseAddress, "api/"), path)) { Content = content };
        if (key is not null)
            request.Headers.Add("x-functions-key", key);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Anonymous.SendAsync(request);
        return await Reply.Read(response);
    }

    /// <summary>All rows that a tenant has in a table, in order of their keys.</summary>
    public static async Task<IReadOnlyList<Row>> Rows(string tenant, string prefix = "", string table = ChangeLog.Table)
    {
        var tables = await Service<ITables>();
        var rows = new List<Row>();
        string? next = null;
        do
        {
            var (from, to) = prefix.Length == 0 ? ("!", "~~") : (prefix, KeyRange.EndOf(prefix));
            var page = await tables.Page(table, tenant, from, to, 1000, next, CancellationToken.None);
            rows.AddRange(page.Rows);
            next = page.Next;
        }
        while (next is not null);
        return rows;
    }

    /// <summary>A value as a JSON body.</summary>
    public static HttpContent Body(object value) => value as HttpContent ?? JsonContent.Create(value, options: JsonSerializerOptions.Web);
}
