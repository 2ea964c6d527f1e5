using UserFunctions.Platform.Mail;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Invitations;

/// <summary>Tells those whom the tenant names that somebody accepted: one mail each, again only when the process died in between.</summary>
public sealed class NotifyOfAcceptance(UserWriter users, InvitationTable invitations, Facts facts, IMailSender sender, TimeProvider time)
{
    /// <summary>Sends what was not sent. Throws when a mail could not be sent.</summary>
    public async Task Handle(string tenant, Guid id, CancellationToken cancellationToken)
    {
        if (await invitations.Find(tenant, id, cancellationToken) is not { NotifiedAt: null } invitation || await users.Find(tenant, id, cancellationToken) is not { } user)
            return;
        var terms = TenantSettings.Of(await facts.ForReading(tenant, [], cancellationToken)).Invitations;
        foreach (var (to, number) in terms.Notify.Select((to, i) => (to, i + 1)))
            await sender.Send(InvitationMail.Notice(tenant, user, number, to, terms), cancellationToken);
        await invitations.Update(tenant, invitation, current => current with { NotifiedAt = time.GetUtcNow() });
    }
}
