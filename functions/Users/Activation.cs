using UserFunctions.Platform.Errors;

namespace UserFunctions.Users;

/// <summary>An invited person comes in for the first time (S119, S121): by the link of the invitation, or by signing in with SSO. Lifecycle is written here and by nobody's request.</summary>
public static class Activation
{
    /// <summary>Kind of the change, whichever way the person came.</summary>
    public const string Kind = "invitation.accepted";

    /// <summary>The user as Active; itself when it is. 403 <c>invite_blocked</c> for an account that may not be used; 409 for a user who is not invited.</summary>
    public static Result<User> Of(User user, DateTimeOffset now) => user switch
    {
        { Lifecycle: Lifecycle.Active } => user,
        { Lifecycle: not Lifecycle.Pending } => Error.Conflict("user", "invitation.not_pending", $"User {user.Id} is {user.Lifecycle}: only Pending users accept an invitation."),
        { Login.AccountEnabled: false } or { AgentState: AgentState.Blocked } => new Error(
            ErrorKind.Forbidden, "invite_blocked", "This account is disabled or blocked, so the invitation cannot be accepted at the moment: ask an administrator to enable it, then use the same link.", "token"),
        _ => user with { Lifecycle = Lifecycle.Active, Version = user.Version + 1, UpdatedAt = now },
    };

    /// <summary>The Pending user as one who is not invited (any more), who takes no seat; itself when it is. 409 for one who has accepted.</summary>
    internal static Result<User> Undo(User user, DateTimeOffset now) => user.Lifecycle switch
    {
        Lifecycle.Staged => user,
        Lifecycle.Pending => user with { Lifecycle = Lifecycle.Staged, Version = user.Version + 1, UpdatedAt = now },
        _ => Error.Conflict("id", "invitation.not_pending", $"user '{user.Email}' is {user.Lifecycle}: only an invitation that was not accepted can be revoked."),
    };

    /// <summary>The user as one who is invited; itself when it is. 409 for one who has accepted.</summary>
    internal static Result<User> Invite(User user, DateTimeOffset now) => user.Lifecycle switch
    {
        Lifecycle.Pending => user,
        Lifecycle.Staged => user with { Lifecycle = Lifecycle.Pending, Version = user.Version + 1, UpdatedAt = now },
        _ => Error.Conflict("lifecycle", "invitation.not_pending", $"user '{user.Email}' is {user.Lifecycle}: only Pending and Staged users are invited."),
    };
}
