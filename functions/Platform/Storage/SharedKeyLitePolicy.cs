using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace UserFunctions.Platform.Storage;

/// <summary>
/// Signs a table request with the account key. It belongs behind the retry policy: the date is part of what is signed, and a
/// try that is sent minutes after the first would otherwise carry a date the service refuses.
/// </summary>
/// <param name="account">Account name.</param>
/// <param name="key">Account key, base64.</param>
/// <param name="time">The clock whose time is signed.</param>
internal sealed class SharedKeyLitePolicy(string account, string key, TimeProvider time) : HttpPipelineSynchronousPolicy
{
    private readonly byte[] secret = Convert.FromBase64String(key);

    public override void OnSendingRequest(HttpMessage message)
    {
        var date = time.GetUtcNow().ToString("r");
        // The resource is "/account" and then the path as it is sent. With the account in the path, as Azurite has it, the
        // account stands there twice.
        var signed = $"{date}\n/{account}{message.Request.Uri.ToUri().AbsolutePath}";
        message.Request.Headers.SetValue("x-ms-date", date);
        message.Request.Headers.SetValue("Authorization", $"SharedKeyLite {account}:{Sign(signed)}");
    }

    private string Sign(string text)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(text), hash);
        return Convert.ToBase64String(hash);
    }
}
