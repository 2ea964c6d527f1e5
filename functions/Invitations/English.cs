namespace UserFunctions.Invitations;

/// <summary>English.</summary>
internal static class English
{
    public static InvitationTexts Texts { get; } = new()
    {
        Language = "en",
        Subject = "You are invited to {tenant}",
        Text = """
            Hello {name},

            you are invited to join {tenant}. To accept, open this link before {expires}:

            {link}

            If you did not expect this mail, do nothing: the link stops working by itself.
            """,
        NoticeSubject = "{name} has accepted the invitation",
        NoticeText = """
            {name} ({email}) has accepted the invitation to {tenant} and can sign in now.
            """,
        TimeFormat = "d MMMM yyyy, HH:mm",
        Title = "Invitation",
        Invites = "{0} invites you to join.",
        Until = "The invitation is valid until {0}.",
        Email = "E-mail address",
        Password = "Choose a password",
        PasswordRule = "At least {0} characters. Several words that do not belong together are easy to remember and hard to guess. Blanks are allowed.",
        Accept = "Accept the invitation",
        SsoHint = "You sign in with the account of your organisation. No password is needed here.",
        SsoContinue = "Continue to sign in",
        ErrorTitle = "The invitation was not accepted yet",
        ErrorPrefix = "Error",
        PasswordMissing = "Type a password.",
        PasswordLength = "The password must have at least {0} characters and at most {1}.",
        PasswordWeak = "The password can be guessed: it is made of common passwords, names, dates or rows of keys. Add words that do not belong together.",
        PasswordInvalid = "The password holds a character that cannot be used. Choose other characters.",
        Done = "Welcome",
        DoneText = "You have accepted the invitation to {0}. You can sign in as {1} now.",
        Invalid = "This link is not complete",
        InvalidText = "Open the whole link of the mail, or copy it into the address line of the browser.",
        Expired = "This invitation has ended",
        ExpiredText = "Its time is over. Ask whoever invited you to send it again.",
        Superseded = "There is a newer invitation",
        SupersededText = "This link was replaced by that of a newer mail. Use the link of the newest one.",
        Revoked = "This invitation was taken back",
        RevokedText = "If you think that this is a mistake, ask whoever invited you.",
        AcceptedBefore = "This invitation was accepted before",
        AcceptedBeforeText = "There is nothing more to do here: sign in with your account.",
        Blocked = "This account cannot be used at the moment",
        BlockedText = "It is disabled or blocked. Ask an administrator, then open this link again.",
        Trouble = "That did not work",
        TroubleText = "Open the link again in a minute.",
    };
}
