using System.Collections.Concurrent;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Net;
using UserFunctions.Tenants;

namespace UserFunctions.SignIn;

/// <summary>The public keys of one issuer, as they were fetched.</summary>
/// <param name="Keys">Those that sign.</param>
/// <param name="FetchedAt">UTC.</param>
public sealed record KeySet(IReadOnlyList<JsonWebKey> Keys, DateTimeOffset FetchedAt)
{
    /// <summary>The key of this id; null when it is not there.</summary>
    public JsonWebKey? Find(string id) => Keys.FirstOrDefault(key => string.Equals(key.KeyId, id, StringComparison.Ordinal));
}

/// <summary>
/// Keys of issuers by OpenID Connect Discovery: fetched when they are first needed, kept for <see cref="KeptFor"/>, and fetched anew when a token names a key that is not among them, at
/// most once in <see cref="RefreshedEvery"/>, whatever tokens are sent.
/// </summary>
public sealed class IssuerKeys(SsoConnection connection, TimeProvider time)
{
    /// <summary>How long fetched keys are used without asking again.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(12);

    /// <summary>How long they go on being used while the issuer cannot be reached.</summary>
    public static readonly TimeSpan UsableFor = TimeSpan.FromHours(48);

    /// <summary>Fewest time between two fetches from one issuer.</summary>
    public static readonly TimeSpan RefreshedEvery = TimeSpan.FromMinutes(1);

    // Tenants name issuers freely. Beyond so many all are fetched anew.
    private const int MostIssuers = 1000;

    private readonly ConcurrentDictionary<string, Known> known = new(StringComparer.Ordinal);

    /// <summary>The key that a token names; 401 when the issuer has none of that id, 503 <c>sso.unavailable</c> when its keys cannot be had.</summary>
    public async Task<Result<JsonWebKey>> Find(SsoIssuer issuer, string keyId, CancellationToken cancellationToken)
    {
        if (known.Count >= MostIssuers)
            known.Clear();
        var entry = known.GetOrAdd(issuer.MetadataAddress(), _ => new());
        if (!(await Get(entry, issuer, set => time.GetUtcNow() - set.FetchedAt < KeptFor, cancellationToken)).Try(out var keys, out var error))
            return error;
        if (keys.Find(keyId) is { } key)
            return key;
        if (!(await Get(entry, issuer, set => set.Find(keyId) is not null, cancellationToken)).Try(out keys, out error))
            return error;
        return keys.Find(keyId) is { } rotated ? rotated : TokenRefusal.UnknownKey;
    }

    private async Task<Result<KeySet>> Get(Known entry, SsoIssuer issuer, Func<KeySet, bool> isEnough, CancellationToken cancellationToken)
    {
        if (entry.Keys is { } had && isEnough(had))
            return had;
        await entry.Gate.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            if ((entry.Keys is not { } current || !isEnough(current)) && !(now - entry.TriedAt < RefreshedEvery))
            {
                entry.TriedAt = now;
                await Fetch(entry, issuer, now, cancellationToken);
            }

            return entry.Keys is { } keys && now - keys.FetchedAt < UsableFor ? keys : TokenRefusal.Unavailable(entry.Why ?? "its keys cannot be had");
        }
        finally
        {
            entry.Gate.Release();
        }
    }

    private async Task Fetch(Known entry, SsoIssuer issuer, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            var metadata = await OpenIdConnectConfigurationRetriever.GetAsync(issuer.MetadataAddress(), connection, cancellationToken);
            // What describes one issuer must not vouch for another (OpenID Connect Discovery 1.0 §4.3).
            if (metadata.Issuer != issuer.Issuer)
                entry.Why = "its metadata names another issuer";
            else
                (entry.Keys, entry.Why) = (new([.. metadata.JsonWebKeySet.Keys.Where(Signs)], now), null);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidOperationException or ArgumentException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            entry.Why = (exception.InnerException ?? exception) is ClosedAddressException closed ? $"its address {closed.Message}" : "its metadata or keys cannot be read";
        }
    }

    // A shared secret among public keys would be anybody's.
    private static bool Signs(JsonWebKey key) => key is { Kty: JsonWebAlgorithmsKeyTypes.RSA or JsonWebAlgorithmsKeyTypes.EllipticCurve, Use: null or "" or JsonWebKeyUseNames.Sig };

    private sealed class Known
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public KeySet? Keys { get; set; }

        public DateTimeOffset? TriedAt { get; set; }

        public string? Why { get; set; }
    }
}
