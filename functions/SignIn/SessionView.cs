using UserFunctions.Platform.Connector;

namespace UserFunctions.SignIn;

/// <summary>A session on the wire; its tokens are nowhere.</summary>
/// <param name="Id">Which.</param>
/// <param name="UserId">Whose.</param>
/// <param name="Application">Where to.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="StartedFrom">Where from.</param>
/// <param name="RefreshedAt">UTC.</param>
/// <param name="RefreshedFrom">Where from.</param>
/// <param name="EndsAt">UTC.</param>
/// <param name="IsCurrent">True for the one that the request was sent with.</param>
public sealed record SessionView(
    [property: Field("Id of the session.")] Guid Id,
    [property: Field("Id of the user.")] Guid UserId,
    [property: Field("Portal or DialerPanel.")] Application Application,
    [property: Field("When the user signed in, in UTC.")] DateTimeOffset StartedAt,
    [property: Field("IP address that the user signed in from.")] string StartedFrom,
    [property: Field("When the session was refreshed last, in UTC; when it began before that.")] DateTimeOffset RefreshedAt,
    [property: Field("IP address that it was refreshed from last.")] string RefreshedFrom,
    [property: Field("When the session is over however often it is refreshed, in UTC.")] DateTimeOffset EndsAt,
    [property: Field("True: the request was sent with this session.")] bool IsCurrent)
{
    /// <summary>The view of a session to a caller with the session <paramref name="current"/>.</summary>
    public static SessionView Of(Session session, Guid? current) => new(
        session.Id, session.UserId, session.Application, session.StartedAt, session.StartedFrom, session.RefreshedAt, session.RefreshedFrom, session.EndsAt, session.Id == current);
}

/// <summary>How many sessions were ended.</summary>
/// <param name="Ended">0 when there was none.</param>
public sealed record EndedSessions([property: Field("How many sessions were ended.")] int Ended);
