using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;
using UserFunctions.Tenants;

namespace UserFunctions.Hooks;

/// <summary>Lets in who sends to a hook: by an API key with its permission, or signed with its secret as Standard Webhooks says.</summary>
/// <remarks>
/// A signed request names its tenant in the query and itself by <c>webhook-id</c>: sent again within a day, it is the same request. Outsiders get one answer whatever is wrong, so
/// that nobody learns which tenants there are and which have secrets.
/// </remarks>
public sealed class HookDoor(HookSecretTable secrets, TenantRegistry tenants, Facts facts, RequestBudgets budgets, WrongKeys wrong, TimeProvider time)
{
    /// <summary>Code of the 401 of a signed request.</summary>
    public const string Refused = "signature.refused";

    private const string IdHeader = "webhook-id";
    private const string TimestampHeader = "webhook-timestamp";
    private const string SignatureHeader = "webhook-signature";
    private const int MaxId = 255;

    /// <summary>The caller and what it sent; 400; 401 <c>key.missing</c> without key and signature, <c>signature.refused</c> for a signature that opens nothing; 403 without the permission; 413; 415; 429.</summary>
    public async Task<Result<(Caller Caller, JsonElement Body)>> Read(HttpRequest request, Hook hook, CancellationToken cancellationToken)
    {
        var isSigned = !request.Known().Ok && request.Headers.ContainsKey(SignatureHeader);
        if (!isSigned && !request.Demand(hook.Permission).Try(out _, out var error))
            return error;
        if (!(await request.ReadBytes(Bodies.MaxJson, cancellationToken)).Try(out var bytes, out error))
            return error;
        if (!(isSigned ? await Signed(request, hook, bytes, cancellationToken) : ByKey(request, hook, bytes)).Try(out var caller, out error))
            return error;
        return request.ReadObject(bytes).Map(body => (caller, body.Root));
    }

    private static Result<Caller> ByKey(HttpRequest request, Hook hook, byte[] body)
    {
        if (!request.Demand(hook.Permission).Try(out var caller, out var error))
            return error;
        if (request.Word("tenant") is { } tenant && tenant != caller.Tenant)
            return Error.Invalid("tenant", "tenant.invalid", $"tenant '{FieldReader.Shown(tenant)}' is not that of your key, '{caller.Tenant}': leave it out.");
        var id = request.Headers[IdHeader].ToString();
        return caller.Named(request, body).Map(named => named.RequestKey is null && id.Length is > 0 and <= MaxId ? Named(named, request, hook, id, body) : named);
    }

    private async Task<Result<Caller>> Signed(HttpRequest request, Hook hook, byte[] body, CancellationToken cancellationToken)
    {
        if (Sent(request) is not { } sent || await SecretOf(request.Word("tenant"), hook, cancellationToken) is not var (tenant, secret, role) || !sent.IsBy(secret.Taken(time.GetUtcNow()), body))
            return wrong.Take(SourceAddress.Of(request.HttpContext)) ?? Stranger();
        if (budgets.Take(tenant, secret.Id, null) is { } tooMany)
            return tooMany;
        var caller = new Caller(tenant, $"hook:{hook.Name}", role?.Name ?? "(deleted)", role?.Allowed ?? new HashSet<string>(), Correlation.Of(request.HttpContext)) { RoleId = secret.RoleId };
        return caller.Permissions.Contains(hook.Permission) ? Named(caller, request, hook, sent.Id, body) : Door.Lacks(caller, hook.Permission);
    }

    // A full stop would let the parts of what is signed be parted elsewhere.
    private Sender? Sent(HttpRequest request)
    {
        var id = request.Headers[IdHeader].ToString();
        var isTime = long.TryParse(request.Headers[TimestampHeader].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var timestamp);
        var isNow = isTime && Math.Abs(time.GetUtcNow().ToUnixTimeSeconds() - timestamp) <= Hook.Tolerance.TotalSeconds;
        return isNow && id.Length is > 0 and <= MaxId && !id.Contains('.', StringComparison.Ordinal) ? new(id, timestamp, request.Headers[SignatureHeader].ToString()) : null;
    }

    private async Task<(string Tenant, HookSecret Secret, Role? Role)?> SecretOf(string? tenant, Hook hook, CancellationToken cancellationToken)
    {
        // Nothing is remembered of tenants that there are not.
        if (tenant is null || !await tenants.Exists(tenant, cancellationToken))
            return null;
        var known = await facts.ForReading(tenant, [], cancellationToken);
        return secrets.Of(known).Find(hook.Name) is { } secret ? (tenant, secret, RoleList.Of(known).Find(secret.RoleId)) : null;
    }

    private static Caller Named(Caller caller, HttpRequest request, Hook hook, string id, byte[] body) =>
        caller with { RequestKey = new(Hash(Encoding.UTF8.GetBytes($"hook {hook.Name} {id}")), request.Fingerprint(body)) { Name = IdHeader } };

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static Error Stranger() => new(
        ErrorKind.Unauthenticated,
        Refused,
        "This signed request is not taken. Send it to …?tenant={your tenant} with webhook-id (at most 255 characters, no full stop), webhook-timestamp (seconds since 1970, at most 5 minutes off), and webhook-signature: "
            + "v1, and the base64 of HMAC-SHA256 over webhook-id.webhook-timestamp.body, byte by byte as it is sent, with the bytes whose base64 stands behind whsec_ in the secret of the hook. Or send an API key.",
        SignatureHeader);

    /// <summary>What a request says of itself.</summary>
    private sealed record Sender(string Id, long Timestamp, string Signature)
    {
        public bool IsBy(IEnumerable<string> secrets, byte[] body) => Platform.Signing.Signature.Verify(Signature, secrets, Id, Timestamp, body);
    }
}
