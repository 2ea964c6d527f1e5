using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary>Users are purged → their pictures are removed too.</summary>
public static class ForgetImages
{
    /// <summary>The reaction to <see cref="PurgeUsers.Kind"/>.</summary>
    public static ChangeReaction Reaction(ProfileImageBlobs blobs)
    {
        return new(new HashSet<string> { PurgeUsers.Kind }, React);

        async Task React(ChangeToReact change, CancellationToken cancellationToken)
        {
            foreach (var user in change.What.Ids)
                await blobs.RemoveAll(change.Tenant, user, cancellationToken);
        }
    }
}
