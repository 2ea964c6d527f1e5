using UserFunctions.Platform.Mail;
using UserFunctions.Users;

namespace UserFunctions.SignIn;

/// <summary>Writes the mail that leads to another password, or says that there is none.</summary>
internal static class ResetMail
{
    public static Letter Write(string tenant, User user, PasswordReset reset, ResetSettings settings, string? ssoStart) => new()
    {
        Kind = "password-reset",
        Tenant = tenant,
        Id = $"{tenant}-{user.Id:D}-reset-{reset.RequestId:N}",
        To = reset.Email,
        ToName = user.DisplayName,
        Subject = PasswordReset.Subject,
        Text = reset.Nonce.Length > 0 ? WithLink(tenant, user, reset, settings) : WithSso(tenant, user, ssoStart),
    };

    private static string WithLink(string tenant, User user, PasswordReset reset, ResetSettings settings)
    {
        var separator = settings.Url.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var link = $"{settings.Url}{separator}token={Uri.EscapeDataString(reset.Token(tenant, settings.LinkKey))}";
        return $"""
            Hello {user.DisplayName},

            somebody, probably you, asked for another password at {tenant}. To choose one, open this link before {reset.ExpiresAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC:

            {link}

            If it was not you, do nothing: your password stays as it is, and the link stops working by itself.
            """;
    }

    private static string WithSso(string tenant, User user, string? start) => $"""
        Hello {user.DisplayName},

        somebody, probably you, asked for another password at {tenant}. You sign in there with single sign-on (SSO) and have no password: use SSO, or ask whoever gave you that account.{(start is null ? "" : $" It begins at {start}")}

        If it was not you, do nothing.
        """;
}
