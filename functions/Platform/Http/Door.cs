using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Errors;

namespace UserFunctions.Platform.Http;

/// <summary>What a function asks of a request before it does anything.</summary>
public static class Door
{
    private const string IdempotencyHeader = "Idempotency-Key";
    private const int MaxKeyLength = 255;

    /// <summary>The caller, if it has the permission: 401 <c>key.missing</c> without a key, 403 <c>key.forbidden</c> without the permission.</summary>
    public static Result<Caller> Demand(this HttpRequest request, string permission)
    {
        if (!request.Known().Try(out var caller, out var error))
            return error;
        return caller.Permissions.Contains(permission)
            ? caller
            : Lacks(caller, permission);
    }

    /// <summary>The caller, if it has the permission, or is the user whom the request is about and may act for themselves. The 403 names <paramref name="permission"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="user">Whom it is about.</param>
    /// <param name="permission">Allows it for every user.</param>
    /// <param name="own">Allows it for oneself.</param>
    public static Result<Caller> DemandFor(this HttpRequest request, Guid user, string permission, string own) =>
        request.Demand(own) is { Ok: true, Value: var self } && self.UserId == user ? self : request.Demand(permission);

    /// <summary>The 403 of a caller without a permission.</summary>
    public static Error Lacks(Caller caller, string permission) => new(ErrorKind.Forbidden, "key.forbidden", $"The {(caller.SessionId is null ? "key" : "user")}'s role '{caller.Role}' lacks the permission '{permission}'.", permission);

    /// <summary>The caller, if it has one of the permissions: lists behind dropdowns are open to whoever fills in what they are for. The 403 names the first.</summary>
    public static Result<Caller> DemandAny(this HttpRequest request, params IReadOnlyList<string> permissions) =>
        request.Demand(permissions.FirstOrDefault(permission => request.Demand(permission).Ok) ?? permissions[0]);

    /// <summary>The caller, whatever its role allows: 401 <c>key.missing</c> without a key or a bearer token, or what is wrong with the token.</summary>
    public static Result<Caller> Known(this HttpRequest request)
    {
        var items = request.HttpContext.Items;
        if (items.TryGetValue(typeof(Caller), out var item) && item is Caller caller)
            return caller;
        return items.TryGetValue(typeof(Error), out item) && item is Error wrong
            ? wrong
            : new Error(ErrorKind.Unauthenticated, "key.missing", "Send an API key in the header x-functions-key (or in the query as code), or the access token of a session as Authorization: Bearer.");
    }

    /// <summary>The caller with the request's Idempotency-Key, if it sent one, bound to method, path, query and body.</summary>
    public static Result<Caller> Named(this Caller caller, HttpRequest request, ReadOnlySpan<byte> body)
    {
        var key = request.Headers[IdempotencyHeader].ToString();
        if (key.Length == 0)
            return caller;
        if (key.Length > MaxKeyLength)
            return Error.Invalid(IdempotencyHeader, "idempotency-key.too_long", $"Idempotency-Key has {key.Length} characters; at most {MaxKeyLength} are allowed.");
        var name = Encoding.UTF8.GetBytes($"{request.Method} {request.Path} {key}");
        return caller with { RequestKey = new(Hash(name), request.Fingerprint([.. Encoding.UTF8.GetBytes(Query(request)), .. body])) };
    }

    // Words in any order are the same request, and so is one that is sent with another key of the same tenant.
    private static string Query(HttpRequest request)
    {
        var words = request.Query.Where(word => !word.Key.Equals(RequestPipeline.KeyQuery, StringComparison.OrdinalIgnoreCase))
            .Select(word => $"{word.Key.ToLowerInvariant()}={word.Value}\n").Order(StringComparer.Ordinal);
        return string.Concat(words);
    }

    /// <summary>What tells the request from another one: see <see cref="Fingerprints"/>.</summary>
    internal static string Fingerprint(this HttpRequest request, ReadOnlySpan<byte> bytes) => request.HttpContext.RequestServices.GetRequiredService<Fingerprints>().Of(bytes);

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
