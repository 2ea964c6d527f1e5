using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using UserFunctions.Platform.Net;
using UserFunctions.Platform.Signing;

namespace UserFunctions.Webhooks;

/// <summary>What came of one try.</summary>
/// <param name="Status">HTTP status; null: there was no answer.</param>
/// <param name="Reason">Why it failed, without anything that the receiver said; null: it succeeded.</param>
/// <param name="RetryAfter">When the receiver wants to be asked again; null: it did not say.</param>
public sealed record SendOutcome(int? Status, string? Reason, TimeSpan? RetryAfter)
{
    /// <summary>True for 2xx.</summary>
    public bool Ok => Reason is null;

    /// <summary>True when the receiver says that it is gone for good.</summary>
    public bool IsGone => Status == (int)HttpStatusCode.Gone;
}

/// <summary>Sends one event once, signed.</summary>
public sealed class SendEvent(SafeConnection connection, WebhookSettings settings, TimeProvider time)
{
    // What is read of an answer, so that the connection can be used again; longer ones are cut off.
    private const int MostRead = 4096;
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(1);

    /// <summary>Sends a body under an id. Whatever goes wrong is an outcome; only <paramref name="cancellationToken"/> gets out.</summary>
    public Task<SendOutcome> Send(Webhook webhook, string id, byte[] body, CancellationToken cancellationToken) =>
        Send(new(webhook.CallbackUrl), webhook.Secrets(time.GetUtcNow()), webhook.ContentType, id, body, cancellationToken);

    /// <summary>The same to whoever has no webhook.</summary>
    /// <param name="url">Where to; addresses that are not of the public internet are refused as everywhere.</param>
    /// <param name="secrets">What it is signed with.</param>
    /// <param name="contentType">Without a charset.</param>
    /// <param name="id">The header <c>webhook-id</c>.</param>
    /// <param name="body">As it is sent, in UTF-8.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<SendOutcome> Send(Uri url, IEnumerable<string> secrets, string contentType, string id, byte[] body, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(settings.Timeout);
        try
        {
            using var request = Request(url, secrets, contentType, id, body);
            using var answer = await connection.Client.SendAsync(request, limit.Token);
            var outcome = Outcome(answer);
            await Drain(answer, limit.Token);
            return outcome;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(null, $"no answer within {settings.Timeout.TotalSeconds:0} s", null);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return new(null, Closed(exception) ?? "no connection, or it broke", null);
        }
    }

    /// <summary>Asks the receiver by OPTIONS whether it wants events (CloudEvents HTTP webhooks §4); null when it does, otherwise why not.</summary>
    public async Task<string?> Ask(string url, string origin, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(settings.Timeout);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Options, url);
            request.Headers.Add("WebHook-Request-Origin", origin);
            using var answer = await connection.Client.SendAsync(request, limit.Token);
            var allowed = answer.Headers.TryGetValues("WebHook-Allowed-Origin", out var values) ? string.Join(",", values) : null;
            if (!answer.IsSuccessStatusCode)
                return $"answered the OPTIONS request with {(int)answer.StatusCode}";
            return allowed == "*" || origin.Equals(allowed, StringComparison.OrdinalIgnoreCase) ? null : $"must answer the OPTIONS request with the header WebHook-Allowed-Origin: {origin} (or *)";
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return "did not answer the OPTIONS request";
        }
    }

    private HttpRequestMessage Request(Uri url, IEnumerable<string> secrets, string contentType, string id, byte[] body)
    {
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds();
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(contentType, "utf-8");
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", Signature.Of(secrets, id, timestamp, body));
        request.Headers.Add("User-Agent", "UserFunctions-Webhooks/1.0");
        return request;
    }

    private SendOutcome Outcome(HttpResponseMessage answer)
    {
        var status = (int)answer.StatusCode;
        if (answer.IsSuccessStatusCode)
            return new(status, null, null);
        var reason = status is >= 300 and < 400 ? $"HTTP {status}: redirects are not followed, give the URL that it leads to" : $"HTTP {status}";
        var after = answer.Headers.RetryAfter;
        return new(status, reason, after?.Delta ?? (after?.Date is { } date ? date - time.GetUtcNow() : null));
    }

    // The status is the answer: whether the rest comes decides only whether the connection is used again.
    private static async Task Drain(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestRead);
        try
        {
            var rest = new byte[MostRead];
            await using var stream = await answer.Content.ReadAsStreamAsync(limit.Token);
            _ = await stream.ReadAtLeastAsync(rest, rest.Length, throwOnEndOfStream: false, limit.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException or IOException)
        {
            // The connection is closed with the answer.
        }
    }

    private static string? Closed(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is ClosedAddressException closed)
                return $"callbackUrl {closed.Message}";
        }

        return null;
    }
}
