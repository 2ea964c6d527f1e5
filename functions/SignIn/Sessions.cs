using System.Net;
using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Errors;
using UserFunctions.Users;

namespace UserFunctions.SignIn;

/// <summary>What follows in other rooms when nobody is signed in as a user any more.</summary>
public delegate Task AfterSignOut(string tenant, Guid user, CancellationToken cancellationToken);

/// <summary>Sessions after they began: used, refreshed, ended. Who the user is by now is read each time, so whoever is shut out is out at once.</summary>
public sealed class Sessions(SignInTable table, UserWriter users, Passwords passwords, Seals seals, AfterSignOut afterSignOut, TimeProvider time, ILogger<Sessions> logger)
{
    private const int MaxAttempts = 10;

    /// <summary>Somebody had a refresh token that was used before.</summary>
    public const string ReusedReason = "refresh_token.reused";

    /// <summary>The user was shut out, or the password is another one.</summary>
    public const string ChangedReason = "user.changed";

    /// <summary>The user ended it.</summary>
    public const string SignedOutReason = "signed_out";

    /// <summary>An administrator ended it.</summary>
    public const string RevokedReason = "revoked";

    /// <summary>The user of the session that an access token opens, and the session; 401.</summary>
    internal async Task<Result<(Session Session, User User)>> Open(SignInToken token, CancellationToken cancellationToken)
    {
        var finding = table.Find(token.Tenant, token.UserId, token.Id, cancellationToken);
        var reading = Read(token, cancellationToken);
        await Task.WhenAll(finding, reading);
        var (session, (user, password), now) = (await finding, await reading, time.GetUtcNow());
        if (session is null || !seals.Made(token, session.Salt))
            return Platform.Http.BearerToken.NotKnown();
        if (user is null || session.IsVoid(user, password) || !session.IsLive(now))
            return Over();
        if (!session.IsOpenedBy(token.Number, now))
            return new Error(ErrorKind.Unauthenticated, "token.expired", "This access token has ended: get another with POST /api/sessions/refresh.");
        var reasons = Decide(session, user, null, now);
        return reasons.Count > 0 ? SignInReason.Refused(reasons) with { Kind = ErrorKind.Unauthenticated } : (session, user);
    }

    /// <summary>The next pair of tokens; the same again within <see cref="Session.RepeatFor"/>. The decision is made anew (S051).</summary>
    internal async Task<Result<SignInAnswer>> Refresh(SignInToken token, IPAddress address, CancellationToken cancellationToken)
    {
        for (var i = 0; i < MaxAttempts; i++)
        {
            if (await table.Find(token.Tenant, token.UserId, token.Id, cancellationToken) is not { } session || !seals.Made(token, session.Salt))
                return new Error(ErrorKind.Unauthenticated, "session.unknown", "This refresh token is not known here: sign in again.");
            var (user, password) = await Read(token, cancellationToken);
            var now = time.GetUtcNow();
            var met = session.Meets(token.Number, now);
            if (met is RefreshStep.Over)
                return Over();
            var why = met is RefreshStep.Reused ? ReusedReason : user is null || session.IsVoid(user, password) ? ChangedReason : null;
            var reasons = why is null ? Decide(session, user!, address, now) : [];
            // An address that is not allowed may be left again; everything else ends the session.
            if (reasons.Count > 0 && reasons[0] == SignInReason.IpNotAllowed)
                return SignInReason.Refused(reasons);
            why ??= reasons.Count > 0 ? reasons[0].Code : null;
            if (why is null && met is RefreshStep.Repeat)
                return SignInAnswer.Of(token.Tenant, session, seals);
            var next = why is null ? session.Rotated(address.ToString(), now) : session.Ended(why, now);
            if (!await table.Save(token.Tenant, next, cancellationToken))
                continue;
            if (why is null)
                return SignInAnswer.Of(token.Tenant, next, seals);
            logger.LogWarning("Session {Session} of user {User} in {Tenant} was ended at a refresh: {Why}", session.Id, session.UserId, token.Tenant, why);
            return reasons.Count > 0 ? SignInReason.Refused(reasons) : Over();
        }

        return new Error(ErrorKind.Busy, "session.busy", "This session is refreshed by others at the same moment: try again.");
    }

    /// <summary>Ends those sessions of a user that it is to; returns how many it ended. What was ended before stays as it was. With the last one the user is gone, whatever their devices said.</summary>
    internal async Task<int> End(string tenant, Guid user, Func<Session, bool> which, string why, CancellationToken cancellationToken)
    {
        var ended = 0;
        foreach (var found in await table.Sessions(tenant, user, cancellationToken))
        {
            for (Session? session = found; session is not null && session.IsLive(time.GetUtcNow()) && which(session); session = await table.Find(tenant, user, found.Id, cancellationToken))
            {
                if (!await table.Save(tenant, session.Ended(why, time.GetUtcNow()), cancellationToken))
                    continue;
                ended++;
                break;
            }
        }

        if (ended > 0 && !(await table.Sessions(tenant, user, cancellationToken)).Any(session => session.IsLive(time.GetUtcNow())))
            await afterSignOut(tenant, user, cancellationToken);
        return ended;
    }

    /// <summary>Sessions that are not over, the newest first.</summary>
    internal async Task<IReadOnlyList<Session>> Live(string tenant, Guid id, CancellationToken cancellationToken)
    {
        var all = await table.Sessions(tenant, id, cancellationToken);
        if (all.Count == 0 || await users.Find(tenant, id, cancellationToken) is not { } user)
            return [];
        var password = await passwords.VersionOf(tenant, id, cancellationToken);
        return [.. all.Where(s => s.IsLive(time.GetUtcNow()) && !s.IsVoid(user, password))];
    }

    private static Error Over() => new(ErrorKind.Unauthenticated, "session.ended", "This session is over: sign in again.");

    private static IReadOnlyList<SignInReason> Decide(Session session, User user, IPAddress? address, DateTimeOffset now) =>
        SignInDecision.Decide(SignInState.Of(user, null, false), new(session.Application, address, Means.Session), now);

    private async Task<(User? User, Guid? Password)> Read(SignInToken token, CancellationToken cancellationToken)
    {
        var user = users.Find(token.Tenant, token.UserId, cancellationToken);
        var password = passwords.VersionOf(token.Tenant, token.UserId, cancellationToken);
        await Task.WhenAll(user, password);
        return (await user, await password);
    }
}
