using System.Net.Http.Json;
using System.Text;
using UserFunctions.Platform.Http;

namespace UserFunctions.SignIn;

/// <summary>A code on its way to a phone (S055). It is in no table, log line or queue message.</summary>
/// <param name="Id">Of this sending.</param>
/// <param name="Tenant">Whose.</param>
/// <param name="UserId">Whose.</param>
/// <param name="Phone">Where to, as the user has it.</param>
/// <param name="Code">Six digits.</param>
/// <param name="EndsAt">Until when it is right, UTC.</param>
public sealed record OneTimeCode(Guid Id, string Tenant, Guid UserId, string Phone, string Code, DateTimeOffset EndsAt)
{
    // A record's own text would tell the code to whatever logs it.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append("Id = ").Append(Id);
        return true;
    }
}

/// <summary>Hands a code on. Returning means that the other side has it; everything else is an exception.</summary>
public interface IOneTimeCodeSender
{
    /// <summary>Sends the code.</summary>
    Task Send(OneTimeCode code, CancellationToken cancellationToken);
}

/// <summary>Nobody has said where codes go to.</summary>
public sealed class NoCodeSenderException() : InvalidOperationException("Neither SignIn__CodeUrl nor SignIn__CodeFolder is set: one-time codes go nowhere.");

/// <summary>Sends no code, and says so: better than a file on a machine that goes away.</summary>
public sealed class NoCodeSender : IOneTimeCodeSender
{
    /// <inheritdoc/>
    public Task Send(OneTimeCode code, CancellationToken cancellationToken) => throw new NoCodeSenderException();
}

/// <summary>Puts each code as a JSON file into a folder; for local work, and for tests.</summary>
public sealed class PickupCodeSender(string folder) : IOneTimeCodeSender
{
    /// <inheritdoc/>
    public async Task Send(OneTimeCode code, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        // Written beside and moved: whoever watches the folder never sees half a file.
        var draft = Path.Combine(folder, Path.GetRandomFileName());
        await File.WriteAllTextAsync(draft, Json.Write(code), cancellationToken);
        File.Move(draft, Path.Combine(folder, $"{code.Id:D}.json"), overwrite: true);
    }
}

/// <summary>Posts each code as JSON to a URL, such as a flow that sends it as a text message. Any 2xx within <see cref="Timeout"/> means that it was taken.</summary>
public sealed class HttpCodeSender(Uri url) : IOneTimeCodeSender, IDisposable
{
    /// <summary>How long the receiver may take: a person waits.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    // Not of the app's factory, whose log lines name URLs: this one may hold a secret.
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = Timeout };

    /// <inheritdoc/>
    public async Task Send(OneTimeCode code, CancellationToken cancellationToken)
    {
        using var content = JsonContent.Create(code, options: Json.Options);
        using var response = await client.PostAsync(url, content, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"The receiver of one-time codes answered {(int)response.StatusCode}.");
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();
}
