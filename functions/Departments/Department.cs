using UserFunctions.Tenants;

namespace UserFunctions.Departments;

/// <summary>A department: where conversations arrive (S011, S082). Linked groups answer for it (S079, S080).</summary>
/// <param name="Id">GUID v7.</param>
/// <param name="Version">The ETag.</param>
/// <param name="Name">1-100 characters, unique without regard to case.</param>
/// <param name="LinkedGroupIds">Groups in the order given; may hold groups that were deleted since, which no answer shows.</param>
/// <param name="Failover">Where its calls go when a caller came through it outside the agent's time group (S035).</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
public sealed record Department(Guid Id, int Version, string Name, IReadOnlyList<Guid> LinkedGroupIds, Failover Failover, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>Groups that a department may be linked to.</summary>
    public const int MaxLinkedGroups = 100;

    /// <summary>True when both say the same about the department: version and times do not count.</summary>
    public bool SameAs(Department other) => Name == other.Name && LinkedGroupIds.SequenceEqual(other.LinkedGroupIds) && Failover == other.Failover;
}
