using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Clients;

/// <summary>What a user lost with a client or a channel of it.</summary>
/// <param name="UserId">Who.</param>
/// <param name="DisplayName">The full name.</param>
/// <param name="Field">Where, as the user shows it: <c>clients</c> or <c>clients[Acme].channels</c>.</param>
/// <param name="Removed">What is gone.</param>
public sealed record TakenFromUser(
    [property: Field("Id of the user.")] Guid UserId,
    [property: Field("Full name of the user.")] string DisplayName,
    [property: Field("Where the user showed it: clients, or clients[Acme].channels for a channel of the client Acme.")] string Field,
    [property: Field("What is gone from there.")] IReadOnlyList<string> Removed);

/// <summary>The report of what was taken from whom.</summary>
/// <param name="ChangedUsers">How many users lost something.</param>
/// <param name="Changes">What they lost, at most <see cref="MostListed"/> of them, in the order of their creation.</param>
public sealed record ClientReport(
    [property: Field("How many users lost something.")] int ChangedUsers,
    [property: Field("What they lost, at most 1000 entries, in the order in which the users were created.")] IReadOnlyList<TakenFromUser> Changes)
{
    /// <summary>Users that a report lists.</summary>
    public const int MostListed = 1000;

    /// <summary>The report of all that was taken.</summary>
    public static ClientReport Of(IReadOnlyList<TakenFromUser> taken) => new(taken.Count, [.. taken.Take(MostListed)]);
}

/// <summary>
/// What users lose when a client becomes another, or goes (<paramref name="after"/> is null): for decisions inside <see cref="ChangeLog.Write"/>. The room that knows users
/// says it, because this one may not know them.
/// </summary>
public delegate Task<IReadOnlyList<TakenFromUser>> ReadTaken(string tenant, Client before, Client? after, TenantFacts facts, CancellationToken cancellationToken);
