using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Invitations;

/// <summary>Users are purged → their invitations, which hold their addresses, are removed too.</summary>
public static class ForgetInvitations
{
    /// <summary>The reaction to <see cref="PurgeUsers.Kind"/>.</summary>
    public static ChangeReaction Reaction(InvitationTable invitations)
    {
        return new(new HashSet<string> { PurgeUsers.Kind }, React);

        async Task React(ChangeToReact change, CancellationToken cancellationToken)
        {
            foreach (var user in change.What.Ids)
                await invitations.Forget(change.Tenant, user, cancellationToken);
        }
    }
}
