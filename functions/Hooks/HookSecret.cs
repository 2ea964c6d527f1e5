namespace UserFunctions.Hooks;

/// <summary>What another system signs with when it sends to a hook of a tenant.</summary>
public sealed record HookSecret
{
    /// <summary>Of the hook.</summary>
    public required string Hook { get; init; }

    /// <summary>Stands for it where requests are counted.</summary>
    public required Guid Id { get; init; }

    /// <summary>The role, which says what a signed request may do; a role that is gone allows nothing.</summary>
    public required Guid RoleId { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last rotated; null: never.</summary>
    public DateTimeOffset? RotatedAt { get; init; }

    /// <summary>Until when the secret before is taken too; null: it is not.</summary>
    public DateTimeOffset? PreviousUntil { get; init; }

    /// <summary><c>whsec_…</c>; null: it was encrypted with another key than the app has now, and opens nothing.</summary>
    public string? Secret { get; init; }

    /// <summary>The one before; null: there is none.</summary>
    public string? Previous { get; init; }

    /// <summary>The table's own ETag.</summary>
    public string? RowETag { get; init; }

    /// <summary>The secrets that are taken now.</summary>
    public IEnumerable<string> Taken(DateTimeOffset now)
    {
        if (Secret is not null)
            yield return Secret;
        if (Previous is not null && PreviousUntil > now)
            yield return Previous;
    }

    /// <summary>With a new secret; the one before is taken for a while longer.</summary>
    public HookSecret Rotated(string secret, Guid roleId, TimeSpan overlap, DateTimeOffset now) => this with
    {
        RoleId = roleId,
        RotatedAt = now,
        Secret = secret,
        Previous = overlap == TimeSpan.Zero ? null : Secret,
        PreviousUntil = overlap == TimeSpan.Zero ? null : now + overlap,
    };
}
