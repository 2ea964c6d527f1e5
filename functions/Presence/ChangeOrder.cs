namespace UserFunctions.Presence;

/// <summary>Which of two changes is the newer one: by the time they were made, then by id, so that every order of arrival ends the same.</summary>
/// <param name="At">When it was made.</param>
/// <param name="Id">Its operation.</param>
public readonly record struct ChangeOrder(DateTimeOffset At, Guid Id)
{
    /// <summary>How far ahead of the server's clock a change may claim to be made: later ones would shut out all that follow.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(5);

    /// <summary>True when this one comes after the stored one.</summary>
    public bool IsAfter(DateTimeOffset? storedAt, Guid? storedId) =>
        storedAt is not { } at || At > at || (At == at && storedId is { } id && Id.CompareTo(id) > 0);
}
