using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Users;

namespace UserFunctions.Invitations;

/// <summary>Accepting, whichever door it comes in by (S119): the user is Active and has the password that they chose in one batch.</summary>
public sealed class Acceptance(UserWriter users, Passwords passwords, InvitationTable invitations, TimeProvider time)
{
    /// <summary>Makes the invited user Active. Again with the same password it is the same answer; with another one it is a 409.</summary>
    /// <returns>The user; 400 for a password that will not do, 403 for an account that may not be used, 409, 410.</returns>
    internal async Task<Result<User>> Handle(OpenedInvitation opened, string? password, string correlationId, CancellationToken cancellationToken)
    {
        var (tenant, invitation, id) = (opened.Tenant, opened.Invitation, opened.User.Id);
        // Slow on purpose, so it is done before the decision, and not for one who has accepted.
        var chosen = password is null || opened.User.Lifecycle is Lifecycle.Active ? null : passwords.Chosen(tenant, password);
        var isRepeat = false;
        var caller = Caller.System(tenant, $"invitation:{id}", correlationId);
        var changed = await users.Change(caller, id, null, Activation.Kind, Decide, null, user => chosen?.Extras(user) ?? UserExtras.None, cancellationToken);
        if (!changed.Try(out var user, out var error))
            return error.Kind is ErrorKind.NotFound ? OpenInvitation.Wrong() : error;
        if (isRepeat)
            return await AnotherOne(opened, user, password, cancellationToken) is { } another ? another : user;
        var now = time.GetUtcNow();
        await invitations.Update(tenant, invitation, current => current with { AcceptedAt = current.AcceptedAt ?? now, HasPassword = chosen is not null });
        return user;

        Result<User> Decide(User current, UserContext context)
        {
            isRepeat = current.Lifecycle is Lifecycle.Active;
            if (OpenInvitation.Closed(invitation, current, context.Now) is { } closed)
                return closed;
            var active = Activation.Of(current, context.Now);
            return isRepeat || chosen is null || !active.Try(out var user, out _) ? active : chosen.On(user, context);
        }
    }

    // Guessing is worth nothing: after a few wrong passwords the link is closed.
    private async Task<Error?> AnotherOne(OpenedInvitation opened, User user, string? password, CancellationToken cancellationToken)
    {
        if (await invitations.Find(opened.Tenant, user.Id, cancellationToken) is not { } current || current.WrongRepeats >= Invitation.MaxWrongRepeats)
            return OpenInvitation.Over();
        if (password is null ? !current.HasPassword : (await passwords.Verify(opened.Tenant, user, password, cancellationToken)).IsRight)
            return null;
        if (password is not null)
            await invitations.Update(opened.Tenant, current, row => row with { WrongRepeats = row.WrongRepeats + 1 });
        return Error.Conflict(
            "token", OpenInvitation.AcceptedByAnother, "This invitation was accepted with another password, or without one: sign in. If it was not you, tell whoever invited you.");
    }
}
