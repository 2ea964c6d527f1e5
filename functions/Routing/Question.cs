namespace UserFunctions.Routing;

/// <summary>What a conversation asks of whoever gets it.</summary>
internal sealed record Question
{
    public required Guid ClientId { get; init; }

    /// <summary>In the tenant's spelling.</summary>
    public required string Channel { get; init; }

    /// <summary>Its place among the tenant's channels; negative: it is none of them any more.</summary>
    public required int Place { get; init; }

    /// <summary>Calls ask for calling agents and leave the chat limit alone.</summary>
    public required bool IsVoice { get; init; }

    /// <summary>The department; null: only groups count.</summary>
    public Guid? DepartmentId { get; init; }

    /// <summary>Groups whose members count: those linked to the department, or the one that was named.</summary>
    public IReadOnlyList<Guid> GroupIds { get; init; } = [];

    public IReadOnlyList<string> Skills { get; init; } = [];

    /// <summary>Who gets it if nothing is against it; null: nobody in particular.</summary>
    public Guid? PreferredId { get; init; }

    /// <summary>Who does not get it.</summary>
    public IReadOnlySet<Guid> Excluded { get; init; } = new HashSet<Guid>();

    /// <summary>True when the agent is one of those who answer for the department or group (S082).</summary>
    public bool IsFor(Agent agent)
    {
        if (DepartmentId is { } department && agent.DepartmentId == department)
            return true;
        for (var i = 0; i < agent.GroupIds.Count; i++)
        {
            for (var g = 0; g < GroupIds.Count; g++)
            {
                if (agent.GroupIds[i] == GroupIds[g])
                    return true;
            }
        }

        return false;
    }
}
