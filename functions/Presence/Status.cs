using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Presence;

/// <summary>What a change of status came of.</summary>
public enum StatusSource
{
    /// <summary>The agent.</summary>
    Agent,

    /// <summary>Somebody else who may.</summary>
    Admin,

    /// <summary>No sign of the user for too long.</summary>
    Idle,

    /// <summary>No device of the user is signed in any more.</summary>
    Disconnect,

    /// <summary>Offers that were not answered.</summary>
    Missed,

    /// <summary>A plan, such as shifts.</summary>
    Schedule,

    /// <summary>Another directory.</summary>
    Scim,
}

/// <summary>What becomes of what a user has open before the next status comes.</summary>
public enum DrainMode
{
    /// <summary>The user finishes it.</summary>
    Drain,

    /// <summary>It goes back to where it waited, in its old place.</summary>
    Requeue,

    /// <summary>Another agent gets it, as far as they can take it; the user finishes the rest.</summary>
    Reassign,
}

/// <summary>The status that a user gets when nothing is open any more.</summary>
/// <param name="Status">What it means to routing.</param>
/// <param name="Name">Its name.</param>
/// <param name="StatusId">The tenant's status, or the class's name.</param>
/// <param name="Reason">Why; null: none given.</param>
/// <param name="SetAt">When it was said, UTC.</param>
/// <param name="SetBy">Who said it.</param>
/// <param name="Source">What it came of.</param>
public sealed record NextStatus(
    [property: Field("Available, Unavailable or Inactive.")] PresenceClass Status,
    [property: Field("Name of the status.")] string Name,
    [property: Field("Id of the status.")] string StatusId,
    [property: Field("Why; absent: not said.")] string? Reason,
    [property: Field("When it was said, in UTC.")] DateTimeOffset SetAt,
    [property: Field("Who said it, such as key:{id}.")] string SetBy,
    [property: Field("Agent: the user; Admin: somebody else.")] StatusSource Source)
{
    /// <summary>What becomes of what is open.</summary>
    [Field("What becomes of what is open. Drain: the user finishes it; Requeue: it waits again, in its old place; Reassign: another agent gets it, as far as they can take it, and the user finishes the rest.")]
    public DrainMode Mode { get; init; }

    /// <summary>Who gets what is open; null: nobody.</summary>
    [Field("Id of the user who gets what is open; absent: nobody.")]
    public Guid? ReassignTo { get; init; }

    /// <summary>When what is still open goes back to where it waited, UTC; null: never.</summary>
    [Field("When what is still open waits again, in UTC; absent: the user has all the time.")]
    public DateTimeOffset? DeadlineAt { get; init; }

    /// <summary>True when what is open is not left to the user, or not any more.</summary>
    internal bool IsPressing(DateTimeOffset now) => Mode is not DrainMode.Drain || DeadlineAt <= now;
}

/// <summary>A user's status as it is (S095).</summary>
/// <param name="UserId">Whose.</param>
/// <param name="Status">What it is to routing; Inactive until it is set for the first time.</param>
/// <param name="Reason">Why, in the words of whoever set it; null: none given.</param>
/// <param name="ChangedAt">When the change was made, by the clock of whoever made it; null: never set.</param>
/// <param name="ChangedBy">Who.</param>
/// <param name="ChangeId">The operation that set it.</param>
public sealed record UserStatus(
    Guid UserId,
    PresenceClass Status,
    string? Reason,
    DateTimeOffset? ChangedAt,
    string? ChangedBy,
    Guid? ChangeId)
{
    /// <summary>The tenant's status; null: the one of the class that every tenant has.</summary>
    public string? StatusId { get; init; }

    /// <summary>What it came of; null: never set.</summary>
    public StatusSource? Source { get; init; }

    /// <summary>Counts the changes; 0: never set.</summary>
    public int Version { get; init; }

    /// <summary>What comes when nothing is open any more; null: nothing.</summary>
    public NextStatus? Next { get; init; }

    /// <summary>True: it came because nothing was open any more, and nobody has set another, or a next one, since.</summary>
    public bool IsDrained { get; init; }

    /// <summary>True when the change is newer than the one that stands here.</summary>
    public bool IsBefore(ChangeOrder change) => change.IsAfter(ChangedAt, ChangeId);

    /// <summary>What the user gets by itself instead: never anything that is more available than now; null: nothing.</summary>
    /// <param name="wanted">What it should be.</param>
    /// <param name="source">What it comes of.</param>
    /// <param name="now">UTC.</param>
    /// <param name="id">Of the change.</param>
    public UserStatus? Lowered(TenantStatus wanted, StatusSource source, DateTimeOffset now, Guid id)
    {
        var own = wanted.IsBuiltIn ? null : wanted.Id;
        if (wanted.Class < Status || (wanted.Class == Status && own == StatusId))
            return null;
        // A clock that was ahead when the status was set does not keep it for good.
        var at = ChangedAt > now ? ChangedAt.Value : now;
        return new UserStatus(UserId, wanted.Class, null, at, Actor, id) { StatusId = own, Source = source, Version = Version + 1 };
    }

    /// <summary>Who changes a status by itself.</summary>
    public const string Actor = "presence";

    /// <summary>Reads <c>status</c> and <c>reason</c>.</summary>
    internal static (TenantStatus Status, string? Reason) Read(FieldReader fields, TenantFacts facts)
    {
        const int maxReason = 200;
        var (statuses, name) = (StatusList.Of(facts), fields.Text("status", TenantStatus.MaxName).Value);
        var found = name is null ? null : statuses.Find(name);
        if (name is null)
            fields.Missing("status", $"use one of {statuses.Names}");
        else if (found is null)
            fields.Add("status", "unknown", $"status '{FieldReader.Shown(name)}' does not exist: use one of {statuses.Names}.");
        return (found ?? TenantStatus.BuiltIn[^1], fields.Text("reason", maxReason).Value);
    }
}
