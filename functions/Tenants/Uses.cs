using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;

namespace UserFunctions.Tenants;

/// <summary>A user, client or other thing that uses something of the tenant.</summary>
/// <param name="Kind"><c>User</c>, <c>Client</c>, <c>Group</c>, <c>Department</c> or <c>TimeGroup</c>.</param>
/// <param name="Id">Which.</param>
/// <param name="Name">As it is shown.</param>
public sealed record Use(
    [property: Field("User, Client, Group, Department or TimeGroup.")] string Kind,
    [property: Field("Id of the user or other thing.")] Guid Id,
    [property: Field("Name of the user or other thing.")] string Name);

/// <summary>What was taken away, and from whom: an entry of the report of a deletion or of a change with <c>force=true</c>.</summary>
/// <param name="What"><c>callerId</c>, <c>timeGroup</c>, <c>channel</c>, <c>ip</c>, <c>department</c> or <c>group</c>.</param>
/// <param name="Name">What it was called.</param>
/// <param name="Count">How many used it.</param>
/// <param name="TakenFrom">Who used it, at most <see cref="Uses.MostListed"/>.</param>
public sealed record Taken(
    [property: Field("What was taken away: callerId, timeGroup, channel, ip, department or group.")] string What,
    [property: Field("What it was called.")] string Name,
    [property: Field("How many had it.")] int Count,
    [property: Field("Who had it, at most 1000 entries.")] IReadOnlyList<Use> TakenFrom);

/// <summary>Who uses what of a tenant, as of one position of its log. The rooms that know users and clients fill it in, because this one may not know them.</summary>
/// <param name="OfCallerId">By number: users who are allowed it, have an area-code rule with it, or see its calls.</param>
/// <param name="OfTimeGroup">By id: users who have it.</param>
/// <param name="OfChannel">By name: users and clients who have it chosen.</param>
/// <param name="OfIp">By name: users who are bound to it.</param>
/// <param name="Seats">By app and its default: users who take a seat.</param>
public sealed record Uses(
    Func<string, IReadOnlyList<Use>> OfCallerId,
    Func<Guid, IReadOnlyList<Use>> OfTimeGroup,
    Func<string, IReadOnlyList<Use>> OfChannel,
    Func<string, IReadOnlyList<Use>> OfIp,
    Func<string, bool, int> Seats)
{
    /// <summary>Users who are not deleted.</summary>
    public required int Users { get; init; }

    /// <summary>Clients.</summary>
    public required int Clients { get; init; }

    /// <summary>Entries that a report lists.</summary>
    public const int MostListed = 1000;

    private const int MostNamed = 5;

    /// <summary>The report of taking something away; null when nobody uses it.</summary>
    public static Taken? Report(string what, string name, IReadOnlyList<Use> by) =>
        by.Count == 0 ? null : new(what, name, by.Count, [.. by.Take(MostListed)]);

    /// <summary>The 409 for taking it away without force: how many use it, and some of them.</summary>
    public static Error InUse(string target, string code, string thing, Taken taken)
    {
        var named = string.Join(", ", taken.TakenFrom.Take(MostNamed).Select(use => $"{use.Kind.ToLowerInvariant()} {use.Name}"));
        return Error.Conflict(target, code, $"{thing} '{taken.Name}' is used by {taken.Count}: {named}{(taken.Count > MostNamed ? " …" : "")}. Take it from them first, or send force=true.");
    }
}

/// <summary>Reads who uses what: for decisions inside <see cref="ChangeLog.Write"/>.</summary>
public delegate Task<Uses> ReadUses(string tenant, TenantFacts facts, CancellationToken cancellationToken);

/// <summary>
/// Takes what a change that is written took away from the users who have it, and waits for that: the second half of deleting what is in use. The room that knows users does it,
/// because others may not know them.
/// </summary>
public delegate Task TakeAway(Caller caller, Change change, CancellationToken cancellationToken);

/// <summary>A user, as far as keys and time groups have to know one.</summary>
/// <param name="Id">Which.</param>
/// <param name="RoleId">The user's role, which may be gone.</param>
/// <param name="AccessRole">What the user is in the apps.</param>
/// <param name="ShutOut">Why nothing may act for the user, as a word: <c>blocked</c>; null: it may.</param>
public sealed record KnownUser(Guid Id, Guid RoleId, AccessRole AccessRole, string? ShutOut);

/// <summary>Finds the user that a text names by id or e-mail address; null when there is none or it was deleted. Users are kept in a room that knows this one, so they hand it in.</summary>
public delegate Task<KnownUser?> FindUser(string tenant, string idOrEmail, CancellationToken cancellationToken);
