namespace UserFunctions.Users;

/// <summary>Every five minutes: stores the indexes of this instance that have changed enough, so that new instances start from them; lets go of those that nobody asks for.</summary>
public sealed class SnapshotUsers(UserIndexes indexes)
{
    /// <summary>Stores those that are worth it.</summary>
    [Function("SnapshotUsers")]
    public Task Run([TimerTrigger("15 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken) => indexes.Save(cancellationToken);
}
