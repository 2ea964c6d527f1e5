using System.Net;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;

namespace UserFunctions.Platform.Http;

/// <summary>What a request sent as <c>Authorization: Bearer …</c>.</summary>
/// <param name="Text">The token as it came, at most <see cref="MaxLength"/> characters. It is a secret: no log line and no message repeats it.</param>
/// <param name="Address">Where the request comes from: the whole address.</param>
/// <param name="CorrelationId">Ties log lines, errors and queue messages together.</param>
public sealed record BearerToken(string Text, IPAddress Address, string CorrelationId)
{
    /// <summary>Longest token that is looked at.</summary>
    public const int MaxLength = 8192;

    /// <summary>Code of the 401 for a token that nobody issued; it counts as a wrong key of its address.</summary>
    public const string Unknown = "token.unknown";

    /// <summary>Names the tenant that a token of an identity provider is meant for.</summary>
    public const string TenantHeader = "x-tenant";

    private const string Scheme = "Bearer ";

    /// <summary>What <see cref="TenantHeader"/> says; null: nothing.</summary>
    public string? Tenant { get; init; }

    /// <summary>The token of a request; null when it has none.</summary>
    public static BearerToken? Of(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? new(header[Scheme.Length..].Trim(), SourceAddress.Exact(context), Correlation.Of(context)) { Tenant = context.Request.Headers[TenantHeader] is [{ Length: > 0 } tenant] ? tenant : null }
            : null;
    }

    /// <summary>The 401 for a token that is none.</summary>
    public static Error NotKnown() => new(ErrorKind.Unauthenticated, Unknown, "This bearer token is not known here: sign in again, or send an API key in the header x-functions-key.");
}

/// <summary>
/// Reads one kind of bearer token. The app registers one for each kind that it knows; the first in <see cref="Order"/> that a token looks like reads it, and
/// no other does, so that what is wrong with a token is said by whoever issued it.
/// </summary>
/// <param name="Order">Lower ones are asked first.</param>
/// <param name="IsFor">True when a text has the form of this kind of token; looks at nothing but the text.</param>
/// <param name="Read">The caller; 401 with a code and a sentence, <see cref="BearerToken.Unknown"/> for a token that was never issued.</param>
public sealed record BearerReader(int Order, Func<string, bool> IsFor, Func<BearerToken, CancellationToken, Task<Result<Caller>>> Read);

/// <summary>All kinds of bearer tokens that the app takes.</summary>
public sealed class BearerReaders(IEnumerable<BearerReader> readers)
{
    private readonly BearerReader[] readers = [.. readers.OrderBy(r => r.Order)];

    /// <summary>The caller that the token belongs to; 401.</summary>
    public async Task<Result<Caller>> Read(BearerToken token, CancellationToken cancellationToken) =>
        token.Text.Length is > 0 and <= BearerToken.MaxLength && Array.Find(readers, r => r.IsFor(token.Text)) is { } reader
            ? await reader.Read(token, cancellationToken)
            : BearerToken.NotKnown();
}
