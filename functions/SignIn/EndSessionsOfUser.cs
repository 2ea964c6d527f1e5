using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.SignIn;

/// <summary>
/// What follows from changes of users. A session whose user was shut out, or has another password, is over by what the user is (<see cref="Session.IsVoid"/>); this writes it down, so that lists
/// and later readers see when and why. Who is purged leaves nothing behind.
/// </summary>
public static class EndSessionsOfUser
{
    private const string OfUsers = "user";

    /// <summary>The reaction to every change of users.</summary>
    internal static ChangeReaction Reaction(Func<(SignInTable Table, Sessions Sessions, UserWriter Users, Passwords Passwords)> rooms)
    {
        return new(new HashSet<string>(), React) { IsForAll = true };

        async Task React(ChangeToReact change, CancellationToken cancellationToken)
        {
            var (table, sessions, users, passwords) = rooms();
            var parts = change.What.Parts.Where(p => p.Kind.Split('.')[0].TrimEnd('s') == OfUsers && p.Kind != CreateUser.Kind);
            foreach (var id in parts.SelectMany(p => p.Ids).Distinct())
            {
                // Most users of a large change never signed in, and that is one read.
                if ((await table.Record(SignInTable.Partition(change.Tenant, id), cancellationToken)).Sessions.Count == 0)
                    continue;
                var user = await users.Find(change.Tenant, id, cancellationToken);
                var password = await passwords.VersionOf(change.Tenant, id, cancellationToken);
                await sessions.End(change.Tenant, id, s => user is null || s.IsVoid(user, password), Sessions.ChangedReason, cancellationToken);
            }
        }
    }

    /// <summary>The reaction to <see cref="PurgeUsers.Kind"/>.</summary>
    public static ChangeReaction Forget(SignInTable table)
    {
        return new(new HashSet<string> { PurgeUsers.Kind }, React);

        async Task React(ChangeToReact change, CancellationToken cancellationToken)
        {
            foreach (var user in change.What.Ids)
                await table.Forget(change.Tenant, user, cancellationToken);
        }
    }
}
