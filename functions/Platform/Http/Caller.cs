namespace UserFunctions.Platform.Http;

/// <summary>Who asks, and what for: handed to every use case.</summary>
/// <param name="Tenant">The tenant that everything read or written belongs to.</param>
/// <param name="Actor">Who to name in the change log: <c>key:{id}</c>, <c>user:{id}</c>, <c>import:{id}</c>, <c>invitation</c>.</param>
/// <param name="Role">The role's name.</param>
/// <param name="Permissions">What the role allows.</param>
/// <param name="CorrelationId">Ties log lines, errors and queue messages together.</param>
public sealed record Caller(string Tenant, string Actor, string Role, IReadOnlySet<string> Permissions, string CorrelationId)
{
    /// <summary>True for the bootstrap key alone: it may make keys for other tenants.</summary>
    public bool IsPlatform { get; init; }

    /// <summary>The role's id; null for the app itself.</summary>
    public Guid? RoleId { get; init; }

    /// <summary>The user that the caller is or acts for; null for a key that is nobody's.</summary>
    public Guid? UserId { get; init; }

    /// <summary>The session whose token was sent; null for keys, and for tokens that others issue.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>The caller's own name for this request (Idempotency-Key, with method and path); null when it gave none.</summary>
    public RequestKey? RequestKey { get; init; }

    /// <summary>What of these the caller lacks: nobody gives what they lack.</summary>
    public IReadOnlyList<string> Lacking(IEnumerable<string> permissions) => [.. permissions.Except(Permissions)];

    /// <summary>The app itself, acting in a tenant on behalf of a stored run. It provisions nobody (S013).</summary>
    public static Caller System(string tenant, string actor, string correlationId) =>
        new(tenant, actor, "System", Permission.All.Where(p => p != Permission.UsersProvision).ToHashSet(), correlationId);
}

/// <summary>One request as its sender names it, so that sending it again does nothing twice.</summary>
/// <param name="Key">Hash of method, path and Idempotency-Key.</param>
/// <param name="Fingerprint">Keyed hash of query and body: the same key with others is refused.</param>
public sealed record RequestKey(string Key, string Fingerprint)
{
    /// <summary>The header that it was named by.</summary>
    public string Name { get; init; } = "Idempotency-Key";

    /// <summary>An id that follows from the name, for what a repeat must find.</summary>
    public Guid Id => new(Convert.FromHexString(Key).AsSpan(0, 16));
}
