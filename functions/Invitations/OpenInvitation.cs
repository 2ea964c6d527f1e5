using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Invitations;

/// <summary>What the token of a link opens.</summary>
/// <param name="Tenant">Who invites.</param>
/// <param name="Invitation">The newest one of the user.</param>
/// <param name="User">Who is invited.</param>
/// <param name="Terms">How the tenant invites.</param>
/// <param name="SsoUrl">Where those who sign in with SSO begin; null: the tenant does not say.</param>
internal sealed record OpenedInvitation(string Tenant, Invitation Invitation, User User, InvitationTerms Terms, string? SsoUrl);

/// <summary>Finds what a link opens, and says why it does not (any more). It changes nothing.</summary>
public sealed class OpenInvitation(UserWriter users, InvitationTable invitations, Facts facts, TimeProvider time)
{
    /// <summary>400: no token of an invitation.</summary>
    public const string Unknown = "token.invalid";

    /// <summary>410: its time is over.</summary>
    public const string Expired = "invite_expired";

    /// <summary>410: a newer link replaced it, or it was for another address.</summary>
    public const string Superseded = "invite_superseded";

    /// <summary>410: it was taken back.</summary>
    public const string Revoked = "invite_revoked";

    /// <summary>410: it was accepted more than a day ago.</summary>
    public const string Accepted = "invite_accepted";

    /// <summary>409: it was accepted with another password.</summary>
    public const string AcceptedByAnother = "invite_accepted_by_another";

    /// <summary>What the token opens, and what it is refused with; either may be null, both are not.</summary>
    internal async Task<(OpenedInvitation? Opened, Error? Refusal)> Look(string token, CancellationToken cancellationToken)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || !TenantRegistry.IsName(parts[0]) || !Guid.TryParseExact(parts[1], "N", out var id)
            || await invitations.Find(parts[0], id, cancellationToken) is not { } invitation
            || await users.Find(parts[0], id, cancellationToken) is not { } user)
            return (null, Wrong());
        var settings = TenantSettings.Of(await facts.ForReading(parts[0], [], cancellationToken));
        var opened = new OpenedInvitation(parts[0], invitation, user, settings.Invitations, settings.Sso.StartUrl);
        return (opened, invitation.IsOpenedBy(parts[2]) ? Closed(invitation, user, time.GetUtcNow()) : Replaced());
    }

    /// <summary>Why the newest link is of no use to this user; null when it is. One that was accepted is for a day, so that the same request again is the same answer.</summary>
    internal static Error? Closed(Invitation invitation, User user, DateTimeOffset now) => user.Lifecycle switch
    {
        Lifecycle.Staged => new(ErrorKind.Gone, Revoked, "This invitation was taken back: ask whoever invited you.", "token"),
        _ when !invitation.IsFor(user) => Replaced(),
        Lifecycle.Active => invitation.AcceptedAt is { } at && now - at > Invitation.RepeatableFor ? Over() : null,
        _ when now >= invitation.ExpiresAt => new(ErrorKind.Gone, Expired, $"This invitation ended on {invitation.ExpiresAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC: ask for a new one.", "token"),
        _ => null,
    };

    /// <summary>The 400.</summary>
    internal static Error Wrong() => Error.Invalid("token", Unknown, "This is not the token of an invitation: use the whole link of the mail.");

    /// <summary>The 410 of an accepted one.</summary>
    internal static Error Over() => new(ErrorKind.Gone, Accepted, "This invitation was accepted before: sign in.", "token");

    private static Error Replaced() => new(ErrorKind.Gone, Superseded, "A newer invitation replaced this one: use the link of the newest mail.", "token");
}
