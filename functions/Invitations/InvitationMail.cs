using UserFunctions.Platform.Mail;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.Invitations;

/// <summary>Writes the mails of invitations, in the tenant's language and words.</summary>
internal static class InvitationMail
{
    /// <summary>Kind of the mail that invites.</summary>
    public const string Kind = "invitation";

    /// <summary>Kind of the mail that says that somebody accepted.</summary>
    public const string NoticeKind = "invitation-accepted";

    public static Letter Write(string tenant, Invitation invitation, string name, InvitationTerms terms, InvitationSettings settings)
    {
        var link = LinkOf(tenant, invitation, settings);
        var (subject, text) = Filled(tenant, name, link, invitation.ExpiresAt, terms);
        return new Letter
        {
            Kind = Kind,
            Tenant = tenant,
            Id = $"{tenant}-{invitation.UserId:D}-{invitation.Version}",
            To = invitation.Email,
            ToName = name,
            Subject = subject,
            Text = text,
            Html = MailText.Html(text, subject, terms.Language, link),
        };
    }

    /// <summary>The mail to one of those who want to know that a user accepted.</summary>
    public static Letter Notice(string tenant, User user, int number, string to, InvitationTerms terms)
    {
        var texts = InvitationTexts.Of(terms.Language);
        var subject = OneLine(Placeholders.Fill(texts.NoticeSubject, ValueOf));
        var text = Placeholders.Fill(texts.NoticeText, ValueOf);
        return new Letter
        {
            Kind = NoticeKind,
            Tenant = tenant,
            Id = $"{tenant}-{user.Id:D}-accepted-{number}",
            To = to,
            ToName = to,
            Subject = subject,
            Text = text,
            Html = MailText.Html(text, subject, terms.Language, null),
        };

        string? ValueOf(string name) => name switch { "name" => user.DisplayName, "email" => user.Email, "tenant" => terms.ShownName(tenant), _ => null };
    }

    /// <summary>Subject and text with everything in its place.</summary>
    public static (string Subject, string Text) Filled(string tenant, string name, string link, DateTimeOffset expiresAt, InvitationTerms terms)
    {
        var texts = InvitationTexts.Of(terms.Language);
        return (OneLine(Placeholders.Fill(terms.Subject ?? texts.Subject, Known)), Placeholders.Fill(terms.Text ?? texts.Text, placeholder => placeholder switch
        {
            Placeholders.Link => link,
            "expires" => texts.Time(expiresAt),
            _ => Known(placeholder),
        }));

        string? Known(string placeholder) => placeholder switch { "name" => name, "tenant" => terms.ShownName(tenant), _ => null };
    }

    /// <summary>The link that opens the page.</summary>
    public static string LinkOf(string tenant, Invitation invitation, InvitationSettings settings) => LinkOf(invitation.Token(tenant, settings.TokenKey), settings);

    /// <summary>The link with a token.</summary>
    public static string LinkOf(string token, InvitationSettings settings) =>
        $"{settings.AcceptUrl}{(settings.AcceptUrl.Contains('?', StringComparison.Ordinal) ? '&' : '?')}token={Uri.EscapeDataString(token)}";

    // A header is one line, whatever a name holds.
    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
}
